"""Which words take part in the topics: neither too rare to co-occur nor in every paragraph."""

from collections.abc import Collection

import numpy as np

from nqp_mine.nlp.terms import TermMatrix


def prune(
    matrix: TermMatrix, min_units: int, max_share: float, keep: Collection[str] = ()
) -> TermMatrix:
    """Return `matrix` without rare and ubiquitous terms.

    Args:
        matrix: counts of terms in units.
        min_units: a term stands in this many units or more.
        max_share: a term stands in at most this share of the non-empty units, 0 to 1.
        keep: terms that stay however rare or frequent they are.
    """
    units = matrix.frequencies()
    n_filled = int((np.asarray(matrix.counts.sum(axis=1)).ravel() > 0).sum())
    wanted = set(keep)
    kept = np.array([term in wanted for term in matrix.terms], dtype=bool)
    inside = (units >= min_units) & (units <= max_share * n_filled)
    return matrix.keep(np.flatnonzero(inside | (kept & (units > 0))))
