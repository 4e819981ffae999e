"""TextRank: words ranked by how well they are connected to well connected words.

Two words are joined by each time that they stand within WINDOW tokens of each other in a
paragraph, stop words left out; the rank is PageRank on these weights (Mihalcea & Tarau 2004).
Unlike TF-IDF it needs no other document, so it says what a text is about, not what is its own.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nqp_mine.nlp.keywords import Keyword

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

WINDOW = 5  # tokens, the first included
_DAMPING = 0.85
_SWEEPS = 50
_CLOSE = 1e-9


def textrank(
    tokens: np.ndarray, paragraphs: np.ndarray, terms: Sequence[str], *, top_n: int = 20
) -> list[Keyword]:
    """Return the `top_n` words, best first, ties in the order of the terms.

    Args:
        tokens: the column of each token, in the order of the text, shape (n,).
        paragraphs: the number of each token's paragraph, shape (n,).
        terms: the names of the columns.
        top_n: how many.
    """
    present = np.flatnonzero(np.bincount(tokens, minlength=len(terms)))
    number = np.zeros(len(terms), np.int64)
    number[present] = np.arange(len(present))
    names = [terms[i] for i in present.tolist()]
    return ranked(neighbours(number[tokens], paragraphs, len(names)), names, top_n=top_n)


def ranked(edges: "csr_matrix", terms: Sequence[str], *, top_n: int = 20) -> list[Keyword]:
    """Return the `top_n` words, best first, from how often each two are neighbours, shape (n, n).

    Neighbours of parts of a text can be added up before: their counts are whole numbers.
    """
    rank = _page_rank(edges, len(terms))
    order = np.argsort(-np.round(rank, 12), kind="stable")[:top_n]
    return [Keyword(place, terms[i], float(rank[i])) for place, i in enumerate(order, 1)]


def neighbours(words: np.ndarray, paragraphs: np.ndarray, n: int) -> "csr_matrix":
    """Return how often each two different words of n stand within the window, shape (n, n)."""
    from scipy.sparse import csr_matrix

    pairs = []  # each as one number, in both orders
    for step in range(1, WINDOW):
        first, second = words[:-step], words[step:]
        joined = (paragraphs[:-step] == paragraphs[step:]) & (first != second)
        first, second = first[joined].astype(np.int64), second[joined].astype(np.int64)
        pairs += [first * n + second, second * n + first]
    pair, times = np.unique(np.concatenate(pairs), return_counts=True)
    row, column = np.divmod(pair, max(n, 1))
    begin = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=n))])
    return csr_matrix((times.astype(np.float64), column, begin), shape=(n, n))


def _page_rank(edges: "csr_matrix", n: int) -> np.ndarray:
    """Return the stationary probability of each word, shape (n,); a lone word keeps its own."""
    if not n:
        return np.empty(0)
    out = np.asarray(edges.sum(axis=0)).ravel()
    rank = np.full(n, 1 / n)
    weight, alone = 1 / np.maximum(out, 1), np.flatnonzero(out == 0)
    for _ in range(_SWEEPS):
        lone = rank[alone].sum() / n
        new = (1 - _DAMPING) / n + _DAMPING * (edges @ (rank * weight) + lone)
        if np.abs(new - rank).sum() < _CLOSE:
            return np.asarray(new)
        rank = new
    return rank
