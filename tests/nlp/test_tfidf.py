from math import log

import pytest

from nqp_mine.nlp.terms import block, merge
from nqp_mine.nlp.tfidf import tfidf


@pytest.fixture
def matrix():
    return merge([block([["科技", "科技", "产业"], ["科技", "企业"], ["科技"]])], ["a", "b", "c"])


def test_weights_follow_the_formula_worked_by_hand(matrix):
    # three units; 产业 and 企业 stand in one of them, 科技 in all: ln(4 / 4) + 1 = 1
    rare = log(4 / 2) + 1
    assert matrix.terms == ("产业", "企业", "科技")
    expected = [[rare, 0, 2], [0, rare, 1], [0, 0, 1]]
    for row, wanted in zip(tfidf(matrix).toarray(), expected, strict=True):
        assert row.tolist() == pytest.approx(wanted)


def test_adding_documents_moves_the_weights_of_old_ones(matrix):
    words = [["科技", "科技", "产业"], ["科技", "企业"], ["科技"], ["产业"]]
    more = merge([block(words)], ["a", "b", "c", "d"])
    assert tfidf(more)[0, 0] == pytest.approx(log(5 / 3) + 1)
    assert tfidf(more)[0, 0] < tfidf(matrix)[0, 0]


def test_the_counts_are_not_changed(matrix):
    before = matrix.counts.toarray()
    tfidf(matrix)
    assert (matrix.counts.toarray() == before).all()
