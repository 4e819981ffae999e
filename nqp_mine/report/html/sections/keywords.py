"""The words that set each period apart, and keyness where it was computed."""

from typing import Any

from nqp_mine.report.folder import Row, by, number
from nqp_mine.report.source import Source

_WORDS, _LEADING, _KEYNESS = 12, 30, 300
_COLUMNS = ("term", "target_rate", "reference_rate", "log_odds", "z", "q_z")


def build(source: Source) -> dict[str, Any] | None:
    """Return the keywords by period, the last period first."""
    rows = source.folder.select("keywords", scope="period", method="tfidf")
    if not rows:
        return None
    periods = []
    for period, own in sorted(by(rows, lambda row: row["key"]).items(), reverse=True):
        order = sorted(own, key=lambda row: int(row["rank"]))[:_WORDS]
        top = max(number(row["score"]) for row in order) or 1.0
        words = [(row["term"], 1 + min(int(4 * number(row["score"]) / top), 3)) for row in order]
        periods.append({"period": period, "words": words})
    return {"periods": periods, "keyness": _keyness(source)}


def _keyness(source: Source) -> dict[str, Any] | None:
    """Return the words of two sides that were compared, and the phrases found there."""
    rows = source.folder.table("keyness")
    if not rows:
        return None
    sides = by(rows, lambda row: row["side"])
    return {
        "sides": [
            (
                source.words(f"keywords.{side}", side=_side(source, rows[0], side)),
                [r["term"] for r in sides[side][:_LEADING]],
            )
            for side in ("target", "reference")
            if side in sides
        ],
        "columns": [source.words(f"keywords.{name}") for name in _COLUMNS],
        "rows": [
            [
                row["term"],
                *(_short(row[n]) for n in _COLUMNS[1:-1]),
                source.probability(number(row["q_z"])),
            ]
            for row in rows[:_KEYNESS]
        ],
        "n": len(rows),
        "phrases": [
            [row["text"], row["count"], row["first"], _short(row["npmi"])]
            for row in source.folder.table("phrases")[:_KEYNESS]
        ],
    }


def _side(source: Source, row: Row, side: str) -> str:
    """Return what stood on a side: years, the value of a column, or a theme; or all the rest."""
    name = row.get(side, "")
    if not name:
        return source.words("keywords.rest")
    return source.label(name) if row.get("by") == "theme" else name


def _short(cell: str) -> str:
    return f"{number(cell):.3g}" if cell else ""
