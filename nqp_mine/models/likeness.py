"""Likeness to coded sentences: the part of the learned coder that is no sum over features.

A sentence is a point: its n-grams projected on a few axes (latent semantic analysis, Deerwester
et al. 1990), unit length, beside its cue and codebook features, unit length. Coded sentences that
lie near pull it towards a theme or away from it: a support vector machine with a Gaussian kernel
(Cortes & Vapnik 1995). The package holds their points as numbers from -127 to 127, no text.

Coordinates are whole numbers of 1/127 on both sides, so that distances are exact in the fastest
arithmetic, and the kernel is looked up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

STEPS = 127  # a coordinate is stored as a whole number of 1/127
_ROWS = 24  # sentences compared at a time: larger blocks cost more in memory than they save


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """The points of coded sentences and how they pull.

    `columns` (P,) the n-grams that are projected on the `axes` (P, n_axes); `points`
    (n_axes + n_dense + 2, n_points), whole numbers of 1/STEPS, a column a point, and below them
    ones and the points' squares, so that one product gives squared distances; `pulls`
    (n_points, n_themes). `kernel[d²]` is what a point at distance d/STEPS counts:
    exp(-narrow · d² / STEPS²) with the kernel's gamma `narrow`.
    """

    columns: np.ndarray
    axes: np.ndarray
    points: np.ndarray
    pulls: np.ndarray
    kernel: np.ndarray

    @classmethod
    def unpack(cls, numbers: Mapping[str, np.ndarray]) -> "Likeness":
        """Build it from the arrays that ship: whole numbers and the scale of each axis."""
        points = numbers["points"].astype(np.float32)
        # Two points have halves of unit length, and a rounding error in each coordinate.
        farthest = (2 * (np.sqrt(2) * STEPS + np.sqrt(points.shape[1]) / 2)) ** 2
        distances = np.arange(int(farthest) + 2) / STEPS**2
        return cls(
            columns=numbers["columns"],
            axes=numbers["axes"] * (numbers["axis_scales"].astype(np.float64) / STEPS),
            points=np.vstack([points.T, np.ones(len(points)), (points**2).sum(axis=1)]).astype(
                np.float32, order="C"
            ),
            pulls=numbers["pulls"].astype(np.float64),
            kernel=np.exp(-float(numbers["narrow"]) * distances),
        )

    def pull(self, grams: "csr_matrix", others: np.ndarray) -> np.ndarray:
        """Return the pull towards each theme, shape (n, n_themes).

        `grams` are weighted n-grams, shape (n, G); `others` dense features, shape (n, n_dense).
        """
        here = np.rint(place(grams, others, self.columns, self.axes) * STEPS).astype(np.float32)
        squares = (here**2).sum(axis=1, keepdims=True)
        rows = np.hstack([-2 * here, squares, np.ones_like(squares)])
        pulled = np.zeros((len(here), self.pulls.shape[1]))
        for start in range(0, len(here), _ROWS):
            apart = rows[start : start + _ROWS] @ self.points  # squared distances
            looked_up = self.kernel.take(apart.astype(np.int32), mode="clip")  # faster than []
            pulled[start : start + _ROWS] = looked_up @ self.pulls
        return pulled


def place(
    grams: "csr_matrix", others: np.ndarray, columns: np.ndarray, axes: np.ndarray
) -> np.ndarray:
    """Return the points of sentences, shape (n, n_axes + n_dense); each half has unit length."""
    return np.hstack([_unit(np.asarray(grams[:, columns] @ axes)), _unit(others)])


def _unit(rows: np.ndarray) -> np.ndarray:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))
