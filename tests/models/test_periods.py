from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_mine.models.periods import all_periods, last_day_passed, period_of

KINDS = ("year", "half-year", "quarter", "month")


@pytest.mark.parametrize(
    ("given_date", "expected"),
    [
        ("2024-03-05", ("2024", "2024-H1", "2024-Q1", "2024-03")),
        ("2024-06-30", ("2024", "2024-H1", "2024-Q2", "2024-06")),
        ("2024-07", ("2024", "2024-H2", "2024-Q3", "2024-07")),
        ("2024-12-31", ("2024", "2024-H2", "2024-Q4", "2024-12")),
        ("2024", ("2024", None, None, None)),
        ("", (None, None, None, None)),
    ],
)
def test_a_date_lies_in_its_period_or_is_too_coarse_for_it(given_date, expected):
    assert tuple(period_of(given_date, kind) for kind in KINDS) == expected


def test_every_period_between_the_first_and_the_last_is_a_row():
    assert all_periods("2022", "2024", "year") == ["2022", "2023", "2024"]
    assert all_periods("2023-H2", "2024-H2", "half-year") == ["2023-H2", "2024-H1", "2024-H2"]
    assert all_periods("2023-Q4", "2024-Q2", "quarter") == ["2023-Q4", "2024-Q1", "2024-Q2"]
    assert all_periods("2023-11", "2024-02", "month") == [
        "2023-11",
        "2023-12",
        "2024-01",
        "2024-02",
    ]
    assert all_periods("2024", "2024", "year") == ["2024"]


DATES = st.dates(date(1949, 1, 1), date(2100, 12, 31))


@given(DATES, DATES, st.sampled_from(KINDS))
def test_labels_sort_as_their_dates(first, second, kind):
    early, late = sorted([first.isoformat(), second.isoformat()])
    periods = all_periods(period_of(early, kind), period_of(late, kind), kind)
    assert periods == sorted(periods)
    assert (periods[0], periods[-1]) == (period_of(early, kind), period_of(late, kind))


@pytest.mark.parametrize(
    ("period", "kind", "as_of", "over"),
    [
        ("2024", "year", "2024-11-30", False),
        ("2024", "year", "2024-12-31", True),
        ("2024", "year", "2025-01-01", True),
        ("2024-H1", "half-year", "2024-06-15", False),
        ("2024-H1", "half-year", "2024-06-30", True),
        ("2024-Q3", "quarter", "2024-08-31", False),
        ("2024-Q3", "quarter", "2024-10-01", True),
        ("2024-02", "month", "2024-02-27", False),
        ("2024-02", "month", "2024-02-29", True),
        ("2024-10", "month", "2024-09-30", False),
        ("2024", "year", "", True),
    ],
)
def test_a_period_is_over_when_its_last_days_have_come(period, kind, as_of, over):
    assert last_day_passed(period, as_of, kind) is over
