"""The numbers of sentences and documents that all shares are made of, in one order of columns.

A sentence's columns are [1, han, coded…, han of coded…, flags…, hits…], with a column a theme and
a category of the codebook; a document's totals are their sums and, last, [label, substance, label
only]: sentences with a term of the label, with a theme by the coder, and with label alone.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np

from nqp_mine.models.codebook import Codebook
from nqp_mine.models.measure import DocumentCounts
from nqp_mine.on_demand import OnDemand

N_LABEL = 3


class Counts(Protocol):
    """The counts of documents by number; they need not be in memory."""

    def __len__(self) -> int: ...
    def __getitem__(self, number: int, /) -> DocumentCounts: ...
    def __iter__(self) -> Iterator[DocumentCounts]: ...
    def ids(self) -> Sequence[str]:
        """Return the ids of the documents, in order."""

    def totals(self, members: np.ndarray) -> np.ndarray:
        """Return the totals of documents, shape (n_members, n_columns)."""


class CountsInMemory(OnDemand[DocumentCounts]):
    """Counts that are at hand."""

    def __init__(self, counts: Sequence[DocumentCounts], book: Codebook) -> None:
        self._counts = tuple(counts)
        self._book = book

    def __len__(self) -> int:
        return len(self._counts)

    def _item(self, number: int) -> DocumentCounts:
        return self._counts[number]

    def ids(self) -> Sequence[str]:
        """Return the ids of the documents, in order."""
        return [one.id for one in self._counts]

    @cached_property
    def _totals(self) -> np.ndarray:
        rows = [totals(one, self._book) for one in self._counts]
        return np.array(rows, np.float64).reshape(len(rows), -1)

    def totals(self, members: np.ndarray) -> np.ndarray:
        """Return the totals of documents, shape (n_members, n_columns)."""
        return np.asarray(self._totals[members])


def n_sentence_columns(book: Codebook) -> int:
    """Return how many columns a sentence has."""
    return 2 + 2 * len(book.themes) + 2 * len(book.categories)


def sentence_columns(counts: DocumentCounts) -> np.ndarray:
    """Return the columns of each sentence, shape (n_sentences, n_columns)."""
    han = counts.han.astype(np.float64)[:, None]
    coded = counts.coded.astype(np.float64)
    hits = counts.hits.astype(np.float64)
    return np.hstack([np.ones_like(han), han, coded, coded * han, hits > 0, hits])


def label_columns(counts: DocumentCounts, book: Codebook) -> np.ndarray:
    """Return [1, label, substance, label only] a sentence."""
    on_label = [i for i, category in enumerate(book.categories) if category.axis == "label"]
    label = counts.hits[:, on_label].sum(axis=1) > 0
    substance = counts.coded.any(axis=1)
    return np.column_stack([np.ones(len(label)), label, substance, label & ~substance]).astype(
        np.float64
    )


def totals(counts: DocumentCounts, book: Codebook) -> np.ndarray:
    """Return the totals of one document: whole numbers, shape (n_columns + N_LABEL,)."""
    return np.concatenate(
        [sentence_columns(counts).sum(axis=0), label_columns(counts, book)[:, 1:].sum(axis=0)]
    )
