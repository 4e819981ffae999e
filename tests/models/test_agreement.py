"""Agreement against the worked examples of the literature."""

import numpy as np
import pytest

from nqp_mine.models.agreement import (
    agreement,
    cohen_kappa,
    krippendorff_alpha,
    percent_agreement,
)


def codes(*coders):
    """One string a coder, a character a unit; "." is missing."""
    return np.array([[np.nan if c == "." else float(ord(c)) for c in row] for row in coders])


def from_table(table):
    """Two coders with this table of counts."""
    pairs = [(a, b) for a, row in enumerate(table) for b, n in enumerate(row) for _ in range(n)]
    return np.array(pairs, float).T


@pytest.mark.parametrize(
    ("rows", "alpha"),
    [  # Krippendorff 2011: sections A (binary), B (nominal), C (nominal, four observers, missing)
        (("0100000010", "1110010000"), 0.095),
        (("aabbdcccedda", "babbbccceddd"), 0.692),
        (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),
    ],
)
def test_krippendorff_2011(rows, alpha):
    assert krippendorff_alpha(codes(*rows)) == pytest.approx(alpha, abs=5e-4)


@pytest.mark.parametrize(
    ("table", "observed", "kappa"),
    [
        # Cohen 1960: p_o = .70, p_c = .41, kappa = .492
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.70, 0.492),
        # Fleiss 1981, Statistical Methods for Rates and Proportions: kappa = .676 (.89, .6582)
        ([[75, 1, 4], [5, 4, 1], [0, 0, 10]], 0.89, 0.676),
    ],
)
def test_cohen_kappa(table, observed, kappa):
    assert percent_agreement(from_table(table)) == pytest.approx(observed, abs=5e-4)
    assert cohen_kappa(from_table(table)) == pytest.approx(kappa, abs=5e-4)


def test_kappa_equals_scikit_learn():
    from sklearn.metrics import cohen_kappa_score

    rng = np.random.default_rng(1)
    a = rng.integers(0, 3, 200)
    b = np.where(rng.random(200) < 0.7, a, rng.integers(0, 3, 200))
    assert cohen_kappa(np.array([a, b], float)) == pytest.approx(cohen_kappa_score(a, b))


def test_several_coders_have_the_mean_kappa_of_their_pairs():
    rows = codes("0011", "0111", "0010")
    pairs = [cohen_kappa(rows[[i, j]]) for i, j in ((0, 1), (0, 2), (1, 2))]
    assert cohen_kappa(rows) == pytest.approx(np.mean(pairs))


def test_full_agreement_and_nothing_to_agree_on():
    assert krippendorff_alpha(codes("0101", "0101")) == 1
    assert np.isnan(krippendorff_alpha(codes("0000", "0000")))  # one value only: undefined
    assert np.isnan(agreement(codes("01")).alpha)  # one coder
    assert percent_agreement(codes("0000", "0000")) == 1


def test_intervals_hold_the_value_and_repeat():
    rows = codes("0101010100" * 8, "0101010001" * 8)
    one, two = agreement(rows, seed=3), agreement(rows, seed=3)
    assert one == two
    assert one.n_units == 80
    for name in ("percent", "kappa", "alpha"):
        low, high = getattr(one, f"{name}_low"), getattr(one, f"{name}_high")
        assert low < getattr(one, name) < high
