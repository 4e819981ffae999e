"""A corpus as a folder of Parquet files, for machines that share a folder, R, Polars and Spark.

`corpus export --parquet` writes it: `documents-00000.parquet`, … hold the documents in the order
of their ids, `_inputs.jsonl` the ledger, and `_corpus.json`, written last, what there is. Programs
that read a folder of Parquet pass over names that begin with an underscore. Only the documents
that are asked for are read, a row group at a time, so memory does not grow with the corpus.
"""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any

from nqp_mine.corpora.document import Document, InputRecord
from nqp_mine.corpora.parquet_files import COLUMNS, Shard, arrow, document_of, listed
from nqp_mine.corpora.schema import INPUT
from nqp_mine.errors import CorpusError
from nqp_mine.on_demand import OnDemand

#: What a folder holds beside its documents.
CONTENT, LEDGER = "_corpus.json", "_inputs.jsonl"


def fingerprint(document: Document) -> bytes:
    """Return the fingerprint of the text that is measured, 16 bytes, as a corpus file has it."""
    text = document.body.encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=16).digest()


class ParquetCorpus:
    """An open folder; it answers as an open corpus file does, and cannot be written.

    Args:
        path: the folder.

    Raises:
        CorpusError: it was not written by corpus export, not to its end, or is damaged.
        UsageError: pyarrow is not installed.
    """

    def __init__(self, path: Path) -> None:
        arrow()
        self.path = path if path.name else path.resolve()
        self._listed = listed(self.path, CONTENT)
        self._firsts = [one.first for one in self._listed]
        self._open: Shard | None = None

    def __enter__(self) -> "ParquetCorpus":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def __len__(self) -> int:
        return sum(one.n_documents for one in self._listed)

    def ids(self) -> list[str]:
        """Return the ids of all documents, in order."""
        return [name for shard in self._shards() for name in shard.ids]

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        """Yield documents in the order of their ids (or those of `ids`, in that order)."""
        rows = self._rows(COLUMNS) if ids is None else (self._row(one, COLUMNS) for one in ids)
        for row in rows:
            document = document_of(row)
            if fingerprint(document) != row["text_print"]:
                raise self._damaged(f"the text of {document.id} is not the one exported")
            yield document

    def values(self, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Yield these fields of all documents, in the order of their ids; no more is read."""
        for row in self._rows(names):
            yield tuple(row[name] for name in names)

    def catalogue(self, *, counted: bool = False) -> "ParquetCatalogue":
        """Return all documents, or those that repeat no other, without their texts."""
        return ParquetCatalogue(self, counted=counted)

    def prints(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the ids with a fingerprint of the text that is measured, 16 bytes."""
        for one in ids:
            yield one, self._row(one, ("text_print",))["text_print"]

    def outcomes(self) -> list[InputRecord]:
        """Return the ledger: one record for every input path ever given."""
        return list(self._ledger())

    def left_out(self) -> Iterator[InputRecord]:
        """Yield the records of inputs that were not ingested whole."""
        return (record for record in self._ledger() if record.outcome != "ingested")

    def count_outcomes(self) -> dict[str, int]:
        """Return how many inputs ended in each outcome."""
        return dict(sorted(Counter(record.outcome for record in self._ledger()).items()))

    def _ledger(self) -> Iterator[InputRecord]:
        try:
            with (self.path / LEDGER).open(encoding="utf-8") as lines:
                for line in lines:
                    row = json.loads(line)
                    yield InputRecord(**{name: row[name] for name in INPUT})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._damaged(f"{LEDGER} cannot be read") from error

    def _rows(self, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
        for shard in self._shards():
            yield from shard.rows(columns)

    def _row(self, one: str, columns: Sequence[str]) -> dict[str, Any]:
        number = max(bisect_right(self._firsts, one) - 1, 0)
        shard = self._shard(number) if self._listed else None
        row = shard.row(one, columns) if shard else None
        if row is None:
            raise CorpusError(f"{self.path}: no document {one}.", remedy="See corpus list.")
        return row

    def _shards(self) -> Iterator[Shard]:
        """Yield the files one by one, each opened for this pass alone."""
        for one in self._listed:
            with closing(Shard(self.path, one)) as shard:
                yield shard

    def _shard(self, number: int) -> Shard:
        """Return a file for single documents, opened unless it is the one that was used last."""
        wanted = self._listed[number]
        if self._open is None or self._open.listed != wanted:
            self._close()
            self._open = Shard(self.path, wanted)
        return self._open

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _damaged(self, why: str) -> CorpusError:
        return CorpusError(f"{self.path}: {why}.", remedy="Repeat corpus export --parquet.")


class ParquetCatalogue(OnDemand[Document]):
    """The documents of a folder in the order of their ids; they hold no text."""

    def __init__(self, corpus: ParquetCorpus, *, counted: bool) -> None:
        self._corpus = corpus
        self._counted = counted
        rows = corpus._rows(("id", "duplicate_of"))
        self.ids = tuple(row["id"] for row in rows if not (counted and row["duplicate_of"]))

    def __len__(self) -> int:
        return len(self.ids)

    def _item(self, number: int) -> Document:
        return document_of(self._corpus._row(self.ids[number], _NO_TEXT))

    def __iter__(self) -> Iterator[Document]:
        for row in self._corpus._rows(_NO_TEXT):
            if not (self._counted and row["duplicate_of"]):
                yield document_of(row)


_NO_TEXT = tuple(name for name in COLUMNS if name not in ("text", "text_print"))
