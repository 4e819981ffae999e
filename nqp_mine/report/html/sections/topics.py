"""The topics: their words, how firmly the themes are anchored, typical paragraphs, their trend."""

from typing import Any

from nqp_mine.report.folder import Row, by, number
from nqp_mine.report.html import sparkline
from nqp_mine.report.source import Source, whole

_WORDS, _PARAGRAPHS, _LENGTH = 12, 10, 220


def build(source: Source) -> dict[str, Any] | None:
    """Return a card a topic, the anchored ones first."""
    words = by(source.folder.table("topics"), lambda row: row["topic"])
    if not words:
        return None
    trends = by(source.folder.select("topic_trends", group="all"), lambda row: row["topic"])
    typical = by(source.folder.table("typical"), lambda row: row["topic"])
    told = {row["topic"]: row for row in source.folder.table("topic_summary")}
    known = [number(r["value"]) for rows in trends.values() for r in rows if r["value"]]
    top = max(known, default=0.0)
    cards = [
        _card(source, topic, rows, trends.get(topic, []), typical.get(topic, []), top)
        | _change(source, told.get(topic, {}))
        for topic, rows in words.items()
    ]
    cards.sort(key=lambda card: (card["number"] < 0, card["number"], -card["mean_value"]))
    facts = source.folder.facts.get("topics", {})
    return {
        "cards": cards,
        "engine": facts.get("engine", ""),
        "n": len(cards),
        "scan": _scan(source),
    }


def _change(source: Source, told: Row | dict[str, str]) -> dict[str, Any]:
    """Return what is told of a topic over time: when it comes and goes, which words with it."""
    come = [
        source.words(f"topics.{name}", period=told[name])
        for name in ("appears", "vanishes")
        if told.get(name)
    ]
    return {
        "label": " · ".join(told.get("label", "").split()),
        "change": source.words("unit.list").join(come),
        "rising": " ".join(told.get("rising", "").split()),
        "falling": " ".join(told.get("falling", "").split()),
    }


def _scan(source: Source) -> list[dict[str, Any]]:
    """Return the numbers of topics that were tried, where a scan was made."""
    names = ("perplexity", "coherence", "exclusivity", "stability", "score")
    return [
        {
            "n": row["n_topics"],
            "recommended": row["recommended"] == "1",
            "cells": [f"{number(row[name]):.4g}" for name in names],
        }
        for row in source.folder.table("topic_scan")
    ]


def _card(
    source: Source, topic: str, words: list[Row], trend: list[Row], typical: list[Row], top: float
) -> dict[str, Any]:
    trend = sorted(trend, key=lambda row: row["period"])
    heaviest = max(number(row["weight"]) for row in words)
    theme = words[0]["theme"]
    known = whole(trend)
    mean = sum(number(row["value"]) for row in known) / len(known) if known else 0.0
    order = sorted(words, key=lambda row: int(row["rank"]))[:_WORDS]
    themes = source.folder.themes
    return {
        "topic": topic,
        "theme": theme,
        "number": themes.index(theme) if theme in themes else -1,
        "title": source.label(theme) if theme else " · ".join(row["word"] for row in order[:3]),
        "seed": source.share(number(words[0]["seed_mass"]), 0) if theme else "",
        "words": [
            {"text": row["word"], "width": round(100 * number(row["weight"]) / heaviest, 1)}
            for row in order
        ],
        "mean": source.share(mean),
        "mean_value": mean,
        "last": source.share(number(known[-1]["value"])) if known else "",
        "interval": source.interval(known[-1]) if known else "",
        "period": known[-1]["period"] if known else "",
        "spark": sparkline.draw(trend, top),
        "paragraphs": [
            {
                "text": row["text"][:_LENGTH] + ("…" if len(row["text"]) > _LENGTH else ""),
                "title": row["title"] or row["id"],
                "share": source.share(number(row["share"]), 0),
            }
            for row in typical[:_PARAGRAPHS]
        ],
    }
