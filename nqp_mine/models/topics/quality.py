"""How good fitted topics are: held-out perplexity, coherence, exclusivity.

One evaluator for every engine: it reads phi and alpha alone, so that no library marks its own
work.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

N_WORDS = 10
_ROWS = 2_000  # paragraphs folded in at a time
_SWEEPS = 50


def halves(counts: "csr_matrix", seed: int) -> tuple["csr_matrix", "csr_matrix"]:
    """Return each paragraph's tokens drawn into two halves, to fold in and to predict."""
    first = counts.copy()
    first.data = np.random.default_rng(seed).binomial(counts.data, 0.5).astype(counts.data.dtype)
    second = (counts - first).tocsr()
    for half in (first, second):
        half.eliminate_zeros()
    return first, second


def fold_in(counts: "csr_matrix", phi: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Return the topic shares of new paragraphs with phi held fixed, shape (n, K).

    theta_k ∝ alpha_k + Σ_w n_w · p(k | w), by expectation and maximisation from the prior's mean.
    """
    parts = [
        _fold_in(counts[start : start + _ROWS], phi, alpha)
        for start in range(0, counts.shape[0], _ROWS)
    ]
    return np.vstack(parts) if parts else np.zeros((0, len(alpha)))


def _fold_in(counts: "csr_matrix", phi: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    from scipy.sparse import csr_matrix

    rows, words = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr)), counts.indices
    spread = csr_matrix((counts.data.astype(np.float64), (rows, np.arange(len(rows)))),
                        shape=(counts.shape[0], len(rows)))  # fmt: skip
    likelihood = phi.T[words]
    theta = np.tile(alpha / alpha.sum(), (counts.shape[0], 1))
    for _ in range(_SWEEPS):
        parts = theta[rows] * likelihood
        parts /= np.maximum(parts.sum(axis=1, keepdims=True), 1e-300)
        theta = spread @ parts + alpha
        theta /= theta.sum(axis=1, keepdims=True)
    return theta


def log_likelihood(
    observed: "csr_matrix", held: "csr_matrix", phi: np.ndarray, alpha: np.ndarray
) -> float:
    """Return the mean log probability of a held-out token, by document completion.

    theta comes from the observed half of each paragraph, and the held half is predicted
    (Wallach, Murray, Salakhutdinov & Mimno 2009, section 5.1). exp(-value) is the perplexity.
    """
    theta = fold_in(observed, phi, alpha)
    total = float(held.data.sum())
    sums = [
        float(data @ np.log(np.maximum(np.einsum("ik,ki->i", theta[rows], phi[:, words]), 1e-300)))
        for rows, words, data in _entries(held)
    ]
    return sum(sums) / total if total else float("nan")


def _entries(counts: "csr_matrix") -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield the filled cells, some paragraphs at a time: row, column, count."""
    for start in range(0, counts.shape[0], _ROWS):
        part = counts[start : start + _ROWS]
        rows = start + np.repeat(np.arange(part.shape[0]), np.diff(part.indptr))
        yield rows, part.indices, part.data.astype(np.float64)


def coherence(counts: "csr_matrix", phi: np.ndarray, n_words: int = N_WORDS) -> np.ndarray:
    """Return the mean NPMI of each topic's first words, shape (K,), -1 to 1.

    npmi(a, b) = ln(p(a, b) / (p(a) · p(b))) / -ln p(a, b), with p the share of paragraphs that
    hold a word; -1 for words that never meet, 1 for words that are never apart (Bouma 2009;
    Lau, Newman & Baldwin 2014).
    """
    present = counts.copy()
    present.data = np.ones_like(present.data)
    present, n = present.tocsc(), counts.shape[0]
    values = []
    for topic in phi:
        best = np.argsort(-topic, kind="stable")[:n_words]
        chosen = present[:, best]
        together = (chosen.T @ chosen).toarray() / n
        pairs = np.triu_indices(len(best), 1)
        alone = together.diagonal()
        values.append(npmi(together[pairs], alone[pairs[0]], alone[pairs[1]]).mean())
    return np.array(values)


def npmi(together: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the normalised pointwise mutual information of probabilities."""
    value = np.full(np.shape(together), -1.0)
    some, sure = together > 0, together >= 1
    p = np.where(some & ~sure, together, 0.5)
    value = np.where(some, np.log(p / np.where(some, first * second, 1)) / -np.log(p), value)
    return np.where(sure, 1.0, value)


def exclusivity(phi: np.ndarray, n_words: int = N_WORDS) -> np.ndarray:
    """Return how much each topic has its first words to itself, shape (K,), 1/K to 1.

    The mean of phi_kw / Σ_j phi_jw over the topic's first words.
    """
    own = phi / phi.sum(axis=0)
    best = np.argsort(-phi, axis=1, kind="stable")[:, :n_words]
    return np.asarray(np.take_along_axis(own, best, axis=1).mean(axis=1))
