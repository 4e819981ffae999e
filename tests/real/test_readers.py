"""Real documents read as they are, where the shared corpus is at hand."""

import csv
import re
from pathlib import Path

import pytest

from nqp_mine.corpora.limits import Limits
from nqp_mine.corpora.portal import looks_like_portal
from nqp_mine.corpora.readers.dispatch import read
from nqp_mine.text import normalise

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")


def manifest(folder, kind=None):
    if not CORPUS.is_dir():
        return []
    with (CORPUS / folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if kind in (None, row.get("format"))]


def only_document(path):
    documents = list(read(path.read_bytes(), name=path.name, limits=Limits()))
    assert len(documents) == 1
    return documents[0]


def shingles(text):
    plain = re.sub(r"\s", "", normalise(text).text)
    return {plain[i : i + 8] for i in range(len(plain) - 7)}


def shared(found, expected):
    """The share of the expected text that was found, and of the found that was expected."""
    ours, theirs = shingles(found), shingles(expected)
    both = len(ours & theirs)
    return both / max(len(theirs), 1), both / max(len(ours), 1)


@pytest.mark.parametrize("row", manifest("raw", "docx"), ids=lambda row: row["file"])
def test_docx_equals_its_text_twin(row):
    twin = CORPUS / "local" / Path(row["expected_text"].split(" (")[0]).name
    document = only_document(CORPUS / "raw" / row["file"])
    assert min(shared(document.text, twin.read_text(encoding="utf-8"))) >= 0.995
    assert not document.partial


@pytest.mark.parametrize("row", manifest("raw", "html"), ids=lambda row: row["file"][:20])
def test_html_equals_its_policy_text(row):
    expected = (CORPUS / row["expected_text"]).read_text(encoding="utf-8")
    document = only_document(CORPUS / "raw" / row["file"])
    assert shared(document.text, expected)[0] >= 0.99
    head = document.text[:400]
    assert not re.search(r"索\s*引\s*号|主题分类|发布日期", head)


WRONG = [row for row in manifest("raw", "pdf") if "WRONG_PAGE" in row["flags"]]
RIGHT = [row for row in manifest("raw", "pdf") if "WRONG_PAGE" not in row["flags"]]


@pytest.mark.parametrize("row", RIGHT, ids=lambda row: row["file"][:12])
def test_pdf_reads_like_its_clean_text(row):
    document = only_document(CORPUS / "raw" / row["file"])
    assert not looks_like_portal(document.text)
    clean = CORPUS / "policies" / "digital_economy_pdf" / f"{Path(row['file']).stem}.txt"
    if not clean.exists():
        pytest.skip("no clean text of this document")
    # The other extraction prints bold headings twice or oftener, keeps the old form 戶 of a
    # radical, and in the table below the text repeats every label.
    expected = re.sub(r"\W", "", normalise(clean.read_text(encoding="utf-8")).text)
    expected = re.sub(r"(.{3,60}?)\1", r"\1", expected).replace("戶", "户")
    table = expected.find("索引号索引号")
    expected = expected[:table] if table > 0 else expected
    found = normalise(document.text).text.replace("戶", "户")
    found = re.sub(r"(.{3,60}?)\1", r"\1", re.sub(r"\W", "", found))
    assert shared(found, expected)[0] >= 0.99


@pytest.mark.parametrize("row", WRONG, ids=lambda row: row["file"][:12])
def test_pdf_of_a_portal_page_is_told(row):
    assert looks_like_portal(only_document(CORPUS / "raw" / row["file"]).text)


def test_no_real_text_is_taken_for_a_portal():
    wrong = [
        path.name
        for folder in ("national", "local", "policies")
        for path in (CORPUS / folder).rglob("*.txt")
        if looks_like_portal(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert wrong == []


def test_every_raw_file_is_read():
    for path in sorted((CORPUS / "raw").rglob("*.*")):
        if path.name != "manifest.csv":
            assert list(read(path.read_bytes(), name=path.name, limits=Limits()))
