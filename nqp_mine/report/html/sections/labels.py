"""The concept's own words against the substance behind them, and who used the words first."""

from typing import Any

from nqp_mine.report.folder import number
from nqp_mine.report.source import Source, whole

#: Two charts, since substance is many times the label: {measure: colour}.
_CHARTS = ((("substance_share", 0),), (("label_share", 1), ("label_only_share", 3)))
_ENOUGH = 10  # sentences with the label, from which their parts are told as a share


def build(source: Source) -> dict[str, Any] | None:
    """Return the lines of label and substance, and the first uses."""
    rows = source.folder.select("labels", group="all")
    if not any(row["value"] for row in rows):
        return None
    return {
        "lead": _lead(source),
        "charts": [
            [
                {"k": ["labels", name, "all", "label"], "name": source.words(f"measure.{name}"),
                 "c": c}
                for name, c in lines
            ]
            for lines in _CHARTS
        ],
        "first": [
            {
                "scope": source.words.or_key("scope", row["scope"]),
                "key": row["key"],
                "term": row["term"],
                "date": row["date"],
                "title": row["title"],
            }
            for row in source.folder.table("first_use")
        ],
    }  # fmt: skip


def _first_term(source: Source) -> str:
    """Return the label that stood first of all, in brackets."""
    rows = [row for row in source.folder.select("first_use", scope="all") if row["date"]]
    if not rows:
        return ""
    return source.words("labels.first_term", term=min(rows, key=lambda row: row["date"])["term"])


def _lead(source: Source) -> str:
    found = {}
    for name in ("label_share", "substance_share", "label_only_of_label"):
        rows = source.folder.select("labels", group="all", measure=name)
        found[name] = whole(sorted(rows, key=lambda row: row["period"]))
    used = [row for row in found["label_share"] if number(row["value"]) > 0]
    if not used:
        return source.words("labels.none")
    last = found["label_share"][-1]
    alone = {row["period"]: row for row in found["label_only_of_label"]}.get(last["period"])
    substance = {row["period"]: row for row in found["substance_share"]}[last["period"]]
    n = round(number(last["value"]) * number(last["n_sentences"]))
    text = source.words(
        "labels.lead",
        n=source.count(n),
        first=used[0]["period"],
        term=_first_term(source),
        period=last["period"],
        label=source.share(number(last["value"]), 2),
        interval=source.interval(last, 2),
        substance=source.share(number(substance["value"])),
    )
    if alone is None or n < _ENOUGH:
        return text
    share = source.share(number(alone["value"]), 0)
    return text + source.words("labels.alone", share=share, interval=source.interval(alone, 0))
