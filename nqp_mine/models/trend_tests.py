"""Tests of trends: rise or fall, change point, before and after an event, and their q-values.

Every p-value allows for autocorrelation (see `autoregression`) and q corrects for all tests of
the table together (Benjamini & Hochberg 1995). Fewer than `MIN_PERIODS` periods are not tested.

- `mann_kendall` (Mann 1945; Kendall 1975): `statistic` is S / (n(n - 1)/2), `estimate` Sen's
  slope a year in the measure's unit (Sen 1968), its interval the inversion of the same test, so
  it leaves out 0 where p is below 1 - confidence.
- `change_point` (Pettitt 1979): `statistic` is K, `date` the first period after the change,
  with the percentile interval of a parametric bootstrap; `estimate` the difference of means.
  Caution: it says that the level did not stay the same. A slow rise is found as well as a step;
  the difference is chosen after looking, so it has no interval.
- `before_after`, `beyond_trend`: see `event_tests`.

Size and power on a corpus are measured by
`calibration`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from nqp_mine.models import autoregression
from nqp_mine.models.autoregression import correlation, kendall_s, pettitt_k, step_design
from nqp_mine.models.event_tests import EVENT, before_after
from nqp_mine.models.periods import per_year
from nqp_mine.models.series import (
    MIN_PERIODS,
    NAMES,
    NAN,
    Series,
    TrendTest,
    join,
    series,
)
from nqp_mine.models.trends import TrendRow
from nqp_mine.models.uncertainty import generator
from nqp_mine.study import Study

_DATE_REPLICATES = 500


def run_tests(rows: Iterable[TrendRow], study: Study) -> list[TrendTest]:
    """Return all tests of the series in the rows of a trend table, with q-values."""
    return with_q(of_rows(rows, study))


def of_rows(rows: Iterable[TrendRow], study: Study) -> list[TrendTest]:
    """Return the tests of the series in some rows of a trend table, without q-values."""
    return [test for one in series(rows) for test in series_tests(one, study)]


def series_tests(one: Series, study: Study, *, event: str = EVENT) -> list[TrendTest]:
    """Return the tests of one series, without q-values."""
    n = len(one.values)
    blank = TrendTest(
        group=one.group, axis=one.axis, theme=one.theme, measure=one.measure, test="", n=n,
        note=one.note,
    )  # fmt: skip
    if n < MIN_PERIODS or np.ptp(one.values) == 0:
        why = f"unsupported: {n} periods, {MIN_PERIODS} needed"
        why = why if n < MIN_PERIODS else "unsupported: all values are the same"
        return [replace(blank, test=name, note=join(one.note, why)) for name in NAMES]
    return [
        mann_kendall(one, blank, study.confidence),
        change_point(one, blank, study),
        before_after(one, blank, event, study.confidence, trend=False),
        before_after(one, blank, event, study.confidence, trend=True),
    ]


def with_q(found: Sequence[TrendTest]) -> list[TrendTest]:
    """Return the tests with q-values over all that have a p-value.

    Placebo themes are a comparison, no hypotheses: they have p but are not counted in q.
    """
    from scipy.stats import false_discovery_control

    # A mean of p-values may exceed 1 by a rounding error.
    found = [replace(one, p=min(one.p, 1.0)) if np.isfinite(one.p) else one for one in found]
    at = [i for i, one in enumerate(found) if np.isfinite(one.p) and one.axis != "placebo"]
    if not at:
        return list(found)
    corrected = false_discovery_control([found[i].p for i in at], method="bh")
    q = dict(zip(at, corrected.tolist(), strict=True))
    return [replace(one, q=q.get(i, NAN)) for i, one in enumerate(found)]


def mann_kendall(one: Series, blank: TrendTest, confidence: float) -> TrendTest:
    """Return the Mann-Kendall test with Sen's slope a year."""
    n = len(one.values)
    null = autoregression.null(one.times)
    s = kendall_s(one.values[None])
    p = null.kendall_p(one.values[None])[0]
    slope, low, high = sen_slope(one, confidence)
    return replace(
        blank, test="mann_kendall", statistic=float(s[0] / (n * (n - 1) / 2)), estimate=slope,
        ci_low=low, ci_high=high, p=float(p), note=join(blank.note, _small(n)),
    )  # fmt: skip


def sen_slope(one: Series, confidence: float) -> tuple[float, float, float]:
    """Return Sen's slope a year and its interval.

    The slope is the median of (y_j - y_i) / (t_j - t_i). The interval runs between the slopes of
    rank (N - C)/2 and (N + C)/2 of N, where C is the largest |S| that is not rejected for the
    series without its slope; with independent values this is Sen's interval.
    """
    times = np.array(one.times, np.float64)
    i, j = np.triu_indices(len(times), 1)
    slopes = np.sort((one.values[j] - one.values[i]) / (times[j] - times[i]))
    slope = float(np.median(slopes))
    null = autoregression.null(one.times)
    level = null.critical(one.values, 1 - confidence)
    scale = per_year(one.kind)
    if not np.isfinite(level):
        return slope * scale, -np.inf, np.inf
    # S(β) = rises less falls of y - βt = N - 2·#{slopes < β}; |S(β)| < level inside.
    cut = int((len(slopes) - level) // 2) + 1
    if cut < 1:
        return slope * scale, NAN, NAN
    return slope * scale, float(slopes[cut - 1] * scale), float(slopes[-cut] * scale)


def change_point(one: Series, blank: TrendTest, study: Study) -> TrendTest:
    """Return Pettitt's test, with a bootstrap interval of the date."""
    null = autoregression.null(one.times)
    k, at = pettitt_k(one.values[None])
    p = null.pettitt_p(one.values[None])[0]
    here = int(at[0])
    low, high = _date_interval(one, here, study)
    difference = one.values[here:].mean() - one.values[:here].mean()
    return replace(
        blank, test="change_point", statistic=float(k[0]), estimate=float(difference),
        date=one.periods[here], date_low=one.periods[low], date_high=one.periods[high],
        p=float(p), note=join(blank.note, _small(len(one.values))),
    )  # fmt: skip


def _date_interval(one: Series, here: int, study: Study) -> tuple[int, int]:
    """Return the interval of the place of the change: the two means plus simulated noise."""
    times = np.array(one.times, np.float64)
    design = step_design(one.times, here)
    weights = design.weights(one.values[None])[0]
    best = int(weights.argmax())
    variance = design.squares(one.values[None])[0, best] / design.freedom
    before, step = design.solutions[best] @ one.values
    level = before + step * (np.arange(len(times)) >= here)
    rng = generator(study.seed, "change_point", one.group, one.theme, one.measure)
    root = np.linalg.cholesky(correlation(times, float(autoregression.PHIS[best])))
    noise = rng.standard_normal((_DATE_REPLICATES, len(times))) @ root.T
    _, places = pettitt_k(level + np.sqrt(variance) * noise)
    tail = (1 - study.confidence) / 2
    low, high = np.quantile(places, [tail, 1 - tail], method="closest_observation")
    return min(int(low), here), max(int(high), here)


def _small(n: int) -> str:
    return f"small n: {n} periods" if n < 2 * MIN_PERIODS else ""
