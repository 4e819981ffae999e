"""Paths given by the user to the list of inputs, in a fixed order.

Links and special files are listed and never opened; names that are no UTF-8 are kept exactly.
"""

import csv
import os
import re
import stat
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nqp_mine.corpora import sidecar
from nqp_mine.errors import ReadError, UsageError

Rows = Mapping[str, Mapping[str, str]]
_LIKE_ESCAPE = re.compile(r"\\(?=x[0-9a-f]{2}|[nr])")
#: The file that marks a folder as a cache (https://bford.info/cachedir/).
CACHE_TAG = "CACHEDIR.TAG"
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
        name = escape(self.path.relative_to(self.root).as_posix())
        return name.replace("!/", "\\x21/")  # or a folder might look like an archive

    @property
    def place(self) -> str:
        """The root as the ledger keeps it."""
        return escape(str(self.root))

    @property
    def label(self) -> str:
        """The root's own name and the relative path: the beginning of a document's id."""
        return f"{escape(self.root.name)}/{self.name}"


def escape(name: str) -> str:
    r"""Return `name` with undecodable bytes as \\xNN and line breaks as \\n, safe to show.

    No two names are shown alike: a backslash of the name itself that would look like one of these
    is doubled.
    """
    plain = _LIKE_ESCAPE.sub(r"\\\\", name) if os.sep == "/" else name
    shown = os.fsencode(plain).decode("utf-8", errors="backslashreplace")
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
    earlier: list[Path] = []
    for path in paths:
        whole = path.resolve()
        for source in _folder(whole) if whole.is_dir() else [_single(whole)]:
            if not any(source.path == one or one in source.path.parents for one in earlier):
                yield source
        earlier.append(whole)


def _single(path: Path) -> Source:
    return _one(path.parent, path, {})


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder that is being walked: the names that are left, and the rows for its files."""

    path: Path
    names: Iterator[str]
    rows: Rows


def _folder(root: Path) -> Iterator[Source]:
    """Yield the files of a folder; by a stack and not by recursion, as folders may be very deep."""
    open_folders: list[_Folder] = []
    path, rows = root, {}  # type: tuple[Path, Rows]
    while True:
        if path == root or _is_folder(path):
            folder = yield from _opened(root, path, rows)
            open_folders.append(folder)
        else:
            yield _one(root, path, rows)
        while (name := next(open_folders[-1].names, None)) is None:
            open_folders.pop()
            if not open_folders:
                return
        path, rows = open_folders[-1].path / name, open_folders[-1].rows


def _opened(root: Path, path: Path, rows: Rows) -> Generator[Source, None, _Folder]:
    """Yield the sidecars of a folder, or why it cannot be listed; return the rest of it."""
    try:
        names = sorted(os.listdir(path), key=os.fsencode)  # noqa: PTH208  # names take less memory
    except OSError as error:
        skip = f"cannot be listed: {error.strerror}."
        yield Source(root=root, path=path, skip=skip, remedy="Check its rights.")
        return _Folder(path, iter(()), rows)
    if CACHE_TAG in names and path != root:
        yield Source(root=root, path=path, skip="is a cache folder.", remedy="Nothing to do.")
        return _Folder(path, iter(()), rows)
    tables = [name for name in names if _is_sidecar(path / name)]
    for name in tables:
        found, skip = _table(root, path / name)
        rows = {**rows, **found}
        yield Source(root=root, path=path / name, skip=skip)
    return _Folder(path, (name for name in names if name not in tables), rows)


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
