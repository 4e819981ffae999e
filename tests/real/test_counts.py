"""Published figures that a correct count reproduces, where the shared corpus is at hand."""

from pathlib import Path

import pytest

from nqp_mine.corpora.body import body_end
from nqp_mine.corpora.encoding import decode
from nqp_mine.text import clean, normalise

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")


@pytest.mark.parametrize(
    ("year", "word", "count"), [(2014, "改革", 77), (2022, "稳", 78), (2022, "就业", 34)]
)
def test_a_word_stands_in_a_report_as_often_as_published(year, word, count):
    data = (CORPUS / "national" / f"{year}.txt").read_bytes()
    text = clean(decode(data).text).text
    assert normalise(text[: body_end(text)]).text.count(word) == count
