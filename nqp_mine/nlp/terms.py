"""TermMatrix: sparse counts with both axes named; everything numeric starts here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True, slots=True, eq=False)
class TermMatrix:
    """Counts of terms in units (documents or paragraphs).

    `counts` is a CSR matrix of shape (n_units, n_terms), int32; `units` names its rows and
    `terms` its columns, which are sorted.
    """

    counts: "csr_matrix"
    units: tuple[str, ...]
    terms: tuple[str, ...]

    @property
    def index(self) -> dict[str, int]:
        """Return {term: column}."""
        return {term: column for column, term in enumerate(self.terms)}

    def frequencies(self) -> np.ndarray:
        """Return in how many units each term stands, shape (n_terms,)."""
        return np.asarray((self.counts > 0).sum(axis=0)).ravel()

    def keep(self, columns: np.ndarray) -> "TermMatrix":
        """Return the matrix with these columns only (ascending indices)."""
        terms = tuple(self.terms[i] for i in columns)
        return TermMatrix(self.counts[:, columns].tocsr(), self.units, terms)

    def group(self, rows: Sequence[int], names: Sequence[str]) -> "TermMatrix":
        """Return the sums of the rows of each group; `rows[i]` is the group of unit i, or -1."""
        from scipy.sparse import csr_matrix

        used = [i for i, row in enumerate(rows) if row >= 0]
        ones = np.ones(len(used), dtype=np.int32)
        groups = [rows[i] for i in used]
        spread = csr_matrix((ones, (groups, used)), shape=(len(names), len(rows)))
        return TermMatrix((spread @ self.counts).tocsr(), tuple(names), self.terms)


@dataclass(frozen=True, slots=True, eq=False)
class TermBlock:
    """The tokens of some units as numbers in a sorted list of terms of their own.

    `lengths` (n_units,) are the tokens of each unit, `tokens` (n_tokens,) the numbers of all.
    """

    terms: tuple[str, ...]
    lengths: np.ndarray
    tokens: np.ndarray


def block(units: Iterable[Sequence[str]]) -> TermBlock:
    """Return the tokens of `units` as numbers."""
    lengths: list[int] = []
    words: list[str] = []
    for unit in units:
        words.extend(unit)
        lengths.append(len(unit))
    terms = tuple(sorted(set(words)))
    number = {term: i for i, term in enumerate(terms)}
    tokens = np.array([number[word] for word in words], np.int32)
    return TermBlock(terms, np.array(lengths, np.int32), tokens)


def merge(blocks: Sequence[TermBlock], units: Sequence[str]) -> TermMatrix:
    """Join blocks, in order, into one matrix with sorted terms."""
    from scipy.sparse import csr_matrix

    terms = tuple(sorted({term for part in blocks for term in part.terms}))
    flat = sequence(blocks, terms)
    lengths = np.concatenate([b.lengths for b in blocks]) if blocks else np.zeros(0, np.int32)
    where = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    counts = csr_matrix((np.ones(len(flat), np.int32), flat, where), shape=(len(units), len(terms)))
    counts.sum_duplicates()
    return TermMatrix(counts, tuple(units), terms)


def sequence(blocks: Sequence[TermBlock], terms: Sequence[str]) -> np.ndarray:
    """Return the column of each token, in the order of the texts, shape (n_tokens,)."""
    index = {term: column for column, term in enumerate(terms)}
    columns = [
        np.array([index[t] for t in b.terms], np.int32)[b.tokens] for b in blocks if len(b.terms)
    ]
    return np.concatenate(columns) if columns else np.zeros(0, np.int32)
