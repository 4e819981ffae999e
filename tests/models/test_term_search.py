import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_mine.errors import UsageError
from nqp_mine.models.term_search import TermSearch
from nqp_mine.text import normalise

SEARCHES = {term: TermSearch.build(term) for term in ("发展", "产产", "5G网", "A.1", "国 务")}
# What the terms are made of, in all the ways of writing them, and what normalising takes out.
PIECES = (
    "发", "展", "發", "产", "產", "国", "國", "务", "務", "网", "網", "5", "５", "g", "G", "Ｇ",
    "A", "a", "Ａ", "1", "１", ".", "．", "的", "。", "，", " ", "  ", "\u3000", "\u3000\u3000",
    "\n", "\t", "\xa0", "\u200b", "\ufeff", "\u2003", "发展", "5G网", "A.1", "国务", "\n\n",
)  # fmt: skip
originals = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@pytest.mark.parametrize("term", SEARCHES)
@given(text=originals)
def test_nothing_is_lost_or_counted_too_often(term, text):
    search = SEARCHES[term]
    hits = search.matcher.find(normalise(text).text)
    assert search.count(text) == len(hits)
    assert search.may_stand_in(text) or not hits


@pytest.mark.parametrize(
    ("term", "text", "count"),
    [
        ("发展", "科技发展，發展 发\u200b展", 3),
        ("发展", "科技发\n展", 0),
        ("发展", "发 展 是 硬 道 理", 1),
        ("產業", "产业产业", 2),
        ("5G", "５G、5g，15G", 2),
        ("5G技术", "没有", 0),
    ],
)
def test_a_term_is_found_as_it_may_be_written(term, text, count):
    assert TermSearch.build(term).count(text) == count


@pytest.mark.parametrize("term", ["", " ", "\u200b"])
def test_an_empty_term_is_refused(term):
    with pytest.raises(UsageError, match="empty"):
        TermSearch.build(term)
