import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_mine.models.features import LONGEST, Cues, Grams, plain, weighted

TEXT = st.text("科技创新企业0□", max_size=12)


def test_bodies_are_masked_numbers_are_one_digit_and_spaces_vanish():
    assert plain(["由工业和信息化部 牵头，\n投入12.5亿元", ""]) == [
        "□牵头，投入0亿元",
        "",
    ]  # with the two characters before, often a province
    assert plain(["发展工业和信息化"]) == ["发展工业和信息化"]
    assert plain([]) == []


@given(
    st.lists(TEXT, min_size=1, max_size=4), st.sets(st.text("科技创新企", min_size=1, max_size=4))
)
def test_counts_are_those_of_a_search_by_brute_force(texts, vocabulary):
    begun = {gram[:n] for gram in vocabulary for n in range(1, len(gram) + 1)}
    grams = Grams.build(sorted(begun))
    counts = grams.count(texts).toarray()
    for row, text in enumerate(texts):
        for column, gram in enumerate(grams.names()):
            starts = range(len(text) - len(gram) + 1)
            assert counts[row, column] == sum(text[i : i + len(gram)] == gram for i in starts)


def test_no_gram_runs_over_the_end_of_a_text():
    grams = Grams.build(["科", "技", "科技", "技企"])
    assert grams.names() == ["技", "科", "技企", "科技"]  # by length and code point
    counts = grams.count(["科", "技企", "科技"]).toarray().tolist()
    assert counts == [[0, 1, 0, 0], [1, 0, 1, 0], [1, 1, 0, 1]]
    assert max(map(len, grams.names())) <= LONGEST


def test_the_beginning_of_an_ngram_may_not_be_missing():
    with pytest.raises(ValueError, match="2 characters"):
        Grams.build(["科", "技企"])


def test_rows_have_unit_length_and_an_empty_row_stays_zero():
    grams = Grams.build(["科", "技"])
    rows = weighted(grams.count(["科科技", "无"]), np.array([1.0, 2.0])).toarray()
    assert np.linalg.norm(rows[0]) == pytest.approx(1)
    columns = dict(zip(grams.names(), rows[0], strict=True))
    tf = 1 + np.log(2)
    idf = dict(zip(grams.names(), [1.0, 2.0], strict=True))
    assert columns["科"] / columns["技"] == pytest.approx(tf * idf["科"] / idf["技"])
    assert rows[1].tolist() == [0, 0]


def test_a_cue_group_counts_its_different_words_and_names_them():
    cues = Cues.load()
    row = dict(zip(cues.names, cues.count(["优化营商环境，优化营商环境"])[0], strict=True))
    assert row["E4_env"] >= 1
    assert "营商环境" in cues.words("优化营商环境")["E4_env"]
    assert (
        cues.count(["优化营商环境"]).tolist() == cues.count(["优化营商环境优化营商环境"]).tolist()
    )


def test_cues_of_many_texts_are_those_of_each_alone():
    cues = Cues.load()
    texts = ["", "优化营商", "环境", "优化营商环境", "", "建设实验室，优化营商环境", "无"]
    together = cues.count(texts)
    assert together[3].any()
    assert together.tolist() == [cues.count([text])[0].tolist() for text in texts]
    assert not cues.count(["", ""]).any()
