"""The documents with their texts as one Parquet file, for R, Polars, DuckDB and Spark."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from nqp_mine.corpora.amendments import value_of
from nqp_mine.corpora.document import Document
from nqp_mine.errors import UsageError
from nqp_mine.report.tables import atomic

NAME = "documents.parquet"
_GROUP = 1_000  # documents that are in memory at once
_TEXTS = (
    "id", "title", "date", "date_precision", "issuer", "doc_number", "region", "city", "level",
    "doc_type", "status", "source", "sha256", "duplicate_of", "text", "facts", "columns",
)  # fmt: skip


def write(folder: Path, documents: Iterable[Document]) -> int:
    """Write `documents.parquet` into a folder, and return the number of its documents.

    `facts` and `columns` are JSON objects; `body_end` is the offset at which footers begin.

    Raises:
        UsageError: pyarrow is not installed.
        OutputError: the file cannot be written.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise UsageError(
            "Parquet needs pyarrow, which is not installed.",
            remedy="pip install 'nqp-mine[parquet]'",
        ) from error
    fields = [(name, pa.string()) for name in _TEXTS]
    fields += [("year", pa.int32()), ("body_end", pa.int64()), ("warnings", pa.list_(pa.string()))]
    schema = pa.schema(fields)
    count = 0
    left = iter(documents)
    with atomic(folder / NAME, binary=True) as stream, parquet.ParquetWriter(stream, schema) as out:
        for rows in _groups(left):
            count += len(rows)
            out.write_table(pa.Table.from_pylist(rows, schema=schema))
    return count


def _groups(documents: Iterator[Document]) -> Iterator[list[dict[str, Any]]]:
    while rows := [_row(document) for document in islice(documents, _GROUP)]:
        yield rows


def _row(document: Document) -> dict[str, Any]:
    row: dict[str, Any] = {name: value_of(document, name) for name in _TEXTS[:-2]}
    return row | {
        "facts": json.dumps(dict(document.facts), ensure_ascii=False, sort_keys=True),
        "columns": json.dumps(dict(document.columns), ensure_ascii=False),
        "year": document.year,
        "body_end": document.body_end,
        "warnings": list(document.warnings),
    }
