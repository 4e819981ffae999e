"""Sheets to a workbook: text is never a formula, and the same sheets give the same bytes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from nqp_mine.report.source import Source
from nqp_mine.report.tables import atomic
from nqp_mine.report.workbook.sheet import Sheet

_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the library wants no zone
_CELL, _ROWS = 32_767, 1_048_000  # what Excel keeps in a cell and on a sheet
_NARROW, _WIDE, _SAMPLE = 9, 60, 200
_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_HEAD = 3  # rows above the table's own: title, note, names of columns
_SHARES = (
    "share", "value", "_low", "_high", "mean", "sd", "minimum", "maximum", "seed_mass", "precision",
    "recall", "f1", "kappa", "alpha", "percent", "slope", "change", "rate", "odds",
)  # fmt: skip
_SMALL = 0.001  # below it four decimals say too little


def write(path: Path, sheets: Sequence[Sheet], source: Source) -> None:
    """Write the workbook, the explanations first.

    Raises:
        OutputError: it cannot be written.
    """
    from xlsxwriter import Workbook

    with atomic(path, binary=True) as stream:
        book = Workbook(stream, {**_SAFE, "nan_inf_to_errors": True})
        book.set_properties({"created": _CREATED})
        forms = _forms(book)
        _explain(book, sheets, source, forms)
        for sheet in sheets:
            _table(book, sheet, source, forms)
        book.close()


def _forms(book: Any) -> dict[str, Any]:
    font = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
    return {
        "title": book.add_format({**font, "bold": True, "font_size": 13}),
        "note": book.add_format({**font, "font_color": "#5A554B"}),
        "long": book.add_format({**font, "font_color": "#5A554B", "text_wrap": True}),
        "head": book.add_format(
            {**font, "bold": True, "top": 2, "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        ),
        "text": book.add_format({**font, "num_format": "@"}),
        "wrap": book.add_format({**font, "num_format": "@", "text_wrap": True}),
        "whole": book.add_format({**font, "num_format": "#,##0"}),
        "number": book.add_format({**font, "num_format": "0.0000"}),
        "small": book.add_format({**font, "num_format": "0.00E+00"}),
    }


def _explain(book: Any, sheets: Sequence[Sheet], source: Source, forms: dict[str, Any]) -> None:
    page = book.add_worksheet(source.words("sheet.explain"))
    page.set_column(0, 0, 20)
    page.set_column(1, 1, 24)
    page.set_column(2, 2, 84)
    page.write_string(0, 0, source.words("sheet.explain_title"), forms["title"])
    page.merge_range(1, 0, 1, 2, source.words("sheet.explain_note"), forms["long"])
    page.set_row(1, 34)
    for at, key in enumerate(("sheet", "column", "meaning")):
        page.write_string(_HEAD - 1, at, source.words(f"sheet.{key}"), forms["head"])
    row = _HEAD
    for sheet in sheets:
        page.write_string(row, 0, sheet.name, forms["text"])
        page.write_string(row, 2, _text(f"{sheet.title}。{sheet.note}"), forms["wrap"])
        row += 1
        for name in sheet.columns:
            page.write_string(row, 1, _heading(name, source), forms["text"])
            page.write_string(row, 2, _about(name, sheet.key, source), forms["wrap"])
            row += 1
    page.freeze_panes(_HEAD, 0)
    _print(page)


def _table(book: Any, sheet: Sheet, source: Source, forms: dict[str, Any]) -> None:
    page = book.add_worksheet(sheet.name[:31])
    page.write_string(0, 0, _text(sheet.title), forms["title"])
    page.write_string(1, 0, _text(sheet.note), forms["note"])
    heads = [_heading(name, source) for name in sheet.columns]
    for at, head in enumerate(heads):
        page.write_string(_HEAD - 1, at, head, forms["head"])
    for row, values in enumerate(sheet.rows[:_ROWS], start=_HEAD):
        for at, value in enumerate(values):
            _cell(page, row, at, value, sheet.columns[at], forms)
    for at, head in enumerate(heads):
        shown = [str(values[at]) for values in sheet.rows[:_SAMPLE]]
        page.set_column(at, at, _width([head, *(t[:12] if _number(t) else t for t in shown)]))
    page.freeze_panes(_HEAD, 1)
    _print(page)
    if sheet.rows:
        last = _HEAD - 1 + min(len(sheet.rows), _ROWS)
        page.autofilter(_HEAD - 1, 0, last, len(heads) - 1)


def _print(page: Any) -> None:
    """Fit the sheet to the width of a page, the heads on every page."""
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEAD - 1)


def _cell(page: Any, row: int, at: int, value: Any, column: str, forms: dict[str, Any]) -> None:
    if value is None or value == "" or value != value:  # NaN is not itself
        page.write_blank(row, at, None)
    elif isinstance(value, bool | str):
        page.write_string(row, at, _text(value), forms["text"])
    elif isinstance(value, int) or (value == int(value) and not column.endswith(_SHARES)):
        page.write_number(row, at, value, forms["whole"])
    else:
        form = "small" if 0 < abs(value) < _SMALL else "number"
        page.write_number(row, at, value, forms[form])


def _about(name: str, key: str, source: Source) -> str:
    """Return what a column means: on this sheet, or on all."""
    own = f"about.{key}_{name}"
    return source.words(own) if own in source.words else source.words.or_key("about", name)


def _heading(name: str, source: Source) -> str:
    return source.words.or_key("head", name)


def _text(value: Any) -> str:
    return str(value).encode("utf-8", errors="replace").decode("utf-8")[:_CELL]


def _number(text: str) -> bool:
    return text.replace(".", "").replace("-", "").replace("e", "").isdigit()


def _width(texts: Sequence[str]) -> float:
    widest = max(sum(2 if east_asian_width(c) in "WF" else 1 for c in text) for text in texts)
    return min(max(widest + 3, _NARROW), _WIDE)
