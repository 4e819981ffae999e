"""Dates to calendar periods, as labels that sort: 2024, 2024-H1, 2024-Q2, 2024-03."""

from nqp_mine.study import PeriodKind

_MONTHS = {"year": 12, "half-year": 6, "quarter": 3, "month": 1}


def period_of(date: str, kind: PeriodKind) -> str | None:
    """Return the period of an ISO date, or None where the date is coarser than the period."""
    if not date or (kind != "year" and len(date) < 7):
        return None
    year = date[:4]
    if kind == "year":
        return year
    return _label(year, (int(date[5:7]) - 1) // _MONTHS[kind], kind)


def all_periods(first: str, last: str, kind: PeriodKind) -> list[str]:
    """Return every period from `first` to `last`, so that a period without documents is a row."""
    each = 12 // _MONTHS[kind]
    numbers = [_number(first, kind), _number(last, kind)]
    return [_label(f"{n // each:04d}", n % each, kind) for n in range(numbers[0], numbers[1] + 1)]


def last_day_passed(period: str, as_of: str, kind: PeriodKind) -> bool:
    """Tell whether the period had ended by the date `as_of`."""
    if len(as_of) < 10:
        return True
    end_month = _MONTHS[kind] * (_number(period, kind) % (12 // _MONTHS[kind]) + 1)
    # Every month ends on day 28 or later; documents of the last days are rare enough.
    return as_of >= f"{period[:4]}-{end_month:02d}-28"


def ordinal(period: str, kind: PeriodKind) -> int:
    """Return the number of a period on the calendar; neighbours differ by one."""
    return _number(period, kind)


def per_year(kind: PeriodKind) -> int:
    """Return how many periods a year has."""
    return 12 // _MONTHS[kind]


def _label(year: str, index: int, kind: PeriodKind) -> str:
    if kind == "year":
        return year
    mark = {"half-year": f"H{index + 1}", "quarter": f"Q{index + 1}", "month": f"{index + 1:02d}"}
    return f"{year}-{mark[kind]}"


def _number(period: str, kind: PeriodKind) -> int:
    each = 12 // _MONTHS[kind]
    index = 0 if kind == "year" else int(period[5:].lstrip("HQ")) - 1
    return int(period[:4]) * each + index
