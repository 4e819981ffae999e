"""May one believe it? Other measures, fixed composition, placebo themes, every other choice."""

import math
from collections.abc import Sequence
from typing import Any

from nqp_mine.report.findings import signed
from nqp_mine.report.folder import Row, by, number
from nqp_mine.report.source import NONE, Source, whole

_MEASURES = ("dictionary_share", "han_share", "term_rate", "tfidf_share", "topic_share")


def build(source: Source) -> dict[str, Any] | None:
    """Return the checks that the folder has tables for; others are said to be missing."""
    found = {
        "coded": _coded(source),
        "coders": _coders(source),
        "agreement": _agreement(source),
        "composition": _composition(source),
        "placebo": _placebo(source),
        "robustness": _robustness(source),
    }
    return found if any(found.values()) or source.folder.table("trends") else None


def _coded(source: Source) -> list[dict[str, Any]]:
    """Return how well the tool's codes agree with people's, where `gold score` was run."""
    return [
        {
            "coder": source.words.or_key("coder", row["coder"].partition("-")[0]),
            "label": source.label(row["theme"]) if row["theme"] else source.words("validity.mean"),
            "n": row["n"] or NONE,
            "positives": f"{number(row['positives']):g}" if row["positives"] else NONE,
            "cells": [_score(row, name) for name in ("precision", "recall", "f1")],
            "kappa": _two(row["kappa"]),
        }
        for row in source.folder.table("validation")
        if row["axis"] in ("theme", "mean")
    ]


def _coders(source: Source) -> list[dict[str, Any]]:
    """Return how far people agree with each other."""
    return [
        {
            "label": source.label(row["theme"]),
            "n": row["n_units"],
            "cells": [_score(row, name) for name in ("percent", "kappa", "alpha")],
        }
        for row in source.folder.table("agreement")
    ]


def _score(row: Row, name: str) -> tuple[str, str]:
    """Return a score and its interval."""
    low, high = _two(row[f"{name}_low"]), _two(row[f"{name}_high"])
    return _two(row[name]), f"{low}–{high}" if row[f"{name}_low"] else ""


def _two(cell: str) -> str:
    return f"{number(cell):.2f}".replace("-", "−") if cell else NONE


def _agreement(source: Source) -> list[dict[str, Any]]:
    """Return how each measure goes with sentence_share over the periods."""
    found = []
    for name in _MEASURES:
        cells = []
        for theme in source.folder.themes:
            one = {r["period"]: r for r in whole(source.series("theme", theme, "sentence_share"))}
            other = {r["period"]: r for r in whole(source.series("theme", theme, name))}
            both = sorted(one.keys() & other.keys())
            cells.append(
                correlation(
                    [number(one[p]["value"]) for p in both],
                    [number(other[p]["value"]) for p in both],
                )
            )
        if not all(math.isnan(value) for value in cells):
            shown = [NONE if math.isnan(v) else f"{v:.2f}".replace("-", "−") for v in cells]
            found.append({"measure": source.words.or_key("measure", name), "cells": shown})
    return found


def correlation(x: Sequence[float], y: Sequence[float]) -> float:
    """Return Pearson's correlation, or NaN for fewer than three points or no variation."""
    n = len(x)
    if n < 3:
        return math.nan
    mean_x, mean_y = sum(x) / n, sum(y) / n
    dx, dy = [v - mean_x for v in x], [v - mean_y for v in y]
    size = math.sqrt(sum(v * v for v in dx) * sum(v * v for v in dy))
    return sum(a * b for a, b in zip(dx, dy, strict=True)) / size if size > 0 else math.nan


def _composition(source: Source) -> dict[str, Any] | None:
    rows = [r for r in source.folder.select("composition", group="all") if r["value"]]
    if not rows or all(r["value"] == r["raw"] for r in rows):
        return None  # one document a period: there is no composition to hold fixed
    themes = list(dict.fromkeys(row["theme"] for row in rows))
    return {
        "charts": [
            {
                "theme": theme,
                "number": i,
                "label": source.label(theme),
                "lines": [
                    {"k": ["composition", name, "all", theme],
                     "name": source.words(f"composition.{name}"), "c": c}
                    for c, name in ((7, "raw"), (i, "fixed"))
                ],
            }
            for i, theme in enumerate(source.folder.themes)
            if theme in themes
        ]
    }  # fmt: skip


def _placebo(source: Source) -> list[dict[str, Any]]:
    """Return the themes and the placebo themes by their trend of dictionary_share."""
    rows = [
        row
        for row in source.folder.select(
            "tests", group="all", measure="dictionary_share", test="mann_kendall"
        )
        if row["axis"] in ("theme", "placebo") and row["estimate"]
    ]
    if not any(row["axis"] == "placebo" for row in rows):
        return []
    rows.sort(key=lambda row: -number(row["estimate"]))
    return [
        {
            "label": source.label(row["theme"]),
            "placebo": row["axis"] == "placebo",
            "slope": signed(1000 * number(row["estimate"])),
            "interval": f"{signed(1000 * number(row['ci_low']))} – "
            f"{signed(1000 * number(row['ci_high']))}",
            "p": source.probability(number(row["p"])),
        }
        for row in rows
    ]


def _robustness(source: Source) -> list[dict[str, Any]]:
    """Return what the specifications say of each theme, where `robustness` was run."""
    rows = by(source.folder.select("specifications", axis="theme"), lambda row: row["theme"])
    terms = by(source.folder.table("leave_one_out"), lambda row: row["theme"])
    return [
        _specifications(source, theme, rows[theme], terms.get(theme, []))
        for theme in source.folder.themes
        if theme in rows
    ]


def _specifications(
    source: Source, theme: str, rows: list[Row], terms: list[Row]
) -> dict[str, Any]:
    slopes = sorted(x for row in rows if not math.isnan(x := number(row["relative_slope"])))
    real = [row for row in rows if number(row["p"]) < 0.05]
    carried = [row for row in terms if row["term_share"]][:5]
    return {
        "label": source.label(theme),
        "n": len(slopes),
        "rising": source.share(sum(x > 0 for x in slopes) / len(slopes), 0) if slopes else NONE,
        "real": source.share(len(real) / len(slopes), 0) if slopes else NONE,
        "median": signed(slopes[len(slopes) // 2]) if slopes else NONE,
        "range": f"{signed(slopes[0])} – {signed(slopes[-1])}" if slopes else NONE,
        "terms": [
            (row["term"], source.share(number(row["term_share"]), 0).replace("-", "−"))
            for row in carried
        ],
    }
