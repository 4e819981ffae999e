from math import log

import numpy as np
import pytest

from nqp_mine.models import keywording
from nqp_mine.models.grouping import Cell
from nqp_mine.models.keywording import keywords
from nqp_mine.models.measure import DocumentWords
from nqp_mine.models.words import theme_weights, vocabulary
from nqp_mine.nlp.terms import block, merge
from nqp_mine.nlp.tfidf import tfidf

TEXTS = [[["科技", "科技"], ["产业"]], [["科技", "企业"]], [["科技"]]]
RANKS = [[0.5, 0.5], [0.5, 0.5], [1.0]]  # of the columns in their order
WORDS = [
    DocumentWords(block(units), np.arange(len(units)), np.arange(len(ranks)), np.array(ranks))
    for units, ranks in zip(TEXTS, RANKS, strict=True)
]


def test_the_vocabulary_is_sorted_and_counts_documents():
    known = vocabulary(WORDS)
    assert known.terms == ("产业", "企业", "科技")
    assert known.frequency.tolist() == [1, 1, 3]
    assert known.columns(WORDS[1]).tolist() == [1, 2]


def test_weights_of_themes_are_sums_of_the_whole_matrix():
    known = vocabulary(WORDS)
    found = theme_weights(WORDS, known, [["产业", "没有的词"], ["科技", "企业"]])
    matrix = merge([one.block for one in WORDS], list("aabc")).group([0, 0, 1, 2], list("abc"))
    weights = tfidf(matrix).toarray()
    assert found[:, 0].tolist() == pytest.approx(weights[:, 0].tolist())
    assert found[:, 1].tolist() == pytest.approx(weights[:, 1:].sum(axis=1).tolist())
    assert found[:, 2].tolist() == pytest.approx(weights.sum(axis=1).tolist())
    assert found[0].tolist() == pytest.approx([log(2) + 1, 2, log(2) + 3])


def test_keywords_of_documents_and_periods_by_both_methods():
    cells = [
        Cell(period="2023", group="all", members=np.array([0, 1])),
        Cell(period="2024", group="all", members=np.array([2])),
        Cell(period="2024", group="region=辽宁", members=np.array([2])),
    ]
    rows = list(keywords(WORDS, ["a", "b", "c"], vocabulary(WORDS), cells, 1))
    assert [(*row[:3], one.term) for row in rows for one in row.found] == [
        ("document", "a", "tfidf", "产业"), ("document", "a", "textrank", "产业"),
        ("document", "b", "tfidf", "企业"), ("document", "b", "textrank", "企业"),
        ("document", "c", "textrank", "科技"),
        ("period", "2023", "tfidf", "产业"), ("period", "2023", "textrank", "企业"),
        ("period", "2024", "textrank", "科技"),
    ]  # fmt: skip
    assert rows[0].found[0].score == 1.0


def test_keywords_of_a_period_are_the_same_however_many_are_read_together(monkeypatch):
    cells = [Cell(period="2023", group="all", members=np.array([0, 1, 2]))]
    whole = list(keywords(WORDS, ["a", "b", "c"], vocabulary(WORDS), cells, 9))
    monkeypatch.setattr(keywording, "_PART", 1)
    assert list(keywords(WORDS, ["a", "b", "c"], vocabulary(WORDS), cells, 9)) == whole
    assert len(whole[-1].found) > 2
