import math

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from nqp_mine.nlp.keyness import g2, keyness, log_odds

FIRST, SECOND = np.array([30.0, 10, 60]), np.array([5.0, 45, 150])


def test_log_odds_equal_values_worked_by_hand():
    # word 1: 30 of 100 against 5 of 200, prior 1 of 10:
    # ln(31 / (110 - 31)) - ln(6 / (210 - 6)) = ln(31 * 204 / (79 * 6)) = 2.5909
    difference, z = log_odds(FIRST, SECOND, np.array([1.0, 2, 7]))
    expected = math.log(31 * 204 / (79 * 6))
    assert difference[0] == pytest.approx(expected)
    assert expected == pytest.approx(2.5909, abs=1e-4)
    assert z[0] == pytest.approx(expected / math.sqrt(1 / 31 + 1 / 6))
    assert z[0] > 0 > z[1]


def test_g2_equals_the_value_worked_by_hand_and_scipys():
    # 2 · (30 ln(30 / 11.667) + 70 ln(70 / 88.333) + 5 ln(5 / 23.333) + 195 ln(195 / 176.667))
    value = 2 * (30 * math.log(30 * 300 / (100 * 35)) + 70 * math.log(70 * 300 / (100 * 265))
                 + 5 * math.log(5 * 300 / (200 * 35)) + 195 * math.log(195 * 300 / (200 * 265)))  # fmt: skip
    assert g2(FIRST, SECOND)[0] == pytest.approx(value)
    for word, ours in enumerate(g2(FIRST, SECOND)):
        square = [[FIRST[word], 100 - FIRST[word]], [SECOND[word], 200 - SECOND[word]]]
        theirs = chi2_contingency(square, correction=False, lambda_="log-likelihood")
        assert ours == pytest.approx(theirs.statistic)


def test_g2_equals_a_published_example():
    # Lancaster's log-likelihood calculator: 52 in 50,000 words against 57 in 75,000 is 2.65.
    value = g2(np.array([52.0, 50_000 - 52]), np.array([57.0, 75_000 - 57]))
    assert value[0] == pytest.approx(2.65, abs=0.005)


def test_equal_shares_are_no_keyness():
    found = keyness(np.array([10.0, 90]), np.array([20.0, 180]))
    assert found.z == pytest.approx([0, 0], abs=0.2)
    assert found.g2 == pytest.approx([0, 0], abs=1e-9)
    assert found.q_g2 == pytest.approx([1, 1])


def test_false_discoveries_are_controlled_over_all_words():
    rng = np.random.default_rng(1)
    rates = rng.dirichlet(np.full(500, 0.5))
    found = keyness(rng.multinomial(20_000, rates) * 1.0, rng.multinomial(20_000, rates) * 1.0)
    assert (found.q_z < 0.05).sum() <= 1
    assert (found.q_g2 < 0.05).sum() <= 5
    assert (2 * found.q_z >= 0).all()


def test_a_rare_word_does_not_lead_by_z():
    first, second = np.array([3.0, 300, 9697]), np.array([0.0, 100, 9900])
    found = keyness(first, second)
    assert found.z[1] > found.z[0] > 0


def test_an_empty_side_says_nothing():
    found = keyness(np.zeros(3), SECOND)
    assert found.g2.tolist() == [0, 0, 0]
    assert np.isfinite(found.z).all()
