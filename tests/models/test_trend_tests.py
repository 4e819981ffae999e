import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from nqp_mine.models import autoregression, trend_tests
from nqp_mine.models.autoregression import PHIS, Design, kendall_s, pettitt_k
from nqp_mine.models.event_tests import EVENT, before_after, event_design, placebo_dates
from nqp_mine.models.series import Series, TrendTest
from nqp_mine.models.trends import TrendRow
from nqp_mine.study import Study

NATIONAL = (*range(1954, 1961), 1964, 1975, *range(1978, 2020), 2021, 2022, 2024)


def make(values, periods=None):
    periods = periods or range(2000, 2000 + len(values))
    return Series(
        group="all", axis="theme", theme="R", measure="sentence_share",
        periods=tuple(str(p) for p in periods), values=np.asarray(values, float),
    )  # fmt: skip


def blank(one):
    return TrendTest(
        group="all", axis="theme", theme="R", measure="sentence_share", test="", n=len(one.values)
    )


@given(st.lists(st.integers(0, 9), min_size=3, max_size=25))
def test_s_is_kendalls(values):
    s = kendall_s(np.array([values], float))[0]
    i, j = np.triu_indices(len(values), 1)
    assert s == np.sign(np.array(values)[j] - np.array(values)[i]).sum()
    if len(set(values)) == len(values):
        tau = stats.kendalltau(range(len(values)), values).statistic
        assert s == pytest.approx(tau * len(i))


@given(st.lists(st.integers(0, 9), min_size=3, max_size=25))
def test_k_is_pettitts_definition(values):
    x = np.array(values, float)
    u = [
        abs(np.sign(x[:t, None] - x[None, t:]).sum()) for t in range(1, len(x))
    ]  # Pettitt 1979, eq. 2.3
    k, at = pettitt_k(x[None])
    assert k[0] == max(u)
    assert u[at[0] - 1] == max(u)


@pytest.mark.slow
def test_sens_slope_is_scipys():
    rng = np.random.default_rng(3)
    values = rng.normal(size=54) + 0.02 * np.array(NATIONAL)
    slope, low, high = trend_tests.sen_slope(make(values, NATIONAL), 0.95)
    theirs = stats.theilslopes(values, NATIONAL)
    assert slope == pytest.approx(theirs.slope)
    # The interval allows for autocorrelation that may be there, so it is a little wider.
    assert low < theirs.low_slope
    assert high > theirs.high_slope
    assert high - low < 1.6 * (theirs.high_slope - theirs.low_slope)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 0.15))
def test_interval_and_p_agree(seed, rise):
    one = make(np.random.default_rng(seed).normal(size=20) + rise * np.arange(20))
    found = trend_tests.mann_kendall(one, blank(one), 0.95)
    if found.p <= 0.05:
        assert found.ci_low >= 0 or found.ci_high <= 0
    if found.p > 0.06:
        assert found.ci_low <= 0 <= found.ci_high


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.floats(0.001, 1000), st.floats(-5, 5))
def test_p_does_not_depend_on_unit_or_level(seed, scale, shift):
    values = np.random.default_rng(seed).normal(size=12)
    one, other = make(values), make(values * scale + shift)
    assert trend_tests.mann_kendall(one, blank(one), 0.95).p == pytest.approx(
        trend_tests.mann_kendall(other, blank(other), 0.95).p, rel=1e-5
    )


def test_without_autocorrelation_the_regression_is_students():
    rng = np.random.default_rng(0)
    values, after = rng.normal(size=(1, 20)), np.arange(20) >= 14
    design = event_design(np.arange(20.0), after, trend=False)
    estimate, error = design.first(values)
    theirs = stats.ttest_ind(values[0, 14:], values[0, :14])
    assert PHIS[0] == 0
    assert estimate[0, 0] / error[0, 0] == pytest.approx(theirs.statistic)


def test_weights_find_the_autocorrelation():
    times = np.arange(200.0)
    design = Design.build(times, np.ones((200, 1)))
    root = np.linalg.cholesky(autoregression.correlation(times, 0.6))
    drawn = np.random.default_rng(1).standard_normal((50, 200)) @ root.T
    assert float((design.weights(drawn) @ PHIS).mean()) == pytest.approx(0.6, abs=0.03)


def test_a_planted_step_is_dated():
    rng = np.random.default_rng(5)
    one = make(np.where(np.arange(30) >= 18, 0.3, 0.1) + 0.02 * rng.normal(size=30))
    found = trend_tests.change_point(one, blank(one), Study())
    assert (found.date, found.p < 0.05) == ("2018", True)
    assert found.date_low <= "2018" <= found.date_high
    assert found.estimate == pytest.approx(0.2, abs=0.02)


def test_before_after_finds_a_jump_and_says_how_few():
    rng = np.random.default_rng(5)
    years = range(1990, 2027)
    values = [
        0.1 + 0.2 * (y > 2023) + 0.01 * e for y, e in zip(years, rng.normal(size=37), strict=True)
    ]
    one = make(values, years)
    found = before_after(one, blank(one), EVENT, 0.95, trend=False)
    assert found.estimate == pytest.approx(0.2, abs=0.02)
    assert found.ci_low < 0.2 < found.ci_high
    assert found.p <= 0.05
    assert found.n == 36
    assert "33 periods before, 3 after" in found.note
    few = make(values[-12:-1], years[-12:-1])
    assert "few periods after" in before_after(few, blank(few), EVENT, 0.95, trend=True).note


@pytest.mark.parametrize("trend", [False, True])
@pytest.mark.parametrize("rise", [0, 0.01])
def test_without_noise_nothing_is_tested(trend, rise):
    """A word that stands in the last year alone, or on a straight line: no error is known."""
    years = range(2003, 2025)
    one = make([(y - 2003) * rise + 0.02 * (y > 2023) for y in years], years)
    found = before_after(one, blank(one), EVENT, 0.95, trend=trend)
    if rise and not trend:
        assert found.p < 1
    else:
        assert np.isnan([found.p, found.estimate, found.ci_low, found.ci_high]).all()
        assert "no variation beside the event" in found.note


def test_placebo_dates_count_placements():
    after = np.arange(10) >= 9
    values = np.array([[0, 0.1, 0, 0.1, 0, 0.1, 0, 0.1, 0, 5.0]])
    assert placebo_dates(np.arange(10.0), after, values, trend=False)[0] == 0.1


def row(period, value, theme="R", flag="", axis="theme"):
    return TrendRow(
        period=period, period_kind="year", group="all", axis=axis, theme=theme,
        measure="sentence_share", unit="sentence", weight="pooled", value=value, ci_low=0,
        ci_high=1, ci_method="", n_documents=1, n_sentences=9, n_han=9, flag=flag,
    )  # fmt: skip


def test_small_n_and_constants_are_said():
    rows = [row(str(2000 + i), i / 100) for i in range(7)]
    rows += [row(str(2000 + i), 0.0, "I") for i in range(12)]
    found = trend_tests.run_tests(rows, Study())
    assert all(np.isnan(one.p) for one in found)
    assert {one.note for one in found} == {
        "unsupported: 7 periods, 8 needed", "unsupported: all values are the same"
    }  # fmt: skip


def test_unfinished_periods_and_gaps_are_left_out():
    rows = [row(str(2000 + i), i / 100) for i in range(12)]
    rows += [row("2012", float("nan"), flag="no_documents"), row("2013", 9.0, flag="partial")]
    found = trend_tests.run_tests(rows, Study())[0]
    assert (found.n, found.statistic) == (12, 1.0)
    assert found.estimate == pytest.approx(0.01)
    assert "unfinished period left out" in found.note


def test_q_is_benjamini_and_hochbergs_example():
    # Benjamini & Hochberg 1995, section 3.2: of these 15 the first four are rejected at .05.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
         0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    tests = [
        TrendTest(group="all", axis="theme", theme="R", measure="m", test="t", n=9, p=one)
        for one in p
    ]
    placebo = TrendTest(group="all", axis="placebo", theme="P1", measure="m", test="t", n=9, p=0.01)
    found = trend_tests.with_q([*tests, placebo])
    assert [one.q <= 0.05 for one in found[:15]] == [True] * 4 + [False] * 11
    assert np.isnan(found[15].q)


@pytest.mark.slow
@pytest.mark.parametrize(("times", "phi"), [
    (tuple(range(16)), 0.0), (tuple(range(16)), 0.5), (tuple(range(16)), 0.8),
    (tuple(range(30)), 0.5), (tuple(range(30)), 0.8), (NATIONAL, 0.3), (NATIONAL, 0.75),
    (NATIONAL, 0.9),
])  # fmt: skip
def test_the_level_holds_under_autocorrelation(times, phi):
    at = np.array(times, float)
    root = np.linalg.cholesky(autoregression.correlation(at, phi))
    drawn = np.random.default_rng([1, len(times)]).standard_normal((4000, len(at))) @ root.T
    null = autoregression.null(tuple(times))
    for p in (null.kendall_p(drawn), null.pettitt_p(drawn)):
        hits = int((p <= 0.05).sum())
        assert stats.binomtest(hits, 4000).proportion_ci(0.95).low <= 0.05
