"""Counts and words of a corpus that stand on disk; each document is read when it is wanted."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from nqp_mine.models.codebook import Codebook
from nqp_mine.models.measure import DocumentCounts, DocumentWords
from nqp_mine.models.packing import (
    Notes,
    PackedCounts,
    PackedWords,
    unpack_counts,
    unpack_notes,
    unpack_totals,
    unpack_words,
)
from nqp_mine.models.shelf import Shelf
from nqp_mine.on_demand import OnDemand


class StoredCounts(OnDemand[DocumentCounts]):
    """The counts of the documents `ids`, by number."""

    def __init__(self, shelf: Shelf, ids: Sequence[str], book: Codebook) -> None:
        self._shelf = shelf
        self._ids = ids
        self._book = book

    def __len__(self) -> int:
        return len(self._ids)

    def _item(self, number: int) -> DocumentCounts:
        return next(self._read([self._ids[number]]))

    def __iter__(self) -> Iterator[DocumentCounts]:
        return self._read(self._ids)

    def _read(self, ids: Sequence[str]) -> Iterator[DocumentCounts]:
        rows = self._shelf.get(ids, PackedCounts._fields)
        for name, row in zip(ids, rows, strict=True):
            yield unpack_counts(name, PackedCounts(*row), self._book)

    def ids(self) -> Sequence[str]:
        """Return the ids of the documents, in order."""
        return self._ids

    def totals(self, members: np.ndarray) -> np.ndarray:
        """Return the totals of documents, shape (n_members, n_columns)."""
        found = [row[0] for row in self._columns("totals", members=members)]
        return unpack_totals(found, self._book)

    def evidence(self) -> Iterator[tuple[Notes, bytes]]:
        """Yield the notes and the lines of evidence of each document."""
        for notes, lines in self._columns("notes", "evidence"):
            yield unpack_notes(notes), lines

    def _columns(self, *names: str, members: np.ndarray | None = None) -> Iterator[tuple[Any, ...]]:
        ids = self._ids if members is None else (self._ids[i] for i in members)
        yield from self._shelf.get(ids, names)


class StoredWords(OnDemand[DocumentWords]):
    """The words of the documents `ids`, by number."""

    def __init__(self, shelf: Shelf, ids: Sequence[str]) -> None:
        self._shelf = shelf
        self._ids = ids

    def __len__(self) -> int:
        return len(self._ids)

    def _item(self, number: int) -> DocumentWords:
        return next(self._read([self._ids[number]]))

    def __iter__(self) -> Iterator[DocumentWords]:
        return self._read(self._ids)

    def _read(self, ids: Sequence[str]) -> Iterator[DocumentWords]:
        for row in self._shelf.get(ids, PackedWords._fields):
            yield unpack_words(PackedWords(*row))
