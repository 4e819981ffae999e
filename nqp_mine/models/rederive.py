"""One function a published table: derive it from rebuilt counts and compare."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nqp_mine.models import (
    composition,
    grouping,
    keywording,
    label,
    published,
    trend_tests,
    trends,
)
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.corrections import Corrections, corrections
from nqp_mine.models.published import Check, compare
from nqp_mine.models.trends import TrendRow
from nqp_mine.models.words import theme_weights
from nqp_mine.study import Study

if TYPE_CHECKING:
    from nqp_mine.models.verify import Rebuilt

Derive = Callable[[Path, "Rebuilt", Codebook, Study, Check], None]
_TREND_KEYS = ("period", "group", "axis", "theme", "measure")
_TEST_KEYS = ("group", "axis", "theme", "measure", "test")
_KNOWN = ("id", "title", "date", "date_precision", "issuer", "region", "level", "doc_type")


def documents(out: Path, rebuilt: "Rebuilt", book: Codebook, study: Study, check: Check) -> None:
    """Compare documents.csv: what is known of each document, and its counts."""
    del study
    number = {name: i for i, name in enumerate(rebuilt.counts.ids())}

    def derived() -> Iterator[dict[str, Any]]:
        for document in rebuilt.everything:
            one = rebuilt.counts[number[document.id]] if document.id in number else None
            row: dict[str, Any] = {name: getattr(document, name) for name in _KNOWN}
            row |= {"counted": one is not None, "duplicate_of": document.duplicate_of}
            row["n_sentences"] = len(one.han) if one else ""
            row["n_han"] = int(one.han.sum()) if one else ""
            for k, theme in enumerate(book.themes):
                row[theme] = int(one.coded[:, k].sum()) if one else ""
            yield row

    compare(check, published.read(out / "documents.csv"), derived(), ["id"])


def trend_table(out: Path, rebuilt: "Rebuilt", book: Codebook, study: Study, check: Check) -> None:
    """Compare trends.csv; topic shares with topic_trends.csv."""
    rows = published.read(out / "trends.csv")
    derived = [asdict(row) for row in derived_trends(rebuilt, book, study)]
    if found := derived_corrections(rebuilt, book, study):
        derived += [asdict(row) for row in found.rows]
    compare(check, [row for row in rows if row["measure"] != "topic_share"], derived, _TREND_KEYS)
    topics = [row for row in rows if row["measure"] == "topic_share"]
    if topics and (out / "topic_trends.csv").is_file():
        anchored = [r for r in published.read(out / "topic_trends.csv") if r["theme"]]
        names = ("period", "group", "theme", "value", "ci_low", "ci_high", "n_documents")
        numbers = ({n: r[n] for n in names} for r in anchored)
        compare(check, topics, numbers, ("period", "group", "theme"))


def derived_trends(rebuilt: "Rebuilt", book: Codebook, study: Study) -> list[TrendRow]:
    """Return the trend rows that follow from counts and words."""
    own = rebuilt.measured
    seeds = [book.seeds(theme) for theme in book.themes]
    weights = theme_weights(own.words, own.vocabulary, seeds)
    table = trends.panel(rebuilt.counts, book, book.themes, weights)
    return trends.trends(table, grouping.cells(rebuilt.counted, study), study)


def derived_corrections(rebuilt: "Rebuilt", book: Codebook, study: Study) -> Corrections | None:
    """Return the shares corrected with coded.csv, or None where there is none."""
    if rebuilt.sample is None:
        return None
    table = trends.panel(rebuilt.counts, book, book.themes)
    return corrections(table, grouping.cells(rebuilt.counted, study), rebuilt.sample, study)


def joined(out: Path, rebuilt: "Rebuilt", book: Codebook, study: Study, check: Check) -> None:
    """Compare corrected_joined.csv."""
    found = derived_corrections(rebuilt, book, study)
    derived = (asdict(row) for row in (found.joined if found else ()))
    rows = published.read(out / "corrected_joined.csv")
    compare(check, rows, derived, ("period", "group", "theme"))


def first_uses(out: Path, rebuilt: "Rebuilt", book: Codebook, study: Study, check: Check) -> None:
    """Compare first_use.csv."""
    del book, study
    derived = (asdict(row) for row in rebuilt.first_uses)
    compare(check, published.read(out / "first_use.csv"), derived, ("scope", "key", "term"))


def keywords(out: Path, rebuilt: "Rebuilt", book: Codebook, study: Study, check: Check) -> None:
    """Compare keywords.csv."""
    del book
    cells = grouping.cells(rebuilt.counted, study)
    own = rebuilt.measured
    found = keywording.keywords(
        own.words, own.counts.ids(), own.vocabulary, cells, study.n_keywords
    )
    derived = (
        {"scope": scope, "key": key, "method": method, **asdict(keyword)}
        for scope, key, method, all_of_it in found
        for keyword in all_of_it
    )
    keys = ("scope", "key", "method", "rank")
    compare(check, published.read(out / "keywords.csv"), derived, keys)


def topics(out: Path, rebuilt: "Rebuilt", book: Codebook, study: Study, check: Check) -> None:
    """Compare topics.csv and the tables beside it with topics that are fitted afresh."""
    from nqp_mine.models.measured import begin_topics
    from nqp_mine.models.topics.fitting import available

    if not available(*rebuilt.engine):
        return
    cells = grouping.cells(rebuilt.counted, study)
    fitted = begin_topics(rebuilt.measured, cells, book, study)()
    words = (
        {"topic": topic, "theme": theme, "rank": rank, "word": word, "weight": weight,
         "seed_mass": float(fitted.model.seed_mass[topic])}
        for topic, theme in enumerate(fitted.model.themes)
        for rank, (word, weight) in enumerate(
            fitted.model.top_words(topic, study.n_topic_words), start=1)
    )  # fmt: skip
    tables: dict[str, tuple[Iterable[dict[str, Any]], tuple[str, ...]]] = {
        "topics.csv": (words, ("topic", "rank")),
        "topic_trends.csv": (map(asdict, fitted.trends), ("period", "group", "topic")),
        "topic_summary.csv": (map(asdict, fitted.summaries), ("topic",)),
        "topic_themes.csv": (map(asdict, fitted.alignment), ("topic", "theme")),
        "topic_words.csv": (map(asdict, fitted.words), ("period", "topic", "rank")),
    }
    for name, (derived, keys) in tables.items():
        if (out / name).is_file():
            compare(check, published.read(out / name), derived, keys)


def trend_test_table(
    out: Path, rebuilt: "Rebuilt", book: Codebook, study: Study, check: Check
) -> None:
    """Compare tests.csv, whose series of other sources are taken from trends.csv."""
    rows = derived_trends(rebuilt, book, study)
    found = derived_corrections(rebuilt, book, study)
    rows += found.rows if found else ()
    known = {row.measure for row in rows}
    if (out / "trends.csv").is_file():
        others = [r for r in published.read(out / "trends.csv") if r["measure"] not in known]
        rows += [_trend_row(row) for row in others]
    derived = (asdict(one) for one in trend_tests.run_tests(rows, study))
    compare(check, published.read(out / "tests.csv"), derived, _TEST_KEYS)


def composition_table(
    out: Path, rebuilt: "Rebuilt", book: Codebook, study: Study, check: Check
) -> None:
    """Compare composition.csv."""
    cells = grouping.cells(rebuilt.counted, study)
    rows = composition.standardised(rebuilt.counted, rebuilt.counts, cells, book, study)
    derived = (asdict(row) for row in rows)
    compare(check, published.read(out / "composition.csv"), derived, _TREND_KEYS)


def label_table(out: Path, rebuilt: "Rebuilt", book: Codebook, study: Study, check: Check) -> None:
    """Compare labels.csv."""
    cells = grouping.cells(rebuilt.counted, study)
    derived = (asdict(row) for row in label.label_rows(rebuilt.counts, cells, book, study))
    compare(check, published.read(out / "labels.csv"), derived, _TREND_KEYS)


def _trend_row(row: dict[str, str]) -> TrendRow:
    numbers = {"value", "ci_low", "ci_high"}
    counts = {"n_documents", "n_sentences", "n_han"}
    values: dict[str, Any] = {one.name: row.get(one.name, "") for one in fields(TrendRow)}
    for name in numbers | counts:
        text = values[name]
        values[name] = int(text or 0) if name in counts else float(text or "nan")
    return TrendRow(**values)


TABLES: dict[str, Derive] = {
    "documents.csv": documents,
    "trends.csv": trend_table,
    "keywords.csv": keywords,
    "topics.csv": topics,
    "tests.csv": trend_test_table,
    "composition.csv": composition_table,
    "labels.csv": label_table,
    "first_use.csv": first_uses,
    "corrected_joined.csv": joined,
}
