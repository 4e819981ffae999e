import numpy as np
import pytest

from nqp_mine.models import packing
from nqp_mine.models.codebook import Category, Codebook
from nqp_mine.models.columns import CountsInMemory
from nqp_mine.models.measure import DocumentCounts, DocumentWords, Evidence
from nqp_mine.nlp.terms import block

BOOK = Codebook(
    name="b", version="1", terms=(),
    categories=(
        Category(id="R", axis="theme"), Category(id="E", axis="theme"),
        Category(id="L", axis="label"),
    ),
)  # fmt: skip
COUNTS = DocumentCounts(
    id="d", number=np.array([0, 2, 5], np.int32), han=np.array([7, 70_000, 0], np.int32),
    coded=np.array([[1, 0], [0, 0], [1, 1]], bool),
    hits=np.array([[2, 0, 1], [0, 0, 3], [0, 0, 0]], np.int32),
    paragraph=np.array([0, 0, 1], np.int32), kinds={"text": 3}, left_out={"signature": 1},
)  # fmt: skip


def test_counts_come_back_as_they_were():
    found = packing.unpack_counts("d", packing.pack_counts(COUNTS, [], BOOK), BOOK)
    for name in ("number", "han", "coded", "hits", "paragraph"):
        before, after = getattr(COUNTS, name), getattr(found, name)
        assert after.dtype == before.dtype
        assert after.tolist() == before.tolist()
    assert (found.kinds, found.left_out) == (COUNTS.kinds, COUNTS.left_out)


def test_a_document_without_sentences_comes_back():
    empty = DocumentCounts(
        id="d", number=np.zeros(0, np.int32), han=np.zeros(0, np.int32),
        coded=np.zeros((0, 2), bool), hits=np.zeros((0, 3), np.int32),
        paragraph=np.zeros(0, np.int32), kinds={}, left_out={},
    )  # fmt: skip
    packed = packing.pack_counts(empty, [], BOOK)
    assert packing.unpack_counts("d", packed, BOOK).coded.shape == (0, 2)
    assert packing.unpack_totals([packed.totals], BOOK).tolist() == [[0.0] * 15]


def test_packed_totals_are_those_of_the_counts():
    packed = packing.pack_counts(COUNTS, [], BOOK)
    in_memory = CountsInMemory([COUNTS], BOOK).totals(np.array([0]))
    # sentences, han, coded R E, their han, sentences with hits of R E L, hits, label parts
    expected = [3, 70_007, 2, 1, 7, 0, 1, 0, 2, 2, 0, 4, 2, 2, 1]
    assert packing.unpack_totals([packed.totals], BOOK).tolist() == [expected]
    assert in_memory.tolist() == [expected]
    assert packing.unpack_totals([], BOOK).shape == (0, 15)


@pytest.mark.parametrize("units", [[], [["科技", "创新", "科技"], ["产业"]]])
def test_words_come_back_as_they_were(units):
    best, ranks = ([2, 1], [1 / 3, 0.1]) if units else ([], [])
    places = np.arange(len(units), dtype=np.int32) * 3
    words = DocumentWords(block(units), places, np.array(best, np.int32), np.array(ranks))
    found = packing.unpack_words(packing.pack_words(words))
    assert found.block.terms == words.block.terms == tuple(sorted({w for u in units for w in u}))
    assert found.block.lengths.tolist() == [len(unit) for unit in units]
    assert [found.block.terms[i] for i in found.block.tokens] == [w for u in units for w in u]
    assert found.places.tolist() == words.places.tolist()
    assert (found.best.tolist(), found.ranks.tolist()) == (best, ranks)


def test_evidence_is_lines_of_a_table_that_no_spreadsheet_runs():
    one = Evidence(
        id="d", sid="d@0", start=0, end=4, text='=1+"一"', themes="R", terms="", spans="", why="",
    )  # fmt: skip
    packed = packing.pack_counts(COUNTS, [one], BOOK)
    assert packed.evidence.decode() == 'd,d@0,0,4,"\'=1+""一""",R,,,\r\n'
