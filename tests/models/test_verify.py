"""Counting again from published evidence."""

from types import SimpleNamespace

import numpy as np

from nqp_mine.models.codebook import Category, Codebook
from nqp_mine.models.measure import DocumentCounts
from nqp_mine.models.verify import recount

BOOK = Codebook(name="b", version="1", categories=(Category(id="R", axis="theme"),), terms=())
TOOLS = SimpleNamespace(
    coder=SimpleNamespace(themes=("R",)), codebook=SimpleNamespace(names=("R",), book=BOOK)
)


def test_sentences_keep_their_number_where_others_are_left_out():
    fresh = DocumentCounts(
        id="d", number=np.array([0, 1, 4, 5]), han=np.full(4, 9, np.int32),
        coded=np.zeros((4, 1), bool), hits=np.zeros((4, 1), np.int32),
        paragraph=np.zeros(4, np.int32), kinds={}, left_out={},
    )  # fmt: skip
    rows = [
        {"sid": "d@5", "themes": "R", "spans": "R:7-9"},
        {"sid": "d@4", "themes": "", "spans": "R:1-2"},
        {"sid": "d@2", "themes": "R", "spans": ""},
    ]
    found = recount(fresh, rows, TOOLS)
    assert found.coded.ravel().tolist() == [False, False, False, True]
    assert found.hits.ravel().tolist() == [0, 0, 1, 1]
