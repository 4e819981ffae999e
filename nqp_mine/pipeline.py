"""run(): the whole job, from a corpus to a folder of results. It calls the stages in order."""

from collections.abc import Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadpoolctl import threadpool_limits

from nqp_mine.aside import Helper, helping
from nqp_mine.corpora.source import open_corpus
from nqp_mine.errors import OutputError, UsageError
from nqp_mine.models import coded_sheets, grouping, measuring, verify
from nqp_mine.models.corrections import Corrections
from nqp_mine.models.measure import TokenUnit, coder_identity, load_codebook
from nqp_mine.models.measuring import How
from nqp_mine.report import facts, folder, manifest, products, results
from nqp_mine.report.figure_style import FigureStyle
from nqp_mine.stages import Progress, Stages
from nqp_mine.study import Lang, Study

if TYPE_CHECKING:
    import pandas as pd

    from nqp_mine.models.cluster import Cluster

ALL_STAGES = frozenset({"attention", "keywords", "topics", "trends", "report"})
_OF_WORDS = frozenset({"keywords", "topics", "trends"})


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
        coder = coder_identity(study, book)
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
        job = Stages(
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
            made = folder.of_run(out, told, files, done.sentences)
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
