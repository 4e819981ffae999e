"""Workbooks: rows as documents, cells as people see them, and limits before parsing."""

import datetime as dt
import io

import pytest
import xlsxwriter

from nqp_mine.corpora.limits import Limits
from nqp_mine.corpora.readers import xlsx
from nqp_mine.errors import ReadError


def book(sheets, **options):
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, **options})
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(r, c, cell, day)
                elif cell is not None:
                    sheet.write(r, c, cell)
    made.close()
    return buffer.getvalue()


def read(data, **limits):
    return list(xlsx.read(data, name="x.xlsx", limits=Limits(**limits)))


ROWS = [
    ["标题", "正文", "发布日期", "年份", "备注"],
    ["甲", "正文一", dt.date(2024, 3, 5), 2024, "x"],
    ["乙", "正文二", None, 2023.5, None],
]


def test_a_text_column_makes_rows_documents():
    first, second = read(book({"政策": ROWS}))
    assert (first.text, first.part) == ("正文一", "政策!2")
    assert first.metadata == {"title": "甲", "date_published": "2024-03-05", "year": "2024"}
    assert first.columns == {"备注": "x"}
    assert second.metadata == {"title": "乙", "year": "2023.5"}


def test_headings_may_stand_below_a_title():
    assert [doc.text for doc in read(book({"表": [["某某汇总表"], [], *ROWS]}))] == [
        "正文一",
        "正文二",
    ]


def test_both_date_systems():
    rows = [["正文", "日期"], ["甲", dt.date(2024, 3, 5)]]
    dates = {
        read(book({"a": rows}, date_1904=system))[0].metadata["date"] for system in (True, False)
    }
    assert dates == {"2024-03-05"}


def test_a_sheet_without_text_column_is_one_document():
    first, second = read(book({"甲": [["一", "二"], [None, "三"]], "乙": [["四"]], "空": []}))
    assert (first.text, first.part) == ("一\t二\n三", "甲")
    assert second.text == "四"


def test_a_full_cell_is_told():
    found = read(book({"a": [["正文"], ["创" * 32_767]]}))[0]
    assert found.partial
    assert "Excel cut" in found.warnings[0]


def test_text_that_looks_like_a_formula_is_text():
    assert read(book({"a": [["正文"], ["=1+1"]]}))[0].text == "=1+1"


def test_a_cell_far_away_is_refused_before_parsing():
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer)
    made.add_worksheet("远").write("XFD1048576", "x")
    made.worksheets()[0].write("A1", "y")
    made.close()
    with pytest.raises(ReadError) as caught:
        read(buffer.getvalue())
    assert caught.value.kind == "limit"


def with_part(data, name, content, make):
    import zipfile

    opened = zipfile.ZipFile(io.BytesIO(data))
    return make.zip({item: opened.read(item) for item in opened.namelist()} | {name: content})


def test_unsafe_bomb_damaged_encrypted_empty(make):
    good = book({"a": [["正文"], ["甲"]]})
    bad = {
        "unsafe": with_part(good, "xl/workbook.xml", "<!DOCTYPE x><workbook/>", make),
        "limit": with_part(good, "xl/media/x.xml", b"0" * 12_000_000, make),
        "damaged": with_part(good, "xl/workbook.xml", "<workbook", make),
        "empty": book({"a": []}),
    }
    for kind, data in bad.items():
        with pytest.raises(ReadError) as caught:
            read(data)
        assert caught.value.kind == kind
        assert caught.value.remedy
