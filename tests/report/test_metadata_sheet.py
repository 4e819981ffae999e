import openpyxl
import pytest

from nqp_mine.corpora.document import Document
from nqp_mine.report import metadata_sheet


def document(name, **facts):
    return Document(id=name, text="坚持稳中求进。", body_end=7, **facts)


FORMULAS = ["=1+1", "{=1+1}", "+86", "@SUM(A1)", "http://a.cn/x", "0012", "_x0041_", "a\x0bb"]


def sheet(path):
    return openpyxl.load_workbook(path)["documents"]


def test_one_row_a_document_as_text(tmp_path):
    documents = [document(f"d{i}", title=title) for i, title in enumerate(FORMULAS)]
    assert metadata_sheet.write(tmp_path / "m.xlsx", documents) == len(FORMULAS)
    rows = list(sheet(tmp_path / "m.xlsx").iter_rows())
    assert [cell.value for cell in rows[0]] == [
        "id", "title", "date", "issuer", "doc_number", "region", "city", "level", "doc_type",
        "status", "source", "warnings", "duplicate_of",
    ]  # fmt: skip
    assert [row[1].value for row in rows[1:7]] == FORMULAS[:6]
    assert {row[1].data_type for row in rows[1:]} == {"s"}
    assert all(cell.hyperlink is None for row in rows for cell in row)


def test_columns_of_a_document(tmp_path):
    one = document(
        "a", date="2024-03", columns={"city": "沈阳", "status": "失效"}, warnings=("x.", "y."),
        duplicate_of="b", source="docs/a.txt",
    )  # fmt: skip
    metadata_sheet.write(tmp_path / "m.xlsx", [one])
    header, row = sheet(tmp_path / "m.xlsx").iter_rows(values_only=True)
    found = dict(zip(header, row, strict=True))
    assert (found["date"], found["city"], found["status"]) == ("2024-03", "沈阳", "失效")
    assert (found["warnings"], found["duplicate_of"]) == ("x. y.", "b")


def test_shape_of_the_workbook(tmp_path):
    metadata_sheet.write(tmp_path / "m.xlsx", [document("a")])
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    first, second = book.worksheets
    assert first.freeze_panes == "B2"
    assert first.auto_filter.ref == "A1:M2"
    assert first["B2"].fill.fill_type is None
    assert first["K2"].fill.fgColor.rgb == "FFE7E6E6"
    assert first["C2"].number_format == "@"
    explained = [row[0] for row in second.iter_rows(min_row=2, max_row=14, values_only=True)]
    assert explained == [cell.value for cell in first[1]]


def test_a_long_cell_is_cut_with_a_mark(tmp_path):
    metadata_sheet.write(tmp_path / "m.xlsx", [document("a", title="甲" * 40_000)])
    title = sheet(tmp_path / "m.xlsx")["B2"].value
    assert len(title) == 32_767
    assert title.endswith("已截断]")


def test_same_documents_same_bytes(tmp_path):
    for name in ("a", "b"):
        metadata_sheet.write(tmp_path / f"{name}.xlsx", [document("a", title="通知")])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_too_many_documents(tmp_path, monkeypatch):
    monkeypatch.setattr(metadata_sheet, "_ROWS", 2)
    with pytest.raises(metadata_sheet.OutputError, match="no more than 1 documents"):
        metadata_sheet.write(tmp_path / "m.xlsx", [document("a"), document("b")])
    assert list(tmp_path.iterdir()) == []
