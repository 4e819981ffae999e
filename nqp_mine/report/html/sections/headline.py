"""What was found, in words: each theme now and at first, with intervals, and whether it moved."""

from typing import Any

from nqp_mine.report.findings import trend_words
from nqp_mine.report.folder import number
from nqp_mine.report.html import sparkline
from nqp_mine.report.source import Source, whole

MEASURE = "sentence_share"
_UNEVEN = 5  # times as many documents in one period as in another


def build(source: Source) -> dict[str, Any] | None:
    """Return a card a theme."""
    themes = source.folder.themes
    series = {theme: source.series("theme", theme, MEASURE) for theme in themes}
    known = {theme: whole(rows) for theme, rows in series.items() if whole(rows)}
    if not known:
        return None
    top = max(number(row["value"]) for rows in known.values() for row in rows)
    cards = []
    for theme, rows in known.items():
        last = rows[-1]
        cards.append(
            {
                "theme": theme,
                "number": themes.index(theme),
                "label": source.label(theme),
                "value": source.share(number(last["value"])),
                "interval": source.interval(last),
                "period": last["period"],
                "few": "few_documents" in last["flag"].split(";"),
                "spark": sparkline.draw(series[theme], top),
                "before": _before(source, rows),
                "trend": trend_words(source, theme, MEASURE),
            }
        )
    return {"lead": _lead(source, known), "cards": cards}


def _before(source: Source, rows: list[Any]) -> list[str]:
    """Return the first value and the largest; nothing where there is one period only."""
    if len(rows) < 2:
        return []
    first, peak = rows[0], max(rows, key=lambda row: number(row["value"]))
    value = source.share(number(peak["value"]))
    return [
        source.words("headline.from", period=first["period"], value=_with_interval(source, first)),
        source.words("headline.peak", period=peak["period"], value=value),
    ]


def _with_interval(source: Source, row: Any) -> str:
    inside = source.interval(row)
    value = source.share(number(row["value"]))
    return source.words("unit.with_interval", value=value, interval=inside) if inside else value


def _lead(source: Source, known: dict[str, list[Any]]) -> str:
    facts = source.folder.facts["corpus"]
    last = {theme: rows[-1] for theme, rows in known.items()}
    most = max(last, key=lambda theme: number(last[theme]["value"]))
    periods = [row["period"] for rows in known.values() for row in (rows[0], rows[-1])]
    n_sentences = sum(source.folder.facts["sentences"]["n_sentences"].values())
    text = source.words(
        "headline.lead",
        n_documents=source.count(facts["n_counted"]),
        n_sentences=source.count(n_sentences),
        first=min(periods),
        last=max(periods),
        theme=source.label(most),
        period=last[most]["period"],
        value=_with_interval(source, last[most]),
    )
    sizes = [int(row["n_documents"]) for row in known[most]]
    if max(sizes) >= _UNEVEN * min(sizes):
        text += source.words("headline.supply", least=min(sizes), most=max(sizes))
    final = source.folder.periods[-1]
    return text if final == max(periods) else text + source.words("headline.open", period=final)
