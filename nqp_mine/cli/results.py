"""What a run shows: a small table of the last periods, a line a theme, notes, and the files."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from nqp_mine.cli import console
from nqp_mine.cli.options import Lang, Shown

if TYPE_CHECKING:
    import pandas as pd

    from nqp_mine.models.corrections import JoinedShare
    from nqp_mine.pipeline import RunResult
    from nqp_mine.study import Study

REPORT = "report.html"
BLOCKS = "▁▂▃▄▅▆▇█"
_PLAIN_BLOCKS = "_.:-=+*#"  # for consoles without block characters
_PERIODS = 8


def show(result: "RunResult", study: "Study", shown: Shown) -> None:
    """Show the result of a run: its tables on stdout, its words on stderr."""
    if shown.as_json:
        console.json_array([result_object(result)])
    elif not shown.quiet:
        headline(result.trends, theme_names(study, shown.lang))
        if result.corrections:
            corrected(result.corrections.joined, theme_names(study, shown.lang))
    for note in result.notes:
        console.say(f"note: {note}", quiet=shown.quiet)
    files = ", ".join(sorted(result.files))
    console.say(f"{result.n_documents} documents measured. {files}", quiet=shown.quiet)
    console.say(f"Results: {result.out.absolute()}", quiet=shown.quiet)
    if REPORT in result.files:
        console.say(f"Open: {result.out.absolute() / REPORT}", quiet=shown.quiet)


def result_object(result: "RunResult") -> dict[str, Any]:
    """Return what programs are told of a run."""
    return {
        "out": str(result.out),
        "files": sorted(result.files),
        "n_documents": result.n_documents,
        "notes": list(result.notes),
    }


def theme_names(study: "Study", lang: Lang) -> dict[str, str]:
    """Return what each theme is called, by its id."""
    from nqp_mine.models.measure import load_codebook

    book = load_codebook(study)
    names = {}
    for theme in book.themes:
        category = book.category(theme)
        name = category.en if lang is Lang.EN else category.zh
        names[theme] = theme if name in ("", theme) else f"{theme} {name}"
    return names


def headline(trends: "pd.DataFrame", names: dict[str, str]) -> None:
    """Show the sentence share of each theme: the last periods, and all of them as a line."""
    if trends.empty:
        return
    chosen = trends[
        (trends["axis"] == "theme")
        & (trends["measure"] == "sentence_share")
        & (trends["group"] == "all")
    ].drop_duplicates(["period", "theme"])
    themes = [theme for theme in names if (chosen["theme"] == theme).any()]
    if not themes:
        return
    rows = {(row["period"], row["theme"]): row for row in chosen.to_dict("records")}
    periods = sorted({str(period) for period, _ in rows})
    console.caption("sentence_share: % of the sentences that speak of the theme [interval]")
    body = [
        [p, rows[p, themes[0]]["n_documents"], *(cell(rows.get((p, t))) for t in themes)]
        for p in periods[-_PERIODS:]
    ]
    labels = [names[theme] for theme in themes]
    console.table(("period", "documents", *labels), body, right=" ".join(("documents",)))
    if len(periods) < 2:
        return  # a line of one value says nothing: the table has it
    for theme in themes:
        values = [rows[p, theme]["value"] if (p, theme) in rows else math.nan for p in periods]
        console.line(f"{sparkline(values)}  {periods[0]} - {periods[-1]}  {names[theme]}")


def corrected(joined: "Sequence[JoinedShare]", names: dict[str, str]) -> None:
    """Show the corrected share of each theme over the last runs of periods."""
    rows = {(one.period, one.theme): one for one in joined if one.group == "all"}
    periods = list(dict.fromkeys(period for period, _ in rows))
    themes = [theme for theme in names if any(theme == own for _, own in rows)]
    if not themes:
        return
    console.caption("corrected_share: the same, corrected with the coded sentences [interval]")
    body = [
        [
            p,
            rows[p, themes[0]].n_coded,
            *(cell(asdict(rows[p, t])) if (p, t) in rows else "-" for t in themes),
        ]
        for p in periods[-_PERIODS:]
    ]
    console.table(("periods", "coded", *(names[t] for t in themes)), body, right="coded")


def cell(row: dict[Any, Any] | None) -> str:
    """Return a share with its interval in per cent, or a dash where there is none."""
    if row is None or row["value"] is None or math.isnan(row["value"]):
        return "-"
    low, high = row["ci_low"], row["ci_high"]
    value = f"{100 * row['value']:.1f}"
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return value
    return f"{value} [{100 * low:.1f}, {100 * high:.1f}]"


def sparkline(values: Sequence[float]) -> str:
    """Return a bar a value, from zero to the largest; a value that is not known is a space."""
    blocks = BLOCKS if console.can_show(BLOCKS) else _PLAIN_BLOCKS
    top = max((value for value in values if not math.isnan(value)), default=0.0) or 1.0
    return "".join(
        " " if math.isnan(value) else blocks[min(int(value / top * 8), 7)] for value in values
    )
