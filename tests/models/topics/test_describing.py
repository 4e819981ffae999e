import numpy as np
import pytest

from nqp_mine.corpora.document import Document
from nqp_mine.models.grouping import Cell
from nqp_mine.models.measure import DocumentCounts
from nqp_mine.models.topics import typical
from nqp_mine.models.topics.alignment import align, coded_shares
from nqp_mine.models.topics.change import change, summaries
from nqp_mine.models.topics.labels import frex, frex_words
from nqp_mine.models.topics.model import TopicModel
from nqp_mine.models.topics.trends import topic_trends
from nqp_mine.nlp.terms import TermMatrix, block, merge
from nqp_mine.study import Study

TERMS = ("产业", "发展", "外交", "研发", "论文")


def _counts(name: str, paragraph: list[int], coded: list[list[int]]) -> DocumentCounts:
    n = len(paragraph)
    return DocumentCounts(
        id=name, number=np.arange(n), han=np.full(n, 10), coded=np.array(coded, bool),
        hits=np.zeros((n, 2)), paragraph=np.array(paragraph), kinds={}, left_out={},
    )  # fmt: skip


def _model(theta, matrix: TermMatrix, phi=None) -> TopicModel:
    if phi is None:
        phi = np.array([[0.05, 0.4, 0.05, 0.3, 0.2], [0.2, 0.4, 0.3, 0.05, 0.05]])
    return TopicModel(
        engine="none", engine_version="0", terms=matrix.terms, phi=phi, theta=np.array(theta),
        alpha=np.ones(2), lengths=np.asarray(matrix.counts.sum(axis=1)).ravel(),
        themes=("R", ""), seed_mass=np.array([0.5, 0.0]), seeds={"R": ("研发",)}, parameters={},
    )  # fmt: skip


def test_frex_prefers_words_that_are_the_topics_own():
    phi = np.array([[0.05, 0.4, 0.05, 0.3, 0.2], [0.2, 0.4, 0.3, 0.05, 0.05]])
    assert frex_words(phi, TERMS, 1) == [["研发"], ["外交"]]  # not 发展, the most frequent
    # 研发 in the first topic: exclusivity 6/7 is highest, 5 of 5; frequency 0.3 is 4 of 5.
    assert frex(phi)[0, 3] == pytest.approx(1 / (0.5 / 1 + 0.5 / 0.8))


def test_alignment_weighs_coded_sentences_by_the_topics_tokens():
    counts = [_counts("a", [0, 0, 3], [[1, 0], [0, 0], [0, 1]]), _counts("b", [1], [[1, 1]])]
    coded = coded_shares(counts, [0, 0, 1], [0, 3, 1])
    assert coded.tolist() == [[0.5, 0], [0, 1], [1, 1]]
    matrix = merge([block([["研发"] * 4, ["外交"] * 4, ["发展"] * 2])], list("aab"))
    rows = align(_model([[1, 0], [0.5, 0.5], [0, 1]], matrix, np.full((2, 3), 1 / 3)),
                 {"R": ("研发",)}, ("R", "I"), coded)  # fmt: skip
    first = rows[0]
    assert (first.topic, first.theme, first.anchored) == (0, "R", True)
    assert first.seed_mass == pytest.approx(1 / 3)
    assert first.coded_share == pytest.approx((4 * 0.5 + 2 * 0) / 6)
    assert first.lift == pytest.approx(first.coded_share / ((4 * 0.5 + 2 * 1) / 10))


def test_long_paragraphs_are_more_typical_and_no_document_fills_the_list():
    matrix = merge([block([["研发"] * n for n in (1, 40, 30, 20, 5)])], list("aaaab"))
    model = _model([[1, 0], [1, 0], [0.9, 0.1], [1, 0], [0.8, 0.2]], matrix, np.ones((2, 1)))
    (topic, rows), _ = typical.choose(model, [0, 0, 0, 0, 1], 3)
    assert topic == 0
    assert rows == [1, 3, 4]  # (40 + 1) / 42, (20 + 1) / 22, then the other document's


def test_typical_paragraphs_are_cut_out_of_the_text():
    text = "第一段说的是研发工作。还有一句话。\n第二段说的是产业发展。"
    document = Document(id="a", title="t", text=text, body_end=len(text))
    matrix = merge([block([["研发"] * 9, ["产业"] * 9])], ["a", "a"])
    model = _model([[1, 0], [0, 1]], matrix, np.array([[0.1, 0.9], [0.9, 0.1]]))
    chosen = typical.choose(model, [0, 0], 1)
    assert typical.documents_of(chosen, [0, 0]) == [0]
    found = typical.texts(model, chosen, [("a", 0), ("a", 1)], [document], Study())
    assert [(one.topic, one.theme, one.rank) for one in found] == [(0, "R", 1), (1, "", 1)]
    assert [one.text for one in found] == [
        "第一段说的是研发工作。还有一句话。",
        "第二段说的是产业发展。",
    ]
    assert all(text[one.start : one.end] == one.text for one in found)


def test_words_of_a_topic_change_and_topics_appear_and_vanish():
    texts = [["外交"] * 30] * 12 + [["研发"] * 30] * 12 + [["论文"] * 30] * 12
    matrix = merge([block(texts)], [str(i) for i in range(36)])
    phi = np.array([[0.02, 0.49, 0.49], [0.96, 0.02, 0.02]])
    theta = [[0.0, 1.0]] * 12 + [[1.0, 0.0]] * 24
    model = _model(theta, matrix, phi)
    periods = [i // 12 for i in range(36)]
    moved = change(model, matrix, periods, ["2001", "2002", "2003"])
    by_key = {(w.period, w.topic): w.word for w in moved.words if w.rank == 1}
    assert by_key == {("2001", 1): "外交", ("2002", 0): "研发", ("2003", 0): "论文"}
    assert moved.earlier[0].sum() == pytest.approx(360)
    cells = [Cell(period=str(2001 + t), group="all", members=np.arange(12 * t, 12 * t + 12))
             for t in range(3)]  # fmt: skip
    trends = topic_trends(model, list(range(36)), cells, Study(replicates=50))
    own, other = summaries(model, matrix, trends, moved)
    assert (own.appears, own.vanishes) == ("2002", "")
    assert (other.appears, other.vanishes) == ("", "2001")
    assert (own.rising, own.falling) == ("论文", "研发")
    assert own.label.split()[0] in {"研发", "论文"}
    assert own.share == pytest.approx(2 / 3)
