"""run(): the whole job, from a corpus to a folder of results. It calls the stages in order."""

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nqp_mine.corpora.document import Document
from nqp_mine.corpora.store import Corpus
from nqp_mine.errors import TopicError, UsageError
from nqp_mine.models import parallel, trends
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.label import FirstUse, FirstUses
from nqp_mine.models.measure import (
    BatchResult,
    DocumentCounts,
    Evidence,
    Instruments,
    load_codebook,
)
from nqp_mine.nlp.terms import TermBlock, TermMatrix, merge
from nqp_mine.report import manifest, tables
from nqp_mine.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from nqp_mine.models.topics.model import TopicModel
    from nqp_mine.models.topics.trends import TopicTrend

ALL_STAGES = frozenset({"attention", "keywords", "topics", "trends", "figures"})
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RunResult:
    """What a run wrote; `trends` is trends.csv as a data frame."""

    out: Path
    files: tuple[str, ...]
    trends: "pd.DataFrame"
    n_documents: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Measured:
    """The counts of all counted documents, and the words of their paragraphs."""

    documents: tuple[Document, ...]
    counts: tuple[DocumentCounts, ...]
    paragraphs: TermMatrix | None
    owners: tuple[int, ...]

    def by_document(self) -> TermMatrix:
        """Return the words per document."""
        assert self.paragraphs is not None
        return self.paragraphs.group(self.owners, [document.id for document in self.documents])


def run(
    corpus_path: Path,
    out: Path,
    study: Study,
    *,
    workers: int = 0,
    stages: frozenset[str] = ALL_STAGES,
    progress: Progress | None = None,
) -> RunResult:
    """Run the stages on a corpus and write their files into `out`.

    Raises:
        UsageError: an unknown codebook or group column, or a corpus without counted documents.
        CorpusError: the corpus cannot be read.
        OutputError: `out` cannot be written.
    """
    tell = progress or (lambda *_: None)
    book = load_codebook(study)
    with Corpus(corpus_path) as corpus:
        everything = [replace(document, text="") for document in corpus.documents()]
        corpus_digest = _digest(everything)
    counted = [d for d in everything if study.duplicates == "all" or not d.duplicate_of]
    if not counted:
        raise UsageError(f"{corpus_path}: no documents to measure.", remedy="Ingest some first.")
    cells = trends.cells(counted, study)
    want_words = bool(stages & {"keywords", "topics", "trends"})
    measured = _measure(
        corpus_path, counted, study, out, workers, want_words, "attention" in stages, tell
    )
    files: list[str] = []
    if "attention" in stages:
        tables.write(out / "documents.csv", *_documents_table(everything, measured, book.themes))
        files += ["documents.csv", "evidence.csv", "first_use.csv"]
    if "keywords" in stages:
        tables.write(out / "keywords.csv", *_keywords_table(measured, cells, study))
        files.append("keywords.csv")
    topic_rows: list[TopicTrend] = []
    model = None
    notes = list(_notes(everything, counted, study))
    if _coder_facts(study)["name"] != study.coder:
        notes.append("Themes by dictionary: the learned coder knows the codebook nqp only.")
    if "topics" in stages and study.topics:
        tell("topics", 0, 1)
        try:
            model, topic_rows = _topics(measured, cells, book, study)
        except TopicError as error:
            if stages == {"topics"}:
                raise
            notes.append(f"No topics: {error}")
        else:
            _write_topics(out, model, topic_rows, study)
            files += ["topics.csv", "topic_trends.csv"]
        tell("topics", 1, 1)
    rows = (
        _trend_rows(measured, cells, book, study, model, topic_rows) if "trends" in stages else []
    )
    if rows:
        tables.write_records(out / "trends.csv", trends.TrendRow, rows)
        files.append("trends.csv")
        files += _write_analyses(out, rows, measured, cells, book, study)
    frame = _frame(rows)
    if "figures" in stages and rows:
        _figures(out, frame, book, study)
        files.append("figures/trends.png")
    facts = {
        "corpus": {
            "file": corpus_path.name,
            "sha256": corpus_digest,
            **_coverage(everything, counted, study),
        },
        "codebook": {
            "name": book.name,
            "version": book.version,
            "sha256": book.digest,
            "citation": book.citation,
        },
        "coder": _coder_facts(study),
        "sentences": _sentence_facts(measured),
        "topics": _topic_facts(model),
    }
    manifest.write(out, study, files, facts)
    return RunResult(
        out=out,
        files=(*files, manifest.NAME),
        trends=frame,
        n_documents=len(counted),
        notes=tuple(notes),
    )


def _coder_facts(study: Study) -> dict[str, str]:
    coder = Instruments.build(study).coder
    return {"name": coder.name, "sha256": coder.digest}


def _write_analyses(
    out: Path,
    rows: Sequence[trends.TrendRow],
    measured: Measured,
    cells: Sequence[trends.Cell],
    book: Codebook,
    study: Study,
) -> list[str]:
    """Write the tests, the trends at fixed composition, and label against substance."""
    from nqp_mine.models import composition, label, trend_tests
    from nqp_mine.models.series import TrendTest

    tests = trend_tests.run_tests(rows, study)
    tables.write_records(out / "tests.csv", TrendTest, tests)
    fixed = composition.standardised(measured.documents, measured.counts, cells, book, study)
    tables.write_records(out / "composition.csv", composition.CompositionRow, fixed)
    labels = label.label_rows(measured.counts, cells, book, study)
    tables.write_records(out / "labels.csv", trends.TrendRow, labels)
    return ["tests.csv", "composition.csv", "labels.csv"]


def _measure(
    path: Path,
    documents: Sequence[Document],
    study: Study,
    out: Path,
    workers: int,
    words: bool,
    evidence: bool,
    tell: Progress,
) -> Measured:
    ids = [document.id for document in documents]
    uses = FirstUses.of(load_codebook(study), documents)
    results = parallel.measure(
        path, ids, study, workers=workers or os.cpu_count() or 1, tokens=words
    )
    counts: list[DocumentCounts] = []
    blocks: list[TermBlock] = []
    owners: list[int] = []
    number = {name: i for i, name in enumerate(ids)}

    def stream() -> Iterator[Evidence]:
        for batch in results:
            counts.extend(batch.counts)
            _collect(batch)
            tell("measuring", len(counts), len(ids))
            for one in batch.evidence:
                uses.add(one)
            yield from batch.evidence

    def _collect(batch: BatchResult) -> None:
        if words:
            blocks.append(batch.tokens)
            owners.extend(number[name] for name, _ in batch.token_paragraphs)

    if evidence:
        tables.write_records(out / "evidence.csv", Evidence, stream())
        tables.write_records(out / "first_use.csv", FirstUse, uses.rows())
    else:
        for _ in stream():
            pass
    paragraphs = merge(blocks, [ids[owner] for owner in owners]) if words else None
    return Measured(
        documents=tuple(documents),
        counts=tuple(counts),
        paragraphs=paragraphs,
        owners=tuple(owners),
    )


def _documents_table(
    everything: Sequence[Document], measured: Measured, themes: Sequence[str]
) -> tuple[list[str], Iterator[list[Any]]]:
    names = ["id", "title", "date", "date_precision", "issuer", "region", "level", "doc_type"]
    counts = {one.id: one for one in measured.counts}

    def rows() -> Iterator[list[Any]]:
        for d in everything:
            one = counts.get(d.id)
            known = [getattr(d, name) for name in names]
            sums = (
                [len(one.han), int(one.han.sum()), *map(int, one.coded.sum(axis=0))] if one else []
            )
            yield [
                *known,
                int(one is not None),
                d.duplicate_of,
                *sums,
                *[""] * (2 + len(themes) - len(sums)),
            ]

    return [*names, "counted", "duplicate_of", "n_sentences", "n_han", *themes], rows()


def _keywords_table(
    measured: Measured, cells: Sequence[trends.Cell], study: Study
) -> tuple[list[str], list[list[Any]]]:
    from nqp_mine.nlp.keywords import distinctive, top_terms

    matrix = measured.by_document()
    filled = [cell for cell in cells if len(cell.members) and cell.group == "all"]
    row_of = {int(i): number for number, cell in enumerate(filled) for i in cell.members}
    owner = [row_of.get(i, -1) for i in range(len(measured.documents))]
    periods = matrix.group(owner, [cell.period for cell in filled])
    keys = [("document", document.id) for document in measured.documents]
    keys += [("period", cell.period) for cell in filled]
    found = [
        words
        for counts in (matrix, periods)
        for words in top_terms(distinctive(counts), counts.terms, top_n=study.n_keywords)
    ]
    rows = [
        [scope, key, word.rank, word.term, word.score, "tfidf"]
        for (scope, key), words in zip(keys, found, strict=True)
        for word in words
    ]
    return ["scope", "key", "rank", "term", "score", "method"], rows


def _topics(
    measured: Measured, cells: Sequence[trends.Cell], book: Codebook, study: Study
) -> tuple["TopicModel", list["TopicTrend"]]:
    from nqp_mine.models.topics import gensim_lda, seeds, vocabulary
    from nqp_mine.models.topics.trends import topic_trends

    assert measured.paragraphs is not None
    all_seeds = {word for theme in book.themes for word in book.seeds(theme)}
    matrix = vocabulary.prune(
        measured.paragraphs, study.min_term_units, study.max_term_share, keep=all_seeds
    )
    model = gensim_lda.fit(matrix, seeds.seed_words(book, matrix), study)
    named = [(cell.period, cell.group, cell.members) for cell in cells]
    return model, topic_trends(model, measured.owners, named, study)


def _write_topics(
    out: Path, model: "TopicModel", rows: Sequence["TopicTrend"], study: Study
) -> None:
    from nqp_mine.models.topics.trends import TopicTrend

    tables.write_records(out / "topic_trends.csv", TopicTrend, rows)
    words = []
    for topic, phi in enumerate(model.phi):
        order = np.lexsort((np.arange(len(phi)), -phi))[: study.n_topic_words]
        words += [
            [
                topic,
                model.themes[topic],
                rank,
                model.terms[i],
                float(phi[i]),
                float(model.seed_mass[topic]),
            ]
            for rank, i in enumerate(order, start=1)
        ]
    tables.write(
        out / "topics.csv", ["topic", "theme", "rank", "word", "weight", "seed_mass"], words
    )


def _trend_rows(
    measured: Measured,
    cells: Sequence[trends.Cell],
    book: Codebook,
    study: Study,
    model: "TopicModel | None",
    topic_rows: Sequence["TopicTrend"],
) -> list[trends.TrendRow]:
    weights = _theme_weights(measured, book) if measured.paragraphs is not None else None
    table = trends.panel(measured.counts, book, book.themes, weights)
    rows = trends.trends(table, cells, study)
    if model is None:
        return rows
    cell_row = {(row.period, row.group): row for row in rows}
    return rows + [
        replace(
            cell_row[topic.period, topic.group],
            axis="theme",
            theme=topic.theme,
            measure="topic_share",
            unit="token",
            weight="pooled",
            value=topic.value,
            ci_low=topic.ci_low,
            ci_high=topic.ci_high,
            ci_method="documents"
            if topic.n_documents >= study.min_documents
            else "paragraph_blocks",
            flag=topic.flag,
        )
        for topic in topic_rows
        if topic.theme
    ]


def _theme_weights(measured: Measured, book: Codebook) -> np.ndarray:
    """Return each document's TF-IDF weight of each theme's terms and, last, of all terms."""
    from nqp_mine.nlp.tfidf import tfidf

    matrix = measured.by_document()
    weights = tfidf(matrix)
    index = matrix.index
    columns = [[index[w] for w in book.seeds(theme) if w in index] for theme in book.themes]
    parts = [np.asarray(weights[:, one].sum(axis=1)) for one in columns]
    return np.hstack([*parts, np.asarray(weights.sum(axis=1))])


def _frame(rows: Sequence[trends.TrendRow]) -> "pd.DataFrame":
    import pandas as pd

    names = list(trends.TrendRow.__slots__)
    return pd.DataFrame([[getattr(row, name) for name in names] for row in rows], columns=names)


def _figures(out: Path, frame: "pd.DataFrame", book: Codebook, study: Study) -> None:
    from nqp_mine.report.figures import trend_png

    labels = {theme: f"{theme} {book.category(theme).zh}" for theme in book.themes}
    path = out / "figures" / "trends.png"
    trend_png(path, frame, labels, lang="zh", confidence=study.confidence)


def _coverage(
    everything: Sequence[Document], counted: Sequence[Document], study: Study
) -> dict[str, int]:
    coarse = [d for d in counted if d.date and study.period != "year" and len(d.date) < 7]
    return {
        "n_documents": len(everything),
        "n_counted": len(counted),
        "n_duplicates": sum(bool(d.duplicate_of) for d in everything),
        "n_undated": sum(not d.date for d in counted),
        "n_dated_too_coarsely": len(coarse),
    }


def _notes(
    everything: Sequence[Document], counted: Sequence[Document], study: Study
) -> Iterator[str]:
    facts = _coverage(everything, counted, study)
    if facts["n_duplicates"] and study.duplicates == "once":
        yield f"{facts['n_duplicates']} documents repeat others and were not counted again."
    if facts["n_undated"]:
        yield f"{facts['n_undated']} documents have no date and are in no trend."
    if facts["n_dated_too_coarsely"]:
        coarse = facts["n_dated_too_coarsely"]
        yield f"{coarse} documents are dated too coarsely for {study.period}."


def _sentence_facts(measured: Measured) -> dict[str, dict[str, int]]:
    """Return the sentences by part of the document: counted, and left out by the study."""
    counted: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    for one in measured.counts:
        counted.update(one.kinds)
        left_out.update(one.left_out)
    return {
        "n_sentences": dict(sorted(counted.items())),
        "n_sentences_left_out": dict(sorted(left_out.items())),
    }


def _topic_facts(model: "TopicModel | None") -> dict[str, Any]:
    if model is None:
        return {}
    return {
        "engine": model.engine,
        "engine_version": model.engine_version,
        "parameters": dict(model.parameters),
        "seed_mass": {
            t: round(float(m), 6) for t, m in zip(model.themes, model.seed_mass, strict=True) if t
        },
        "seeds": {theme: list(words) for theme, words in model.seeds.items()},
    }


def _digest(documents: Sequence[Document]) -> str:
    total = hashlib.sha256()
    for d in documents:
        total.update(repr((d.id, d.sha256, d.body_end, d.date, d.region, d.duplicate_of)).encode())
    return total.hexdigest()
