"""How far coders agree: percent agreement, Cohen's kappa, Krippendorff's alpha, with intervals.

Codes are an array of shape (n_coders, n_units); NaN is a unit that a coder left out. All
measures are for nominal codes.

References:
    Cohen 1960, Educational and Psychological Measurement 20(1): 37-46.
    Light 1971, Psychological Bulletin 76(5): 365-377 (mean kappa of all pairs of coders).
    Krippendorff 2011, Computing Krippendorff's Alpha-Reliability (University of Pennsylvania).
    Krippendorff 2019, Content Analysis, 4th ed.: alpha of .8 is reliable, .667 tentative.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from nqp_mine.models.uncertainty import generator, percentile_interval

REPLICATES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Agreement on one question; NaN where it is undefined (one coder, or one value only)."""

    n_units: int
    n_coders: int
    percent: float
    percent_low: float
    percent_high: float
    kappa: float
    kappa_low: float
    kappa_high: float
    alpha: float
    alpha_low: float
    alpha_high: float


def percent_agreement(codes: np.ndarray) -> float:
    """Return the share of pairs of codes of the same unit that are equal."""
    same = total = 0
    for first, second in _pairs(codes):
        same += int((first == second).sum())
        total += len(first)
    return same / total if total else float("nan")


def cohen_kappa(codes: np.ndarray) -> float:
    """Return kappa = (p_o - p_e) / (1 - p_e); of several coders, the mean over their pairs.

    p_o is the observed share of agreement, p_e the share that two coders with these margins
    would reach by chance. Units that one of the two left out are left out.
    """
    values = []
    for first, second in _pairs(codes):
        if not len(first):
            continue
        labels = np.unique(np.concatenate([first, second]))
        observed = float((first == second).mean())
        chance = float(sum((first == v).mean() * (second == v).mean() for v in labels))
        values.append((observed - chance) / (1 - chance) if chance < 1 else float("nan"))
    return float(np.mean(values)) if values else float("nan")


def krippendorff_alpha(codes: np.ndarray) -> float:
    """Return nominal alpha = 1 - D_o / D_e from the matrix of coincidences.

    A unit with m >= 2 codes adds each of its ordered pairs of codes with weight 1 / (m - 1).
    With o_cc the diagonal, n_c the margins and n their sum,
    alpha = 1 - (n - 1) (n - sum o_cc) / (n² - sum n_c²).
    """
    labels = np.unique(codes[~np.isnan(codes)])
    counts = (codes[None] == labels[:, None, None]).sum(axis=1).astype(np.float64)
    coded = counts.sum(axis=0)
    counts, coded = counts[:, coded >= 2], coded[coded >= 2]
    margins = counts.sum(axis=1)
    n = float(margins.sum())
    same = float((counts * (counts - 1) / (coded - 1)).sum())
    expected = n * n - float((margins**2).sum())
    return 1 - (n - 1) * (n - same) / expected if expected > 0 else float("nan")


def agreement(
    codes: np.ndarray, *, seed: int = 0, replicates: int = REPLICATES, confidence: float = 0.95
) -> Agreement:
    """Return all three with percentile intervals of a bootstrap over units."""
    coded = codes[:, (~np.isnan(codes)).sum(axis=0) >= 2]
    n = coded.shape[1]
    rng = generator(seed, "agreement")
    drawn = [coded[:, rng.integers(0, n, n)] for _ in range(replicates)] if n else []

    def both(measure: Callable[[np.ndarray], float]) -> tuple[float, float, float]:
        values = np.array([measure(one) for one in drawn])
        if not len(values) or np.isnan(values).all():
            return measure(coded), float("nan"), float("nan")
        low, high = percentile_interval(values[:, None], confidence)
        return measure(coded), float(low[0]), float(high[0])

    percent, kappa, alpha = map(both, (percent_agreement, cohen_kappa, krippendorff_alpha))
    return Agreement(
        n_units=n, n_coders=len(codes),
        percent=percent[0], percent_low=percent[1], percent_high=percent[2],
        kappa=kappa[0], kappa_low=kappa[1], kappa_high=kappa[2],
        alpha=alpha[0], alpha_low=alpha[1], alpha_high=alpha[2],
    )  # fmt: skip


def _pairs(codes: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    found = []
    for first, second in combinations(codes, 2):
        both = ~(np.isnan(first) | np.isnan(second))
        found.append((first[both], second[both]))
    return found
