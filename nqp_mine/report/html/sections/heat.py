"""A table of shares as colours: categories down, periods across; every cell leads to sentences."""

import math
from collections.abc import Sequence
from typing import Any

from nqp_mine.report.folder import number
from nqp_mine.report.html import sparkline
from nqp_mine.report.source import Source

STEPS = 9  # colours of the scale


def build(
    source: Source, axis: str, categories: Sequence[str], measure: str = "dictionary_share"
) -> dict[str, Any] | None:
    """Return the rows of the table, or None where nothing was measured."""
    lines = {one: source.series(axis, one, measure) for one in categories}
    lines = {one: rows for one, rows in lines.items() if any(row["value"] for row in rows)}
    if not lines:
        return None
    top = max(number(row["value"]) for rows in lines.values() for row in rows if row["value"])
    filled = {r["period"] for rows in lines.values() for r in rows if r["value"]}
    periods = [(at, p) for at, p in enumerate(source.folder.periods) if p in filled]
    return {
        "periods": [period for _, period in periods],
        "top": source.share(top),
        "rows": [
            {
                "label": source.label(one),
                "key": "\t".join((axis, measure, "all", one)),
                "spark": sparkline.draw(rows),
                "cells": _cells(source, rows, periods, top),
            }
            for one, rows in lines.items()
        ],
    }


def _cells(
    source: Source, rows: Sequence[Any], periods: Sequence[tuple[int, str]], top: float
) -> list[dict[str, Any]]:
    by_period = {row["period"]: row for row in rows}
    found = []
    for at, period in periods:
        value = number(by_period[period]["value"]) if period in by_period else math.nan
        found.append(
            {"at": at, "value": source.share(value), "step": step(value, top), "few": False}
        )
    return found


def step(value: float, top: float) -> int:
    """Return the colour of a value: 0 for none at all, the last for the largest.

    The root spreads small shares, which most are.
    """
    if math.isnan(value):
        return -1
    if value <= 0 or top <= 0:
        return 0
    return min(1 + int((STEPS - 1) * math.sqrt(value / top)), STEPS - 1)
