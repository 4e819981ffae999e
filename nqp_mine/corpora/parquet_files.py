"""The Parquet files of a folder: which there are, and documents out of one of them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from nqp_mine.corpora.document import Document
from nqp_mine.corpora.rows import NOTES
from nqp_mine.corpora.schema import FIELDS
from nqp_mine.errors import CorpusError, UsageError

#: The layout that this program reads and writes.
FORMAT = 1
#: What is read of a document: its fields, the notes on it, and the fingerprint of its text.
COLUMNS = (*FIELDS, *NOTES, "text_print")
_AGAIN = "Repeat corpus export --parquet."


def arrow() -> Any:
    """Return pyarrow.parquet.

    Raises:
        UsageError: it is not installed.
    """
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise UsageError(
            "Parquet needs pyarrow, which is not installed.",
            remedy="pip install 'nqp-mine[parquet]'",
        ) from error
    return parquet


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What is known of a file before it is opened; `size` is in bytes, `first` its first id."""

    name: str
    size: int
    n_documents: int
    first: str


def listed(folder: Path, content: str) -> list[Listed]:
    """Return the files that a folder says it has.

    Raises:
        CorpusError: it says nothing, or was made by a newer version.
    """
    try:
        told = json.loads((folder / content).read_text(encoding="utf-8"))
        if isinstance(told["format"], int) and told["format"] > FORMAT:
            raise CorpusError(
                f"{folder}: was made by a newer version.", remedy="Upgrade: pip install -U nqp-mine"
            )
        found = [Listed(**one) for one in told["files"]]
    except FileNotFoundError as error:
        raise CorpusError(
            f"{folder}: holds no {content}: it was not written by corpus export, or not to its "
            "end.",
            remedy=f"Write it: nqp-mine corpus export CORPUS --parquet {folder}",
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{folder}: {content} cannot be read.", remedy=_AGAIN) from error
    if any(Path(one.name).name != one.name for one in found):
        raise CorpusError(f"{folder}: {content} names files outside.", remedy=_AGAIN)
    return found


class Shard:
    """One open file; of the row group that was used last, the columns asked for are kept.

    Raises:
        CorpusError: it is missing, damaged, or lacks columns.
    """

    def __init__(self, folder: Path, wanted: Listed) -> None:
        self.listed = wanted
        self._path = folder / wanted.name
        self._kept: dict[tuple[str, ...], tuple[int, Any]] = {}
        try:
            size = self._path.stat().st_size
            if size != wanted.size:
                raise self._error(f"has {size} bytes, not {wanted.size}")
            self._file = arrow().ParquetFile(self._path)
        except FileNotFoundError as error:
            raise self._error("is missing") from error
        except (OSError, ValueError) as error:  # ArrowInvalid is a ValueError
            raise self._error("cannot be read") from error
        if missing := [name for name in COLUMNS if name not in self._file.schema_arrow.names]:
            self.close()
            raise self._error(f"lacks the columns {', '.join(missing)}")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @cached_property
    def ids(self) -> list[str]:
        """The ids of its documents, in order."""
        return [name for group in self._groups() for name in self._ids(group)]

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        """The row group of each id, and the row in it."""
        return {
            name: (group, row)
            for group in self._groups()
            for row, name in enumerate(self._ids(group))
        }

    def rows(self, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield columns of all documents."""
        for group in self._groups():
            yield from self._read(group, tuple(columns)).to_pylist()

    def row(self, name: str, columns: Sequence[str]) -> dict[str, Any] | None:
        """Return columns of one document, or None where it is not in this file."""
        place = self._places.get(name)
        if place is None:
            return None
        group, row = place
        names = tuple(columns)
        kept, table = self._kept.get(names, (-1, None))
        if kept != group:
            table = self._read(group, names)
            self._kept[names] = (group, table)
        found: dict[str, Any] = table.slice(row, 1).to_pylist()[0]
        return found

    def _groups(self) -> range:
        return range(self._file.num_row_groups)

    def _ids(self, group: int) -> list[str]:
        found: list[str] = self._read(group, ("id",)).column("id").to_pylist()
        return found

    def _read(self, group: int, columns: tuple[str, ...]) -> Any:
        try:
            return self._file.read_row_group(group, columns=list(columns), use_threads=False)
        except (OSError, ValueError) as error:
            raise self._error("is damaged") from error

    def _error(self, why: str) -> CorpusError:
        return CorpusError(f"{self._path}: {why}.", remedy=_AGAIN)


def document_of(row: dict[str, Any]) -> Document:
    """Return the document of a row; without the column it has no text.

    Raises:
        CorpusError: a field is not what export writes.
    """
    try:
        fields: dict[str, Any] = {name: row[name] for name in FIELDS if name != "text"}
        fields |= {name: json.loads(row[name]) for name in ("facts", "columns")}
        return Document(text=row.get("text", ""), warnings=tuple(row["warnings"]), **fields)
    except (ValueError, TypeError) as error:
        raise CorpusError(f"document {row.get('id')}: cannot be read.", remedy=_AGAIN) from error
