"""draw(): a sample for human coders, from the corpus to sheets; publish(): what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nqp_mine.corpora.document import Document
from nqp_mine.corpora.source import open_corpus
from nqp_mine.errors import UsageError
from nqp_mine.models import grouping, measuring, sampling
from nqp_mine.models.gold_sheet import COMPANION
from nqp_mine.models.measure import DocumentCounts, load_codebook
from nqp_mine.models.measuring import How
from nqp_mine.models.periods import period_of
from nqp_mine.models.scoring import ScoreReport
from nqp_mine.nlp.sentences import split_sentences
from nqp_mine.report import manifest, sheets, tables, validation_tables
from nqp_mine.report.sheets import SampledSentence
from nqp_mine.study import Study
from nqp_mine.text import normalise

Tell = Callable[[str, int, int], None]
STRATA = "strata.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """One row of strata.csv: its sentences in the corpus, and how many were drawn."""

    stratum: int
    period: str
    group: str
    predicted: str
    n_sentences: int
    n_drawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What draw() wrote; `files` are relative to the folder."""

    files: tuple[str, ...]
    strata: tuple[Stratum, ...]
    n: int
    n_undated: int


def draw(
    corpus: Path,
    out: Path,
    study: Study,
    *,
    n: int,
    coders: int,
    workers: int = 1,
    tell: Tell | None = None,
) -> Drawn:
    """Draw n sentences and write a workbook a coder, the sample and its strata.

    Undated documents are left out, since no trend holds them, unless no document has a date.

    Raises:
        UsageError: an unknown codebook or group column, or a corpus without sentences.
        CorpusError: the corpus cannot be read.
        OutputError: `out` cannot be written.
    """
    book = load_codebook(study)
    with open_corpus(corpus) as opened:
        counted = opened.catalogue(counted=study.duplicates == "once")
        dated = [d for d in counted if period_of(d.date, study.period)] or list(counted)
        if study.groups:
            grouping.cells(dated, study)  # names a column that no document has
        ids = [document.id for document in dated]
        with measuring.measure(opened, counted.ids, study, None, How(workers=workers), tell) as own:
            counts = [own.counts[i] for i in _places(counted.ids, ids)]
    frame = _frame(dated, counts, book.themes, study)
    if not len(frame.document):
        raise UsageError(f"{corpus}: no sentences to draw.", remedy="Ingest some documents first.")
    drawn = sampling.draw(frame, n, study.seed)
    sentences = _sentences(corpus, dated, frame, drawn, study)
    names = [f"coder_{number}.xlsx" for number in range(1, coders + 1)]
    for name in names:
        sheets.write(out / name, sentences, book)
    strata = _strata(drawn)
    tables.write_records(out / COMPANION, SampledSentence, sentences)
    tables.write_records(out / STRATA, Stratum, strata)
    return Drawn(
        files=(*names, COMPANION, STRATA), strata=tuple(strata), n=len(sentences),
        n_undated=len(counted) - len(dated),
    )  # fmt: skip


def publish(out: Path, found: ScoreReport, study: Study) -> list[str]:
    """Write the scores of gold score into a folder, that of a run for its report; return the names.

    Raises:
        UsageError: an unknown codebook.
        OutputError: `out` cannot be written, or holds a run with another codebook.
    """
    manifest.fits(out, load_codebook(study))
    files = validation_tables.write(out, found, study)
    manifest.record(out, files)
    return files


def _places(ids: Sequence[str], wanted: Sequence[str]) -> list[int]:
    number = {name: i for i, name in enumerate(ids)}
    return [number[name] for name in wanted]


def _frame(
    documents: Sequence[Document],
    counts: Sequence[DocumentCounts],
    themes: tuple[str, ...],
    study: Study,
) -> sampling.Frame:
    sizes = [len(one.number) for one in counts]
    owner = np.repeat(np.arange(len(sizes)), sizes)
    periods = np.array([period_of(d.date, study.period) or "" for d in documents], dtype=object)
    groups = np.array([_group(document, study) for document in documents], dtype=object)
    coded = [one.coded for one in counts] or [np.zeros((0, len(themes)), bool)]
    return sampling.Frame(
        document=owner,
        number=np.concatenate([np.zeros(0, np.int64), *(one.number for one in counts)]),
        period=periods[owner],
        group=groups[owner],
        coded=np.vstack(coded),
        themes=themes,
    )


def _group(document: Document, study: Study) -> str:
    values = [f"{column}={grouping.group_value(document, column)}" for column in study.groups]
    return ";".join(values) or "all"


def _sentences(
    corpus: Path,
    documents: Sequence[Document],
    frame: sampling.Frame,
    drawn: sampling.Draw,
    study: Study,
) -> list[SampledSentence]:
    """Return the drawn sentences with their texts, in the order of the draw."""
    wanted: dict[str, set[int]] = {}
    for i in drawn.index:
        wanted.setdefault(documents[frame.document[i]].id, set()).add(int(frame.number[i]))
    texts: dict[tuple[str, int], tuple[int, int, str]] = {}
    with open_corpus(corpus) as opened:
        for document in opened.documents(list(wanted)):
            normal = normalise(document.body, traditional=study.traditional)
            cut = split_sentences(normal.text)
            for number in wanted[document.id]:
                start, end = normal.span(cut[number].start, cut[number].end)
                text = normal.text[cut[number].start : cut[number].end]
                texts[document.id, number] = (start, end, text)
    found = []
    for at, i in enumerate(drawn.index):
        name, number = documents[frame.document[i]].id, int(frame.number[i])
        start, end, text = texts[name, number]
        found.append(
            SampledSentence(
                sid=f"{name}@{number}", id=name, start=start, end=end, text=text,
                period=str(frame.period[i]), group=str(frame.group[i]),
                stratum=int(drawn.stratum[at]) + 1, probability=float(drawn.probability[at]),
            )
        )  # fmt: skip
    return found


def _strata(drawn: sampling.Draw) -> list[Stratum]:
    return [
        Stratum(
            stratum=i, period=period, group=group, predicted=kind, n_sentences=int(size),
            n_drawn=int(k),
        )
        for i, ((period, group, kind), size, k) in enumerate(
            zip(drawn.strata, drawn.sizes, drawn.drawn, strict=True), start=1
        )
    ]  # fmt: skip
