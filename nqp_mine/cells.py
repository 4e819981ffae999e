r"""The text of a table's cell: numbers with ten digits, and nothing that a spreadsheet would run.

A cell that a spreadsheet would run as a formula gets a leading apostrophe, and control characters
are shown as \xNN.
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

_FORMULA = re.compile(r"^[\s\ufeff]*[=+\-@\t\r\n|%＝＋－＠]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NUMBER = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?%?$")


def cell(value: Any) -> str:
    """Return a value as the text of a cell."""
    if isinstance(value, str) and value[:1].isalnum() and value.isprintable():
        return value  # as most are: no formula begins so, and nothing is hidden in it
    if value is None:
        return ""
    if isinstance(value, int):
        return str(int(value))  # of a bool: 1 or 0
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.10g}"
    text = str(value).encode("utf-8", errors="replace").decode("utf-8")
    text = _CONTROL.sub(lambda sign: f"\\x{ord(sign[0]):02x}", text)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def plain(text: str) -> str:
    """Return the text of a cell without the apostrophe that `cell` put before it."""
    return text[1:] if text.startswith("'") and cell(text[1:]) == text else text


def lines(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as the lines of a CSV file."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows([cell(value) for value in row] for row in rows)
    return stream.getvalue()
