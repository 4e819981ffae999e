"""Keywords: the terms with the largest TF-IDF weight in a document or a period.

tf-idf(t, u) = tf(t, u) · ln((1 + n) / (1 + df(t))), with the unit u a document or a whole period:
a word that stands in every unit weighs nothing, because it tells none apart (Spärck Jones 1972).
This is not the formula of `tfidf_share`, which must not lose the ubiquitous words.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nqp_mine.nlp.terms import TermMatrix

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword: `score` is the share of its unit's total TF-IDF weight."""

    rank: int
    term: str
    score: float


def distinctive(matrix: TermMatrix) -> "csr_matrix":
    """Return the weights above, shape (n_units, n_terms).

    With a single unit nothing can be told apart, and plain frequency is the weight.
    """
    from scipy.sparse import diags

    n = len(matrix.units)
    if n < 2:
        return matrix.counts.astype(np.float64)
    idf = np.log((1 + n) / (1 + matrix.frequencies()))
    return (matrix.counts @ diags(idf)).tocsr()


def top_terms(
    weights: "csr_matrix", terms: tuple[str, ...], *, top_n: int = 20
) -> list[list[Keyword]]:
    """Return the `top_n` terms of each row by weight, ties in the order of the terms."""
    found = []
    for row in range(weights.shape[0]):
        values = weights.data[weights.indptr[row] : weights.indptr[row + 1]]
        columns = weights.indices[weights.indptr[row] : weights.indptr[row + 1]]
        order = np.lexsort((columns, -values))[:top_n]
        order = order[values[order] > 0]
        total = float(values.sum()) or 1.0
        found.append(
            [
                Keyword(rank, terms[columns[i]], float(values[i]) / total)
                for rank, i in enumerate(order, start=1)
            ]
        )
    return found
