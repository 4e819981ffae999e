from importlib.resources import files

import numpy as np
import pytest

from nqp_mine.models import codebook
from nqp_mine.models.coding import CompiledCodebook, DictionaryCoder
from nqp_mine.models.learned import REACH, LearnedCoder
from nqp_mine.models.measure import coder_identity, make_coder
from nqp_mine.study import Study

SENTENCES = [
    "加强基础研究和关键核心技术攻关。",
    "支持民营企业发展，优化营商环境。",
    "培育壮大战略性新兴产业，建设先进制造业集群。",
    "做好春耕备耕，保障粮食安全。",
]


@pytest.fixture(scope="module")
def coder():
    return LearnedCoder.build(CompiledCodebook.build(codebook.load("nqp")))


def code(coder, sentences):
    return coder.code(sentences, [coder.codebook.matcher.find(text) for text in sentences])


def parts(coder, sentences):
    return coder.features(sentences, [coder.codebook.matcher.find(text) for text in sentences])


def test_plain_cases_of_each_theme_and_of_none(coder):
    assert coder.themes == ("R", "I", "E")
    assert code(coder, SENTENCES).themes.astype(int).tolist() == [
        [1, 0, 0], [0, 0, 1], [0, 1, 0], [0, 0, 0],
    ]  # fmt: skip


def test_a_code_depends_on_the_sentence_alone(coder):
    together = code(coder, SENTENCES)
    alone = [code(coder, [sentence]) for sentence in SENTENCES]
    assert np.vstack([one.themes for one in alone]).tolist() == together.themes.tolist()
    assert [one.why[0] for one in alone] == list(together.why)
    assert code(coder, []).themes.shape == (0, 3)


def test_the_reason_names_the_words_and_none_is_given_without_a_theme(coder):
    why = code(coder, SENTENCES).why
    assert "基础研究" in why[0]
    assert "营商环境" in why[1]
    assert why[3] == ""


def test_the_features_and_the_context_add_up_to_the_score(coder):
    grams, others = parts(coder, SENTENCES)
    pull, w = coder.pull(grams, others), coder.weights
    for row in range(len(SENTENCES)):
        total = w.bias + grams[row].toarray()[0] @ w.gram_weights + others[row] @ w.dense_weights
        total = total + pull[row]
        assert coder.score(grams, others)[row] == pytest.approx(total, abs=1e-5)
    for why, row, theme in zip(code(coder, SENTENCES).why[:3], range(3), (0, 2, 1), strict=True):
        assert why.endswith(f"(context){pull[row, theme]:+.2f}")


def test_what_is_far_from_every_theme_is_not_compared(coder):
    grams, others = parts(coder, SENTENCES)
    assert (coder.linear(grams, others)[3] < -REACH).all()
    assert coder.pull(grams, others)[3].tolist() == [0, 0, 0]
    assert (coder.pull(grams, others)[:3] != 0).all()


def test_what_ships_is_small_and_holds_no_sentence(coder):
    folder = files("nqp_mine.models") / "coder"
    assert sum(len(one.read_bytes()) for one in folder.iterdir() if one.is_file()) < 2_000_000
    assert max(map(len, coder.weights.grams)) <= 4


def test_weights_are_those_of_the_built_in_codebook(coder):
    # A changed codebook needs new weights: training/train_coder.py.
    assert coder.weights.codebook == codebook.load("nqp").digest


def test_another_codebook_is_coded_by_its_terms():
    compiled = CompiledCodebook.build(codebook.load("nqp"))
    assert isinstance(make_coder(Study(), compiled), LearnedCoder)
    assert isinstance(make_coder(Study(coder="dictionary"), compiled), DictionaryCoder)
    assert isinstance(make_coder(Study(codebook="words.csv"), compiled), DictionaryCoder)


@pytest.mark.parametrize("study", [Study(), Study(coder="dictionary"), Study(codebook="words.csv")])
def test_a_coder_is_identified_without_being_built(study):
    book = codebook.load("nqp")
    identity = coder_identity(study, book)
    assert identity.name == make_coder(study, CompiledCodebook.build(book)).name
    others = (Study(), Study(coder="dictionary"))
    assert identity in {coder_identity(one, book) for one in others}
    assert len({coder_identity(one, book).digest for one in others}) == 2
