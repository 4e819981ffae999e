import zipfile
from dataclasses import fields

import openpyxl
import pytest

from nqp_mine.models.corrections import JoinedShare
from nqp_mine.models.leave_one_out import LeftOut
from nqp_mine.models.robustness import Specification
from nqp_mine.models.sides import KeyWord
from nqp_mine.models.topics.weighing import ScanRow
from nqp_mine.report import folder, panel, words
from nqp_mine.report.source import Source
from nqp_mine.report.validation_tables import AgreementRow, ValidationRow
from nqp_mine.report.workbook import tables
from nqp_mine.report.workbook.write import write


@pytest.fixture(scope="module")
def source(attacked):
    return Source(folder.read(attacked), words.load("zh"))


@pytest.fixture(scope="module")
def book(attacked):
    return openpyxl.load_workbook(attacked / "tables.xlsx")


def test_the_tables_of_a_paper_stand_in_order(book):
    assert book.sheetnames == [
        "说明", "T1 语料", "T1 未计", "T2 词表", "T3 注意力", "T4 主题", "T5 效度", "T6 稳健性",
        "T7 描述统计",
    ]  # fmt: skip
    for name in book.sheetnames[1:]:
        assert book[name].freeze_panes == "B4"
    assert book["T6 稳健性"]["A2"].value.startswith("尚未计算：运行 nqp-mine robustness")


def test_every_column_is_explained(source, book):
    explained = {row[1].value for row in book["说明"].iter_rows(min_row=4)} - {None}
    for name in book.sheetnames[1:6]:
        heads = {cell.value for cell in book[name][3]} - {None}
        assert heads <= explained
    for sheet in tables.sheets(source, panel.build(source, panel.cells(source.folder)))[:5]:
        for column in sheet.columns:
            assert f"about.{column}" in source.words
            assert f"head.{column}" in source.words


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("t3b", JoinedShare), ("t4b", ScanRow), ("t4c", KeyWord), ("t5", ValidationRow),
        ("t5b", AgreementRow), ("t6", Specification), ("t6b", LeftOut),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_column_that_other_commands_add_is_explained(key, kind, lang):
    told = words.load(lang)
    for column in fields(kind):
        assert f"head.{column.name}" in told
        assert f"about.{column.name}" in told or f"about.{key}_{column.name}" in told


def test_no_cell_is_a_formula_or_a_link(attacked, book):
    for page in book:
        for row in page.iter_rows():
            assert not [cell for cell in row if cell.data_type == "f" or cell.hyperlink]
    with zipfile.ZipFile(attacked / "tables.xlsx") as parts:
        assert not [name for name in parts.namelist() if "externalLink" in name or "vba" in name]


def test_terms_are_counted_as_the_evidence_has_them(attacked, source):
    sheet = tables.codebook(source)
    counts = {row[3]: dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows}
    assert {name: c["documents"] for name, c in counts.items()} == {
        "研发机构": 4, "中小企业": 4, "民营企业": 4,
    }  # fmt: skip
    published = [row["spans"] for row in folder.rows(attacked / "evidence.csv")]
    assert sum(c["hits"] for c in counts.values()) == sum(1 + s.count(";") for s in published)
    assert counts["研发机构"]["sentences"] == counts["研发机构"]["hits"] > 4


def test_the_same_folder_gives_the_same_bytes(attacked, source, tmp_path):
    write(
        tmp_path / "t.xlsx",
        tables.sheets(source, panel.build(source, panel.cells(source.folder))),
        source,
    )
    assert (tmp_path / "t.xlsx").read_bytes() == (attacked / "tables.xlsx").read_bytes()


def test_quantiles_are_those_of_numpy():
    assert tables.describe([4.0, 1.0, 3.0, 2.0]) == pytest.approx(
        [4, 2.5, 1.2909944, 1.0, 1.75, 2.5, 3.25, 4.0]
    )
