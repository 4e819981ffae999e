"""How often the tests speak when nothing is there, and when something is, on this very corpus.

For each theme's own series (its periods with their gaps, its variance, its autocorrelation):

- `shuffle`: the values in random order of the years; a test at level α should reject at most α.
- `ar1`: trend-free series with the autocorrelation φ fitted to the corpus, once without its
  straight line (`ar1`, restricted likelihood) and once raw, trend and all (`ar1 raw`, the lag-one
  correlation): the second is the harder case.
- `planted 1`, `2`, `5`: the same noise with a straight rise of so many points (hundredths) from
  the first to the last period: the share of rejections is the power.

For `before_after` the planted rise is no alternative; `beyond_trend` should not see it.

Rejection rates come with their exact binomial interval (Clopper & Pearson 1934). `naive` is
Mann-Kendall as commonly used, which takes periods for independent.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from nqp_mine.models.autoregression import (
    PHIS,
    PRIOR,
    WIDTHS,
    Null,
    correlation,
    kendall_s,
    null,
    pettitt_k,
)
from nqp_mine.models.event_tests import EVENT, event_design, placebo_dates, split
from nqp_mine.models.recount import as_series, frame, measured
from nqp_mine.models.series import MIN_PERIODS, Series
from nqp_mine.models.sightings import Sightings
from nqp_mine.models.uncertainty import generator
from nqp_mine.study import Study

SIMULATIONS = 2_000
ALPHA = 0.05
PLANTED = (1, 2, 5)  # points: hundredths of a share
MAX_RAW = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """One row of calibration.csv; `rejected` is a share of `n_simulations`."""

    theme: str
    measure: str
    n_periods: int
    test: str
    scenario: str
    phi: float
    noise: float
    n_simulations: int
    rejected: float
    ci_low: float
    ci_high: float
    naive: float


def calibrate(
    sightings: Sightings,
    study: Study,
    *,
    simulations: int = SIMULATIONS,
    tell: Callable[[str, int, int], None] | None = None,
) -> list[Calibration]:
    """Return the rejection rates for each theme's dictionary_share."""
    own = frame(sightings, study, duplicates=study.duplicates == "all", boilerplate=True)
    rows: list[Calibration] = []
    for done, theme in enumerate(sightings.book.themes, start=1):
        values = measured(own, theme, "dictionary_share", study.weight)
        one = as_series(own, values, study, theme, "dictionary_share")
        if len(one.values) >= MIN_PERIODS and np.ptp(one.values) > 0:
            rows += of_series(one, study.seed, simulations)
        if tell:
            tell("calibration", done, len(sightings.book.themes))
    return rows


def of_series(one: Series, seed: int, simulations: int = SIMULATIONS) -> Iterator[Calibration]:
    """Yield the rejection rates on the times, noise and autocorrelation of one series."""
    own = null(one.times)
    phi, noise = fitted(one, own)
    raw = float(np.clip(np.corrcoef(one.values[:-1], one.values[1:])[0, 1], 0, MAX_RAW))
    rng = generator(seed, "calibration", one.theme, one.measure)
    shuffled = np.array([rng.permutation(one.values) for _ in range(simulations)])
    yield from _rows(one, own, "shuffle", 0.0, float(one.values.std()), shuffled)
    at = np.array(one.times, np.float64)
    quiet = simulate(at, phi, noise, simulations, rng)
    yield from _rows(one, own, "ar1", phi, noise, quiet)
    yield from _rows(one, own, "ar1 raw", raw, noise, simulate(at, raw, noise, simulations, rng))
    rise = (at - at[0]) / (at[-1] - at[0])
    for points in PLANTED:
        planted = simulate(at, phi, noise, simulations, rng) + points / 100 * rise
        yield from _rows(one, own, f"planted {points}", phi, noise, planted)


def fitted(one: Series, own: Null) -> tuple[float, float]:
    """Return φ, the mean over its restricted likelihood, and the noise's deviation.

    The prior of the tests is taken out. The likeliest φ instead of the mean would run to the edge
    of the grid with few periods.
    """
    weights = own.design.weights(one.values[None])[0] / PRIOR * WIDTHS
    phi = float(weights @ PHIS / weights.sum())
    near = int(np.abs(PHIS - phi).argmin())
    squares = own.design.squares(one.values[None])[0, near]
    return phi, float(np.sqrt(squares / own.design.freedom))


def simulate(
    times: np.ndarray, phi: float, noise: float, n: int, rng: np.random.Generator
) -> np.ndarray:
    """Return trend-free series, shape (n, n_times), with autocorrelation φ a period."""
    root = np.linalg.cholesky(correlation(times, phi))
    return np.asarray(noise * rng.standard_normal((n, len(times))) @ root.T)


def _rows(
    one: Series, own: Null, scenario: str, phi: float, noise: float, drawn: np.ndarray
) -> Iterator[Calibration]:
    from scipy.stats import binomtest

    found = {
        "mann_kendall": (
            own.kendall_p(drawn),
            np.abs(kendall_s(drawn)) > np.quantile(own.kendall[0], 1 - ALPHA),
        ),
        "change_point": (
            own.pettitt_p(drawn),
            pettitt_k(drawn)[0] > np.quantile(own.pettitt[0], 1 - ALPHA),
        ),
    }
    kept, after = split(one, EVENT)
    if after.any() and (~after).sum() >= MIN_PERIODS - 1:
        at = np.array(one.times, np.float64)[kept]
        for trend, name in ((False, "before_after"), (True, "beyond_trend")):
            p = event_design(at, after, trend=trend).p_first(drawn[:, kept])
            p = np.maximum(p, placebo_dates(at, after, drawn[:, kept], trend=trend))
            found[name] = p, np.full(len(p), np.nan)
    for test, (p, independent) in found.items():
        hits = int((p <= ALPHA).sum())
        bounds = binomtest(hits, len(drawn)).proportion_ci(0.95, "exact")
        yield Calibration(
            theme=one.theme, measure=one.measure, n_periods=len(one.values), test=test,
            scenario=scenario, phi=phi, noise=noise, n_simulations=len(drawn),
            rejected=hits / len(drawn), ci_low=float(bounds.low), ci_high=float(bounds.high),
            naive=float(independent.mean()),
        )  # fmt: skip
