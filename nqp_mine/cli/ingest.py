"""`nqp-mine ingest`: files and folders into a corpus."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nqp_mine.cli import console, options
from nqp_mine.cli.errors import COULD_NOT, DONE, SOME_FAILED
from nqp_mine.corpora.limits import MB, Limits

if TYPE_CHECKING:
    from nqp_mine.corpora.document import InputRecord, Outcome
    from nqp_mine.corpora.ingest import IngestSummary, Report

EXAMPLE = options.example("nqp-mine ingest reports/ --corpus reports.db")
OUTCOMES: tuple["Outcome", ...] = ("ingested", "partial", "skipped", "failed")
_USUAL = Limits()


def _limit(name: str, help_: str) -> Any:
    return typer.Option(name, min=1, help=help_)


def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders.")],
    corpus: options.CorpusOption,
    workers: options.Workers = 0,
    max_mb: Annotated[int, _limit("--max-mb", "Size of a file.")] = _USUAL.file_bytes // MB,
    max_unpacked_mb: Annotated[
        int, _limit("--max-unpacked-mb", "An archive or office file, unpacked.")
    ] = _USUAL.inflated_bytes // MB,
    max_members: Annotated[int, _limit("--max-members", "Files in an archive.")] = _USUAL.members,
    max_depth: Annotated[int, _limit("--max-depth", "Archives in archives.")] = _USUAL.depth,
    max_pages: Annotated[int, _limit("--max-pages", "Pages of a pdf.")] = _USUAL.pdf_pages,
    max_cells: Annotated[int, _limit("--max-cells", "Cells of a sheet.")] = _USUAL.sheet_cells,
    max_columns: Annotated[int, _limit("--max-columns", "Columns of a table.")] = _USUAL.columns,
    max_characters: Annotated[
        int, _limit("--max-characters", "Characters of a document.")
    ] = _USUAL.characters,
    max_seconds: Annotated[int, _limit("--max-seconds", "Time to read a file.")] = int(
        _USUAL.seconds
    ),
    max_memory_mb: Annotated[
        int, _limit("--max-memory-mb", "Memory to read a file.")
    ] = _USUAL.memory_bytes // MB,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Read documents into a corpus. Safe to repeat: nothing is added twice.

    With other limits than the usual ones, what was not read whole before is tried again.
    """
    limits = Limits(
        file_bytes=max_mb * MB, inflated_bytes=max_unpacked_mb * MB, members=max_members,
        depth=max_depth, pdf_pages=max_pages, sheet_cells=max_cells, columns=max_columns,
        characters=max_characters,
        seconds=float(max_seconds), memory_bytes=max_memory_mb * MB,
    )  # fmt: skip
    summary = take(
        paths, corpus, quiet=quiet, workers=workers, limits=limits,
        report=_write_objects if as_json else None,
    )  # fmt: skip
    if not as_json and not quiet:
        rows = [(name, summary.count(name), summary.documents(name)) for name in OUTCOMES]
        console.table(
            ("outcome", "inputs", "documents"), rows, right="inputs documents", said=("outcome",)
        )
    name_failures(summary, corpus)
    console.say(sentence(summary), quiet=quiet)
    if summary.suspicious:
        see = f"see nqp-mine corpus duplicates {corpus}"
        note = f"{summary.suspicious} suspicious pairs: same text, other year or place; {see}"
        if summary.suspicious == 1:
            note = f"1 suspicious pair: same text, other year or place; {see}"
        console.say(f"note: {note}", quiet=quiet)
    raise typer.Exit(exit_code(summary))


def take(
    paths: list[Path],
    corpus: Path,
    *,
    quiet: bool,
    workers: int = 0,
    limits: Limits = _USUAL,
    report: "Report | None" = None,
) -> "IngestSummary":
    """Ingest with a progress bar; a call that reads nothing leaves no empty corpus behind."""
    from nqp_mine.corpora import ingest as library
    from nqp_mine.corpora.store import Corpus
    from nqp_mine.errors import UsageError

    existed = corpus.exists()
    try:
        with Corpus(corpus, write=True) as store, console.progress(quiet=quiet) as tell:
            return library.ingest(
                paths, store, workers=workers, limits=limits, report=report,
                progress=lambda n, of: tell("reading", n, of),
            )  # fmt: skip
    except UsageError:
        if not existed:
            corpus.unlink(missing_ok=True)
        raise


def sentence(summary: "IngestSummary") -> str:
    """Say in one line what an ingest did."""
    ingested, partial, skipped, failed = map(summary.count, OUTCOMES)
    inputs = f"{ingested} ingested, {skipped} skipped, {failed} failed"
    if partial:
        inputs = f"{ingested} ingested, {partial} partial, {skipped} skipped, {failed} failed"
    return f"{inputs}; {summary.new_documents} new documents, {summary.unchanged} unchanged"


def exit_code(summary: "IngestSummary") -> int:
    """Return 1 where no input gave a document, 3 where some failed, else 0."""
    if not summary.count("ingested") and not summary.count("partial"):
        return COULD_NOT
    return SOME_FAILED if summary.count("failed") else DONE


def name_failures(summary: "IngestSummary", corpus: Path) -> None:
    """Name the inputs that failed on stderr, each with its reason and what to do.

    Where no input gave a document, those that were skipped are named as well.
    """
    nothing = exit_code(summary) == COULD_NOT
    if nothing:
        console.say("error: nothing could be ingested.")
    for record in summary.named:
        why = f"{record.reason} {record.remedy}".rstrip()
        console.say(f"{record.outcome}: {record.path}: {why}")
    every = sum(map(summary.count, OUTCOMES)) if nothing else summary.count("failed")
    if every > len(summary.named):
        more = every - len(summary.named)
        console.say(f"{more} more, {every} in all. See nqp-mine corpus outcomes {corpus}")


def outcome_object(record: "InputRecord") -> dict[str, Any]:
    """Return what programs are told of an input."""
    names = ("root", "path", "outcome", "reason", "remedy", "n_documents")
    known = asdict(record)
    return {name: known[name] for name in names}


def _write_objects(records: Iterator["InputRecord"]) -> None:
    console.json_array(map(outcome_object, records))
