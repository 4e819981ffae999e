"""Paths given by the user to the list of inputs, in a fixed order.

Links and special files are listed and never opened; names that are no UTF-8 are kept exactly.
"""

import csv
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nqp_mine.corpora import sidecar
from nqp_mine.errors import ReadError, UsageError

Rows = Mapping[str, Mapping[str, str]]
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
    def place(self) -> str:
        """The root as the ledger keeps it."""
        return escape(str(self.root))

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
        for source in _folder(whole) if whole.is_dir() else [_single(whole)]:
            if source.path not in seen:
                seen.add(source.path)
                yield source


def _single(path: Path) -> Source:
    return _one(path.parent, path, {})


def _folder(root: Path) -> Iterator[Source]:
    """Yield the files of a folder; by a stack and not by recursion, as folders may be very deep."""
    waiting: list[tuple[Path, Rows]] = [(root, {})]
    while waiting:
        path, rows = waiting.pop()
        if path != root and not _is_folder(path):
            yield _one(root, path, rows)
            continue
        try:
            entries = sorted(path.iterdir(), key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            skip = f"cannot be listed: {error.strerror}."
            yield Source(root=root, path=path, skip=skip, remedy="Check its rights.")
            continue
        tables = [entry for entry in entries if _is_sidecar(entry)]
        for entry in tables:
            found, skip = _table(root, entry)
            rows = {**rows, **found}
            yield Source(root=root, path=entry, skip=skip)
        waiting += [(entry, rows) for entry in reversed(entries) if entry not in tables]


def _table(root: Path, entry: Path) -> tuple[Rows, str]:
    """Return the rows of a sidecar, and what the ledger says of it."""
    folder = entry.parent.relative_to(root).as_posix()
    try:
        return sidecar.load(entry, folder="" if folder == "." else folder), "sidecar"
    except (OSError, ReadError, csv.Error) as error:
        return {}, f"sidecar that cannot be read, so its facts are missing: {error}"


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def _is_sidecar(entry: Path) -> bool:
    try:
        regular = stat.S_ISREG(entry.lstat().st_mode)
        return regular and sidecar.is_sidecar(entry)
    except (OSError, ReadError, csv.Error):
        return False  # read like any other file, it fails with its reason


def _one(root: Path, path: Path, rows: Rows) -> Source:
    skip, remedy = _reason_to_skip(path)
    row = rows.get(path.relative_to(root).as_posix(), {})
    return Source(root=root, path=path, row=row, skip=skip, remedy=remedy)


def _reason_to_skip(path: Path) -> tuple[str, str]:
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        return f"cannot be looked at: {error.strerror}.", "Run it again."
    if stat.S_ISLNK(mode):
        return "is a symbolic link, which is not followed.", "Give the file that it points to."
    if not stat.S_ISREG(mode):
        return "is no ordinary file (a pipe, socket or device).", "Nothing to do."
    if path.name.lower() in _NOISE or path.name.startswith(("._", "~$", ".~")):
        return "is a file of the operating system or an office lock file.", "Nothing to do."
    return "", ""
