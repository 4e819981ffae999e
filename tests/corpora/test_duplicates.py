"""Made-up texts of random common characters, so that two of them share nothing by chance."""

import random

import pytest

from nqp_mine.corpora.duplicates import Fingerprint, Pair, find_pairs, originals
from nqp_mine.corpora.sketch import overlap, plain, sketch

HANZI = [chr(code) for code in range(0x4E00, 0x5A00)]


def made_up(seed, length=1200):
    return "".join(random.Random(seed).choices(HANZI, k=length))


def find(texts, **facts):
    prints = []
    for name, text in texts.items():
        mine = sketch(plain(text))
        prints.append(
            Fingerprint(id=name, coarse=mine.coarse, digest=mine.digest, **facts.get(name, {}))
        )
    return find_pairs(prints, lambda name: plain(texts[name]))


def kinds(pairs):
    return [(pair.copy, pair.original, pair.kind) for pair in pairs]


def edited(text, share, seed=0):
    rng = random.Random(seed)
    places = set(rng.sample(range(len(text)), round(share * len(text))))
    return "".join(rng.choice(HANZI) if i in places else c for i, c in enumerate(text))


def test_texts_equal_in_every_letter_are_exact_whatever_their_layout():
    text = made_up(1)
    spaced = "，\n".join(text[i : i + 40] for i in range(0, len(text), 40))
    assert find({"a": text, "b": spaced}) == [Pair(copy="b", original="a", kind="exact", score=1.0)]


def test_different_texts_are_no_pair():
    assert find({"a": made_up(1), "b": made_up(2), "c": made_up(3)}) == []
    assert find({}) == []


def test_small_changes_make_a_near_duplicate():
    text = made_up(1)
    assert kinds(find({"a": text, "b": edited(text, 0.03)})) == [("b", "a", "near")]


def test_half_of_another_text_is_no_duplicate():
    half = made_up(1, 600)
    assert find({"a": half + made_up(2, 600), "b": half + made_up(3, 600)}) == []


def test_a_notice_that_holds_a_whole_document_forwards_it():
    inner = made_up(1, 1000)
    outer = "关于转发某意见的通知现将意见转发给你们请认真贯彻执行" + inner
    assert kinds(find({"inner": inner, "outer": outer})) == [("outer", "inner", "forwarded")]


def test_of_a_part_and_the_whole_text_the_whole_counts():
    inner = made_up(1, 1000)
    outer = made_up(2, 900) + inner
    assert kinds(find({"inner": inner, "outer": outer})) == [("inner", "outer", "near")]


def test_a_phrase_inside_a_document_is_no_forwarded_document():
    text = made_up(1)
    assert find({"a": text, "b": text[100:250]}) == []


@pytest.mark.parametrize(
    "facts", [{"date": "2023-01-01"}, {"date": "2024-01-01", "region": "吉林"}]
)
def test_one_body_under_two_years_or_places_is_suspicious_and_both_count(facts):
    text = made_up(1)
    found = find({"a": text, "b": text}, a={"date": "2024-05-01", "region": "辽宁"}, b=facts)
    assert [pair.kind for pair in found] == ["suspicious"]
    assert originals(found) == {}


def test_the_best_known_and_then_the_earliest_document_counts():
    text = made_up(1)
    dated = find({"a": text, "b": text}, a={"date": "2024-05-01"}, b={"date": "2024-01-01"})
    assert kinds(dated) == [("a", "b", "exact")]
    known = find({"a": text, "b": text}, a={"date": "2024-05-01", "known": 3}, b={"date": "2024"})
    assert kinds(known) == [("b", "a", "exact")]


def test_the_order_of_the_documents_does_not_matter():
    text = made_up(1)
    texts = {"c": text, "a": edited(text, 0.02), "b": text, "d": made_up(5)}
    forwards = find(texts)
    assert forwards == find(dict(reversed(texts.items())))


def test_chains_end_at_one_original():
    pairs = [
        Pair(copy="c", original="b", kind="near", score=0.9),
        Pair(copy="b", original="a", kind="forwarded", score=0.9),
    ]
    assert originals(pairs) == {"c": "a", "b": "a"}


def test_of_a_circle_of_pairs_one_document_counts():
    pairs = [
        Pair(copy="a", original="b", kind="near", score=0.9),
        Pair(copy="b", original="a", kind="near", score=0.9),
    ]
    assert len(set(originals(pairs)) & {"a", "b"}) < 2


def test_a_sketch_depends_on_letters_alone_and_holds_sorted_distinct_hashes():
    text = made_up(1)
    one = sketch(plain(f"　{text}。\n"))
    assert one.digest == sketch(text).digest
    assert (one.hashes[1:] > one.hashes[:-1]).all()
    assert overlap(one, sketch(text)) == len(one.hashes)
    assert len(sketch("甲乙丙").hashes) == 0
