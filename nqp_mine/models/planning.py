"""How many more sentences to code, and which, for an interval of ± x.

Strata are the sentences that the tool gives a theme (h = 1) and the others (h = 0), W_h their
share of the corpus and p_h the share in each that people give it. A measure g(p_1, p_0) has the
variance Σ (∂g/∂p_h)² p_h (1 - p_h) / n_h. Its least cost is Neyman's allocation,

    n_h = c_h Σ c,  c_h = z |∂g/∂p_h| √(p_h (1 - p_h)) / x,

with p_h drawn towards 1/2 as by one sentence of each kind a third seen: a stratum in which no
error was met yet is not taken as free of them.

References:
    Neyman 1934, Journal of the Royal Statistical Society 97(4): 558-625.
    Cochran 1977, Sampling Techniques, 3rd ed., sec. 5.5-5.9.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

Quantity = Literal["f1", "precision", "recall", "share"]
PRIOR = 1 / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """What to code further; `half_width` is what is asked for, `now` about what there is."""

    quantity: Quantity
    half_width: float
    now: float
    more_predicted: int
    more_others: int

    @property
    def more(self) -> int:
        """Sentences in all."""
        return self.more_predicted + self.more_others


def needed(
    codes: np.ndarray,
    predicted: np.ndarray,
    weights: np.ndarray,
    half_width: float,
    *,
    quantity: Quantity = "f1",
    confidence: float = 0.95,
) -> Needed:
    """Return how many more sentences of which stratum bring an interval to ± half_width.

    All arrays have shape (n,); `codes` is NaN where not coded.
    """
    known = ~np.isnan(codes)
    y, f, w = codes[known], predicted[known], weights[known]
    coded = np.array([f.sum(), (~f).sum()], np.float64)
    mass = np.array([w[f].sum(), w[~f].sum()])
    share = mass / mass.sum() if mass.sum() else np.full(2, 0.5)
    met = np.array([(w[f] * y[f]).sum(), (w[~f] * y[~f]).sum()])
    rate = np.divide(met, mass, out=np.full(2, 0.5), where=mass > 0)
    rate = (rate * coded + PRIOR) / (coded + 2 * PRIOR)
    spread = np.abs(_gradient(share, rate, quantity)) * np.sqrt(rate * (1 - rate))
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    at = coded > 0
    now = float(z * np.sqrt((spread[at] ** 2 / coded[at]).sum())) if at.all() else float("nan")
    wanted = _allocate(z * spread / half_width, coded)
    more = np.ceil(np.maximum(wanted - coded, 0)).astype(int)
    return Needed(
        quantity=quantity, half_width=half_width, now=now,
        more_predicted=int(more[0]), more_others=int(more[1]),
    )  # fmt: skip


def _allocate(cost: np.ndarray, coded: np.ndarray) -> np.ndarray:
    """Return n_h with Σ cost_h² / n_h ≤ 1, none below what is coded already."""
    wanted: np.ndarray = cost * cost.sum()
    for h in (0, 1):
        if wanted[h] < coded[h]:  # coded more than Neyman asks: the rest falls to the other
            wanted[h] = coded[h]
            left = 1 - cost[h] ** 2 / coded[h]
            wanted[1 - h] = max(cost[1 - h] ** 2 / left, coded[1 - h]) if left > 0 else np.inf
            break
    return wanted


def _gradient(share: np.ndarray, rate: np.ndarray, quantity: Quantity) -> np.ndarray:
    """Return the derivatives of the measure for p_1 and p_0."""
    (w1, w0), (p1, p0) = share, rate
    hits, true = w1 * p1, w1 * p1 + w0 * p0
    if quantity == "share":
        return share
    if quantity == "precision":
        return np.array([1.0, 0.0])
    if quantity == "recall":  # hits / true
        return np.asarray(np.array([w1 * w0 * p0, -w0 * hits]) / true**2)
    total = w1 + true  # F1 = 2 hits / total
    return np.asarray(np.array([2 * w1 * (total - hits), -2 * hits * w0]) / total**2)
