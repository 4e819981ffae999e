"""Every form shows the same numbers: csv, page, workbook, panel for Stata."""

import json
import re
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from nqp_mine.report import folder, words
from nqp_mine.report.folder import number
from nqp_mine.report.html import series
from nqp_mine.report.source import Source
from nqp_mine.report.workbook import tables

SHARES = ("sentence_share", "dictionary_share")
CORRECTED = "corrected_share"


@pytest.fixture(scope="module")
def published(attacked):
    rows = folder.read(attacked).table("trends")
    return {(r["period"], r["group"], r["axis"], r["theme"], r["measure"]): r for r in rows}


@pytest.fixture(scope="module")
def data(attacked):
    html = (attacked / "report.html").read_text(encoding="utf-8")
    return json.loads(re.search(r'id="data">(.*?)</script>', html)[1])


def test_the_charts_draw_the_published_numbers(published, data):
    compared = 0
    for (period, group, axis, theme, measure), row in published.items():
        drawn = data["series"].get(axis, {}).get(measure, {}).get(group, {}).get(theme)
        if drawn is None:
            continue
        at = data["periods"].index(period)
        assert data["cells"][group]["d"][at] == int(row["n_documents"])
        if row["value"] == "":
            assert at not in drawn["i"]
            continue
        place = drawn["i"].index(at)
        for name, column in (("v", "value"), ("l", "ci_low"), ("h", "ci_high")):
            shown = drawn[name][place]
            if row[column] == "":
                assert shown is None
            else:
                assert shown == pytest.approx(float(row[column]), rel=5e-6)
                compared += 1
        assert data["methods"][drawn["m"][place]] == row["ci_method"]
    assert compared > 100


def test_the_tables_of_the_page_round_the_published_numbers(published, attacked):
    html = (attacked / "report.html").read_text(encoding="utf-8")
    cells = re.findall(
        r'data-k="theme\tsentence_share\tall\t([^"]+)" data-p="(\d+)">([\d.]+)%<small>', html
    )
    assert len(cells) == 8  # two themes, four years
    periods = sorted({key[0] for key in published})
    for theme, at, shown in cells:
        own = re.sub("&lt;", "<", re.sub("&gt;", ">", theme))
        row = published[periods[int(at)], "all", "theme", own, "sentence_share"]
        assert float(shown) == pytest.approx(100 * float(row["value"]), abs=0.05 + 1e-9)


def test_the_workbook_has_the_published_numbers(published, attacked):
    page = openpyxl.load_workbook(attacked / "tables.xlsx")["T3 注意力"]
    heads = [cell.value for cell in page[3]]
    rows = [dict(zip(heads, [c.value for c in row], strict=True)) for row in page.iter_rows(4)]
    wanted = [
        row for (_, _, axis, _, measure), row in published.items()
        if measure in SHARES and axis in ("theme", "subtheme")
    ]  # fmt: skip
    assert len(rows) == len(wanted) > 20
    for shown, row in zip(rows, wanted, strict=True):
        assert (shown["时期"], shown["维度"]) == (row["period"], row["theme"])
        for head, column in (("数值", "value"), ("区间下限", "ci_low"), ("区间上限", "ci_high")):
            if row[column] == "":
                assert shown[head] is None
            else:
                assert shown[head] == pytest.approx(number(row[column]), rel=1e-12)


def test_the_panel_of_a_place_is_its_group_in_the_trends(published, attacked):
    table = pd.read_stata(attacked / "panel.dta", convert_categoricals=False)
    themes = folder.read(attacked).themes
    compared = 0
    for row in table.to_dict("records"):
        group = "northeast=northeast" if row["province"] == "辽宁" else "northeast=rest"
        for at, theme in enumerate(themes):
            stem = f"c{at + 1}"
            for name, measure in ((f"{stem}_share", SHARES[0]), (f"{stem}_terms_share", SHARES[1])):
                wanted = published[row["period"], group, "theme", theme, measure]
                assert row[name] == pytest.approx(float(wanted["value"]), rel=1e-9)
                compared += 1
    assert compared == 16


def test_corrected_shares_stand_in_workbook_and_charts_as_published(attacked):
    read = folder.read(attacked)
    given = [
        {**row, "measure": CORRECTED, "value": f"{0.9 * float(row['value']):.10g}"}
        for row in read.select("trends", axis="theme", measure="sentence_share", group="all")
    ]
    rows = [*read.table("trends"), *given]
    source = Source(replace(read, tables={**read.tables, "trends": rows}), words.load("zh"))
    sheet = tables.attention(source)
    name = source.words(f"measure.{CORRECTED}")
    shown = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    shown = [row for row in shown if row["measure"] == name]
    drawn = series.pack(source)["series"]["theme"][CORRECTED]["all"]
    assert len(shown) == len(given) == 8
    for row, own in zip(shown, given, strict=True):
        assert (row["period"], row["theme"]) == (own["period"], own["theme"])
        assert row["value"] == float(own["value"])
        line = drawn[own["theme"]]
        at = line["i"].index(read.periods.index(own["period"]))
        assert line["v"][at] == pytest.approx(float(own["value"]), rel=5e-6)
