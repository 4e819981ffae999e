import numpy as np
import pytest

from nqp_mine.models.topics import widening
from nqp_mine.models.topics.fitting import fit
from nqp_mine.models.topics.widening import SWEEPS, sample
from nqp_mine.nlp.terms import block, merge
from nqp_mine.study import Study

WORDS = {
    "R": ("研发", "实验室", "论文"),
    "I": ("产业", "工厂", "设备"),
    "": ("外交", "和平", "大使"),
}
SEEDS = {"R": ("研发",), "I": ("产业",)}
STUDY = Study(n_topics=3)


def made(n):
    rng = np.random.default_rng(5)
    texts = [rng.choice(list(WORDS.values())[i % 3], 30).tolist() for i in range(n)]
    return merge([block([*texts, []])], [str(i) for i in range(n + 1)])


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(widening, "TOKENS", 900)
    monkeypatch.setattr(widening, "TOKENS_A_TOPIC", 100)


def test_few_paragraphs_are_taken_whole():
    matrix = made(120)
    assert sample(matrix, STUDY) is matrix


def test_a_sample_is_drawn_without_replacement_and_in_order(small):
    matrix = made(120)
    drawn = sample(matrix, STUDY)
    assert 900 <= drawn.counts.sum() < 930
    rows = [int(unit) for unit in drawn.units]
    assert rows == sorted(set(rows))
    assert (drawn.counts != matrix.counts[rows]).nnz == 0
    assert drawn.terms == matrix.terms
    assert drawn.units == sample(matrix, STUDY).units
    assert drawn.units != sample(matrix, STUDY.with_options(seed=STUDY.seed + 1)).units


def test_more_topics_need_a_larger_sample(small):
    assert sample(made(120), STUDY.with_options(n_topics=20)).counts.sum() >= 2_000


def test_a_sample_stays_in_memory(small, monkeypatch):
    monkeypatch.setattr(widening, "MAX_CELLS", 20 * 600)
    assert 600 <= sample(made(120), STUDY.with_options(n_topics=20)).counts.sum() < 630


def test_topics_of_a_sample_are_widened_to_all_paragraphs(small):
    matrix = made(120)
    one, other = fit(matrix, SEEDS, STUDY), fit(matrix, SEEDS, STUDY)
    assert one.parameters["sampled_tokens"] < 930
    assert one.parameters["widened_sweeps"] == SWEEPS
    assert one.parameters["n_paragraphs"] == 121
    assert one.lengths.tolist() == [30] * 120 + [0]
    assert one.theta.shape == (121, 3)
    assert one.phi.tobytes() == other.phi.tobytes()
    assert one.theta.tobytes() == other.theta.tobytes()
    for topic, words in enumerate(WORDS.values()):
        assert {word for word, _ in one.top_words(topic, 3)} == set(words)
    own = np.arange(120) % 3
    assert (one.theta[:120].argmax(axis=1) == own).all()
    counts = np.array([matrix.counts[:120][own == k].sum(axis=0).A1 for k in range(3)]) + 0.05
    assert one.phi == pytest.approx(counts / counts.sum(axis=1, keepdims=True), abs=1e-3)


def test_a_word_outside_the_sample_is_learned_too(small):
    matrix = made(3_000)
    texts = [["研发", "论文", "新词"] * 5] * 2
    matrix = merge([block([*[matrix_words(matrix, i) for i in range(3_000)], *texts])],
                   [str(i) for i in range(3_002)])  # fmt: skip
    drawn = sample(matrix, STUDY)
    assert drawn.counts[:, matrix.index["新词"]].sum() == 0
    model = fit(matrix, SEEDS, STUDY)
    assert model.phi[:, matrix.index["新词"]].argmax() == 0


def matrix_words(matrix, row):
    counts = matrix.counts[row]
    return [
        matrix.terms[i] for i, n in zip(counts.indices, counts.data, strict=True) for _ in range(n)
    ]
