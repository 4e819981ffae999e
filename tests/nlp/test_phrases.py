import math

import pytest

from nqp_mine.nlp import phrases
from nqp_mine.nlp.phrases import find, runs_of

STOP, VERBS = frozenset({"的", "和"}), frozenset({"推动", "高质量"})
BESIDE = ["东", "南", "西", "北", "春", "夏", "秋", "冬"]


def _find(clauses, **options):
    options = {"min_count": 3, "min_npmi": 0.3, "min_entropy": 1.0, **options}
    return {
        p.text: p for p in find(lambda: enumerate([[c] for c in clauses]), STOP, VERBS, **options)
    }


def test_runs_stay_inside_good_tokens_and_sizes():
    clause = ["新质", "生产力", "的", "一", "培育", "ABC", "壮大"]
    assert list(runs_of(clause, STOP)) == [(0, 2)]
    assert [("".join("科技创新体系建设"[2 * a : 2 * b])) for a, b in runs_of(["科技", "创新", "体系"], STOP)] == [
        "科技创新", "科技创新体系", "创新体系"]  # fmt: skip


def test_npmi_of_the_weakest_joint_equals_the_value_worked_by_hand():
    # 新质 3 times, 生产力 4 times, together 3 of 32 tokens: ln(3·32 / (3·4)) / -ln(3 / 32) = 0.878
    clauses = [["新质", "生产力", beside] for beside in BESIDE[:3]]
    clauses += [["生产力"]] + [[beside] * 3 for beside in BESIDE[:7]] + [[BESIDE[7]]]
    found = _find(clauses)
    assert set(found) == {"新质生产力"}
    assert found["新质生产力"].npmi == pytest.approx(math.log(8) / -math.log(3 / 32))
    assert found["新质生产力"].count == 3
    assert found["新质生产力"].units == {0: 1, 1: 1, 2: 1}


def test_a_phrase_that_is_always_followed_by_the_same_word_is_not_whole():
    clauses = [
        [b, "中国", "特色", "社会主义", a] for a, b in zip(BESIDE, reversed(BESIDE), strict=False)
    ]
    assert set(_find(clauses)) == {"中国特色社会主义"}


def test_entropy_is_that_of_the_bound_side():
    clauses = [["东", "数据", "要素", beside] for beside in BESIDE[:4]]
    clauses += [["西", "数据", "要素", beside] for beside in BESIDE[:4]]
    found = _find(clauses, min_entropy=0.5)["数据要素"]
    assert found.entropy == pytest.approx(math.log(2))
    assert "数据要素" not in _find(clauses)


def test_a_call_is_no_term_but_an_attribute_may_begin_one():
    clauses = [["推动", "高质量", "发展", b] for b in BESIDE[:5]] + [
        [b, "高质量", "发展"] for b in BESIDE
    ]
    assert set(_find(clauses)) == {"高质量发展"}


def test_numbers_stop_words_and_unfinished_phrases_are_left_out():
    clauses = [[b, "二十", "年代", "科技", "和", "产业", "坚定", "地", a]
               for a, b in zip(BESIDE, reversed(BESIDE), strict=False)]  # fmt: skip
    assert set(_find(clauses, min_entropy=0)) == {"年代科技", "产业坚定"}


def test_memory_is_bounded_and_frequent_phrases_survive():
    rare = [[f"甲{chr(0x4E00 + i)}", f"乙{chr(0x4E00 + i)}"] for i in range(3_000)]
    often = [["数据", "要素", b] for b in BESIDE * 20]
    texts = [c for pair in zip(rare, often * 20, strict=False) for c in pair]
    words, runs = phrases._count(((i, [c]) for i, c in enumerate(texts)), STOP, 500)
    assert len(words) <= 500
    assert len(runs) <= 500
    assert runs["数据", "要素"] == 3_000
    assert "数据要素" in _find(texts, max_runs=500)
