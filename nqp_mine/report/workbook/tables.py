"""T1 to T7: what each table holds. All of it is read from the output folder."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from nqp_mine.report.folder import by, number
from nqp_mine.report.panel import Panel
from nqp_mine.report.sentences import Uses, matched
from nqp_mine.report.source import Source, whole
from nqp_mine.report.workbook.sheet import Sheet

ATTENTION = ("sentence_share", "corrected_share", "dictionary_share")


def sheets(source: Source, panel: Panel) -> list[Sheet]:
    """Return all sheets, in order; a table that was not made says how it is made."""
    return [
        corpus(source), exclusions(source), codebook(source), attention(source), topics(source),
        *_copies(source), descriptives(source, panel),
    ]  # fmt: skip


def _sheet(
    source: Source, key: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> Sheet:
    note = source.words(f"sheet.{key}_note" if rows else f"sheet.{key}_none")
    return Sheet(
        key=key, name=source.words(f"sheet.{key}"), title=source.words(f"sheet.{key}_title"),
        note=note, columns=columns, rows=rows,
    )  # fmt: skip


def corpus(source: Source) -> Sheet:
    """T1: documents and sentences by period, region, level and type."""
    periods = {row["id"]: row.get("period", "") for row in source.folder.table("sources")}
    sums: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0] * 5)
    for row in source.folder.table("documents"):
        period = periods.get(row["id"], "")
        own = sums[period, row["region"], row["level"], row["doc_type"]]
        own[0] += 1
        own[1] += row["counted"] == "1"
        own[2] += bool(row["duplicate_of"])
        own[3] += int(number(row["n_sentences"] or "0"))
        own[4] += int(number(row["n_han"] or "0"))
    columns = (
        "period", "region", "level", "doc_type", "n_documents", "n_counted", "n_duplicates",
        "n_sentences", "n_han",
    )  # fmt: skip
    return _sheet(source, "t1", columns, [[*key, *sums[key]] for key in sorted(sums)])


def exclusions(source: Source) -> Sheet:
    """T1, second part: what is not in the trends, and why."""
    facts = source.folder.facts["corpus"]
    rows = [
        [source.words(f"corpus.{name}"), "", facts[name]]
        for name in ("n_duplicates", "n_undated", "n_dated_too_coarsely")
    ]
    left = Counter((r["outcome"], r["reason"]) for r in source.folder.table("left_out"))
    rows += [
        [source.words.or_key("outcome", outcome), source.said(reason), n]
        for (outcome, reason), n in sorted(left.items())
    ]
    parts = source.folder.facts["sentences"]["n_sentences_left_out"]
    rows += [
        [source.words("sheet.sentences_left"), source.words.or_key("part", name), n]
        for name, n in parts.items()
    ]
    return _sheet(source, "t1b", ("outcome", "reason", "n"), rows)


def codebook(source: Source) -> Sheet:
    """T2: every term with its hits, sentences and documents."""
    terms = source.folder.sentences.terms
    axis = {one["id"]: one["axis"] for one in source.folder.categories}
    listed = [
        (r["category"], terms.get((r["category"], matched(r["term"])), Uses()), r)
        for r in source.folder.table("codebook")
    ]
    rows = [
        [
            source.words.or_key("axis", axis.get(category, "")), category,
            source.folder.name_of(category, source.lang), row["term"], row["source"],
            row["not_in"], row["needs"], *uses,
        ]
        for category, uses, row in listed
    ]  # fmt: skip
    columns = (
        "axis", "category", "category_name", "term", "source", "not_in", "needs", "hits",
        "sentences", "documents",
    )  # fmt: skip
    return _sheet(source, "t2", columns, rows)


def attention(source: Source) -> Sheet:
    """T3: the shares of themes and sub-themes by period and group, with intervals."""
    rows = [
        [
            row["period"], source.group(row["group"]), row["theme"],
            source.folder.name_of(row["theme"], source.lang),
            source.words.or_key("measure", row["measure"]), number(row["value"]),
            number(row["ci_low"]), number(row["ci_high"]),
            source.words.or_key("method", row["ci_method"]), int(row["n_documents"] or 0),
            int(row["n_sentences"] or 0), flags(source, row["flag"]),
        ]
        for row in source.folder.table("trends")
        if row["measure"] in ATTENTION and row["axis"] in ("theme", "subtheme")
    ]  # fmt: skip
    columns = (
        "period", "group", "theme", "theme_name", "measure", "value", "ci_low", "ci_high",
        "ci_method", "n_documents", "n_sentences", "flag",
    )  # fmt: skip
    return _sheet(source, "t3", columns, rows)


def flags(source: Source, flag: str) -> str:
    """Return the flags of a cell in words."""
    return source.words("unit.comma").join(
        source.words.or_key("flag", one) for one in flag.split(";") if one
    )


def topics(source: Source) -> Sheet:
    """T4: the topics with their words and shares."""
    trends = by(source.folder.select("topic_trends", group="all"), lambda row: row["topic"])
    rows = []
    for topic, own in by(source.folder.table("topics"), lambda row: row["topic"]).items():
        words = sorted(own, key=lambda row: int(row["rank"]))
        values = [number(row["value"]) for row in whole(trends.get(topic, []))]
        theme = own[0]["theme"]
        rows.append(
            [
                int(topic), theme, source.label(theme) if theme else "",
                number(own[0]["seed_mass"]), statistics.fmean(values) if values else None,
                values[-1] if values else None,
                source.words("unit.list").join(row["word"] for row in words[:15]),
            ]
        )  # fmt: skip
    columns = (
        "topic", "theme", "theme_name", "seed_mass", "mean_share", "last_share", "words",
    )  # fmt: skip
    return _sheet(source, "t4", columns, rows)


def _copies(source: Source) -> Iterator[Sheet]:
    """Yield the sheets that repeat a table as it is: choice of K, validation, robustness."""
    for key, table in (
        ("t3b", "corrected_joined"), ("t4b", "topic_scan"), ("t4c", "keyness"),
        ("t5", "validation"), ("t5b", "agreement"), ("t6", "specifications"),
        ("t6b", "leave_one_out"),
    ):  # fmt: skip
        rows = source.folder.table(table)
        columns = list(rows[0]) if rows else []
        kept = [[_value(row[name]) for name in columns] for row in rows]
        if rows or key in ("t5", "t6"):
            yield _sheet(source, key, columns or ("note",), kept)


def _value(cell: str) -> Any:
    value = number(cell)
    return cell if value != value else value  # NaN is not itself


def descriptives(source: Source, panel: Panel) -> Sheet:
    """T7: mean, standard deviation and quartiles of every number of the panel."""
    rows = []
    for at, one in enumerate(panel.variables):
        if one.kind == "text" or one.name == "place_id":
            continue
        values = [v for row in panel.rows if (v := float(row[at])) == v]
        if values:
            rows.append([one.name, one.label, *describe(values)])
    columns = ("variable", "label", "n", *_STATISTICS)
    return _sheet(source, "t7", columns, rows)


_STATISTICS: dict[str, Callable[[Sequence[float]], float]] = {
    "mean": statistics.fmean,
    "sd": lambda values: statistics.stdev(values) if len(values) > 1 else float("nan"),
    "minimum": min,
    "p25": lambda values: quantile(values, 0.25),
    "median": statistics.median,
    "p75": lambda values: quantile(values, 0.75),
    "maximum": max,
}


def describe(values: Sequence[float]) -> list[float]:
    """Return the number of values and their statistics."""
    return [len(values), *(statistic(values) for statistic in _STATISTICS.values())]


def quantile(values: Sequence[float], part: float) -> float:
    """Return a quantile by linear interpolation, as NumPy, R (type 7) and Excel do."""
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
