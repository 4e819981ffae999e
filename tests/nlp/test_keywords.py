from math import log

import numpy as np
import pytest

from nqp_mine.nlp.keywords import Keyword, distinctive_idf, top_terms

TERMS = ("产业", "企业", "创新", "科技")


def names(weights):
    return [(word.rank, word.term) for word in top_terms(np.array(weights), TERMS)]


def test_terms_come_by_weight_and_equal_ones_in_the_order_of_the_terms():
    assert names([1.0, 3.0, 1.0, 0.0]) == [(1, "企业"), (2, "产业"), (3, "创新")]
    assert names([0.0, 0.0, 0.0, 2.0]) == [(1, "科技")]


def test_a_score_is_the_share_of_all_the_weight_of_its_unit():
    found = top_terms(np.array([1.0, 3.0, 0.0, 4.0]), TERMS, top_n=2)
    assert found == [Keyword(1, "科技", 0.5), Keyword(2, "企业", 0.375)]


def test_a_unit_without_words_has_no_keywords():
    assert top_terms(np.zeros(0), ()) == []


def test_a_word_of_every_unit_tells_none_apart():
    assert distinctive_idf(np.array([1, 1, 2]), 2).tolist() == pytest.approx([log(3 / 2)] * 2 + [0])


def test_with_a_single_unit_frequency_is_the_weight():
    assert distinctive_idf(np.array([1, 1]), 1).tolist() == [1.0, 1.0]
