"""Cells of coding sheets: what counts as yes, as no, and as blank.

Yes is 1, 是, √, yes…; no is 0, 否, ×, no…; anything else is named by its row. Blank cells:

- a row with some theme cells filled: the blank ones are 0;
- a row with none filled was not coded; but on a sheet where nobody ever wrote a no, a coder has
  only ticked what applies, and blank rows above the last tick are 0.
"""

import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np

_YES = frozenset(("1", "1.0", "是", "对", "有", "√", "✓", "✔", "☑", "y", "yes", "true", "t", "v"))
_NO = frozenset(
    ("0", "0.0", "否", "不", "不是", "无", "没有", "错", "×", "╳", "✗", "✘", "✕", "x", "n", "no",
     "false", "f", "-", "—", "–")
)  # fmt: skip
_EMPTY = frozenset({"", "na", "n/a", "nan", "none", "null"})


def read_code(cell: Any, where: str, problems: list[str]) -> float:
    """Return 1, 0 or NaN; what cannot be read is added to `problems` with its place."""
    text = plain(cell)
    if text in _EMPTY:
        return float("nan")
    if text in _YES or cell is True:
        return 1.0
    if text in _NO or cell is False:
        return 0.0
    problems.append(f"{where}: {shown(cell)[:20]!r} is neither 1 nor 0")
    return float("nan")


def fill_blanks(codes: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Fill in what blank cells mean, and say so."""
    codes = codes.copy()
    blank = np.isnan(codes)
    some = ~blank.all(axis=1)
    notes = []
    partly = blank & some[:, None]
    if partly.any():
        notes.append(f"{int(partly.sum())} blank cells in rows with codes were read as 0.")
        codes[partly] = 0.0
    if some.any() and not (codes[~blank] == 0).any():
        upto = np.arange(len(codes)) <= int(np.flatnonzero(some).max())
        ticked = ~some & upto
        if ticked.any():
            notes.append(f"only ticks were written: {int(ticked.sum())} blank rows were read as 0.")
            codes[ticked] = 0.0
            some = some | ticked
    if not some.all() and len(codes):
        notes.append(f"{int((~some).sum())} sentences are not coded.")
    return codes, notes


def cell_at(row: Sequence[Any], at: int | None) -> Any:
    """Return a cell of a row, or "" beyond its end or without a column."""
    return row[at] if at is not None and at < len(row) else ""


def shown(cell: Any) -> str:
    """Return a cell as text, without the apostrophe that guards a text from being a formula."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip().removeprefix("'").strip()


def plain(cell: Any) -> str:
    """Return a cell as text in one spelling: half-width, lower case."""
    return unicodedata.normalize("NFKC", shown(cell)).strip().lower()
