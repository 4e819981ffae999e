import numpy as np
import pytest

from nqp_mine.models.uncertainty import (
    generator,
    percentile_interval,
    resample_blocks,
    resample_documents,
)


def rng(seed=1):
    return generator(seed, "test")


def test_a_generator_depends_on_its_seed_and_names_alone():
    draw = generator(7, "trends", "2024").integers(0, 1 << 60)
    assert draw == generator(7, "trends", "2024").integers(0, 1 << 60)
    assert draw != generator(8, "trends", "2024").integers(0, 1 << 60)
    assert draw != generator(7, "2024", "trends").integers(0, 1 << 60)


def test_every_replicate_draws_as_many_documents_as_there_are():
    sums = np.column_stack([np.ones(12), np.arange(12.0)])
    drawn = resample_documents(sums, 500, rng())
    assert drawn.shape == (500, 2)
    assert (drawn[:, 0] == 12).all()
    assert drawn[:, 1].mean() == pytest.approx(66, rel=0.05)


def test_equal_documents_leave_no_uncertainty():
    drawn = resample_documents(np.tile([10.0, 3.0], (15, 1)), 100, rng())
    assert drawn[:, 1] / drawn[:, 0] == pytest.approx(0.3)


def test_documents_resampled_spread_like_the_standard_error_of_a_mean():
    values = np.arange(40.0)
    means = resample_documents(values[:, None], 4000, rng())[:, 0] / 40
    assert means.std() == pytest.approx(values.std() / np.sqrt(40), rel=0.05)


def test_a_document_no_longer_than_a_block_varies_by_sentences():
    rows = np.array([[1.0, 0.0], [1.0, 1.0]])
    drawn = resample_blocks([rows], 10, 4_000, rng())
    assert (drawn[:, 0] == 2).all()
    assert np.bincount(drawn[:, 1].astype(int)) / 4_000 == pytest.approx(
        [0.25, 0.5, 0.25], abs=0.03
    )


def test_every_replicate_draws_whole_blocks_of_each_document():
    rows = np.column_stack([np.ones(30), np.arange(30) % 2])
    drawn = resample_blocks([rows, rows[:20]], 10, 200, rng())
    assert (drawn[:, 0] == 50).all()
    assert (drawn[:, 1] == 25).all()  # ten neighbours hold five odd ones wherever they begin


def test_first_and_last_sentences_are_drawn_as_often_as_the_others():
    drawn = resample_blocks([np.eye(25)], 5, 8000, rng()).mean(axis=0)
    assert drawn == pytest.approx(np.ones(25), abs=0.05)


def test_blocks_keep_the_dependence_of_neighbours():
    alternating = (np.arange(100) % 2).astype(float)[:, None]
    in_runs = (np.arange(100) < 50).astype(float)[:, None]
    spread = [resample_blocks([v], 10, 2000, rng()).std() for v in (alternating, in_runs)]
    assert spread[0] == 0
    assert spread[1] > 10


def test_blocks_never_cross_documents():
    zeros, ones = np.zeros((20, 1)), np.ones((20, 1))
    assert (resample_blocks([zeros, ones], 10, 100, rng()) == 20).all()


def test_the_percentile_interval_of_known_values():
    values = np.arange(1001.0)[:, None] / 1000
    low, high = percentile_interval(values, 0.95)
    assert (low[0], high[0]) == (pytest.approx(0.025), pytest.approx(0.975))


def test_undefined_ratios_are_left_out_of_the_interval():
    values = np.array([[0.2, 1.0], [np.nan, 1.0], [0.4, 1.0]])
    low, high = percentile_interval(values, 0.9)
    assert low.tolist() == pytest.approx([0.21, 1.0])
    assert high.tolist() == pytest.approx([0.39, 1.0])
