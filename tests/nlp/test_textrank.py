import numpy as np
import pytest

from nqp_mine.nlp.textrank import neighbours, ranked, textrank

TERMS = ("企业", "创新", "研发", "农业")


def _ranked(*paragraphs, top_n=20):
    tokens = np.array([TERMS.index(word) for words in paragraphs for word in words], np.int64)
    numbers = np.repeat(np.arange(len(paragraphs)), [len(words) for words in paragraphs])
    return textrank(tokens, numbers, TERMS, top_n=top_n)


def test_a_path_of_three_words_has_the_rank_worked_by_hand():
    # 创新 meets 企业 and 研发, which never meet. With d = .85, n = 3: c = .05 + .85 · 2 e and
    # e = .05 + .85 · c / 2 give c = .4865, e = .2568.
    words = _ranked(["企业", "创新"], ["创新", "研发"])
    assert [(w.rank, w.term) for w in words] == [(1, "创新"), (2, "企业"), (3, "研发")]
    assert [w.score for w in words] == pytest.approx([0.4865, 0.2568, 0.2568], abs=1e-4)
    assert sum(w.score for w in words) == pytest.approx(1)


def test_words_of_different_paragraphs_and_far_apart_are_not_joined():
    far = ["企业", "创新", "创新", "创新", "创新", "研发"]
    assert next(w.term for w in _ranked(far)) == "创新"
    apart = _ranked(["企业"], ["研发"])
    assert [w.score for w in apart] == pytest.approx([0.5, 0.5])


def test_nothing_gives_nothing_and_top_n_is_kept():
    assert _ranked() == []
    assert len(_ranked(["企业", "创新", "研发", "农业"], top_n=2)) == 2


def test_neighbours_of_parts_add_up_to_those_of_the_whole():
    rng = np.random.default_rng(1)
    words, paragraphs = rng.integers(0, 4, 60), np.repeat(np.arange(6), 10)
    whole = neighbours(words, paragraphs, 4)
    parts = neighbours(words[:30], paragraphs[:30], 4) + neighbours(words[30:], paragraphs[30:], 4)
    assert whole.toarray().tolist() == parts.toarray().tolist()
    assert whole.toarray().tolist() == whole.toarray().T.tolist()
    near = sum(
        paragraphs[i] == paragraphs[j] and {words[i], words[j]} == {0, 3}
        for i in range(60)
        for j in range(i + 1, min(i + 5, 60))
    )
    assert whole[0, 3] == near
    assert [k.term for k in ranked(whole, TERMS)] == [
        k.term for k in textrank(words, paragraphs, TERMS)
    ]
