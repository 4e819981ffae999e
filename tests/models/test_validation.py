import numpy as np
import pytest

from nqp_mine.models.codebook import Category, Codebook, Term
from nqp_mine.models.coding import CompiledCodebook, DictionaryCoder
from nqp_mine.models.gold import code_texts
from nqp_mine.models.measure import Instruments
from nqp_mine.models.validation import confusing, score
from nqp_mine.nlp.tokenizer import Tokenizer


def test_scores_equal_scikit_learn():
    from sklearn.metrics import cohen_kappa_score, precision_recall_fscore_support

    rng = np.random.default_rng(0)
    codes = (rng.random((300, 2)) < 0.3).astype(float)
    predicted = np.where(rng.random((300, 2)) < 0.85, codes, 1 - codes) > 0
    weights = rng.uniform(0.5, 2, 300)
    found, macro = score(codes, predicted, weights, seed=1, replicates=200)
    for k, one in enumerate(found):
        expected = precision_recall_fscore_support(
            codes[:, k], predicted[:, k], sample_weight=weights, average="binary"
        )
        assert (one.precision, one.recall, one.f1) == pytest.approx(expected[:3])
        assert one.kappa == pytest.approx(cohen_kappa_score(codes[:, k], predicted[:, k]))
        assert one.f1_low < one.f1 < one.f1_high
    assert macro.f1 == pytest.approx(np.mean([one.f1 for one in found]))
    assert score(codes, predicted, weights, seed=1, replicates=200)[0] == found


def test_what_is_undefined_is_nan_and_blanks_are_left_out():
    codes = np.array([[0.0], [0.0], [np.nan]])
    (one,), _ = score(codes, np.zeros((3, 1), bool), np.ones(3), seed=0, replicates=50)
    assert one.n == 2
    assert np.isnan([one.precision, one.recall, one.f1, one.f1_low]).all()


def test_a_tie_counts_half():
    codes, predicted = np.array([[1.0], [0.5], [0.0]]), np.array([[True], [True], [False]])
    (one,), _ = score(codes, predicted, np.ones(3), seed=0, replicates=50)
    assert (one.precision, one.recall, one.f1) == pytest.approx((0.75, 1.0, 6 / 7))


@pytest.mark.slow
def test_the_bootstrap_interval_covers_about_as_it_says():
    rng = np.random.default_rng(5)
    inside = 0
    for trial in range(200):
        y = rng.random(250) < 0.3
        f = np.where(rng.random(250) < 0.9, y, ~y)
        codes, predicted = y.astype(float)[:, None], f[:, None]
        (one,), _ = score(codes, predicted, np.ones(250), seed=trial, replicates=300)
        truth = 2 * 0.27 / (0.3 + 0.27 + 0.07)
        inside += one.f1_low <= truth <= one.f1_high
    assert 0.90 <= inside / 200 <= 0.99


def test_confusing_terms():
    codes = np.array([1, 0, 0, 1, 0.5])
    predicted = np.array([True, True, True, False, True])
    reasons = [frozenset(t) for t in (["企业"], ["企业", "产业"], ["企业"], ["科研"], ["产业"])]
    found = confusing(codes, predicted, reasons)
    assert [(c.term, c.right, c.false, c.missed) for c in found] == [
        ("企业", 1, 2, 0), ("产业", 0, 1, 0), ("科研", 0, 0, 1),
    ]  # fmt: skip


def test_a_sentence_alone_has_the_code_of_a_run():
    book = Codebook(
        name="b",
        version="1",
        categories=(Category(id="R", axis="theme"),),
        terms=(
            Term(text="研发机构", category="R"),
            Term(text="研发", category="R", needs=("投入",)),
        ),
    )
    compiled = CompiledCodebook.build(book)
    tools = Instruments(
        compiled, DictionaryCoder(compiled), Tokenizer(), frozenset(), frozenset(), True, 20
    )
    texts = ["建设研发\u200b机构。", "研发很重要。", "加大研发投入。", "建設研發機構。", ""]
    coding, hits = code_texts(texts, tools)
    assert coding.themes[:, 0].tolist() == [True, False, True, True, False]
    assert [len(found) for found in hits] == [1, 0, 1, 1, 0]
