import numpy as np
import pytest

from nqp_mine.models.topics.model import TopicModel
from nqp_mine.models.topics.priors import BASE_PRIOR
from nqp_mine.models.topics.release import SWEEPS, release
from nqp_mine.nlp.terms import block, merge


def test_what_the_seeds_added_is_taken_off_again():
    """Two topics that share no word: the counts are known, so phi can be worked by hand."""
    matrix = merge([block([["研发"] * 2 + ["论文"] * 8, ["外交"] * 5, []])], list("abc"))
    terms = matrix.terms
    phi = np.zeros((2, 3))
    phi[0, [terms.index("研发"), terms.index("论文")]] = 0.7, 0.3  # 研发 is too likely
    phi[1, terms.index("外交")] = 1
    model = TopicModel(
        engine="none", engine_version="0", terms=terms, phi=phi,
        theta=np.array([[1, 0], [0, 1], [0.5, 0.5]]), alpha=np.array([0.1, 0.1]),
        lengths=np.array([10, 5, 0]), themes=("R", ""), seed_mass=np.array([0.7, 0]),
        seeds={"R": ("研发",)}, parameters={"passes": 1},
    )  # fmt: skip
    found = release(model, matrix)
    assert found.seed_mass[0] == pytest.approx((2 + BASE_PRIOR) / (10 + 3 * BASE_PRIOR), abs=0.01)
    assert found.phi.sum(axis=1) == pytest.approx([1, 1])
    assert found.theta[0] == pytest.approx([1, 0], abs=0.01)
    assert found.theta[2].tolist() == [0.5, 0.5]
    assert found.parameters == {"passes": 1, "released_sweeps": SWEEPS}
