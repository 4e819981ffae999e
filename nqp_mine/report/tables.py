"""CSV files for people: UTF-8 with a byte-order mark, so that Excel shows Chinese right.

Files are written whole or not at all; cells are as `cells` makes them.
"""

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields
from pathlib import Path
from typing import IO, Any

from nqp_mine.cells import cell
from nqp_mine.errors import OutputError


@contextmanager
def atomic(path: Path, *, binary: bool = False) -> Iterator[IO[Any]]:
    """Open a file that appears under its name only when it is complete.

    Raises:
        OutputError: the folder cannot be written, or the disk is full.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode: dict[str, Any] = (
            {"mode": "wb"} if binary else {"mode": "w", "encoding": "utf-8", "newline": ""}
        )
        with draft.open(**mode) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        raise OutputError(
            f"{path}: {error.strerror or error}.",
            remedy="Free some space, or choose another folder with -o.",
        ) from error
    finally:
        with suppress(OSError):  # the folder itself may be what cannot be written
            draft.unlink(missing_ok=True)


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a CSV file.

    Raises:
        OutputError: it cannot be written.
    """
    with atomic(path) as stream:
        stream.write("\ufeff")
        out = csv.writer(stream, lineterminator="\r\n")
        out.writerow(header)
        out.writerows([cell(value) for value in row] for row in rows)


def write_records(path: Path, kind: type, records: Iterable[Any]) -> None:
    """Write records of a dataclass, one column a field."""
    names = [one.name for one in fields(kind)]
    write(path, names, ([getattr(record, name) for name in names] for record in records))
