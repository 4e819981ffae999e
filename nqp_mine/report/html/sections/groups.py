"""Groups compared: the Northeast against the rest, regions, issuers, or any column."""

from typing import Any

from nqp_mine.report.findings import trend_words
from nqp_mine.report.folder import Row, number
from nqp_mine.report.html import sparkline
from nqp_mine.report.html.sections.heat import step
from nqp_mine.report.source import NONE, Source, whole

MEASURE = "sentence_share"
_FEW = 6  # groups that one chart can show as lines


def build(source: Source) -> dict[str, Any] | None:
    """Return a comparison for each group column, or how many regions could be compared."""
    columns = list(dict.fromkeys(g.partition("=")[0] for g in source.folder.groups if "=" in g))
    found = [_column(source, column) for column in columns]
    regions = {row["region"] for row in source.folder.table("documents")} - {""}
    comparable = bool(source.folder.groups) and len(regions) > 1
    return {"columns": found, "regions": len(regions)} if found or comparable else None


def _column(source: Source, column: str) -> dict[str, Any]:
    names = [g for g in source.folder.groups if g.startswith(f"{column}=")]
    themes = source.folder.themes
    return {
        "id": column,
        "title": source.column(column),
        "charts": [
            {
                "theme": theme,
                "number": i,
                "label": source.label(theme),
                "lines": [
                    {"k": ["theme", MEASURE, name, theme], "name": source.group(name), "c": c}
                    for c, name in enumerate(names)
                ],
            }
            for i, theme in enumerate(themes)
        ]
        if len(names) <= _FEW
        else [],
        "compared": _compared(source, names) if len(names) <= _FEW else [],
        "tables": [_table(source, theme, names) for theme in themes],
    }


def _compared(source: Source, names: list[str]) -> list[dict[str, Any]]:
    """Return each theme in each group: its last value, and what its trend test says."""
    found = []
    for number_, theme in enumerate(source.folder.themes):
        for name in names:
            rows = whole(source.series("theme", theme, MEASURE, name))
            found.append(
                {
                    "number": number_,
                    "theme": source.label(theme),
                    "group": source.group(name),
                    "value": source.share(number(rows[-1]["value"])) if rows else NONE,
                    "interval": source.interval(rows[-1]) if rows else "",
                    "period": rows[-1]["period"] if rows else "",
                    "trend": trend_words(source, theme, MEASURE, name),
                }
            )
    return found


def _table(source: Source, theme: str, names: list[str]) -> dict[str, Any]:
    """Return a group a row: its last value, its mean over time, its line, its ranks."""
    series = {name: source.series("theme", theme, MEASURE, name) for name in names}
    filled = sorted({r["period"] for rows in series.values() for r in rows if r["value"]})
    at = {period: i for i, period in enumerate(source.folder.periods)}
    top = max(
        (number(r["value"]) for rows in series.values() for r in rows if r["value"]), default=0.0
    )
    ranks = {period: _ranks(series, period) for period in filled}
    rows = []
    for name, own in series.items():
        known = {row["period"]: row for row in own}
        last = whole(own)[-1] if whole(own) else None
        rows.append(
            {
                "label": source.group(name),
                "key": "\t".join(("theme", MEASURE, name, theme)),
                "documents": sum(int(row["n_documents"] or 0) for row in own),
                "last": source.share(number(last["value"])) if last else NONE,
                "sort": last["value"] if last else "-1",
                "interval": source.interval(last) if last else "",
                "period": last["period"] if last else "",
                "spark": sparkline.draw(own, top),
                "cells": [
                    _cell(source, known.get(p), at[p], top, ranks[p].get(name)) for p in filled
                ],
            }
        )
    rows.sort(key=lambda row: -number(str(row["sort"])))
    return {
        "theme": theme,
        "number": source.folder.themes.index(theme),
        "label": source.label(theme),
        "periods": filled,
        "rows": rows,
    }


def _ranks(series: dict[str, list[Row]], period: str) -> dict[str, int]:
    values = {
        name: number(row["value"])
        for name, rows in series.items()
        for row in rows
        if row["period"] == period and row["value"]
    }
    if len(values) < 2:  # first of one is no rank
        return {}
    return {name: 1 + sum(x > value for x in values.values()) for name, value in values.items()}


def _cell(source: Source, row: Row | None, at: int, top: float, rank: int | None) -> dict[str, Any]:
    value = number(row["value"]) if row else float("nan")
    few = bool(row) and "few_documents" in row["flag"].split(";") if row else False
    return {
        "at": at, "value": source.share(value), "step": step(value, top), "rank": rank, "few": few,
    }  # fmt: skip
