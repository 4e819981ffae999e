"""`nqp-mine kwic`: every place of a term."""

from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from nqp_mine.cli import console, options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nqp_mine.models.kwic import ConcordanceLine, TermCount

_MOST = 1_000  # places that are shown unless more are asked for
EXAMPLE = options.example(
    "nqp-mine kwic reports.db 新质生产力", "nqp-mine kwic reports.db 改革 --count"
)


def kwic(
    corpus: options.CorpusFile,
    term: Annotated[str, typer.Argument(metavar="TERM", help="The word to look for.")],
    count: Annotated[bool, typer.Option("--count", help="Only count, per document.")] = False,
    width: Annotated[int, typer.Option("--width", min=0, help="Characters on both sides.")] = 20,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            min=0,
            help="At most so many; 0: all. Without it 1000 places; with --count or --json all.",
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Show every place where a term stands, as found in the text (not in tokens)."""
    from nqp_mine.corpora.source import open_corpus
    from nqp_mine.models import kwic as library

    with open_corpus(corpus) as store:
        if count:
            return _counts(library.count(store, term), limit, as_json)
        found = library.concordance(store, term, width)
        if as_json:
            return console.json_array(asdict(line) for line in islice(found, limit or None))
        for line in islice(found, _MOST if limit is None else limit or None):
            console.line(_aligned(line, width))
        if limit is None and next(found, None):
            console.say(f"Only the first {_MOST} places are shown. All of them: --limit 0.")
    return None


def _counts(counts: "Iterator[TermCount]", limit: int | None, as_json: bool) -> None:
    if as_json:
        return console.json_array(asdict(one) for one in islice(counts, limit or None))
    everything = list(counts)
    rows = [(c.year or "", c.count, c.id, c.title) for c in everything[: limit or None]]
    total = sum(one.count for one in everything)
    documents = sum(one.count > 0 for one in everything)
    console.table(("year", "count", "id", "title"), rows, right="count")
    console.caption(f"total: {total} in {documents} of {len(everything)} documents")
    return None


def _aligned(line: "ConcordanceLine", width: int) -> str:
    from rich.cells import cell_len

    pad = " " * max(0, 2 * width - cell_len(line.left))
    return (
        f"{line.year or '':<5}{pad}{line.left} [{line.hit}] {line.right}  ({line.id} {line.start})"
    )
