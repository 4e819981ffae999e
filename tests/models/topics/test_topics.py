import sys

import numpy as np
import pytest

from nqp_mine.errors import TopicError, UsageError
from nqp_mine.models.codebook import Category, Codebook, Term
from nqp_mine.models.grouping import Cell
from nqp_mine.models.topics import gensim_lda
from nqp_mine.models.topics.fitting import fit
from nqp_mine.models.topics.model import TopicModel
from nqp_mine.models.topics.priors import BASE_PRIOR, expected_shares, word_prior
from nqp_mine.models.topics.seeds import anchors
from nqp_mine.models.topics.trends import topic_trends
from nqp_mine.models.topics.vocabulary import prune
from nqp_mine.nlp.terms import TermMatrix, block, merge
from nqp_mine.study import Study

PLANTED = {
    "R": ("研发", "实验室", "基础研究", "论文", "科学家", "院所"),
    "I": ("产业", "制造业", "产业链", "工厂", "设备", "钢铁"),
    "": ("外交", "和平", "友好", "访问", "边界", "大使"),
}
SEEDS = {"R": ("基础研究", "实验室", "研发"), "I": ("产业", "产业链", "制造业")}
STUDY = Study(n_topics=3, replicates=100)
ENGINES = ("topica", "gensim")


def planted(n_paragraphs: int = 120) -> TermMatrix:
    rng = np.random.default_rng(5)
    texts = [rng.choice(list(PLANTED.values())[i % 3], 30).tolist() for i in range(n_paragraphs)]
    return merge([block(texts)], [str(i) for i in range(n_paragraphs)])


@pytest.fixture(scope="module", params=ENGINES)
def model(request) -> TopicModel:
    return fit(planted(), SEEDS, STUDY.with_options(topic_engine=request.param))


def test_rows_are_probabilities_and_axes_agree(model):
    assert model.phi.shape == (3, 18)
    assert model.theta.shape == (120, 3)
    assert np.allclose(model.phi.sum(axis=1), 1)
    assert np.allclose(model.theta.sum(axis=1), 1)
    assert model.alpha.tolist() == pytest.approx([2 / 3] * 3)
    assert model.lengths.tolist() == [30] * 120
    assert model.shares().sum() == pytest.approx(1)
    assert model.themes == ("R", "I", "")
    assert model.terms == planted().terms


@pytest.mark.parametrize(("topic", "theme"), [(0, "R"), (1, "I"), (2, "")])
def test_topics_hold_their_seeds_and_what_stands_with_them(model, topic, theme):
    words = {word for word, _ in model.top_words(topic, 6)}
    assert words == set(PLANTED[theme])
    assert model.shares()[topic] == pytest.approx(1 / 3, abs=0.05)
    seeds = [model.terms.index(word) for word in SEEDS.get(theme, ())]
    assert model.seed_mass[topic] == pytest.approx(model.phi[topic, seeds].sum())
    if theme:
        assert 0.4 < model.seed_mass[topic] < 0.8


@pytest.mark.parametrize("engine", ENGINES)
def test_two_fits_give_the_same_bytes(engine):
    study = STUDY.with_options(topic_engine=engine)
    one, other = fit(planted(), SEEDS, study), fit(planted(), SEEDS, study)
    assert one.phi.tobytes() == other.phi.tobytes()
    assert one.theta.tobytes() == other.theta.tobytes()
    assert one.parameters == other.parameters
    assert one.note == ""


def test_gensim_takes_over_where_topica_cannot_be_imported(monkeypatch):
    monkeypatch.setitem(sys.modules, "topica", None)
    model = fit(planted(), SEEDS, STUDY)
    assert model.engine == "gensim.LdaModel"
    assert "topica cannot be imported" in model.note


class Backwards:
    """Reads the last part first, as a cluster may."""

    def share(self, value):
        return value

    def each(self, function, shared, items):
        done = [function(*shared, item) for item in reversed(list(items))]
        return iter(done[::-1])


def test_gensims_parts_may_be_read_in_any_order(monkeypatch):
    monkeypatch.setattr(gensim_lda, "PART", 7)
    study = STUDY.with_options(topic_engine="gensim")
    one, other = fit(planted(), SEEDS, study), fit(planted(), SEEDS, study, Backwards())
    assert one.phi.tobytes() == other.phi.tobytes()
    assert one.theta.tobytes() == other.theta.tobytes()
    for topic, theme in ((0, "R"), (1, "I")):
        assert {word for word, _ in one.top_words(topic, 6)} == set(PLANTED[theme])


@pytest.mark.parametrize(
    ("n_parts", "sizes"), [(1, [1]), (8, [1] * 8), (17, [2] * 4 + [3] + [2] * 3)]
)
def test_a_pass_has_at_most_eight_updates_of_about_the_same_size(n_parts, sizes):
    made = list(gensim_lda._updates(gensim_lda._parts(2_000 * n_parts, 1, 0)))
    assert sorted(map(len, made)) == sorted(sizes)
    rows = [(part.first, part.last) for parts in made for part in parts]
    assert rows == [(i, i + 2_000) for i in range(0, 2_000 * n_parts, 2_000)]


def test_topics_without_seeds_are_found_too():
    model = fit(planted(), {}, STUDY)
    found = {frozenset(w for w, _ in model.top_words(k, 6)) for k in range(3)}
    assert found == {frozenset(words) for words in PLANTED.values()}
    assert model.seed_mass.tolist() == [0, 0, 0]


def test_a_seed_word_gets_pseudo_counts_for_each_time_it_stands_in_the_corpus():
    matrix = planted()
    prior = word_prior(matrix, SEEDS, STUDY)
    counts = np.asarray(matrix.counts.sum(axis=0)).ravel()
    column = matrix.index["研发"]
    assert prior[0, column] == pytest.approx(BASE_PRIOR + STUDY.seed_weight * counts[column])
    assert prior[1, column] == BASE_PRIOR
    assert (prior[2] == BASE_PRIOR).all()


def test_shares_are_without_the_priors_part_and_even_where_nothing_stands():
    alpha = np.array([0.5, 0.5])
    shares = expected_shares(np.array([[3.5, 1.5], [0.5, 0.5]]), alpha)
    assert shares.tolist() == [[0.75, 0.25], [0.5, 0.5]]


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_stay_quiet(engine, caplog, capfd):
    fit(planted(30), SEEDS, STUDY.with_options(topic_engine=engine))
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("engine", ENGINES)
def test_paragraph_without_tokens_has_no_weight(engine):
    matrix = merge([block([[], ["研发", "产业", "企业"] * 5, []])], ["a", "b", "c"])
    model = fit(matrix, {"R": ("研发",)}, STUDY.with_options(topic_engine=engine))
    assert model.lengths.tolist() == [0, 15, 0]
    assert np.allclose(model.theta.sum(axis=1), 1)
    assert model.theta[0].tolist() == pytest.approx([1 / 3] * 3)


def test_nothing_to_fit_and_too_few_topics_are_said():
    with pytest.raises(TopicError, match="no topics"):
        fit(merge([block([[]])], ["a"]), {}, STUDY)
    with pytest.raises(UsageError, match="2 themes"):
        fit(planted(), SEEDS, Study(n_topics=1))


BOOK = Codebook(
    name="b", version="1",
    categories=(Category(id="R", axis="theme"), Category(id="R1", axis="theme", parent="R"),
                Category(id="I", axis="theme"), Category(id="E", axis="theme"),
                Category(id="T", axis="technology")),
    terms=(Term(text="研发", category="R"), Term(text="实验室", category="R1"),
           Term(text="产业", category="I"), Term(text="论文", category="R"),
           Term(text="论文", category="I"), Term(text="未见", category="E"),
           Term(text="钢铁", category="T")),
)  # fmt: skip


def test_seed_words_are_columns_of_one_theme_only():
    found = anchors(BOOK, planted(), STUDY)
    assert found.seeds == {"R": ("实验室", "研发"), "I": ("产业",)}
    assert "its 0 seed words stand in 0 paragraphs" in found.refused["E"]


def test_a_theme_with_too_rare_seeds_is_refused_with_the_reason():
    found = anchors(BOOK, planted(), Study(min_seed_units=50))
    assert set(found.refused) == {"R", "I", "E"}
    assert "R has no topic: its 2 seed words stand in 40 paragraphs" in found.refused["R"]


def test_sub_themes_can_be_anchored_instead():
    found = anchors(BOOK, planted(), Study(topic_anchors="subtheme"))
    assert found.seeds == {"R1": ("实验室",)}
    assert not found.refused


def test_prune_drops_rare_and_ubiquitous_words_but_keeps_what_it_is_told():
    texts = [["处处", "有时"], ["处处", "有时"], ["处处", "罕见"], ["处处", "单见"], []]
    matrix = merge([block(texts)], list("abcde"))
    assert prune(matrix, 2, 0.5, ()).terms == ("有时",)
    assert prune(matrix, 2, 0.5, {"罕见", "不在"}).terms == ("有时", "罕见")
    assert prune(matrix, 1, 1.0).terms == matrix.terms


def _model(seed_mass=(0.5, 0.0)) -> TopicModel:
    theta = np.array([[0.2, 0.8], [0.6, 0.4], [1.0, 0.0], [0.5, 0.5], [0.0, 1.0], [0.3, 0.7]])
    return TopicModel(
        engine="none", engine_version="0", terms=("a",), phi=np.ones((2, 1)), theta=theta,
        alpha=np.ones(2),
        lengths=np.array([10, 30, 10, 10, 20, 5]), themes=("R", ""),
        seed_mass=np.array(seed_mass), seeds={"R": ("a",)}, parameters={},
    )  # fmt: skip


def _rows(model, owners, cells, **options):
    cells = [Cell(period=p, group=g, members=m) for p, g, m in cells]
    return topic_trends(model, owners, cells, Study(replicates=200, **options))


def test_value_is_the_token_weighted_mean():
    row, other = _rows(_model(), [0, 0, 1, 1, 1, 2], [("2020", "all", np.array([0]))])
    assert row.value == pytest.approx((0.2 * 10 + 0.6 * 30) / 40)
    assert row.value + other.value == pytest.approx(1)
    assert (row.topic, row.theme, other.theme) == (0, "R", "")
    assert (row.n_documents, row.flag) == (1, "few_documents")


def test_a_cell_without_documents_keeps_its_rows_without_value():
    rows = _rows(_model(), [0] * 6, [("2021", "all", np.array([], np.int64))])
    assert len(rows) == 2
    for row in rows:
        assert np.isnan([row.value, row.ci_low, row.ci_high]).all()
        assert (row.n_documents, row.flag) == (0, "no_documents")


def test_documents_are_resampled_where_there_are_enough_else_blocks_of_paragraphs():
    cells = [("2020", "all", np.arange(6))]
    by_document, _ = _rows(_model(), list(range(6)), cells, min_documents=5)
    assert by_document.ci_low < by_document.value < by_document.ci_high
    assert by_document.flag == ""
    by_block, _ = _rows(_model(), [0] * 6, [("2020", "all", np.array([0]))])
    assert by_block.ci_low < by_block.value < by_block.ci_high


def test_nothing_to_resample_gives_no_interval():
    row, _ = _rows(_model(), [0, 0, 1, 1, 2, 2], [("2020", "all", np.array([0]))])
    assert np.isfinite(row.value)
    assert np.isnan(row.ci_low)


def test_an_unsupported_theme_has_no_value_and_says_so():
    row, other = _rows(_model((0.01, 0.0)), [0] * 6, [("2020", "all", np.array([0]))])
    assert np.isnan(row.value)
    assert row.flag == "few_documents;unsupported"
    assert np.isfinite(other.value)
    assert other.flag == "few_documents"


def test_rows_do_not_depend_on_the_other_cells():
    cells = [("2020", "all", np.array([0])), ("2021", "all", np.array([1]))]
    both = _rows(_model(), [0, 0, 0, 0, 1, 1], cells)
    alone = _rows(_model(), [0, 0, 0, 0, 1, 1], cells[:1])
    assert both[:2] == alone


def test_an_unfinished_period_is_flagged():
    cells = [Cell(period="2020", group="all", members=np.arange(6), partial=True)]
    assert topic_trends(_model(), list(range(6)), cells, Study(replicates=50))[0].flag == "partial"
