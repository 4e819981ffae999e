"""Sweeps over all paragraphs, from topics that are nearly right: batch CVB0 on counts.

    p(k | w, d) ∝ (n_dk - p'(k | w, d) + alpha_k) · phi_kw,    phi_kw ∝ n_kw + prior_kw,

n are expected counts. p' is a token's own share in n_dk, which must not speak for itself: left in,
topics fit these paragraphs closer and others worse. It is not kept but worked out again from the
state before, so that memory is that of n_dk and does not grow with the tokens. What is worked out
for each token is in single precision, for less time and memory; sums over all tokens are in double.

References:
    Asuncion, Welling, Smyth & Teh 2009, On smoothing and inference for topic models, UAI.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nqp_mine.models.topics.model import TopicModel
from nqp_mine.models.topics.priors import seed_mass
from nqp_mine.nlp.terms import TermMatrix

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_ROWS = 1_000  # paragraphs at a time: some megabytes, which a processor keeps near
_FOLDS = 5  # until paragraphs that were never seen have found their topics
_TINY = np.float32(1e-12)
_LEAST = np.float32(1e-30)  # so that nothing is divided by zero


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Where a sweep begins: n_dk + alpha_k, shape (n, K), and phi by word, shape (V, K)."""

    weights: np.ndarray
    phi: np.ndarray

    @classmethod
    def of(cls, counts: np.ndarray, alpha: np.ndarray, by_word: np.ndarray) -> "State":
        """Take in expected counts (n, K) and phi (V, K)."""
        return cls((counts + alpha).astype(np.float32), by_word.astype(np.float32, order="C"))


def fold_in(counts: "csr_matrix", phi: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Return the expected counts of each topic (n, K) in paragraphs, by topics (K, V) that stay.

    Paragraphs begin even; a token's own share is left in, which moves it along faster.
    """
    found = np.zeros((counts.shape[0], len(phi)))
    words = np.ascontiguousarray(phi.T)
    for rows, part in _parts(counts):
        own = words.take(part.indices, axis=0)
        lengths = np.diff(part.indptr)
        for _ in range(_FOLDS):
            weights = found[rows] + alpha
            likely = np.einsum("ij,ij->i", weights.repeat(lengths, axis=0), own)
            scaled = part.copy()
            scaled.data = part.data / np.maximum(likely, _LEAST)
            found[rows] = weights * (scaled @ words)
    return found


def swept(
    model: TopicModel, matrix: TermMatrix, prior: np.ndarray | float, n_sweeps: int
) -> TopicModel:
    """Return the model after so many sweeps over the paragraphs of `matrix`.

    `prior` are pseudo-counts on words in topics, shape (K, V) or one for all.
    """
    by_word = np.asarray(prior).T
    counts = model.theta * model.lengths[:, None]
    words = model.phi.T
    before = now = State.of(counts, model.alpha, words)
    for _ in range(n_sweeps):
        counts, words = _sweep(matrix.counts, now, before)
        words += by_word
        words /= words.sum(axis=0)
        before, now = now, State.of(counts, model.alpha, words)
    total = counts.sum(axis=1, keepdims=True)
    even = np.full_like(counts, 1 / model.n_topics)
    phi = np.ascontiguousarray(words.T)
    return replace(
        model,
        phi=phi,
        theta=np.divide(counts, total, out=even, where=total > 0),
        seed_mass=seed_mass(phi, matrix, model.seeds),
    )


def _sweep(counts: "csr_matrix", now: State, before: State) -> tuple[np.ndarray, np.ndarray]:
    """Return the expected counts of each topic a paragraph (n, K) and a word (V, K)."""
    from scipy.sparse import csr_matrix

    by_paragraph, by_word = np.empty(now.weights.shape), np.zeros(now.phi.shape)
    for rows, part in _parts(counts):
        words = part.indices
        owners = np.repeat(np.arange(part.shape[0]), np.diff(part.indptr))
        own = before.weights[rows].take(owners, axis=0)
        own *= before.phi.take(words, axis=0)
        own *= 1 / np.maximum(_sums(own), _TINY)[:, None]
        shares = now.weights[rows].take(owners, axis=0)
        shares -= own
        np.maximum(shares, _TINY, out=shares)
        shares *= now.phi.take(words, axis=0)
        shares *= (part.data.astype(np.float32) / np.maximum(_sums(shares), _LEAST))[:, None]
        n, cells = len(words), np.arange(len(words))
        ones = np.ones(n, np.float32)
        by_paragraph[rows] = csr_matrix((ones, cells, part.indptr), (part.shape[0], n)) @ shares
        by_word += csr_matrix((ones, (words, cells)), (len(by_word), n)) @ shares
    return by_paragraph, by_word


def _sums(cells: np.ndarray) -> np.ndarray:
    return np.asarray(np.einsum("ij->i", cells))  # for rows this short, faster than sum(axis=1)


def _parts(counts: "csr_matrix") -> Iterator[tuple[slice, "csr_matrix"]]:
    for start in range(0, counts.shape[0], _ROWS):
        rows = slice(start, start + _ROWS)
        yield rows, counts[rows]
