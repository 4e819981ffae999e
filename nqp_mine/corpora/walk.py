"""Paths given by the user to the list of inputs, in a fixed order.

Links and special files are listed and never opened; names that are no UTF-8 are kept exactly.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nqp_mine.corpora import sidecar
from nqp_mine.errors import ReadError, UsageError

_NOISE = frozenset({".ds_store", "thumbs.db", "desktop.ini", "__macosx"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One input path: its root, its path in the root, and the sidecar's row for it.

    `skip` is the reason, where it is known already that nothing will be read.
    """

    root: Path
    path: Path
    row: Mapping[str, str] = field(default_factory=dict)
    skip: str = ""
    remedy: str = ""

    @property
    def name(self) -> str:
        r"""The path relative to the root, with forward slashes and undecodable bytes as \\xNN."""
        return escape(self.path.relative_to(self.root).as_posix())

    @property
    def label(self) -> str:
        """The root's own name and the relative path: the beginning of a document's id."""
        return f"{escape(self.root.name)}/{self.name}"


def escape(name: str) -> str:
    r"""Return `name` with undecodable bytes as \\xNN and line breaks as \\n, safe to show."""
    shown = os.fsencode(name).decode("utf-8", errors="backslashreplace")
    return shown.replace("\r", "\\r").replace("\n", "\\n")


def walk(paths: list[Path]) -> Iterator[Source]:
    """Yield every file under `paths` once, in the order given and then by name.

    Raises:
        UsageError: a path does not exist, or nothing was given.
    """
    if not paths:
        raise UsageError("no path was given.", remedy="Name a folder or files to ingest.")
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder.", remedy="Check the path.")
    seen: set[Path] = set()
    for path in paths:
        whole = path.resolve()
        for source in _folder(whole, whole, {}) if whole.is_dir() else [_single(whole)]:
            if source.path not in seen:
                seen.add(source.path)
                yield source


def _single(path: Path) -> Source:
    return _one(path.parent, path, {})


def _folder(root: Path, folder: Path, rows: Mapping[str, Mapping[str, str]]) -> Iterator[Source]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield Source(root=root, path=folder, skip=f"cannot be listed: {error.strerror}.")
        return
    sidecars = [entry for entry in entries if _is_sidecar(entry)]
    here = "" if folder == root else folder.relative_to(root).as_posix()
    for entry in sidecars:
        rows = {**rows, **sidecar.load(entry, folder=here)}
    for entry in entries:
        if entry in sidecars:
            yield Source(root=root, path=entry, skip="sidecar")
        elif entry.is_dir() and not entry.is_symlink():
            yield from _folder(root, entry, rows)
        else:
            yield _one(root, entry, rows)


def _is_sidecar(entry: Path) -> bool:
    try:
        regular = stat.S_ISREG(entry.lstat().st_mode)
        return regular and sidecar.is_sidecar(entry)
    except (OSError, ReadError):
        return False


def _one(root: Path, path: Path, rows: Mapping[str, Mapping[str, str]]) -> Source:
    skip, remedy = _reason_to_skip(path)
    row = rows.get(path.relative_to(root).as_posix(), {})
    return Source(root=root, path=path, row=row, skip=skip, remedy=remedy)


def _reason_to_skip(path: Path) -> tuple[str, str]:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return "is a symbolic link, which is not followed.", "Give the file that it points to."
    if not stat.S_ISREG(mode):
        return "is no ordinary file (a pipe, socket or device).", "Nothing to do."
    if path.name.lower() in _NOISE or path.name.startswith(("._", "~$", ".~")):
        return "is a file of the operating system or an office lock file.", "Nothing to do."
    return "", ""
