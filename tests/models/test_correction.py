"""Corrected shares: the estimate by hand, unsupported cells, and coverage by simulation."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nqp_mine.errors import UsageError
from nqp_mine.models.codebook import Category, Codebook
from nqp_mine.models.coded_sample import CodedSample, unmatched
from nqp_mine.models.correction import MIN_CODED, corrected_shares
from nqp_mine.models.corrections import corrections
from nqp_mine.models.grouping import Cell
from nqp_mine.models.measure import DocumentCounts
from nqp_mine.models.planning import needed
from nqp_mine.models.rates import beta_interval, pooled_rates, weighted_rate
from nqp_mine.models.trends import panel
from nqp_mine.study import Study

BOOK = Codebook(name="b", version="1", categories=(Category(id="R", axis="theme"),), terms=())


def document(name, coded):
    n = len(coded)
    return DocumentCounts(
        id=name, number=np.arange(n), han=np.full(n, 30, np.int32),
        coded=np.array(coded, bool)[:, None], hits=np.zeros((n, 1), np.int32),
        paragraph=np.zeros(n, np.int32), kinds={}, left_out={},
    )  # fmt: skip


def table_of(*documents):
    return panel(documents, BOOK, ("R",))


def cell(period, *members):
    return Cell(period=period, group="all", members=np.array(members, np.int64))


def sample(sids, codes, weights=None):
    return CodedSample(
        sids=tuple(sids), themes=("R",), codes=np.array(codes, float)[:, None],
        weights=np.ones(len(sids)) if weights is None else np.array(weights, float),
    )  # fmt: skip


# 40 of 100 predicted; coded: 8 of 10 predicted are right, 2 of 20 others were missed.
DOCUMENT = document("d", [True] * 40 + [False] * 60)
SAMPLE = sample(
    [f"d@{i}" for i in [*range(10), *range(40, 60)]], [1] * 8 + [0] * 2 + [1] * 2 + [0] * 18
)


@pytest.mark.parametrize("target", ["texts", "corpus"])
def test_the_estimate_by_hand(target):
    (one,) = corrected_shares(table_of(DOCUMENT), [cell("2020", 0)], SAMPLE, Study(), target=target)
    # .4 · 8/10 + .6 · 2/20 = .38, and the difference estimator: .4 + .4 · (-2/10) + .6 · 2/20
    assert one.row.value == pytest.approx(0.38)
    assert one.row.ci_low < 0.38 < one.row.ci_high
    assert (one.n_coded, one.n_more) == (30, 0)
    assert one.row.measure == "corrected_share"


def test_the_corpus_interval_is_mover_of_the_two_rates():
    (one,) = corrected_shares(
        table_of(DOCUMENT), [cell("2020", 0)], SAMPLE, Study(), target="corpus"
    )
    low_1, low_0 = beta_interval(0.8, 10, 0.95)[0], beta_interval(0.1, 20, 0.95)[0]
    # W² (1 - n / N) (p - low)²
    below = 0.4**2 * 0.75 * (0.8 - low_1) ** 2 + 0.6**2 * (2 / 3) * (0.1 - low_0) ** 2
    assert one.row.ci_low == pytest.approx(0.38 - below**0.5)


def test_the_sampling_of_texts_widens_the_interval():
    widths = []
    for target in ("corpus", "texts"):
        (one,) = corrected_shares(
            table_of(DOCUMENT), [cell("2020", 0)], SAMPLE, Study(), target=target
        )
        widths.append(one.row.ci_high - one.row.ci_low)
    assert widths[0] < widths[1]


def test_a_census_without_disagreement_has_no_measurement_error():
    coded = sample([f"d@{i}" for i in range(100)], [1] * 40 + [0] * 60)
    (one,) = corrected_shares(
        table_of(DOCUMENT), [cell("2020", 0)], coded, Study(), target="corpus"
    )
    assert (one.row.value, one.row.ci_low, one.row.ci_high) == pytest.approx((0.4, 0.4, 0.4))


def test_weights_undo_the_design():
    # The missed one stands for 9 sentences of its class, the other for 1: p_0 = 9 / 10.
    rate = weighted_rate(np.array([1.0, 0.0]), np.array([9.0, 1.0]), 0.95)
    assert rate.value == pytest.approx(0.9)
    assert rate.n_effective == pytest.approx(100 / 82)


def test_too_few_coded_sentences_are_unsupported():
    table = table_of(DOCUMENT, document("e", [True] * 5 + [False] * 95))
    cells = [cell("2020", 0), cell("2021", 1), cell("2022")]
    one, two, three = corrected_shares(table, cells, SAMPLE, Study())
    assert not np.isnan(one.row.value)
    assert np.isnan(two.row.value)
    assert np.isnan(two.row.ci_low)
    assert "unsupported" in two.row.flag
    assert two.n_more == MIN_CODED
    assert three.row.flag == "no_documents"


def test_a_class_without_coded_sentences_is_unsupported():
    coded = sample([f"d@{i}" for i in range(40, 70)], [0] * 30)
    (one,) = corrected_shares(table_of(DOCUMENT), [cell("2020", 0)], coded, Study())
    assert "unsupported" in one.row.flag
    assert one.n_more == 2  # two that the tool gives the theme


def test_pooled_errors_are_flagged_and_fill_periods():
    table = table_of(DOCUMENT, document("e", [True] * 5 + [False] * 95))
    cells = [cell("2020", 0), cell("2021", 1)]
    _, two = corrected_shares(table, cells, SAMPLE, Study(), pooled=True)
    assert 0 <= two.row.ci_low < two.row.value < two.row.ci_high < 1
    assert "pooled_errors" in two.row.flag


def test_pooling_draws_towards_the_mean():
    def rate(k, n):
        return weighted_rate(np.array([1.0] * k + [0.0] * (n - k)), np.ones(n), 0.95)

    alike = [rate(k, 20) for k in (3, 4, 5, 4, 3, 5, 4)]
    few = rate(3, 4)
    pooled = pooled_rates([*alike, few], 0.95)[-1]
    assert 0.2 < pooled.value < few.value
    assert pooled.high - pooled.low < few.high - few.low
    apart = [rate(k, 20) for k in (1, 19, 2, 18, 10, 1, 19)]
    assert pooled_rates([*apart, few], 0.95)[-1].value > pooled.value  # they tell less of it


def test_periods_are_joined_until_they_are_supported():
    documents = [document(f"d{y}", [True] * 10 + [False] * 40) for y in range(5)]
    sids = [f"d{y}@{i}" for y in range(5) for i in (0, 1, 2, *range(20, 29))]  # 12 a year
    coded = sample(sids, [1, 1, 0, *[0] * 9] * 5)
    table, cells = table_of(*documents), [cell(str(2000 + y), y) for y in range(5)]
    found = corrections(table, cells, coded, Study())
    assert all("unsupported" in row.flag for row in found.rows)
    assert [row.period for row in found.joined] == ["2000~2001", "2002~2004"]
    assert [row.value for row in found.joined] == pytest.approx([0.2 * 2 / 3] * 2)
    assert found.joined[0].reason == (
        "too few coded sentences in each period alone: 2000 lacks 8; 2001 lacks 8"
    )
    assert [(row.n_periods, row.n_coded) for row in found.joined] == [(2, 24), (3, 36)]
    assert "5 periods or groups have too few" in found.notes[0]


def test_a_group_that_is_not_supported_says_what_it_lacks():
    coded = sample([f"d@{i}" for i in range(12)], [1] * 12)
    found = corrections(table_of(DOCUMENT), [cell("2020", 0)], coded, Study())
    (one,) = found.joined
    assert np.isnan(one.value)
    assert one.reason == "too few coded sentences: 8 more are needed"


def test_another_corpus_is_told_and_a_foreign_one_refused():
    grown = table_of(DOCUMENT, document("e", [False] * 100))
    drawn = replace(SAMPLE, frame_size=100.0)
    assert not corrections(table_of(DOCUMENT), [cell("2020", 0)], drawn, Study()).notes
    (note,) = corrections(grown, [cell("2020", 0, 1)], drawn, Study()).notes
    assert "stand for 100 sentences, but 200 are in the trends" in note
    with pytest.raises(UsageError, match="none of the coded sentences"):
        corrections(table_of(document("x", [True])), [cell("2020", 0)], SAMPLE, Study())


def test_sentences_that_are_not_counted_are_named():
    coded = sample(["d@0", "d@100", "other@0", "d"], [1, 1, 1, 1])
    assert unmatched(table_of(DOCUMENT), coded) == ["d@100", "other@0", "d"]


def test_sids_count_all_sentences_of_a_document():
    one = document("d", [True] + [False] * 30)
    left_out = DocumentCounts(
        id="d", number=np.arange(31) + 5, han=one.han, coded=one.coded, hits=one.hits,
        paragraph=one.paragraph, kinds={}, left_out={},
    )  # fmt: skip
    assert unmatched(table_of(left_out), sample(["d@4", "d@5", "d@36"], [1, 1, 1])) == [
        "d@4", "d@36",
    ]  # fmt: skip


def test_needed_sentences_bring_the_interval_there():
    rng = np.random.default_rng(0)
    predicted = rng.random(400) < 0.2
    codes = np.where(rng.random(400) < 0.9, predicted, ~predicted).astype(float)
    weights = np.ones(400)
    plan = needed(codes, predicted, weights, 0.05, quantity="share")
    assert plan.now == pytest.approx(1.96 * np.sqrt(0.9 * 0.1 * (0.2 + 0.8) / 400), abs=0.004)
    assert needed(codes, predicted, weights, 0.2).more == 0
    tight = needed(codes, predicted, weights, 0.02)
    assert tight.more_predicted > 0
    assert tight.more_others > 0
    assert needed(codes, predicted, weights, 0.02, quantity="precision").more_others == 0


def simulation():
    path = Path(__file__).parents[2] / "benchmarks" / "coverage.py"
    spec = importlib.util.spec_from_file_location("coverage_benchmark", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.parametrize("level", ["good", "bad"])
@pytest.mark.parametrize("design", ["20 documents a period", "1 document a period"])
def test_intervals_cover_the_truth(level, design):
    made = simulation()
    found = made.coverage(made.DESIGNS[design], level, range(1, 160))  # 2,385 intervals
    # 93-97 %, and three standard errors of a simulation with 159 independent corpora
    for kind in ("texts", "corpus"):
        assert 0.915 < found[kind][0] < 0.985
    assert level == "good" or found["texts, uncorrected"][0] < 0.9
