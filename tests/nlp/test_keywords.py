from math import log

import pytest
from scipy.sparse import csr_matrix

from nqp_mine.nlp.keywords import Keyword, distinctive, top_terms
from nqp_mine.nlp.terms import block, merge

TERMS = ("产业", "企业", "创新", "科技")


def names(found):
    return [[(word.rank, word.term) for word in row] for row in found]


def test_terms_come_by_weight_and_equal_ones_in_the_order_of_the_terms():
    weights = csr_matrix([[1.0, 3.0, 1.0, 0.0], [0.0, 0.0, 0.0, 2.0]])
    assert names(top_terms(weights, TERMS)) == [
        [(1, "企业"), (2, "产业"), (3, "创新")],
        [(1, "科技")],
    ]


def test_a_score_is_the_share_of_all_the_weight_of_its_unit():
    found = top_terms(csr_matrix([[1.0, 3.0, 0.0, 4.0]]), TERMS, top_n=2)
    assert found == [[Keyword(1, "科技", 0.5), Keyword(2, "企业", 0.375)]]


def test_a_unit_without_words_has_no_keywords():
    assert top_terms(csr_matrix((1, 4)), TERMS) == [[]]


def test_weights_of_zero_are_no_keywords():
    stored_zero = csr_matrix(([0.0, 1.0], [0, 1], [0, 2]), shape=(1, 4))
    assert names(top_terms(stored_zero, TERMS)) == [[(1, "企业")]]


def test_a_word_of_every_unit_tells_none_apart():
    matrix = merge([block([["科技", "科技", "产业"], ["科技", "企业"]])], ["a", "b"])
    weights = distinctive(matrix).toarray()
    assert matrix.terms == ("产业", "企业", "科技")
    assert weights[0].tolist() == pytest.approx([log(3 / 2), 0, 0])
    assert names(top_terms(distinctive(matrix), matrix.terms)) == [[(1, "产业")], [(1, "企业")]]


def test_with_a_single_unit_frequency_is_the_weight():
    matrix = merge([block([["科技", "科技", "产业"]])], ["a"])
    assert distinctive(matrix).toarray().tolist() == [[1.0, 2.0]]
