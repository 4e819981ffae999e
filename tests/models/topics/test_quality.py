import math

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from nqp_mine.models.topics.quality import (
    coherence,
    exclusivity,
    fold_in,
    halves,
    log_likelihood,
    npmi,
)


def test_npmi_equals_values_worked_by_hand():
    # p(a, b) = 1/4, p(a) = p(b) = 1/2: independent, 0. p(a, b) = p(a) = p(b) = 1/4: 1.
    # p(a, b) = 1/8, p(a) = 1/2, p(b) = 1/8: ln 2 / ln 8 = 1/3. Never together: -1. Always: 1.
    together = np.array([1 / 4, 1 / 4, 1 / 8, 0, 1])
    first, second = (
        np.array([1 / 2, 1 / 4, 1 / 2, 1 / 2, 1]),
        np.array([1 / 2, 1 / 4, 1 / 8, 1 / 2, 1]),
    )
    assert npmi(together, first, second) == pytest.approx([0, 1, 1 / 3, -1, 1])


def test_coherence_is_the_mean_over_pairs_of_the_first_words():
    # words a, b in paragraphs 1, 2; c in 3, 4; of 8. a-b: 1, a-c and b-c: -1.
    counts = csr_matrix(np.array([[2, 1, 0], [1, 1, 0], [0, 0, 1], [0, 0, 3]] + [[0, 0, 0]] * 4))
    phi = np.array([[0.5, 0.4, 0.1], [0.1, 0.2, 0.7]])
    assert coherence(counts, phi, 2) == pytest.approx([1, -1])
    assert coherence(counts, phi, 3) == pytest.approx([-1 / 3, -1 / 3])


def test_exclusivity_is_the_share_of_a_word_that_is_the_topics_own():
    phi = np.array([[0.6, 0.3, 0.1], [0.2, 0.3, 0.5]])
    assert exclusivity(phi, 1) == pytest.approx([0.75, 0.5 / 0.6])
    assert exclusivity(phi, 2) == pytest.approx([(0.75 + 0.5) / 2, (0.5 / 0.6 + 0.5) / 2])


def test_halves_add_up_and_depend_on_the_seed_alone():
    counts = csr_matrix(np.random.default_rng(0).integers(0, 9, (20, 30)))
    first, second = halves(counts, 3)
    assert (first + second - counts).nnz == 0
    assert abs(first.sum() / counts.sum() - 0.5) < 0.05
    assert (halves(counts, 3)[0] - first).nnz == 0


def test_fold_in_finds_the_topic_of_a_paragraph():
    phi = np.array([[0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5]])
    theta = fold_in(csr_matrix([[9, 9, 0, 0], [0, 0, 4, 0], [0, 0, 0, 0]]), phi, np.array([1, 1]))
    # The tokens are known to be of one topic: (18 + 1) / 20, (4 + 1) / 6; none: the prior's mean.
    assert theta[:, 0] == pytest.approx([19 / 20, 1 / 6, 1 / 2])


def test_log_likelihood_of_a_word_equals_the_value_worked_by_hand():
    phi = np.array([[0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5]])
    observed, held = csr_matrix([[18, 0, 0, 0]]), csr_matrix([[0, 3, 1, 0]])
    # theta = 19/20, 1/20: p(word 2) = 19/40, p(word 3) = 1/40
    expected = (3 * math.log(19 / 40) + math.log(1 / 40)) / 4
    assert log_likelihood(observed, held, phi, np.array([1, 1])) == pytest.approx(expected)
