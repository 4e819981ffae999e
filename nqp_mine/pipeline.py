"""run(): the whole job, from a corpus to a folder of results. It calls the stages in order."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadpoolctl import threadpool_limits

from nqp_mine.aside import Helper, helping
from nqp_mine.corpora.source import AnyCatalogue, AnyCorpus, open_corpus
from nqp_mine.errors import OutputError, TopicError, UsageError
from nqp_mine.models import coded_sheets, grouping, measuring, trend_tests, trends, verify
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.coded_sheets import CodedSheets
from nqp_mine.models.coding import CompiledCodebook
from nqp_mine.models.corrections import Corrections
from nqp_mine.models.first_use import FirstUses
from nqp_mine.models.measure import TokenUnit, load_codebook, make_coder
from nqp_mine.models.measured import (
    Measured,
    Topics,
    begin_topics,
    corrected,
    topic_rows,
    trend_rows,
)
from nqp_mine.models.measuring import How, Results
from nqp_mine.models.series import MEASURES
from nqp_mine.models.stored import StoredCounts
from nqp_mine.report import (
    codebook_table,
    facts,
    figure_set,
    folder,
    ledger,
    manifest,
    products,
    results,
)
from nqp_mine.report.figure_style import FigureStyle
from nqp_mine.study import Lang, Study

if TYPE_CHECKING:
    import pandas as pd

    from nqp_mine.models.cluster import Cluster
    from nqp_mine.models.series import TrendTest
    from nqp_mine.models.topics.typical import Typical

ALL_STAGES = frozenset({"attention", "keywords", "topics", "trends", "report"})
_OF_WORDS = frozenset({"keywords", "topics", "trends"})
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
    cache: bool = True,
    cluster: "Cluster | None" = None,
    stages: frozenset[str] = ALL_STAGES,
    lang: Lang = "zh",
    progress: Progress | None = None,
) -> RunResult:
    """Run the stages on a corpus and write their files into `out`, the report in `lang`.

    With `cache`, what was measured before of unchanged documents is used again, and results that
    stand in `out` whole, made of the same corpus by the same study and version, are left alone.
    `cluster` are the workers to measure on, instead of processes here; the files are the same.

    Raises:
        UsageError: an unknown codebook or group column, a corpus without counted documents, or
            coded sheets that cannot be used.
        CorpusError: the corpus cannot be read.
        OutputError: `out` cannot be written.
    """
    tell = progress or (lambda *_: None)
    book = load_codebook(study)
    sheets = coded_sheets.load(study.gold, book) if "trends" in stages else None
    unit: TokenUnit | None = "paragraph" if stages & _OF_WORDS else None
    how = How(
        workers=workers, cache=cache, scratch=out, cluster=cluster.measure if cluster else None
    )
    with open_corpus(corpus_path) as corpus, _helping(out, how.cores) as helper:
        everything = corpus.catalogue()
        counted = corpus.catalogue(counted=study.duplicates == "once")
        if not counted:
            raise UsageError(
                f"{corpus_path}: no documents to measure.", remedy="Ingest some first."
            )
        coder = make_coder(study, CompiledCodebook.build(book))
        coverage = facts.coverage(everything, counted, study)
        known: dict[str, Any] = {
            "corpus": {
                "file": corpus_path.name,
                "sha256": facts.corpus_digest(everything, corpus.prints(everything.ids)),
                **coverage,
                "inputs": corpus.count_outcomes(),
            },
            "codebook": facts.codebook(book),
            "coder": {"name": coder.name, "sha256": coder.digest},
        }
        key = facts.key(study, known, corpus.left_out(), stages, lang)
        if cache and not study.gold and (earlier := _up_to_date(out, key)):
            return earlier
        cells = grouping.cells(counted, study)
        job = _Job(
            corpus, everything, counted, cells, book, sheets, out, study, stages, tell, cluster,
            helper, how.cores,
        )  # fmt: skip
        early = job.begin if job.fits_topics and how.cores > 1 else None
        with (
            _one_thread(),
            measuring.measure(corpus, counted.ids, study, unit, how, tell, early) as found,
        ):
            done = job.run(found)
        notes = [*_notes(coverage, study, coder.name), *filter(None, [found.note]), *done.notes]
        known |= {
            "sentences": done.parts,
            "topics": facts.topics(done.topics),
            "coded": facts.coded(sheets, done.corrections),
        }
        told, files = manifest.content(study, known), done.files
        if "report" in stages:
            tell("report", 0, 1)
            told |= {"report": {"lang": lang}}
            made = folder.of_run(out, told, files)
            files += products.write(made, lang, helper=helper)
            tell("report", 1, 1)
        manifest.write(out, {**told, "notes": notes, "key": key}, files)
        return RunResult(
            out=out,
            files=tuple(sorted([*files, manifest.NAME])),
            trends=results.frame(done.rows),
            corrections=done.corrections,
            n_documents=coverage["n_counted"],
            notes=tuple(notes),
        )


@contextmanager
def _helping(out: Path, cores: int) -> Iterator[Helper]:
    """Yield what works beside the run: a process of its own where another core may be used."""
    try:
        with helping(beside=cores > 1) as helper:
            yield helper
    except BrokenProcessPool as error:
        raise OutputError(
            f"{out}: the process that works beside the run was ended.",
            remedy="Free some memory, or use --workers 1.",
        ) from error


def _one_thread() -> threadpool_limits:
    """Keep linear algebra on one core: two stages may be at work, and sums keep their order."""
    import scipy.linalg  # noqa: F401  # only a library that is loaded can be limited

    return threadpool_limits(1)


def _up_to_date(out: Path, key: str) -> RunResult | None:
    """Return the result that stands in a folder, where it is of the same and nothing is changed."""
    try:
        told = verify.manifest(out)
        if told.get("key") != key or not manifest.is_whole(out, told):
            return None
        return RunResult(
            out=out,
            files=tuple(sorted([*told["outputs"], manifest.NAME])),
            trends=results.read_frame(out),
            corrections=None,
            n_documents=told["corpus"]["n_counted"],
            notes=(*told["notes"], "nothing has changed: these results were made before."),
        )
    except OutputError:  # there are none yet
        return None


def report(out: Path, lang: Lang, style: FigureStyle = products.STYLE) -> list[str]:
    """Make the report of an output folder again, and return the names of what was written.

    Raises:
        OutputError: the folder has no manifest, or cannot be read or written.
    """
    files = products.write(folder.read(out), lang, style)
    manifest.add(out, files, {"report": {"lang": lang}, "key": ""})  # run makes it anew
    return files


@dataclass(slots=True)
class _Done:
    """What the stages have made so far."""

    files: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    parts: dict[str, dict[str, int]] = field(default_factory=dict)
    rows: list[trends.TrendRow] = field(default_factory=list)
    tests: "Callable[[], list[TrendTest]]" = list
    topics: Topics | None = None
    corrections: Corrections | None = None


@dataclass(slots=True, eq=False)
class _Job:
    """The stages over a corpus; each writes its files as it is done."""

    corpus: AnyCorpus
    everything: AnyCatalogue
    counted: AnyCatalogue
    cells: Sequence[grouping.Cell]
    book: Codebook
    sheets: CodedSheets | None
    out: Path
    study: Study
    stages: frozenset[str]
    tell: Progress
    cluster: "Cluster | None"
    helper: Helper
    cores: int  # how many may be busy at a time
    measured: Measured = field(init=False)
    topics: "Callable[[], Topics] | None" = None

    @property
    def fits_topics(self) -> bool:
        """Whether topics are among what is asked for."""
        return "topics" in self.stages and self.study.topics

    def begin(self, found: Results) -> None:
        """Begin what needs the words alone: the topics, which take longest."""
        self.measured = Measured(
            documents=self.counted, counts=found.counts, words=found.words or ()
        )
        if self.fits_topics:
            self.topics = begin_topics(
                self.measured, self.cells, self.book, self.study, self.cluster,
                beside=self.cores > 1,
            )  # fmt: skip

    def run(self, found: Results) -> _Done:
        """Run the stages; topics are fitted and keywords found beside the others, if they may."""
        if not self.topics:
            self.begin(found)
        done = _Done()
        keywords = self._begin_keywords() if "keywords" in self.stages else None
        self._attention(found.counts, done)
        if "trends" in self.stages:
            self.tell("trends", 0, 1)
            self._trends(done)
        if "report" in self.stages:
            self.helper.begin(figure_set.warm)
        if keywords:
            done.files += keywords()
            self.tell("keywords", 1, 1)
        if self.topics:
            self.tell("topics", 0, 1)
            self._topics(self.topics, done)
            self.tell("topics", 1, 1)
        if "trends" in self.stages:
            self._trend_tables(done)
            self.tell("trends", 1, 1)
        return done

    def _begin_keywords(self) -> Callable[[], list[str]]:
        self.tell("keywords", 0, 1)
        return self.helper.begin(
            results.keywords, self.out, self.measured.words, self.measured.counts.ids(),
            self.measured.vocabulary, self.cells, self.study,
        )  # fmt: skip

    def _attention(self, counts: StoredCounts, done: _Done) -> None:
        uses, parts = FirstUses(), facts.Parts()
        lines = results.evidence_lines(self.measured.documents, counts, uses, parts)
        if "attention" in self.stages:
            done.files += results.evidence(self.out, lines, uses)
            themes = self.book.themes
            done.files += results.documents(self.out, self.everything, self.measured, themes)
            left_out = self.corpus.left_out()
            done.files += ledger.write(self.out, self.everything, left_out, self.study)
            done.files += codebook_table.write(self.out, self.book)
        else:
            deque(lines, maxlen=0)
        done.parts = parts.told()

    def _topics(self, fitted: "Callable[[], Topics]", done: _Done) -> None:
        try:
            topics = fitted()
        except TopicError as error:
            if self.stages == {"topics"}:
                raise
            done.notes.append(str(error))
            return
        done.topics = topics
        done.files += results.topics(self.out, topics, self._typical(topics), self.study)
        done.notes += [*topics.refused.values(), *filter(None, [topics.model.note])]

    def _typical(self, topics: Topics) -> "list[Typical]":
        """Return the typical paragraphs of the topics with their text, which is in the corpus."""
        from nqp_mine.models.topics import typical

        ids, owners = self.measured.counts.ids(), self.measured.owners
        chosen = typical.choose(topics.model, owners)
        places = [(ids[i], place) for i, place in zip(owners, self.measured.places, strict=True)]
        wanted = [ids[i] for i in typical.documents_of(chosen, owners)]
        texts = self.corpus.documents(wanted)
        return typical.texts(topics.model, chosen, places, texts, self.study)

    def _trends(self, done: _Done) -> None:
        """Make all rows and tests but those of the topics, which may still be fitted."""
        done.rows = trend_rows(self.measured, self.cells, self.book, self.study)
        tested = [row for row in done.rows if row.measure in MEASURES]
        done.tests = self.helper.begin(trend_tests.of_rows, tested, self.study)
        if done.rows:
            done.files += results.comparisons(
                self.out, self.measured, self.cells, self.book, self.study
            )

    def _trend_tables(self, done: _Done) -> None:
        more: list[trends.TrendRow] = []
        if done.topics:
            more += topic_rows(done.rows, done.topics, self.book, self.study)
        if self.sheets and done.rows:
            found = corrected(self.measured, self.cells, self.book, self.sheets, self.study)
            done.corrections = found
            more += found.rows
            done.files += results.corrected(self.out, self.sheets, found)
            done.notes += [*self.sheets.gold.notes, *found.notes]
        tests = [*done.tests(), *trend_tests.of_rows(more, self.study)]
        done.rows += more
        if done.rows:
            done.files += results.trend_tables(self.out, done.rows, tests)


def _notes(known: Mapping[str, int], study: Study, coder: str) -> Iterator[str]:
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
