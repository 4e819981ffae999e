"""The documents with their texts as Parquet files, for R, Polars, DuckDB, Spark and a cluster."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path
from typing import Any

from nqp_mine.corpora.amendments import value_of
from nqp_mine.corpora.document import Document, InputRecord
from nqp_mine.corpora.parquet import CONTENT, LEDGER, fingerprint
from nqp_mine.corpora.parquet_files import FORMAT, Listed, arrow
from nqp_mine.errors import OutputError
from nqp_mine.report.tables import atomic

_SHARD = 2_000  # documents in a file
_GROUP = 100  # documents that are in memory at once, and read together
_TEXTS = (
    "id", "title", "date", "date_precision", "issuer", "doc_number", "region", "city", "level",
    "doc_type", "status", "source", "sha256", "duplicate_of", "text", "facts", "columns",
)  # fmt: skip


def write(folder: Path, documents: Iterable[Document], ledger: Iterable[InputRecord]) -> int:
    """Write a corpus into a folder, and return the number of its documents.

    `documents-00000.parquet`, … hold the documents, which come in the order of their ids. `facts`
    and `columns` are JSON objects; `body_end` is the offset at which footers begin; `text_print`
    is of the text before it. A file that says what there is comes last: a folder without it is
    not whole. Files of an earlier export are replaced or removed.

    Raises:
        UsageError: pyarrow is not installed.
        OutputError: the folder cannot be written.
    """
    parquet = arrow()
    files: list[Listed] = []
    left = iter(documents)
    _begin(folder)
    while first := list(islice(left, 1)):
        name = f"documents-{len(files):05}.parquet"
        shard = chain(first, islice(left, _SHARD - 1))
        count = _write_shard(parquet, folder / name, shard)
        size = (folder / name).stat().st_size
        files.append(Listed(name=name, size=size, n_documents=count, first=first[0].id))
    _write_ledger(folder / LEDGER, ledger)
    _remove_others(folder, {one.name for one in files})
    with atomic(folder / CONTENT) as stream:
        json.dump({"format": FORMAT, "files": [asdict(one) for one in files]}, stream, indent=1)
    return sum(one.n_documents for one in files)


def _begin(folder: Path) -> None:
    """Take the folder for not whole from now on."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CONTENT).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder}: {error.strerror or error}.", remedy="Choose another folder."
        ) from error


def _remove_others(folder: Path, kept: set[str]) -> None:
    for old in folder.glob("documents*.parquet"):
        if old.name not in kept:
            old.unlink()


def _write_shard(parquet: Any, path: Path, documents: Iterator[Document]) -> int:
    import pyarrow as pa

    fields = [(name, pa.string()) for name in _TEXTS]
    fields += [
        ("year", pa.int32()), ("body_end", pa.int64()), ("warnings", pa.list_(pa.string())),
        ("text_print", pa.binary(16)),
    ]  # fmt: skip
    schema = pa.schema(fields)
    count = 0
    with (
        atomic(path, binary=True) as stream,
        parquet.ParquetWriter(stream, schema, compression="zstd") as out,
    ):
        while rows := [_row(document) for document in islice(documents, _GROUP)]:
            count += len(rows)
            out.write_table(pa.Table.from_pylist(rows, schema=schema))
    return count


def _write_ledger(path: Path, ledger: Iterable[InputRecord]) -> None:
    with atomic(path) as stream:
        stream.writelines(json.dumps(asdict(record)) + "\n" for record in ledger)


def _row(document: Document) -> dict[str, Any]:
    row: dict[str, Any] = {name: value_of(document, name) for name in _TEXTS[:-2]}
    return row | {
        "facts": json.dumps(dict(document.facts), ensure_ascii=False, sort_keys=True),
        "columns": json.dumps(dict(document.columns), ensure_ascii=False),
        "year": document.year,
        "body_end": document.body_end,
        "warnings": list(document.warnings),
        "text_print": fingerprint(document),
    }
