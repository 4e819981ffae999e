import numpy as np
import pytest

from nqp_mine.models.codebook import Category, Codebook, Term, load
from nqp_mine.models.coding import CompiledCodebook, DictionaryCoder
from nqp_mine.models.measure import sentence_hits
from nqp_mine.nlp.sentences import split_sentences
from nqp_mine.text import normalise


def compiled(*terms):
    categories = (
        Category(id="R", axis="theme"),
        Category(id="R1", axis="theme", parent="R"),
        Category(id="E", axis="theme"),
        Category(id="L", axis="label"),
    )
    return CompiledCodebook.build(
        Codebook(name="mine", version="1", categories=categories, terms=terms)
    )


@pytest.fixture
def codebook():
    return compiled(
        Term(text="研发机构", category="R"),
        Term(text="攻关", category="R1"),
        Term(text="企业研发机构", category="E"),
        Term(text="新质生产力", category="L"),
    )


def code(codebook, text):
    normal = normalise(text).text
    sentences = split_sentences(normal)
    hits = sentence_hits(normal, sentences, codebook)
    texts = [normal[s.start : s.end] for s in sentences]
    return hits, DictionaryCoder(codebook).code(texts, hits)


def test_a_sentence_has_the_themes_whose_terms_stand_in_it(codebook):
    hits, coding = code(codebook, "支持企业研发机构攻关。加快发展新质生产力。开展攻关和攻关。")
    assert coding.themes.tolist() == [[True, True], [False, False], [True, False]]
    assert coding.why == ("R: 攻关+研发机构; E: 企业研发机构", "", "R: 攻关")
    assert codebook.names == ("R", "R1", "E", "L")
    assert codebook.count(hits).tolist() == [[2, 1, 1, 0], [0, 0, 0, 1], [2, 2, 0, 0]]


def test_a_hit_of_a_sub_theme_counts_once_for_its_theme(codebook):
    assert codebook.columns == ((0,), (0, 1), (2,), (3,))


def test_no_sentences_have_no_codes(codebook):
    _, coding = code(codebook, "")
    assert coding.themes.shape == (0, 2)
    assert codebook.count([]).shape == (0, 4)


def test_a_sentences_code_depends_on_its_text_alone(codebook):
    one = "支持企业研发机构攻关。"
    _, alone = code(codebook, one)
    _, among = code(codebook, f"加快发展新质生产力。{one}开展各项工作。")
    assert (alone.themes[0] == among.themes[1]).all()
    assert alone.why[0] == among.why[1]


@pytest.mark.parametrize("text", ["支持研发\u200b机构建设。", "支 持 研 发 机 构 建 设 工 作 。"])
def test_layout_never_hides_a_term(codebook, text):
    _, coding = code(codebook, text)
    assert coding.themes[0].tolist() == [True, False]


@pytest.mark.parametrize("term", ["５Ｇ网络", "首台\u200b套"])
def test_a_term_as_a_user_typed_it_is_found(term):
    _, coding = code(compiled(Term(text=term, category="R")), f"大力推广{term}应用。")
    assert coding.themes[0, 0]


def test_the_digest_follows_the_codebook(codebook):
    other = compiled(Term(text="攻关", category="R"))
    one = DictionaryCoder.identity(codebook.book)
    assert one.digest != DictionaryCoder.identity(other.book).digest
    assert one == DictionaryCoder.identity(codebook.book)


def test_the_built_in_codebook_tells_the_three_themes_apart():
    built_in = CompiledCodebook.build(load("nqp"))
    text = "开展关键核心技术攻关。培育壮大未来产业。支持中小企业发展。召开了一次座谈会。"
    _, coding = code(built_in, text)
    assert coding.themes.tolist() == np.eye(4, 3, dtype=bool).tolist()
