"""Error rates of a coder from hand-coded sentences: estimate and interval of a proportion.

Inclusion probabilities are unequal, so a rate is a weighted mean (Hájek) and its sample size is
Kish's effective size (Σw)² / Σw². Intervals are the quantiles of a beta posterior with the
neutral prior Beta(1/3, 1/3): near their nominal coverage also for small n and rare errors, where
the Wald interval fails, and less cautious than Jeffreys's prior (benchmarks/coverage.py).

References:
    Kish 1965, Survey Sampling, sec. 11.7.
    Brown, Cai & DasGupta 2001, Statistical Science 16(2): 101-133 (beta intervals).
    Kerman 2011, Electronic Journal of Statistics 5: 1450-1470 (neutral prior).
    Korn & Graubard 1998, Survey Methodology 24(2): 193-201 (intervals of survey proportions).
    Gelman et al. 2013, Bayesian Data Analysis, 3rd ed., ch. 5 (beta-binomial hierarchy).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

NEUTRAL = 1 / 3  # both parameters of the prior


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A proportion with its interval; `n` sentences were coded, worth `n_effective`."""

    value: float
    low: float
    high: float
    n: int
    n_effective: float


def weighted_rate(values: np.ndarray, weights: np.ndarray, confidence: float) -> Rate:
    """Return the rate of `values` in [0, 1] (fractions where coders differ).

    `weights` are the inverse inclusion probabilities; both have shape (n,).
    """
    if not len(values):
        return Rate(value=float("nan"), low=0.0, high=1.0, n=0, n_effective=0.0)
    value = float(np.average(values, weights=weights))
    effective = float(weights.sum() ** 2 / (weights**2).sum())
    low, high = beta_interval(value, effective, confidence)
    return Rate(value=value, low=low, high=high, n=len(values), n_effective=effective)


def beta_interval(value: float, n: float, confidence: float) -> tuple[float, float]:
    """Return the quantiles of Beta(x + 1/3, n - x + 1/3), x = n · value.

    The bound is 0 where nothing was counted, and 1 where everything was.
    """
    from scipy.stats import beta

    tail = (1 - confidence) / 2
    x = n * value
    low = 0.0 if value <= 0 else float(beta.ppf(tail, x + NEUTRAL, n - x + NEUTRAL))
    high = 1.0 if value >= 1 else float(beta.ppf(1 - tail, x + NEUTRAL, n - x + NEUTRAL))
    return min(low, value), max(high, value)


def pooled_rates(rates: Sequence[Rate], confidence: float) -> list[Rate]:
    """Return the rates of several periods, each drawn towards their common mean.

    Model: x_c ~ Binomial(n_c, p_c), p_c ~ Beta(mκ, (1 - m)κ), with m and κ integrated out over a
    grid, so that the data say how much the periods have in common. A period without coded
    sentences gets the distribution of a new period. This rests on the assumption that error
    rates of different periods are exchangeable; results must be flagged as pooled.
    """
    known = [(one.value * one.n_effective, one.n_effective) for one in rates if one.n]
    mean, kappa, weight = _hyperposterior(np.array(known).reshape(-1, 2))
    found = []
    for one in rates:
        x = one.value * one.n_effective if one.n else 0.0
        a, b = mean * kappa + x, (1 - mean) * kappa + one.n_effective - x
        value = float((weight * a / (a + b)).sum())
        low, high = _mixture_quantiles(a, b, weight, confidence)
        found.append(Rate(value=value, low=low, high=high, n=one.n, n_effective=one.n_effective))
    return found


def _hyperposterior(known: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return m, κ and their posterior weight on a grid, flattened.

    Prior: Beta(1/3, 1/3) on m, and flat on log κ between 2 and 2,000.
    """
    from scipy.special import betaln, expit

    logit = np.linspace(-7, 7, 71)
    m, kappa = (
        one.ravel() for one in np.meshgrid(expit(logit), np.geomspace(2, 2000, 13), indexing="ij")
    )
    a, b = m * kappa, (1 - m) * kappa
    # On an even grid of logit m, the density of m gains the Jacobian m (1 - m).
    log = NEUTRAL * np.log(m * (1 - m))
    for x, n in known:
        log = log + betaln(x + a, n - x + b) - betaln(a, b)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    keep = weight > 1e-3 * weight.max()
    return m[keep], kappa[keep], weight[keep] / weight[keep].sum()


def _mixture_quantiles(
    a: np.ndarray, b: np.ndarray, weight: np.ndarray, confidence: float
) -> tuple[float, float]:
    from scipy.special import betainc

    tail = (1 - confidence) / 2
    at = 1 / (1 + np.exp(-np.linspace(-10, 10, 101)))
    below = (weight[:, None] * betainc(a[:, None], b[:, None], at[None])).sum(axis=0)
    low, high = np.interp([tail, 1 - tail], below, at)
    return float(low), float(high)
