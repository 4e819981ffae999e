"""The workbook of metadata that a user edits in Excel and gives back to `corpus amend`.

Every cell is text, so Excel neither runs a title as a formula nor turns 2024-03 into a day. The
same documents give the same bytes.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nqp_mine.corpora.amend_sheet import COLUMNS, READ_ONLY, SHEET, cut
from nqp_mine.corpora.amendments import EDITABLE, value_of
from nqp_mine.corpora.document import Document
from nqp_mine.errors import OutputError
from nqp_mine.report.tables import atomic

_ROWS = 1_048_576  # of a sheet of Excel, with the header
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the library wants no zone
_WIDTHS = {"id": 30, "title": 60, "issuer": 30, "doc_number": 22, "source": 34, "warnings": 50}
_WIDTH = 14
_HELP = (
    ("id", "文档编号；请勿修改", "The document's id; do not change it"),
    ("title", "标题", "Title"),
    (
        "date",
        "日期：2024-03-05、2024-03 或 2024，写到所知的精度为止",
        "Date: 2024-03-05, 2024-03 or 2024, as precise as it is known",
    ),
    (
        "issuer",
        "发文机关；联合发文用分号隔开",
        "Issuer; joint issuers with a semicolon between them",
    ),
    ("doc_number", "发文字号，如 国办发〔2019〕6号", "Document number, e.g. 国办发〔2019〕6号"),
    (
        "region",
        "省级地区简称，如 辽宁；中央文件为 全国",
        "Province, e.g. 辽宁; 全国 for the centre",
    ),
    ("city", "地级市简称，如 沈阳", "City, e.g. 沈阳"),
    ("level", "级别：国家、省、市、县", "Level of government: 国家, 省, 市 or 县"),
    (
        "doc_type",
        "文种，如 通知、意见、规划、报告",
        "Kind of document, e.g. 通知, 意见, 规划, 报告",
    ),
    ("status", "效力，如 现行有效、失效", "Validity, e.g. 现行有效, 失效"),
    ("source", "来源文件", "The file that it was read from"),
    ("warnings", "读取时的提示", "What was noticed while it was read"),
    ("duplicate_of", "与之重复、代其计数的文档", "The document that counts in place of this copy"),
)
_NOTES = (
    (
        "修改白色单元格后保存，再运行 nqp-mine corpus amend CORPUS 本文件。",
        "Edit the white cells, save, then run nqp-mine corpus amend CORPUS THIS-FILE.",
    ),
    (
        "清空单元格即清除该项；未改动的单元格不算修改。",
        "An emptied cell clears the field; a cell left alone is no edit.",
    ),
    (
        "灰色各列仅供查看，改动无效。",
        "The grey columns are for reading; what is written there is ignored.",
    ),
    (
        "可删除行和列（id 列除外），其内容保持不变。",
        "Rows and columns (but for id) may be deleted: they stay as they are.",
    ),
)


def write(path: Path, documents: Iterable[Document]) -> int:
    """Write the workbook, and return the number of its documents.

    Raises:
        OutputError: it cannot be written, or there are more documents than rows in a sheet.
    """
    from xlsxwriter import Workbook

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with atomic(path, binary=True) as stream:
        book = Workbook(stream, options)
        book.set_properties({"created": _CREATED})
        count = _documents(book, documents)
        _explain(book)
        book.close()
    return count


def _documents(book: Any, documents: Iterable[Document]) -> int:
    sheet = book.add_worksheet(SHEET)
    white = book.add_format({"num_format": "@"})
    grey = book.add_format({"num_format": "@", "bg_color": "#E7E6E6", "font_color": "#595959"})
    formats = [white if name in EDITABLE else grey for name in COLUMNS]
    for at, name in enumerate(COLUMNS):
        sheet.set_column(at, at, _WIDTHS.get(name, _WIDTH), formats[at])
    _header(book, sheet, COLUMNS)
    count = 0
    for count, document in enumerate(documents, start=1):
        if count >= _ROWS:
            raise OutputError(
                f"a sheet holds no more than {_ROWS - 1:,} documents.", remedy="Split the corpus."
            )
        for at, name in enumerate(COLUMNS):
            sheet.write_string(count, at, cut(_value(document, name)), formats[at])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, count, len(COLUMNS) - 1)
    return count


def _value(document: Document, name: str) -> str:
    if name == "warnings":
        return " ".join(document.warnings)
    return value_of(document, name)


def _explain(book: Any) -> None:
    sheet = book.add_worksheet("说明 columns")
    _header(book, sheet, ("column 列", "说明", "meaning", "可修改 editable"))
    for at, width in enumerate((16, 56, 66, 18)):
        sheet.set_column(at, at, width)
    for row, (name, zh, en) in enumerate(_HELP, start=1):
        fixed = name == "id" or name in READ_ONLY
        for at, text in enumerate((name, zh, en, "否 no" if fixed else "是 yes")):
            sheet.write_string(row, at, text)
    for row, texts in enumerate(_NOTES, start=len(_HELP) + 2):
        for at, text in enumerate(texts, start=1):
            sheet.write_string(row, at, text)
    sheet.freeze_panes(1, 0)


def _header(book: Any, sheet: Any, names: Iterable[str]) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#D9E2F3", "bottom": 1, "num_format": "@"})
    for at, name in enumerate(names):
        sheet.write_string(0, at, name, bold)
