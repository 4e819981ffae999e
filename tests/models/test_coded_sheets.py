"""Coded sheets for corrected shares: what is refused, and that coded.csv gives the same sample."""

import numpy as np
import pytest

from nqp_mine.errors import OutputError, UsageError
from nqp_mine.models import coded_sheets
from nqp_mine.models.codebook import Category, Codebook
from nqp_mine.models.published import read
from nqp_mine.report import tables

BOOK = Codebook(
    name="b", version="1", terms=(),
    categories=tuple(Category(id=theme, axis="theme") for theme in "RIE"),
)  # fmt: skip


def sheet(path, rows, header="sid,text,R,I,E,probability"):
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return str(path)


def test_no_sheets_are_no_sample():
    assert coded_sheets.load((), BOOK) is None


@pytest.mark.parametrize("probability", ["", "0.5", "2"])
def test_without_every_probability_nothing_is_corrected(tmp_path, probability):
    path = sheet(tmp_path / "g.csv", [f"a@0,甲。,1,0,0,{probability}", "b@0,乙。,0,0,0,"])
    with pytest.raises(UsageError, match="g.csv: not every sentence has an inclusion probability"):
        coded_sheets.load((path,), BOOK)


def test_a_blank_sheet_is_refused(tmp_path):
    path = sheet(tmp_path / "g.csv", ["a@0,甲。,,,,0.5"])
    with pytest.raises(UsageError, match="no sentence is coded"):
        coded_sheets.load((path,), BOOK)


def test_weights_are_inverse_probabilities_and_their_sum_is_the_frame(tmp_path):
    path = sheet(tmp_path / "g.csv", ["a@0,甲。,1,0,0,0.5", "b@0,乙。,0,0,0,0.25"])
    sample = coded_sheets.load((path,), BOOK).sample
    assert sample.frame_size == 6
    assert sample.weights.tolist() == pytest.approx([2 / 3, 4 / 3])


def test_the_published_codes_give_the_same_sample(tmp_path):
    one = sheet(tmp_path / "1.csv", ["=a@0,甲。,1,0,0,0.3", "b@0,乙。,,,,0.07"])
    two = sheet(tmp_path / "2.csv", ["=a@0,甲。,0,0,0,0.3", "b@0,乙。,,,,0.07"])
    sample = coded_sheets.load((one, two), BOOK).sample
    rows = [list(row.values()) for row in coded_sheets.records(sample)]
    tables.write(tmp_path / "coded.csv", ["sid", "weight", "R", "I", "E"], rows)
    again = coded_sheets.sample_of(read(tmp_path / "coded.csv"), "RIE")
    assert again.sids == sample.sids == ("=a@0", "b@0")
    assert again.weights.tolist() == sample.weights.tolist()
    assert np.array_equal(again.codes, [[0.5, 0, 0], [np.nan] * 3], equal_nan=True)


def test_a_broken_coded_csv_is_named():
    with pytest.raises(OutputError, match="coded.csv"):
        coded_sheets.sample_of([{"sid": "a@0", "weight": "1", "R": "yes"}], "R")
