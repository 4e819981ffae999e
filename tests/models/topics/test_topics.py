import numpy as np
import pytest

from nqp_mine.errors import TopicError, UsageError
from nqp_mine.models.codebook import Category, Codebook, Term
from nqp_mine.models.topics.gensim_lda import PER_TOKENS, fit, seeded_prior
from nqp_mine.models.topics.model import TopicModel
from nqp_mine.models.topics.seeds import seed_words
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
STUDY = Study(n_topics=4, topic_passes=5, replicates=100)


def planted(n_paragraphs: int = 120) -> TermMatrix:
    rng = np.random.default_rng(5)
    texts = [rng.choice(list(PLANTED.values())[i % 3], 30).tolist() for i in range(n_paragraphs)]
    return merge([block(texts)], [str(i) for i in range(n_paragraphs)])


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return fit(planted(), SEEDS, STUDY)


def test_rows_are_probabilities_and_axes_agree(model):
    assert model.phi.shape == (4, 18)
    assert model.theta.shape == (120, 4)
    assert np.allclose(model.phi.sum(axis=1), 1)
    assert np.allclose(model.theta.sum(axis=1), 1)
    assert model.lengths.tolist() == [30] * 120
    assert model.shares().sum() == pytest.approx(1)
    assert model.themes == ("R", "I", "", "")


@pytest.mark.parametrize(("topic", "theme"), [(0, "R"), (1, "I")])
def test_anchored_topic_holds_its_seeds_and_what_stands_with_them(model, topic, theme):
    words = {word for word, _ in model.top_words(topic, 6)}
    assert words == set(PLANTED[theme])
    seeds = [model.terms.index(word) for word in SEEDS[theme]]
    assert model.seed_mass[topic] == pytest.approx(model.phi[topic, seeds].sum())
    assert 0.3 < model.seed_mass[topic] < 0.8
    assert model.shares()[topic] == pytest.approx(1 / 3, abs=0.05)


def test_topics_without_theme_have_no_seed_mass(model):
    assert model.seed_mass[2:].tolist() == [0, 0]


def test_two_fits_give_the_same_bytes(model):
    again = fit(planted(), SEEDS, STUDY)
    assert again.phi.tobytes() == model.phi.tobytes()
    assert again.theta.tobytes() == model.theta.tobytes()
    assert again.parameters == model.parameters


def test_prior_is_shared_by_frequency_and_scales_with_the_corpus():
    matrix = planted()
    eta = seeded_prior(matrix, SEEDS, STUDY)
    added = (eta - eta[-1]).sum(axis=1)
    expected = STUDY.seed_prior * matrix.counts.sum() / PER_TOKENS
    assert added == pytest.approx([expected, expected, 0, 0])
    counts = np.asarray(matrix.counts.sum(axis=0)).ravel()
    first, second = (matrix.index[word] for word in SEEDS["R"][:2])
    ratio = (eta[0, first] - eta[-1, first]) / (eta[0, second] - eta[-1, second])
    assert ratio == pytest.approx(counts[first] / counts[second])


def test_gensim_stays_quiet(caplog, capsys):
    fit(planted(30), SEEDS, STUDY)
    assert not caplog.records
    assert capsys.readouterr() == ("", "")


def test_paragraph_without_tokens_has_no_weight():
    matrix = merge([block([["研发", "产业"] * 5, []])], ["a", "b"])
    model = fit(matrix, {"R": ("研发",)}, STUDY)
    assert model.lengths.tolist() == [10, 0]
    assert np.allclose(model.theta.sum(axis=1), 1)


def test_nothing_to_fit_and_too_few_topics_are_said():
    with pytest.raises(TopicError, match="no topics"):
        fit(merge([block([[]])], ["a"]), {}, STUDY)
    with pytest.raises(UsageError, match="2 themes"):
        fit(planted(), SEEDS, Study(n_topics=1))


def test_seed_words_are_columns_of_one_theme_only():
    book = Codebook(
        name="b", version="1",
        categories=(Category(id="R", axis="theme"), Category(id="R1", axis="theme", parent="R"),
                    Category(id="I", axis="theme"), Category(id="E", axis="theme"),
                    Category(id="T", axis="technology")),
        terms=(Term(text="研发", category="R"), Term(text="实验室", category="R1"),
               Term(text="产业", category="I"), Term(text="论文", category="R"),
               Term(text="论文", category="I"), Term(text="未见", category="E"),
               Term(text="钢铁", category="T")),
    )  # fmt: skip
    assert seed_words(book, planted()) == {"R": ("实验室", "研发"), "I": ("产业",)}


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
        lengths=np.array([10, 30, 10, 10, 20, 5]), themes=("R", ""),
        seed_mass=np.array(seed_mass), seeds={"R": ("a",)}, parameters={},
    )  # fmt: skip


def _rows(model, owners, cells, **options):
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
