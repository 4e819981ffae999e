"""The themes over time: the chart, its numbers as a table, and the tests."""

import math
from typing import Any

from nqp_mine.report.findings import LEVEL, signed
from nqp_mine.report.folder import Row, by, number
from nqp_mine.report.notes import translated
from nqp_mine.report.source import NONE, Source

MEASURES = (
    "sentence_share", "corrected_share", "dictionary_share", "han_share", "term_rate",
    "tfidf_share", "topic_share", "document_share",
)  # fmt: skip


def build(source: Source) -> dict[str, Any] | None:
    """Return the chart's lines and choices, the table, and the tests."""
    folder = source.folder
    rows = [row for row in folder.table("trends") if row["axis"] == "theme"]
    if not rows:
        return None
    known = {row["measure"] for row in rows if row["value"]}
    measures = [name for name in MEASURES if name in known]
    return {
        "lines": [
            {"k": ["theme", "$measure", "$group", theme], "name": source.label(theme), "c": i}
            for i, theme in enumerate(folder.themes)
        ],
        "measures": [(name, source.words.or_key("measure", name)) for name in measures],
        "groups": [(name, source.group(name)) for name in folder.groups],
        "table": _table(source),
        "tests": _tests(source),
        "joined": _joined(source),
    }


def _table(source: Source) -> dict[str, Any]:
    themes = source.folder.themes
    series = {
        theme: {row["period"]: row for row in source.series("theme", theme, "sentence_share")}
        for theme in themes
    }
    lines = []
    for at, period in enumerate(source.folder.periods):
        own = [series[theme].get(period) for theme in themes]
        row = next((row for row in own if row), None)
        if row is None or "no_documents" in row["flag"]:
            continue
        lines.append(
            {
                "period": period,
                "at": at,
                "n_documents": row["n_documents"],
                "n_sentences": source.count(number(row["n_sentences"])),
                "flag": _flags(source, row["flag"]),
                "cells": [
                    _cell(source, theme, one) for theme, one in zip(themes, own, strict=True)
                ],
            }
        )
    return {"themes": [source.label(theme) for theme in themes], "rows": lines[::-1]}


def _cell(source: Source, theme: str, row: Row | None) -> dict[str, str]:
    return {
        "theme": theme,
        "value": source.share(number(row["value"])) if row else NONE,
        "interval": source.interval(row) if row else "",
    }


def _flags(source: Source, flag: str) -> str:
    return source.words("unit.comma").join(
        source.words.or_key("flag", one) for one in flag.split(";") if one
    )


def _tests(source: Source) -> list[dict[str, Any]]:
    """Return the tests of the themes over all documents, a row each."""
    kept = [
        row
        for row in source.folder.select("tests", axis="theme", group="all")
        if row["measure"] in ("sentence_share", "corrected_share")
    ]
    if not any(row["p"] for row in kept):
        return []
    found = []
    for (theme, measure), own in by(kept, lambda r: (r["theme"], r["measure"])).items():
        found += [
            {
                "theme": source.label(theme),
                "measure": source.words.or_key("measure", measure),
                "test": source.words.or_key("test", row["test"]),
                "n": row["n"],
                "estimate": _estimate(source, row),
                "interval": _interval(row),
                "date": _date(row),
                "p": source.probability(number(row["p"])),
                "q": source.probability(number(row["q"])),
                "real": number(row["q"]) < LEVEL,
                "note": translated(row["note"], source.words),
            }
            for row in own
        ]
    return found


def _joined(source: Source) -> list[dict[str, str]]:
    """Return the shares corrected with a coded sample, over all documents."""
    return [
        {
            "period": row["period"],
            "theme": source.label(row["theme"]),
            "value": source.share(number(row["value"])),
            "interval": source.interval(row),
            "n_coded": row["n_coded"],
            "note": source.said(row["reason"]),
        }
        for row in source.folder.select("corrected_joined", group="all")
    ]


def _estimate(source: Source, row: Row) -> str:
    """Return a slope in points a decade, or a difference in points."""
    value = _scale(row) * number(row["estimate"])
    slope = row["test"] == "mann_kendall"
    unit = source.words("unit.points_a_decade" if slope else "unit.points")
    return NONE if math.isnan(value) else f"{signed(value)} {unit}"


def _interval(row: Row) -> str:
    low, high = (_scale(row) * number(row[name]) for name in ("ci_low", "ci_high"))
    return "" if math.isnan(low) else f"[{signed(low)}, {signed(high)}]"


def _scale(row: Row) -> int:
    """Return what makes points of a share: a slope is told for ten years."""
    return 1000 if row["test"] == "mann_kendall" else 100


def _date(row: Row) -> str:
    if not row["date"]:
        return ""
    inside = f" [{row['date_low']}, {row['date_high']}]" if row["date_low"] else ""
    return f"{row['date']}{inside}"
