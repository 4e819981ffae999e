"""The keywords of each document and of each period, by TF-IDF and by TextRank."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nqp_mine.models.grouping import Cell
from nqp_mine.models.measure import DocumentWords
from nqp_mine.models.words import Vocabulary, paragraph_numbers, term_counts
from nqp_mine.nlp.keywords import Keyword, distinctive_idf, top_terms
from nqp_mine.nlp.textrank import textrank


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordRow:
    """One row of keywords.csv; `key` is a document's id or a period."""

    scope: str
    key: str
    rank: int
    term: str
    score: float
    method: str


def keyword_rows(
    documents: Sequence[DocumentWords],
    ids: Sequence[str],
    known: Vocabulary,
    cells: Sequence[Cell],
    top_n: int,
) -> Iterator[KeywordRow]:
    """Yield the keywords of each document and, over all of its documents, of each period.

    The documents are never held together.
    """
    idf = distinctive_idf(known.frequency, len(documents))
    for name, words in zip(ids, documents, strict=True):
        weights = term_counts(words) * idf[known.columns(words)]
        found = top_terms(weights, words.block.terms, top_n=top_n)
        yield from _rows("document", name, "tfidf", found)
        ranked = enumerate(words.ranked[:top_n], start=1)
        found = [Keyword(rank, term, score) for rank, (term, score) in ranked]
        yield from _rows("document", name, "textrank", found)
    filled = [cell for cell in cells if len(cell.members) and cell.group == "all"]
    counts = _period_counts(documents, filled, known)
    idf = distinctive_idf((counts > 0).sum(axis=0), len(filled))
    for cell, own in zip(filled, counts, strict=True):
        found = top_terms(own * idf, known.terms, top_n=top_n)
        yield from _rows("period", cell.period, "tfidf", found)
    for cell in filled:
        tokens, paragraphs = _joined(documents, cell, known)
        found = textrank(tokens, paragraphs, known.terms, top_n=top_n)
        yield from _rows("period", cell.period, "textrank", found)


def _rows(scope: str, key: str, method: str, found: Iterable[Keyword]) -> Iterator[KeywordRow]:
    for one in found:
        yield KeywordRow(
            scope=scope, key=key, rank=one.rank, term=one.term, score=one.score, method=method
        )


def _period_counts(
    documents: Sequence[DocumentWords], cells: Sequence[Cell], known: Vocabulary
) -> np.ndarray:
    """Return how often each term stands in each period, shape (n_periods, n_terms)."""
    counts = np.zeros((len(cells), len(known.terms)), np.int32)
    period_of = {int(i): number for number, cell in enumerate(cells) for i in cell.members}
    for i, words in enumerate(documents):
        if i in period_of:
            counts[period_of[i], known.columns(words)] += term_counts(words)
    return counts


def _joined(
    documents: Sequence[DocumentWords], cell: Cell, known: Vocabulary
) -> tuple[np.ndarray, np.ndarray]:
    """Return the tokens of a period as columns, and the number of each one's paragraph."""
    tokens, paragraphs, n = [], [], 0
    for i in cell.members:
        words = documents[int(i)]
        tokens.append(known.columns(words)[words.block.tokens])
        paragraphs.append(paragraph_numbers(words) + n)
        n += len(words.block.lengths)
    return np.concatenate(tokens), np.concatenate(paragraphs)
