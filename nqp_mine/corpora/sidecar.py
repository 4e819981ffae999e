"""Sidecar tables: a `manifest.csv` or `metadata.csv` with a `file` column beside the documents.

Its facts win over everything that is read from the documents themselves.
"""

import csv
import io
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from nqp_mine.corpora.encoding import decode

NAMES = frozenset({"manifest.csv", "metadata.csv"})


def is_sidecar(path: Path) -> bool:
    """Tell whether `path` is a sidecar by its name and its `file` column."""
    if path.name.lower() not in NAMES:
        return False
    with path.open("rb") as stream:
        head = stream.readline(65_536)
    header = next(csv.reader(io.StringIO(_lines(decode(head).text))), [])
    return "file" in [name.strip().lower() for name in header]


def load(path: Path, *, folder: str) -> dict[str, Mapping[str, str]]:
    """Return {path relative to the root: row}; `folder` is the sidecar's own folder in the root.

    A path that leaves the folder is ignored: a cell never opens a file elsewhere.

    Raises:
        OSError: it cannot be opened.
        ReadError: it is no text.
        csv.Error: a cell is too long.
    """
    csv.field_size_limit(10_000_000)
    rows = csv.DictReader(io.StringIO(_lines(decode(path.read_bytes()).text), newline=""))
    found: dict[str, Mapping[str, str]] = {}
    for row in rows:
        plain = {k.strip().lower(): (v or "").strip() for k, v in row.items() if isinstance(k, str)}
        file = PurePosixPath(plain.pop("file", "").replace("\\", "/"))
        if file.is_absolute() or ".." in file.parts or not file.name:
            continue
        found[str(PurePosixPath(folder) / file)] = plain
    return found


def _lines(text: str) -> str:
    """Return `text` with one kind of line end; Excel for Mac once wrote lone carriage returns."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
