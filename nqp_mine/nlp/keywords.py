"""Keywords: the terms with the largest TF-IDF weight in a document or a period."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword: `score` is the share of its unit's total TF-IDF weight."""

    rank: int
    term: str
    score: float


def top_terms(
    weights: "csr_matrix", terms: tuple[str, ...], *, top_n: int = 20
) -> list[list[Keyword]]:
    """Return the `top_n` terms of each row by weight, ties in the order of the terms."""
    found = []
    for row in range(weights.shape[0]):
        values = weights.data[weights.indptr[row] : weights.indptr[row + 1]]
        columns = weights.indices[weights.indptr[row] : weights.indptr[row + 1]]
        order = np.lexsort((columns, -values))[:top_n]
        total = float(values.sum()) or 1.0
        found.append(
            [
                Keyword(rank, terms[columns[i]], float(values[i]) / total)
                for rank, i in enumerate(order, start=1)
            ]
        )
    return found
