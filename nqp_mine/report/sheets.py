"""Coding sheets: one workbook a coder, with rules, drop-downs, and no predictions.

Every cell of text is a string and never a formula, and the same sample gives the same bytes. The
hidden sheet `sample` keeps documents, places and inclusion probabilities, so that a workbook can
be scored wherever it was moved to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nqp_mine.models.codebook import Codebook
from nqp_mine.models.gold_sheet import SAMPLE_SHEET
from nqp_mine.report import coding_rules
from nqp_mine.report.tables import atomic

CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the library wants no zone
_CELL = 32_767  # characters that Excel keeps in a cell
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledSentence:
    """One drawn sentence: its place (offsets in the original text) and how it was drawn."""

    sid: str
    id: str
    start: int
    end: int
    period: str
    group: str
    stratum: int
    probability: float
    text: str


def write(path: Path, sentences: Sequence[SampledSentence], book: Codebook) -> None:
    """Write one coder's workbook.

    Raises:
        OutputError: it cannot be written.
    """
    from xlsxwriter import Workbook

    with atomic(path, binary=True) as stream:
        workbook = Workbook(stream, SAFE)
        workbook.set_properties({"created": CREATED})
        _sentences(workbook, sentences, book)
        _rules(workbook, book)
        _sample(workbook, sentences)
        workbook.close()


def _sentences(workbook: Any, sentences: Sequence[SampledSentence], book: Codebook) -> None:
    sheet = workbook.add_worksheet("编码 coding")
    text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    choice = workbook.add_format({"align": "center", "valign": "top", "bg_color": "#FFF9E5"})
    bold = workbook.add_format(
        {"bold": True, "bg_color": "#D9E2F3", "bottom": 1, "text_wrap": True}
    )
    title = workbook.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"})
    themes = list(book.themes)
    header = ["sid", "text", *(_headed(book, theme) for theme in themes), "sub", "备注 note"]
    sheet.merge_range(0, 0, 0, len(header) - 1, coding_rules.TITLE, title)
    sheet.set_row(0, 40)
    for at, name in enumerate(header):
        sheet.write_string(1, at, name, bold)
    for row, one in enumerate(sentences, start=2):
        sheet.write_string(row, 0, one.sid[:_CELL], text)
        sheet.write_string(row, 1, one.text[:_CELL], text)
        for at in range(2, 2 + len(themes)):
            sheet.write_blank(row, at, None, choice)
    sheet.set_column(0, 0, 18, text)
    sheet.set_column(1, 1, 90, text)
    sheet.set_column(2, 1 + len(themes), 12)
    sheet.set_column(2 + len(themes), 3 + len(themes), 16, text)
    if sentences:
        _drop_down(sheet, 1 + len(sentences), themes)
    sheet.freeze_panes(2, 1)


def _drop_down(sheet: Any, last: int, themes: Sequence[str]) -> None:
    sheet.data_validation(
        2, 2, last, 1 + len(themes),
        {
            "validate": "list", "source": ["1", "0"], "error_type": "warning",
            "error_title": "1 / 0", "error_message": "请填 1（属于）或 0（不属于）。",
        },
    )  # fmt: skip


def _headed(book: Codebook, theme: str) -> str:
    name = book.category(theme).zh
    return theme if name in ("", theme) else f"{theme} {name}"


def _rules(workbook: Any, book: Codebook) -> None:
    sheet = workbook.add_worksheet("编码规则 rules")
    text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    bold = workbook.add_format({"bold": True, "bg_color": "#D9E2F3", "bottom": 1})
    for at, width in enumerate((14, 26, 70, 50)):
        sheet.set_column(at, at, width)
    row = 0

    def line(*cells: str, form: Any = text) -> None:
        nonlocal row
        for at, cell in enumerate(cells):
            sheet.write_string(row, at, cell, form)
        row += 1

    line("", "总则", form=bold)
    for number, rule in enumerate(coding_rules.GENERAL, start=1):
        line(str(number), "", rule)
    row += 1
    line("编号", "名称", "算", "不算", form=bold)
    for category in (c for c in book.categories if c.axis == "theme"):
        counts, does_not = category.definition, ""
        if book.name == "nqp":
            counts, does_not = coding_rules.NQP.get(category.id, (counts, ""))
        line(category.id, category.zh, counts, does_not)
    if book.name == "nqp":
        row += 1
        line("", "例句（自拟）", "", "维度与理由", form=bold)
        for sentence, themes, reason in coding_rules.EXAMPLES:
            line("", "", sentence, f"{themes}：{reason}")


def _sample(workbook: Any, sentences: Sequence[SampledSentence]) -> None:
    sheet = workbook.add_worksheet(SAMPLE_SHEET)
    names = ("sid", "id", "start", "end", "period", "group", "stratum", "probability")
    for at, name in enumerate(names):
        sheet.write_string(0, at, name)
    for row, one in enumerate(sentences, start=1):
        for at, name in enumerate(names):
            value = getattr(one, name)
            if isinstance(value, str):
                sheet.write_string(row, at, value[:_CELL])
            else:
                sheet.write_number(row, at, value)
    sheet.hide()
