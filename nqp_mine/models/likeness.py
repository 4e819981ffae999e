"""Likeness to coded sentences: the part of the learned coder that is no sum over features.

A sentence is a point: its n-grams projected on a few axes (latent semantic analysis, Deerwester
et al. 1990), unit length, beside its cue and codebook features, unit length. Coded sentences that
lie near pull it towards a theme or away from it: a support vector machine with a Gaussian kernel
(Cortes & Vapnik 1995). The package holds their points as numbers from -127 to 127, no text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

STEPS = 127  # a coordinate is stored as a whole number of 1/127
_ROWS = 256  # sentences compared at a time


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """The points of coded sentences and how they pull.

    `columns` (P,) the n-grams that are projected on the `axes` (P, n_axes); `points`
    (n_points, n_axes + n_dense); `pulls` (n_points, n_themes); `narrow` the kernel's gamma: a point
    at distance d counts exp(-narrow · d²).
    """

    columns: np.ndarray
    axes: np.ndarray
    points: np.ndarray
    pulls: np.ndarray
    narrow: float

    @classmethod
    def unpack(cls, numbers: Mapping[str, np.ndarray]) -> "Likeness":
        """Build it from the arrays that ship: whole numbers and the scale of each axis."""
        return cls(
            columns=numbers["columns"],
            axes=numbers["axes"] * (numbers["axis_scales"].astype(np.float64) / STEPS),
            points=numbers["points"] / float(STEPS),
            pulls=numbers["pulls"].astype(np.float64),
            narrow=float(numbers["narrow"]),
        )

    def pull(self, grams: "csr_matrix", others: np.ndarray) -> np.ndarray:
        """Return the pull towards each theme, shape (n, n_themes).

        `grams` are weighted n-grams, shape (n, G); `others` dense features, shape (n, n_dense).
        """
        here = place(grams, others, self.columns, self.axes)
        squares = (self.points**2).sum(axis=1)
        pulled = np.zeros((len(here), self.pulls.shape[1]))
        for start in range(0, len(here), _ROWS):
            some = here[start : start + _ROWS]
            apart = (some**2).sum(axis=1)[:, None] + squares - 2 * some @ self.points.T
            pulled[start : start + _ROWS] = np.exp(-self.narrow * apart) @ self.pulls
        return pulled


def place(
    grams: "csr_matrix", others: np.ndarray, columns: np.ndarray, axes: np.ndarray
) -> np.ndarray:
    """Return the points of sentences, shape (n, n_axes + n_dense); each half has unit length."""
    return np.hstack([_unit(np.asarray(grams[:, columns] @ axes)), _unit(others)])


def _unit(rows: np.ndarray) -> np.ndarray:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))
