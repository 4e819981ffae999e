import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_mine.nlp.terms import block, merge

units = st.lists(
    st.lists(st.sampled_from(["产业", "企业", "科技", "创新"]), max_size=6), max_size=8
)


@pytest.fixture
def matrix():
    blocks = [block([["科技", "产业", "科技"], []]), block([["企业", "科技"]])]
    return merge(blocks, ["d1", "d2", "d3"])


def test_counts_stand_under_sorted_terms(matrix):
    assert matrix.terms == ("产业", "企业", "科技")
    assert matrix.units == ("d1", "d2", "d3")
    assert matrix.counts.toarray().tolist() == [[1, 0, 2], [0, 0, 0], [0, 1, 1]]
    assert matrix.counts.dtype == np.int32


def test_the_index_names_the_columns(matrix):
    assert matrix.index == {"产业": 0, "企业": 1, "科技": 2}


def test_frequencies_count_units_and_not_occurrences(matrix):
    assert matrix.frequencies().tolist() == [1, 1, 2]


def test_keeping_columns_keeps_their_terms(matrix):
    kept = matrix.keep(np.array([0, 2]))
    assert kept.terms == ("产业", "科技")
    assert kept.counts.toarray().tolist() == [[1, 2], [0, 0], [0, 1]]


def test_grouping_adds_rows_and_leaves_out_those_without_a_group(matrix):
    grouped = matrix.group([1, 0, 1], ["a", "b"])
    assert grouped.units == ("a", "b")
    assert grouped.counts.toarray().tolist() == [[0, 0, 0], [1, 1, 3]]
    assert matrix.group([-1, -1, 0], ["a"]).counts.toarray().tolist() == [[0, 1, 1]]


def test_no_blocks_make_an_empty_matrix():
    empty = merge([], [])
    assert empty.counts.shape == (0, 0)
    assert merge([block([[], []])], ["a", "b"]).counts.shape == (2, 0)


@given(units, st.integers(0, 8))
def test_how_the_units_are_batched_does_not_matter(words, cut):
    names = [str(i) for i in range(len(words))]
    whole = merge([block(words)], names)
    parts = merge([block(words[:cut]), block(words[cut:])], names)
    assert whole.terms == parts.terms
    assert (whole.counts.toarray() == parts.counts.toarray()).all()


@given(units)
def test_every_token_is_counted_once(words):
    matrix = merge([block(words)], [str(i) for i in range(len(words))])
    assert matrix.counts.sum(axis=1).ravel().tolist() in (
        [[len(w) for w in words]],
        [len(w) for w in words],
    )
