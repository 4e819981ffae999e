"""Workbooks (xlsx, xls, et, ods): one document a row where a column holds the text.

Values as last calculated, never formulas. A sheet without a text column is one document of its
cells. What is hidden is read like the rest.
"""

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.limits import Budget, Limits
from nqp_mine.corpora.readers.columns import as_document, text_column
from nqp_mine.corpora.readers.zipped import open_zip, read_member
from nqp_mine.errors import ReadError

_HEADER_ROWS = 5  # a title and notes may stand above the headings
_EXCEL_CELL = 32_767  # where Excel itself cuts a text
_CELL = re.compile(rb'<(?:[a-z]+:)?c [^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


def read(data: bytes, *, name: str, limits: Limits) -> Iterator[RawDocument]:  # noqa: ARG001
    """Yield the documents of all sheets.

    Raises:
        ReadError: the workbook is damaged, unsafe, encrypted, too large, or empty.
    """
    from python_calamine import CalamineWorkbook

    if data.startswith(b"PK"):
        _check_parts(data, limits)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
    except Exception as error:  # the library has an error of its own for each format
        raise _unreadable(error) from error
    found = False
    for sheet_name in names:
        for document in _sheet(_rows(book, sheet_name, limits), sheet_name):
            found = True
            yield document
    if not found:
        raise ReadError("the workbook is empty.", remedy="Save it again.", kind="empty")


def cells(data: bytes, *, sheet: str, limits: Limits) -> list[tuple[int, list[str]]]:
    """Return the rows of one sheet (the first, where none has that name) with their numbers.

    Raises:
        ReadError: the workbook is damaged, unsafe, encrypted or too large.
    """
    from python_calamine import CalamineWorkbook

    if data.startswith(b"PK"):
        _check_parts(data, limits)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
    except Exception as error:  # as above
        raise _unreadable(error) from error
    rows = _rows(book, sheet if sheet in names else names[0], limits)
    return [(i, row) for i, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]


def _unreadable(error: BaseException) -> ReadError:
    if "password" in type(error).__name__.lower() or "password" in str(error).lower():
        return ReadError(
            "the workbook is protected by a password.",
            remedy="Open it, remove the password and save it again.",
            kind="encrypted",
        )
    detail = str(error).splitlines()[0][:100] if str(error) else type(error).__name__
    return ReadError(
        f"the workbook is damaged ({detail}).",
        remedy="Open it in Excel or WPS and save it again.",
        kind="damaged",
    )


def _check_parts(data: bytes, limits: Limits) -> None:
    """Inflate every part within limits and look for unsafe XML, before anything is parsed."""
    budget = Budget(limits, len(data))
    opened = open_zip(data, "the workbook")
    for info in opened.infolist():
        budget.take_member()
        part = read_member(opened, info, budget)
        if info.filename.lower().endswith((".xml", ".rels")) and _DTD.search(part[:100_000]):
            raise ReadError(
                "unsafe XML: it declares a document type, which no office program writes.",
                remedy="Do not use this file, or open it and save it again.",
                kind="unsafe",
            )
        if "worksheets/" in info.filename.lower():
            _check_span(part, info.filename, limits)


def _check_span(part: bytes, name: str, limits: Limits) -> None:
    """Refuse a sheet whose cells lie far apart: the library makes room for all between them."""
    rows: set[int] = set()
    columns: set[bytes] = set()
    for cell in _CELL.finditer(part):
        rows.add(int(cell[2]))
        columns.add(cell[1])
    if rows:
        numbers = [_column_number(letters) for letters in columns]
        _check_size(name, max(rows) - min(rows) + 1, max(numbers) - min(numbers) + 1, limits)


def _check_size(name: str, rows: int, columns: int, limits: Limits) -> None:
    if rows * columns > limits.sheet_cells:
        raise ReadError(
            f"{name} spans {rows:,} rows and {columns:,} columns.",
            remedy="Delete what stands far from the table, or raise the limit.",
            kind="limit",
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _rows(book: Any, sheet_name: str, limits: Limits) -> list[list[str]]:
    try:
        sheet = book.get_sheet_by_name(sheet_name)
        _check_size(f"sheet {sheet_name}", sheet.height, sheet.width, limits)
        if sheet.height == 0:
            return []
        return [[_shown(cell) for cell in row] for row in sheet.iter_rows()]
    except (ReadError, MemoryError):
        raise
    except Exception as error:  # as above
        # A sheet of charts or macros has no cells.
        if "WorksheetNotFound" in type(error).__name__:
            return []
        raise _unreadable(error) from error


def _shown(cell: Any) -> str:
    """Return a cell as a person would write it: whole numbers and days without trailing zeros."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return str(cell).replace("_x000D_", "")


def _sheet(rows: list[list[str]], sheet_name: str) -> Iterator[RawDocument]:
    numbered = [
        (i, row) for i, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)
    ]
    for at, (_, row) in enumerate(numbered[:_HEADER_ROWS]):
        header = [cell.strip() for cell in row]
        text = text_column(header)
        if text is not None:
            yield from _documents(header, text, numbered[at + 1 :], sheet_name)
            return
    lines = ["\t".join(cell for cell in row if cell.strip()) for _, row in numbered]
    if lines:
        yield RawDocument(text="\n".join(lines), part=sheet_name)


def _documents(
    header: list[str], text: str, rows: list[tuple[int, list[str]]], sheet_name: str
) -> Iterator[RawDocument]:
    for number, row in rows:
        cells = dict(zip(reversed(header), reversed(row), strict=False))
        cells.pop("", None)
        document = as_document(cells, text=text, part=f"{sheet_name}!{number}")
        if len(document.text) >= _EXCEL_CELL:
            note = f"the cell is full ({_EXCEL_CELL:,} characters): Excel cut its text."
            document = replace(document, warnings=(note,), partial=True)
        yield document
