import numpy as np
import pytest
from scipy.sparse import csr_matrix

from nqp_mine.models.likeness import Likeness, place

GRAMS = csr_matrix([[3.0, 0.0, 4.0], [0.0, 1.0, 0.0]])
OTHERS = np.array([[0.0, 2.0], [5.0, 0.0]])


def numbers():
    return {
        "columns": np.array([0, 2], np.uint16),
        "axes": np.array([[127, 0], [0, 127]], np.int8),
        "axis_scales": np.array([1.0, 0.5], np.float32),
        "points": np.array([[127, 0, 0, 127], [0, 127, 127, 0]], np.int8),
        "pulls": np.array([[2.0, 0.0], [-1.0, 3.0]], np.float32),
        "narrow": np.array(0.5),
    }


def test_a_sentence_is_a_point_of_two_halves_of_unit_length():
    points = place(GRAMS, OTHERS, np.array([0, 2]), np.array([[1.0, 0.0], [0.0, 0.5]]))
    # 3 · 1 and 4 · 0.5 on the axes; the second sentence has none of the projected n-grams.
    length = np.sqrt(13)
    assert points == pytest.approx(np.array([[3 / length, 2 / length, 0, 1], [0, 0, 1, 0]]))


def test_near_points_pull_more_than_far_ones():
    pull = Likeness.unpack(numbers()).pull(GRAMS, OTHERS)
    # Squared distances of two points with halves of unit length: (2 - 2 cos) a half.
    first = np.exp(-0.5 * (2 - 2 * 3 / np.sqrt(13)))
    second = np.exp(-0.5 * (2 - 2 * 2 / np.sqrt(13) + 2))
    # Coordinates are rounded to 1/127.
    assert pull[0] == pytest.approx([2 * first - second, 3 * second], abs=0.02)
    # The second sentence has one half alone: 3 from the first point, 1 from the second.
    assert pull[1] == pytest.approx([2 * np.exp(-1.5) - np.exp(-0.5), 3 * np.exp(-0.5)], abs=1e-9)


def test_many_sentences_are_pulled_as_each_alone():
    rng = np.random.default_rng(0)
    grams, others = csr_matrix(rng.random((600, 3))), rng.random((600, 2))
    like = Likeness.unpack(numbers())
    alone = np.vstack([like.pull(grams[i], others[[i]]) for i in (0, 255, 256, 599)])
    assert like.pull(grams, others)[[0, 255, 256, 599]] == pytest.approx(alone, abs=1e-12)
