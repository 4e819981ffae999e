"""The keywords of each document and of each period, by TF-IDF and by TextRank."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nqp_mine.models.grouping import Cell
from nqp_mine.models.measure import DocumentWords
from nqp_mine.models.words import Vocabulary, paragraph_numbers, term_counts
from nqp_mine.nlp.keywords import Keyword, distinctive_idf, top_terms
from nqp_mine.nlp.textrank import neighbours, ranked

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

COLUMNS = ("scope", "key", "rank", "term", "score", "method")
_PART = 2**18  # tokens whose neighbours are counted together


class Keywords(NamedTuple):
    """The keywords of one document or period by one method; `key` is its id or its name."""

    scope: str
    key: str
    method: str
    found: Sequence[Keyword]


def keywords(
    documents: Sequence[DocumentWords],
    ids: Sequence[str],
    known: Vocabulary,
    cells: Sequence[Cell],
    top_n: int,
) -> Iterator[Keywords]:
    """Yield the keywords of each document and, over all of its documents, of each period.

    The documents are never held together.
    """
    filled = [cell for cell in cells if len(cell.members) and cell.group == "all"]
    period_of = {int(i): number for number, cell in enumerate(filled) for i in cell.members}
    counts = np.zeros((len(filled), len(known.terms)), np.int32)  # of each term in each period
    idf = distinctive_idf(known.frequency, len(documents))
    for i, (name, words) in enumerate(zip(ids, documents, strict=True)):
        times, columns = term_counts(words), known.columns(words)
        found = top_terms(times * idf[columns], words.block.terms, top_n=top_n)
        yield Keywords("document", name, "tfidf", found)
        best = zip(words.best[:top_n].tolist(), words.ranks.tolist(), strict=False)
        terms = words.block.terms
        found = [Keyword(place, terms[i], rank) for place, (i, rank) in enumerate(best, start=1)]
        yield Keywords("document", name, "textrank", found)
        if i in period_of:
            counts[period_of[i], columns] += times
    idf = distinctive_idf((counts > 0).sum(axis=0), len(filled))
    for cell, own in zip(filled, counts, strict=True):
        found = top_terms(own * idf, known.terms, top_n=top_n)
        yield Keywords("period", cell.period, "tfidf", found)
    for cell, own in zip(filled, counts, strict=True):
        present = np.flatnonzero(own)
        edges = _neighbours(documents, cell, known, present)
        found = ranked(edges, [known.terms[i] for i in present.tolist()], top_n=top_n)
        yield Keywords("period", cell.period, "textrank", found)


def _neighbours(
    documents: Sequence[DocumentWords], cell: Cell, known: Vocabulary, present: np.ndarray
) -> "csr_matrix":
    """Return the neighbours in a cell's documents; a row and column a term that is `present`."""
    number = np.zeros(len(known.terms), np.int64)
    number[present] = np.arange(len(present))
    total = neighbours(np.empty(0, np.int64), np.empty(0, np.int64), len(present))
    for tokens, paragraphs in _parts(documents, cell, known):
        total = total + neighbours(number[tokens], paragraphs, len(present))
    return total


def _parts(
    documents: Sequence[DocumentWords], cell: Cell, known: Vocabulary
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the tokens of a cell as columns, with their paragraphs' numbers, some at a time."""
    tokens: list[np.ndarray] = []
    paragraphs: list[np.ndarray] = []
    size = n = 0
    for i in cell.members:
        words = documents[int(i)]
        tokens.append(known.columns(words)[words.block.tokens])
        paragraphs.append(paragraph_numbers(words) + n)
        size, n = size + len(words.block.tokens), n + len(words.block.lengths)
        if size >= _PART:
            yield np.concatenate(tokens), np.concatenate(paragraphs)
            tokens, paragraphs, size = [], [], 0
    if tokens:
        yield np.concatenate(tokens), np.concatenate(paragraphs)
