"""Before and after an event, with or without the straight line that led to it.

`before_after` is the coefficient of being after the event, by generalised least squares averaged
over φ (see `autoregression`); the period of the event itself holds both and is left out.
`beyond_trend` has a straight line beside it: what came after exceeds what the line leads to.
`p` is the larger of two: that of the regression, which needs Gaussian noise, and that of placebo
dates, the share of circular placements of as many periods whose |t| is as large, which does not.
With n periods the second cannot fall below 1/n, so fewer than 20 periods never reach .05: there
is too little to compare with. The interval is the regression's. Where the regression fits exactly
(a word that stands in the last year alone), the noise is not known, and nothing is tested.

Caution: no causal claim. With one or two periods after the event little can be said.
"""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from nqp_mine.models.autoregression import Design
from nqp_mine.models.periods import period_of
from nqp_mine.models.series import MIN_PERIODS, Series, TrendTest, join

EVENT = "2023-09-07"  # the concept's first use
_EXACT = 1e-9  # errors this small beside the values: the fit is exact, the noise is not known


def before_after(
    one: Series, blank: TrendTest, event: str, confidence: float, *, trend: bool
) -> TrendTest:
    """Return the difference after the event, with or without a straight line beside it."""
    name = "beyond_trend" if trend else "before_after"
    kept, after = split(one, event)
    n_before, n_after = int((~after).sum()), int(after.sum())
    blank = replace(blank, test=name, n=len(after), date=period_of(event, one.kind) or "")
    counted = f"{n_before} periods before, {n_after} after {event}"
    values = one.values[kept]
    if n_after < 1 or n_before < MIN_PERIODS - 1 or np.ptp(values) == 0:
        return replace(blank, note=join(blank.note, f"unsupported: {counted}"))
    times = np.array(one.times, np.float64)[kept]
    design = event_design(times, after, trend=trend)
    if _error(design, values) < _EXACT * np.ptp(values):
        why = "unsupported: no variation beside the event"
        return replace(blank, note=join(blank.note, why))
    statistic, estimate, low, high, p = _coefficient(design, values, confidence)
    p_dates = float(placebo_dates(times, after, values[None], trend=trend)[0])
    dates = f"; p = {p:.3g} by regression, {p_dates:.3g} by placebo dates"
    return replace(
        blank, statistic=statistic, estimate=estimate, ci_low=low, ci_high=high, p=max(p, p_dates),
        note=join(blank.note, counted + dates + ("; few periods after" if n_after < 3 else "")),
    )  # fmt: skip


def split(one: Series, event: str) -> tuple[np.ndarray, np.ndarray]:
    """Return which periods are not the event's own, and which of those come after it."""
    own = period_of(event, one.kind) or ""
    kept = np.array([period != own for period in one.periods])
    return kept, np.array([period > own for period in one.periods])[kept]


def event_design(times: np.ndarray, after: np.ndarray, *, trend: bool) -> Design:
    """Return the regression on being after the event, with or without a straight line."""
    return _design(tuple(times.tolist()), tuple(after.tolist()), trend)


@lru_cache(maxsize=8)  # series on the same periods come one after the other
def _design(times: tuple[float, ...], after: tuple[bool, ...], trend: bool) -> Design:
    """Build a design once for all series on the same periods."""
    at = np.array(times)
    return Design.build(at, _columns(at, np.array(after), trend))


def _columns(times: np.ndarray, after: np.ndarray, trend: bool) -> np.ndarray:
    columns = [after.astype(np.float64), np.ones_like(times)]
    columns += [(times - times.mean()) / max(float(times.std()), 1.0)] if trend else []
    return np.column_stack(columns)


def _error(design: Design, values: np.ndarray) -> float:
    """Return the standard error of the first coefficient, averaged over φ."""
    return float(design.weights(values[None])[0] @ design.first(values[None])[1][0])


def _coefficient(
    design: Design, values: np.ndarray, confidence: float
) -> tuple[float, float, float, float, float]:
    """Return t, the first coefficient, its interval and p, all averaged over φ.

    p = Σ_φ w(φ) P(|t_ν| ≥ |b_φ| / s_φ); the interval inverts the same mixture.
    """
    from scipy.optimize import brentq
    from scipy.special import stdtr  # of -t: what lies above t

    weights = design.weights(values[None])[0]
    found, error = (part[0] for part in design.first(values[None]))
    estimate = float(weights @ found)

    def above(b: float) -> float:
        return float(weights @ stdtr(design.freedom, (found - b) / error))

    p = float(design.p_first(values[None])[0])
    tail, reach = (1 - confidence) / 2, 1e4 * float(error.max())
    bounds = [
        brentq(lambda b, a=area: above(b) - a, found.min() - reach, found.max() + reach)
        for area in (1 - tail, tail)
    ]
    return estimate / float(weights @ error), estimate, bounds[0], bounds[1], p


def placebo_dates(
    times: np.ndarray, after: np.ndarray, values: np.ndarray, *, trend: bool
) -> np.ndarray:
    """Return for each series the share of circular shifts of `after` with as large a |t|.

    `values` has shape (n_series, n). t is that of ordinary least squares.
    """
    sizes = []
    for columns, inverse in _placebos(tuple(times.tolist()), tuple(after.tolist()), trend):
        rest = values - (values @ inverse.T) @ columns.T
        error = np.sqrt((rest**2).sum(axis=1) * (inverse[0] ** 2).sum())
        sizes.append(np.abs(values @ inverse[0]) / np.maximum(error, 1e-300))
    found = np.array(sizes)
    return np.asarray((found >= found[0] * (1 - 1e-9)).mean(axis=0))


@lru_cache(maxsize=8)  # as `_design`
def _placebos(
    times: tuple[float, ...], after: tuple[bool, ...], trend: bool
) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Return the columns of each circular shift of `after`, and their pseudo-inverse."""
    at = np.array(times)
    shifts = [_columns(at, np.roll(np.array(after), k), trend) for k in range(len(after))]
    return tuple((columns, np.linalg.pinv(columns)) for columns in shifts)
