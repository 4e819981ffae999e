"""The automaton against a search that tries every pattern at every place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_mine.nlp.matcher import Hit, Matcher, Pattern, fold, leftmost_longest

ALPHABET = "甲乙丙aB1"
words = st.text(ALPHABET, min_size=1, max_size=3)
rules = st.lists(words, max_size=2).map(tuple)
patterns = st.lists(
    st.builds(Pattern, words, st.sampled_from("XY"), st.just(""), rules, rules),
    min_size=1,
    max_size=6,
)


def found(patterns, text, bounds=()):
    return [(text[h.start : h.end], h.pattern) for h in Matcher.build(patterns).find(text, bounds)]


def occurrences(string, text):
    string, text = string.lower(), text.lower()
    return [
        (i, i + len(string))
        for i in range(len(text) - len(string) + 1)
        if text[i : i + len(string)] == string
    ]


def joined_latin(left, right):
    return all(c.isascii() and c.isalnum() for c in (left, right))


def counts(pattern, start, end, text, bounds):
    if start > 0 and joined_latin(text[start - 1], text[start]):
        return False
    if end < len(text) and joined_latin(text[end - 1], text[end]):
        return False
    around = [(a, b) for a, b in bounds if a <= start and end <= b]
    if not around:
        return False
    if any(a <= start and end <= b for rule in pattern.not_in for a, b in occurrences(rule, text)):
        return False
    low, high = around[0]
    return not pattern.needs or any(
        low <= a and b <= high for rule in pattern.needs for a, b in occurrences(rule, text)
    )


def by_brute_force(patterns, text, bounds):
    chosen = []
    for group in sorted({p.group for p in patterns}):
        allowed = [
            Hit(start, end, number)
            for number, pattern in enumerate(patterns)
            if pattern.group == group
            for start, end in occurrences(pattern.text, text)
            if counts(pattern, start, end, text, bounds)
        ]
        at = 0
        while rest := [hit for hit in allowed if hit.start >= at]:
            first = min(hit.start for hit in rest)
            best = min((h for h in rest if h.start == first), key=lambda h: (-h.end, h.pattern))
            chosen.append(best)
            at = best.end
    return sorted(chosen)


@given(patterns, st.text(ALPHABET, max_size=14), st.data())
def test_hits_are_those_of_a_search_by_brute_force(patterns, text, data):
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=4, unique=True).map(sorted))
    bounds = [(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if a < b]
    matcher = Matcher.build(patterns)
    whole = bounds or [(0, len(text))]
    assert matcher.find(text, bounds) == by_brute_force(patterns, text, whole)


@given(patterns, st.text(ALPHABET, max_size=14))
def test_hits_of_one_group_never_overlap(patterns, text):
    hits = Matcher.build(patterns).find(text)
    for group in "XY":
        mine = [hit for hit in hits if patterns[hit.pattern].group == group]
        assert all(a.end <= b.start for a, b in zip(mine, mine[1:], strict=False))


def test_the_longest_term_at_a_place_counts_alone():
    terms = [Pattern("印度", "g"), Pattern("印度尼西亚", "g")]
    assert found(terms, "印度尼西亚和印度") == [("印度尼西亚", 1), ("印度", 0)]


def test_the_leftmost_term_wins_over_a_longer_one_that_begins_later():
    terms = [Pattern("科技创", "g"), Pattern("创新驱动", "g")]
    assert found(terms, "科技创新驱动") == [("科技创", 0)]


def test_groups_never_hide_each_others_terms():
    terms = [Pattern("研发机构", "R"), Pattern("企业研发机构", "E")]
    assert found(terms, "企业研发机构") == [("企业研发机构", 1), ("研发机构", 0)]


def test_a_long_term_that_may_not_count_does_not_hide_a_short_one():
    terms = [Pattern("科技", "g"), Pattern("科技进步", "g", not_in=("科技进步奖",))]
    assert found(terms, "科技进步奖") == [("科技", 0)]


def test_a_term_does_not_count_inside_its_longer_strings_but_beside_them():
    terms = [Pattern("科技", "g", not_in=("科技部",))]
    assert found(terms, "科技部支持科技") == [("科技", 0)]
    assert Matcher.build(terms).find("科技部支持科技") == [Hit(5, 7, 0)]


def test_a_needed_word_must_stand_in_the_same_sentence():
    terms = [Pattern("攻关", "g", needs=("技术", "科研"))]
    text = "技术攻关。联合攻关。"
    assert found(terms, text, [(0, 5), (5, 10)]) == [("攻关", 0)]
    assert len(found(terms, text)) == 2


def test_hits_outside_all_sentences_or_over_their_edge_are_left_out():
    terms = [Pattern("科技", "g")]
    assert found(terms, "科技科技科技", [(2, 3), (4, 6)]) == [("科技", 0)]


@pytest.mark.parametrize(
    ("term", "text", "hits"),
    [
        ("AI", "ai技术", 1),
        ("ai", "发展AI产业", 1),
        ("AI", "MAIL", 0),
        ("AI", "AI2", 0),
        ("5G", "15G", 0),
        ("5G", "第5G网络", 1),
        ("5G+工业", "5G+工业互联网", 1),
    ],
)
def test_latin_terms_ignore_case_and_are_whole_words(term, text, hits):
    assert len(found([Pattern(term, "g")], text)) == hits


def test_an_empty_term_is_refused():
    with pytest.raises(ValueError, match="empty"):
        Matcher.build([Pattern("", "g")])


@given(st.text())
def test_folding_keeps_every_place(text):
    assert len(fold(text)) == len(text)


def test_leftmost_longest_prefers_the_earlier_pattern_among_equals():
    candidates = [(0, -2, 1), (0, -2, 0), (1, -3, 2), (2, -3, 3)]
    assert leftmost_longest(candidates) == [(0, 2, 0), (2, 3, 3)]
