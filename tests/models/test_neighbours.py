"""Made-up sentences of two trades, each with its own words around its terms."""

import random

from nqp_mine.models.neighbours import MIN_TOKENS, near_words

LABORATORY = [f"研{chr(0x4E00 + i)}" for i in range(40)]
FACTORY = [f"产{chr(0x4E00 + i)}" for i in range(40)]
SEEDS = {"R": LABORATORY[:10], "I": FACTORY[:10], "E": ["企0", "企1"]}


def sentences(count):
    pick = random.Random(3)
    return [pick.choices(pick.choice([LABORATORY, FACTORY]), k=10) for _ in range(count)]


def test_words_of_the_same_company_are_found_and_the_same_each_time():
    texts = sentences(MIN_TOKENS // 10)
    found = near_words(texts, SEEDS, top=20, seed=1)
    assert set(found) == {"R", "I"}  # E has too few terms in the texts
    assert set(found["R"]) <= set(LABORATORY[10:])
    assert set(found["I"]) <= set(FACTORY[10:])
    assert len(found["R"]) == 20
    assert near_words(texts, SEEDS, top=20, seed=1) == found


def test_a_small_corpus_has_no_vectors():
    assert near_words(sentences(100), SEEDS, top=20, seed=1) == {}
