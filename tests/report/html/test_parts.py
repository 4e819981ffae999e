import json
import math
import re

import pytest

from nqp_mine.report import tables, words
from nqp_mine.report.folder import Folder
from nqp_mine.report.html import evidence, sparkline
from nqp_mine.report.html.page import _static
from nqp_mine.report.html.payload import embed, rounded
from nqp_mine.report.html.sections.heat import STEPS, step
from nqp_mine.report.html.sections.validity import correlation
from nqp_mine.report.source import Source


@pytest.mark.parametrize(
    "text", ["</script>", "<!--", "a&b", "\u2028\u2029", "\ud800x", "\U0001f600"]
)
def test_embedded_json_is_inert_and_unchanged(text):
    shown = str(embed([text, {text: 1}]))
    assert not set(shown) & set("<>&\u2028\u2029\ud800")
    shown.encode()
    assert json.loads(shown) == [text, {text: 1}]


def test_rounded_keeps_six_digits():
    assert rounded(0.123456789) == 0.123457
    assert rounded(0.0) == 0
    assert isinstance(rounded(2.0), int)
    assert rounded(math.nan) is None


def source_of(place, rows, periods=("2020", "2021")):
    evidence = place / "evidence.csv"
    tables.write(evidence, list(rows[0]), [list(row.values()) for row in rows])
    categories = [
        {"id": "R", "axis": "theme", "parent": "", "zh": "研", "en": "r", "definition": ""},
        {"id": "R1", "axis": "theme", "parent": "R", "zh": "研一", "en": "r1", "definition": ""},
    ]
    folder = Folder(
        path=place,
        evidence=evidence,
        facts={"codebook": {"categories": categories}},
        tables={
            "documents": [{"id": p, "title": "", "date": p, "issuer": ""} for p in periods],
            "sources": [{"id": p, "doc_number": "", "period": p} for p in periods],
            "trends": [{"period": p, "group": "all"} for p in periods],
        },
    )
    return Source(folder, words.load("zh"))


def sentence(i, period, themes="R", spans=""):
    return {
        "id": period, "sid": f"{period}@{i}", "start": "0", "text": "一" * 20, "themes": themes,
        "spans": spans, "why": "",
    }  # fmt: skip


def test_all_sentences_are_packed_where_they_fit(tmp_path):
    packed = evidence.pack(source_of(tmp_path, [sentence(i, "2020") for i in range(9)]))
    assert len(packed["sentences"]) == packed["n"] == 9
    assert packed["totals"] == {}


def test_a_sample_keeps_sentences_of_every_cell_and_tells_the_totals(tmp_path):
    rows = [sentence(i, "2020") for i in range(500)] + [sentence(i, "2021") for i in range(3)]
    rows += [sentence(900, "2021", themes="", spans="R1:0-2")]
    packed = evidence.pack(source_of(tmp_path, rows), budget=2_000)
    assert packed["n"] == 504
    assert 10 < len(packed["sentences"]) < 30
    documents = [d[2] for d in packed["documents"]]
    years = [documents[s[0]] for s in packed["sentences"]]
    assert years.count("2021") == 4  # all of the small cells
    assert packed["totals"]["0|all|coded:R"] == 500
    assert packed["totals"]["1|all|hit:R"] == 1  # a hit of a sub-theme is one of its theme
    assert evidence.pack(source_of(tmp_path, rows), budget=2_000) == packed


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_sample_ends_where_nearly_all_sentences_fit(tmp_path, share):
    rows = [sentence(i, "2020") for i in range(100)]  # one cell each: few places to draw from
    whole = 100 * (60 + evidence._OVERHEAD)
    packed = evidence.pack(source_of(tmp_path, rows), budget=int(share * whole))
    assert len(packed["sentences"]) == int(share * 100)


def test_a_sparkline_has_a_gap_where_there_is_no_value():
    rows = [{"value": v, "ci_low": v, "ci_high": v} for v in ("0.1", "0.2", "", "0.4", "0.3")]
    drawn = sparkline.draw(rows)
    assert drawn["line"].count("M") == 2
    assert drawn["band"].count("Z") == 2
    assert drawn["last"].endswith("h.01")
    alone = sparkline.draw([{"value": "", "ci_low": "", "ci_high": ""}])
    assert alone == {"line": "", "band": "", "dots": "", "last": ""}


def test_colours_run_from_nothing_to_the_largest():
    assert [step(v, 0.16) for v in (math.nan, 0.0, 1e-9, 0.04, 0.16)] == [-1, 0, 1, 5, 8]


def test_correlation():
    assert correlation([1, 2, 3], [2, 4, 6]) == pytest.approx(1)
    assert correlation([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
    assert math.isnan(correlation([1, 2], [1, 2]))
    assert math.isnan(correlation([1, 1, 1], [1, 2, 3]))


def luminance(colour):
    full = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(full[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_numbers_can_be_read_on_every_colour_of_the_scale():
    style = _static("report.css")
    found = re.findall(r"\.q(\d) \{ background: (#\w+);(?: color: (#\w+);)?", style)
    assert [int(step) for step, _, _ in found] == list(range(STEPS))
    for _, back, front in found:
        dark, light = sorted((luminance(back), luminance(front or "#23211d")))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, back


def test_one_value_is_no_line():
    drawn = sparkline.draw([{"value": "0.2", "ci_low": "0.1", "ci_high": "0.3"}])
    assert drawn == {"line": "", "band": "", "dots": "", "last": ""}
