"""The words that set each period apart, and keyness where it was computed."""

from typing import Any

from nqp_mine.report.folder import by, number
from nqp_mine.report.source import Source

_WORDS, _KEYNESS = 12, 400


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
    rows = source.folder.table("keyness")
    if not rows:
        return None
    columns = list(rows[0])
    return {
        "columns": columns,
        "rows": [[row[name] for name in columns] for row in rows[:_KEYNESS]],
        "n": len(rows),
    }
