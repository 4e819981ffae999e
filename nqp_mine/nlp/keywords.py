"""Keywords: the terms with the largest TF-IDF weight in a document or a period.

tf-idf(t, u) = tf(t, u) · ln((1 + n) / (1 + df(t))), with the unit u a document or a whole period:
a word that stands in every unit weighs nothing, because it tells none apart (Spärck Jones 1972).
This is not the formula of `tfidf_share`, which must not lose the ubiquitous words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword: `score` is the share of its unit's total TF-IDF weight."""

    rank: int
    term: str
    score: float


def distinctive_idf(frequency: np.ndarray, n: int) -> np.ndarray:
    """Return the idf above of terms that stand in `frequency` of n units, shape (n_terms,).

    With a single unit nothing can be told apart, and plain frequency is the weight.
    """
    return np.log((1 + n) / (1 + frequency)) if n > 1 else np.ones(len(frequency))


def top_terms(weights: np.ndarray, terms: Sequence[str], *, top_n: int = 20) -> list[Keyword]:
    """Return the `top_n` terms of a unit by weight, ties in the order of the terms."""
    order = np.argsort(-weights, kind="stable")[:top_n]
    order = order[weights[order] > 0]
    total = float(weights.sum()) or 1.0
    return [
        Keyword(rank, terms[i], float(weights[i]) / total) for rank, i in enumerate(order, start=1)
    ]
