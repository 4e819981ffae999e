"""run(): the whole job, from a corpus to a folder of results. It calls the stages in order."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from nqp_mine.corpora.document import Document
from nqp_mine.corpora.store import Corpus
from nqp_mine.errors import TopicError, UsageError
from nqp_mine.models import coded_sheets, parallel, trends
from nqp_mine.models.corrections import Corrections
from nqp_mine.models.label import FirstUse, FirstUses
from nqp_mine.models.measure import DocumentCounts, Evidence, Instruments, load_codebook
from nqp_mine.models.measured import Measured, Topics, corrected, fit_topics, trend_rows
from nqp_mine.nlp.terms import TermBlock, merge, sequence
from nqp_mine.report import (
    codebook_table,
    facts,
    folder,
    ledger,
    manifest,
    products,
    results,
    tables,
)
from nqp_mine.report.figure_style import FigureStyle
from nqp_mine.study import Lang, Study

if TYPE_CHECKING:
    import pandas as pd

    from nqp_mine.models.topics.typical import Typical

ALL_STAGES = frozenset({"attention", "keywords", "topics", "trends", "report"})
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RunResult:
    """What a run wrote; `trends` is trends.csv as a data frame, `corrections` are of its gold."""

    out: Path
    files: tuple[str, ...]
    trends: "pd.DataFrame"
    corrections: Corrections | None
    n_documents: int
    notes: tuple[str, ...]


def run(
    corpus_path: Path,
    out: Path,
    study: Study,
    *,
    workers: int = 0,
    stages: frozenset[str] = ALL_STAGES,
    lang: Lang = "zh",
    progress: Progress | None = None,
) -> RunResult:
    """Run the stages on a corpus and write their files into `out`, the report in `lang`.

    Raises:
        UsageError: an unknown codebook or group column, a corpus without counted documents, or
            coded sheets that cannot be used.
        CorpusError: the corpus cannot be read.
        OutputError: `out` cannot be written.
    """
    tell = progress or (lambda *_: None)
    book, coder = load_codebook(study), Instruments.build(study).coder
    sheets = coded_sheets.load(study.gold, book) if "trends" in stages else None
    with Corpus(corpus_path) as corpus:
        everything = [replace(document, text="") for document in corpus.documents()]
        inputs = corpus.outcomes()
    counted = [d for d in everything if study.duplicates == "all" or not d.duplicate_of]
    if not counted:
        raise UsageError(f"{corpus_path}: no documents to measure.", remedy="Ingest some first.")
    cells = trends.cells(counted, study)
    notes = list(_notes(everything, counted, study, coder.name))
    measured, files = _measure(corpus_path, counted, study, out, workers, stages, tell)
    if "attention" in stages:
        files += results.documents(out, everything, measured, book.themes)
        files += ledger.write(out, everything, inputs, study)
        files += codebook_table.write(out, book)
    if "keywords" in stages:
        files += results.keywords(out, measured, cells, study)
    topics: Topics | None = None
    if "topics" in stages and study.topics:
        tell("topics", 0, 1)
        try:
            topics = fit_topics(measured, cells, book, study)
        except TopicError as error:
            if stages == {"topics"}:
                raise
            notes.append(str(error))
        else:
            typical = _typical(corpus_path, measured, topics, study)
            files += results.topics(out, topics, typical, study)
            notes += [*topics.refused.values(), *filter(None, [topics.model.note])]
        tell("topics", 1, 1)
    rows = trend_rows(measured, cells, book, study, topics) if "trends" in stages else []
    found = corrected(measured, cells, book, sheets, study) if sheets and rows else None
    if sheets and found:
        rows += found.rows
        files += results.corrected(out, sheets, found)
        notes += [*sheets.gold.notes, *found.notes]
    if rows:
        files += results.analyses(out, rows, measured, cells, book, study)
    frame = results.frame(rows)
    told = {
        "corpus": {
            "file": corpus_path.name,
            "sha256": facts.corpus_digest(everything),
            **facts.coverage(everything, counted, study),
            "inputs": facts.outcomes(inputs),
        },
        "codebook": facts.codebook(book),
        "coder": {"name": coder.name, "sha256": coder.digest},
        "sentences": facts.sentences(measured),
        "topics": facts.topics(topics),
        "coded": facts.coded(sheets, found),
    }
    known = manifest.content(study, told)
    if "report" in stages:
        tell("report", 0, 1)
        known |= {"report": {"lang": lang}}
        files += products.write(folder.of_run(out, known, files), lang)
        tell("report", 1, 1)
    manifest.write(out, known, files)
    return RunResult(
        out=out,
        files=tuple(sorted([*files, manifest.NAME])),
        trends=frame,
        corrections=found,
        n_documents=len(counted),
        notes=tuple(notes),
    )


def report(out: Path, lang: Lang, style: FigureStyle = products.STYLE) -> list[str]:
    """Make the report of an output folder again, and return the names of what was written.

    Raises:
        OutputError: the folder has no manifest, or cannot be read or written.
    """
    files = products.write(folder.read(out), lang, style)
    manifest.add(out, files, {"report": {"lang": lang}})
    return files


def _measure(
    path: Path,
    documents: Sequence[Document],
    study: Study,
    out: Path,
    workers: int,
    stages: frozenset[str],
    tell: Progress,
) -> tuple[Measured, list[str]]:
    """Measure the documents; write the evidence as it comes, since it may not fit in memory."""
    ids = [document.id for document in documents]
    words = bool(stages & {"keywords", "topics", "trends"})
    uses = FirstUses.of(load_codebook(study), documents)
    batches = parallel.measure(
        path,
        ids,
        study,
        workers=workers or os.cpu_count() or 1,
        tokens="paragraph" if words else "none",
    )
    counts: list[DocumentCounts] = []
    blocks: list[TermBlock] = []
    owners: list[int] = []
    places: list[int] = []
    number = {name: i for i, name in enumerate(ids)}

    def evidence() -> Iterator[Evidence]:
        for batch in batches:
            counts.extend(batch.counts)
            if words:
                blocks.append(batch.tokens)
                owners.extend(number[name] for name, _ in batch.token_units)
                places.extend(place for _, place in batch.token_units)
            tell("measuring", len(counts), len(ids))
            for one in batch.evidence:
                uses.add(one)
                yield one

    files: list[str] = []
    if "attention" in stages:
        tables.write_records(out / "evidence.csv", Evidence, evidence())
        tables.write_records(out / "first_use.csv", FirstUse, uses.rows())
        files = ["evidence.csv", "first_use.csv"]
    else:
        for _ in evidence():
            pass
    paragraphs = merge(blocks, [ids[owner] for owner in owners]) if words else None
    measured = Measured(
        documents=tuple(documents),
        counts=tuple(counts),
        paragraphs=paragraphs,
        tokens=sequence(blocks, paragraphs.terms) if paragraphs else None,
        owners=tuple(owners),
        places=tuple(places),
    )
    return measured, files


def _typical(path: Path, measured: Measured, topics: Topics, study: Study) -> "list[Typical]":
    """Return the typical paragraphs of the topics with their text, which is in the corpus."""
    from nqp_mine.models.topics import typical

    ids = [document.id for document in measured.documents]
    chosen = typical.choose(topics.model, measured.owners)
    places = [(ids[i], place) for i, place in zip(measured.owners, measured.places, strict=True)]
    wanted = [ids[i] for i in typical.documents_of(chosen, measured.owners)]
    with Corpus(path) as corpus:
        return typical.texts(topics.model, chosen, places, corpus.documents(wanted), study)


def _notes(
    everything: Sequence[Document], counted: Sequence[Document], study: Study, coder: str
) -> Iterator[str]:
    known = facts.coverage(everything, counted, study)
    if known["n_duplicates"] and study.duplicates == "once":
        yield f"{known['n_duplicates']} documents repeat others and were not counted again."
    if known["n_undated"]:
        yield (
            f"Documents without a date, in no trend: {known['n_undated']}. Give them dates with "
            "corpus export --metadata and corpus amend."
        )
    if coarse := known["n_dated_too_coarsely"]:
        yield f"{coarse} documents are dated too coarsely for {study.period}."
    if coder != study.coder:
        yield f"Themes by {coder}: the {study.coder} coder knows the codebook nqp only."
