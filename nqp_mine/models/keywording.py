"""The keywords of each document and of each period, by TF-IDF and by TextRank."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nqp_mine.models.trends import Cell
from nqp_mine.nlp.keywords import Keyword, distinctive, top_terms
from nqp_mine.nlp.terms import TermMatrix
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


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Words:
    """The words of the documents as counts, and as they follow each other.

    `by_document` has shape (n_documents, V); `tokens` (n_tokens,) are columns of it in the order
    of the texts, `owners` (n_tokens,) their documents and `paragraphs` (n_tokens,) their
    paragraphs by number.
    """

    by_document: TermMatrix
    tokens: np.ndarray
    owners: np.ndarray
    paragraphs: np.ndarray


def keyword_rows(words: Words, cells: Sequence[Cell], top_n: int) -> Iterator[KeywordRow]:
    """Yield the keywords of each document and, over all of its documents, of each period."""
    filled = [cell for cell in cells if len(cell.members) and cell.group == "all"]
    names = [cell.period for cell in filled]
    period_of = np.full(len(words.by_document.units), -1, np.int64)
    for number, cell in enumerate(filled):
        period_of[cell.members] = number
    by_period = words.by_document.group(period_of.tolist(), names)
    for scope, matrix, owner in (
        ("document", words.by_document, words.owners),
        ("period", by_period, period_of[words.owners]),
    ):
        weighted = top_terms(distinctive(matrix), matrix.terms, top_n=top_n)
        ranked = _by_textrank(words, owner, len(matrix.units), top_n)
        for method, found in (("tfidf", weighted), ("textrank", ranked)):
            for key, own in zip(matrix.units, found, strict=True):
                for one in own:
                    yield KeywordRow(
                        scope=scope, key=key, rank=one.rank, term=one.term, score=one.score,
                        method=method,
                    )  # fmt: skip


def _by_textrank(words: Words, owner: np.ndarray, n: int, top_n: int) -> list[list[Keyword]]:
    order = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[order], np.arange(n + 1))
    return [
        textrank(
            words.tokens[order[a:b]], words.paragraphs[order[a:b]], words.by_document.terms,
            top_n=top_n,
        )
        for a, b in itertools.pairwise(starts)
    ]  # fmt: skip
