from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from nqp_mine.models.topics import sweeps
from nqp_mine.models.topics.model import TopicModel
from nqp_mine.models.topics.sweeps import fold_in, swept
from nqp_mine.nlp.terms import TermMatrix

ALPHA = np.array([0.1, 0.2])


def model_of(matrix, phi, theta):
    return TopicModel(
        engine="none", engine_version="0", terms=matrix.terms, phi=phi, theta=theta, alpha=ALPHA,
        lengths=np.asarray(matrix.counts.sum(axis=1)).ravel(), themes=("R", ""),
        seed_mass=np.zeros(2), seeds={"R": (matrix.terms[0],)}, parameters={},
    )  # fmt: skip


@pytest.fixture
def matrix():
    counts = np.random.default_rng(1).poisson(0.8, (7, 5))
    counts[3] = 0
    return TermMatrix(csr_matrix(counts.astype(np.int32)), tuple("abcdefg"), tuple("甲乙丙丁戊"))


@pytest.fixture
def model(matrix):
    rng = np.random.default_rng(2)
    return model_of(matrix, rng.dirichlet(np.ones(5), 2), rng.dirichlet(np.ones(2), 7))


def by_token(matrix, model, prior, n_sweeps):
    """The same sweeps, token by token, as the formula stands."""
    now = before = (model.theta * model.lengths[:, None] + ALPHA, model.phi)
    for _ in range(n_sweeps):
        counts, words = np.zeros((7, 2)), np.zeros((2, 5))
        for d, w in zip(*matrix.counts.nonzero(), strict=True):
            own = before[0][d] * before[1][:, w]
            share = (now[0][d] - own / own.sum()) * now[1][:, w]
            share = np.maximum(share, 0) / np.maximum(share, 0).sum() * matrix.counts[d, w]
            counts[d] += share
            words[:, w] += share
        words += prior
        before, now = now, (counts + ALPHA, words / words.sum(axis=1, keepdims=True))
    return counts, now[1]


@pytest.mark.parametrize("n_sweeps", [1, 2, 5])
def test_a_sweep_is_what_the_formula_says(matrix, model, n_sweeps):
    prior = np.array([[0.5, 0.01, 0.01, 0.01, 0.01], [0.01] * 5])
    counts, phi = by_token(matrix, model, prior, n_sweeps)
    found = swept(model, matrix, prior, n_sweeps)
    assert found.phi == pytest.approx(phi, abs=1e-6)
    assert found.theta * found.lengths[:, None] == pytest.approx(counts, abs=1e-6)
    assert found.seed_mass == pytest.approx([phi[0, 0], 0], abs=1e-6)


def test_a_token_does_not_speak_for_itself():
    """One token in a paragraph: nothing but the prior and the topics' words decides."""
    matrix = TermMatrix(csr_matrix(np.array([[1, 0]], np.int32)), ("a",), ("甲", "乙"))
    phi = np.array([[0.5, 0.5], [0.5, 0.5]])
    found = swept(model_of(matrix, phi, np.array([[0.6, 0.4]])), matrix, 0.05, 1)
    # own share: (.6 + .1, .4 + .2) / 1.3; what is left is .7 - .538 and .6 - .462
    left = np.array([0.7, 0.6]) - np.array([0.7, 0.6]) / 1.3
    assert found.theta[0] == pytest.approx(left / left.sum())


def test_paragraphs_without_tokens_are_even(matrix, model):
    assert swept(model, matrix, 0.05, 3).theta[3].tolist() == [0.5, 0.5]


def test_parts_do_not_change_the_sums(matrix, model, monkeypatch):
    whole = swept(model, matrix, 0.05, 3)
    monkeypatch.setattr(sweeps, "_ROWS", 2)
    parts = swept(model, matrix, 0.05, 3)
    assert parts.phi == pytest.approx(whole.phi)
    assert parts.theta == pytest.approx(whole.theta)


def test_folding_in_gives_every_token_to_topics_that_stay(matrix, model):
    before = model.phi.copy()
    counts = fold_in(matrix.counts, model.phi, ALPHA)
    assert counts.sum(axis=1) == pytest.approx(model.lengths)
    assert (model.phi == before).all()
    clear = replace(model, phi=np.array([[0.5, 0.5, 0, 0, 0], [0, 0, 1, 1, 1] / np.float64(3)]))
    dense = matrix.counts.toarray()
    by_topic = np.stack([dense[:, :2].sum(axis=1), dense[:, 2:].sum(axis=1)], axis=1)
    assert fold_in(matrix.counts, clear.phi, ALPHA) == pytest.approx(by_topic)
