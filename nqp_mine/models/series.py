"""Series of one measure over periods, and the rows of the tests of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nqp_mine.models.periods import ordinal
from nqp_mine.models.trends import TrendRow
from nqp_mine.study import PeriodKind

MIN_PERIODS = 8
NAMES = ("mann_kendall", "change_point", "before_after", "beyond_trend")
MEASURES = ("sentence_share", "dictionary_share", "corrected_share")
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendTest:
    """One row of tests.csv."""

    group: str
    axis: str
    theme: str
    measure: str
    test: str
    n: int
    statistic: float = NAN
    estimate: float = NAN
    ci_low: float = NAN
    ci_high: float = NAN
    date: str = ""
    date_low: str = ""
    date_high: str = ""
    p: float = NAN
    q: float = NAN
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Series:
    """The values of one measure at the periods that have one, in order."""

    group: str
    axis: str
    theme: str
    measure: str
    periods: tuple[str, ...]
    values: np.ndarray
    kind: PeriodKind = "year"
    note: str = ""

    @property
    def times(self) -> tuple[int, ...]:
        """The numbers of the periods on the calendar."""
        return tuple(ordinal(period, self.kind) for period in self.periods)


def series(rows: Iterable[TrendRow], measures: Sequence[str] = MEASURES) -> list[Series]:
    """Return the series of these measures; periods without a value or unfinished are left out."""
    grouped: dict[tuple[str, str, str, str], list[TrendRow]] = defaultdict(list)
    for row in rows:
        if row.measure in measures:
            grouped[row.group, row.axis, row.theme, row.measure].append(row)
    found = []
    for (group, axis, theme, measure), own in grouped.items():
        whole = [row for row in own if "partial" not in row.flag.split(";")]
        kept = sorted((row for row in whole if np.isfinite(row.value)), key=lambda row: row.period)
        kind: PeriodKind = own[0].period_kind  # type: ignore[assignment]
        found.append(
            Series(
                group=group, axis=axis, theme=theme, measure=measure, kind=kind,
                periods=tuple(row.period for row in kept),
                values=np.array([row.value for row in kept], np.float64),
                note="unfinished period left out" if len(whole) < len(own) else "",
            )
        )  # fmt: skip
    return found


def join(*notes: str) -> str:
    """Return the notes that say something, as one."""
    return "; ".join(note for note in notes if note)
