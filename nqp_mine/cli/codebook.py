"""`nqp-mine codebook`: look at a codebook, and prove that its terms can be found."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nqp_mine.cli import console, options

if TYPE_CHECKING:
    from nqp_mine.models.codebook import Codebook, Term
    from nqp_mine.models.codebook_check import TermCheck

app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)
Name = Annotated[
    str, typer.Argument(metavar="[NAME]", help="nqp, placebo, or a .toml, .xlsx or .csv file.")
]


@app.callback(epilog=options.example("nqp-mine codebook show"))
def codebook(context: typer.Context) -> None:
    """Look at a codebook, and prove that its terms can be found."""
    options.show_help(context)


@app.command(
    epilog=options.example("nqp-mine codebook show", "nqp-mine codebook show my-words.xlsx")
)
def show(name: Name = "nqp", as_json: options.Json = False) -> None:
    """Show every term with its category, its source and its rules."""
    from nqp_mine.models import codebook as library

    book = library.load(name)
    if as_json:
        console.json_array(_object(book, term) for term in book.terms)
        return
    rows = [(t.category, _label(book, t.category), t.text, t.source, _rules(t)) for t in book.terms]
    console.table(("category", "name", "term", "source", "rules"), rows)
    console.caption(f"{book.name} {book.version}: {len(rows)} terms")


@app.command(epilog=options.example("nqp-mine codebook check nqp --corpus reports.db"))
def check(
    name: Name = "nqp",
    corpus: Annotated[
        Path | None, typer.Option("--corpus", metavar="FILE", help="Count the terms in it, too.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Check each term: does a segmenter break it, and does it stand in the corpus?"""
    checks = _checks(name, corpus)
    if as_json:
        console.json_array(asdict(one) | {"broken": one.broken} for one in checks)
        return
    _show_broken([one for one in checks if one.is_broken])
    if corpus:
        _show_missing([one for one in checks if not one.hits])
    console.caption(_summary(checks, counted=corpus is not None))


@app.command(epilog=options.example("nqp-mine codebook expand reports.db -o candidates.xlsx"))
def expand(
    corpus: options.CorpusFile,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="The sheet to write, .xlsx.")
    ] = None,
    study: options.StudyFile = None,
    codebook: options.CodebookName = None,
    top: Annotated[int, typer.Option("--top", min=1, help="Candidates a theme.")] = 30,
    workers: options.Workers = 0,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Propose words and phrases for each theme, in a sheet where a person accepts or rejects."""
    from nqp_mine import explore
    from nqp_mine.errors import UsageError

    if out is None or out.suffix.lower() != ".xlsx":
        raise UsageError("no sheet was named.", remedy="Use -o candidates.xlsx.")
    asked = options.study_of(study, codebook=codebook)
    with console.progress(quiet=quiet) as tell:
        found = explore.expand(corpus, out, asked, top=top, workers=workers, tell=tell)
    if as_json:
        return console.json_array(asdict(one) for one in found)
    if not quiet:
        columns = ("theme", "category", "term", "z", "sentences", "documents", "right", "adds")
        rows = [
            (c.theme, c.category, c.term, f"{c.z:.1f}", c.n_sentences, c.n_documents,
             f"{c.right:.2f}", c.adds)
            for c in found
        ]  # fmt: skip
        console.table(columns, rows, right="z sentences documents right adds")
    console.say(f"{len(found)} candidates: {out.absolute()}", quiet=quiet)
    console.say("Fill the column decision, then: nqp-mine codebook accept", quiet=quiet)
    return None


@app.command(
    epilog=options.example(
        "nqp-mine codebook accept candidates.xlsx -o mine.toml --by 王某 --corpus reports.db"
    )
)
def accept(
    sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="The sheet, with decisions.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who decided.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="The new codebook, .toml.")
    ] = None,
    codebook: options.CodebookName = None,
    study: options.StudyFile = None,
    corpus: Annotated[
        Path | None, typer.Option("--corpus", metavar="FILE", help="Tell which numbers move in it.")
    ] = None,
    quiet: options.Quiet = False,
) -> None:
    """Take the accepted terms into a new version of the codebook, with a record beside it."""
    from nqp_mine import explore
    from nqp_mine.errors import UsageError
    from nqp_mine.models.acceptance import ACCEPT, REJECT

    if out is None or out.suffix.lower() != ".toml":
        raise UsageError("no codebook file was named.", remedy="Use -o mine.toml.")
    with console.progress(quiet=quiet) as tell:
        new, decisions, shifts = explore.take(
            sheet, out, by, options.study_of(study), codebook_name=codebook or "", corpus=corpus,
            tell=tell,
        )  # fmt: skip
    counts = [sum(one.decision == kind for one in decisions) for kind in (ACCEPT, REJECT, "")]
    if shifts and not quiet:
        rows = [
            (m.theme, m.n_sentences, f"{100 * m.before:.2f} %", f"{100 * m.after:.2f} %")
            for m in shifts
        ]
        console.table(
            ("theme", "sentences", "before", "after"), rows, right="sentences before after"
        )
    accepted, rejected, open_ = counts
    console.say(
        f"{new.name} {new.version}: {accepted} accepted, {rejected} rejected, {open_} undecided.",
        quiet=quiet,
    )
    console.say(f"{out.absolute()}, {out.with_suffix('.record.json').name}", quiet=quiet)


def _checks(name: str, corpus: Path | None) -> Sequence["TermCheck"]:
    from nqp_mine.corpora.source import open_corpus
    from nqp_mine.models import codebook as library
    from nqp_mine.models import codebook_check

    book = library.load(name)
    if corpus is None:
        return codebook_check.check(book)
    with open_corpus(corpus) as store:
        return codebook_check.check(book, store.documents())


def _object(book: "Codebook", term: "Term") -> dict[str, Any]:
    return {
        "category": term.category,
        "theme": book.theme_of(term.category),
        "axis": book.category(term.category).axis,
        "term": term.text,
        "source": term.source,
        "not_in": list(term.not_in),
        "needs": list(term.needs),
    }


def _label(book: "Codebook", category: str) -> str:
    return book.category(category).zh


def _rules(term: "Term") -> str:
    parts = [f"not in {'; '.join(term.not_in)}"] if term.not_in else []
    parts += [f"needs {' | '.join(term.needs)}"] if term.needs else []
    return ", ".join(parts)


def _show_broken(checks: Sequence["TermCheck"]) -> None:
    if not checks:
        return
    console.caption("Terms that the segmenter breaks (text matching finds all of their hits):")
    columns = ("term", "category", "one token alone", "hits", "whole", "split", "inside", "cut")
    rows = [
        (
            c.term,
            c.category,
            "yes" if c.one_token else "no",
            c.hits,
            c.whole,
            c.split,
            c.inside,
            c.cut,
        )
        for c in sorted(checks, key=lambda one: (-one.broken, one.category, one.term))
    ]
    console.table(columns, rows, right="hits whole split inside cut", said=("one token alone",))


def _show_missing(checks: Sequence["TermCheck"]) -> None:
    if not checks:
        return
    console.caption("Terms never found in the corpus:")
    categories = dict.fromkeys(one.category for one in checks)
    for category in categories:
        terms = " ".join(one.term for one in checks if one.category == category)
        console.line(f"  {category}: {terms}")


def _summary(checks: Sequence["TermCheck"], *, counted: bool) -> str:
    alone = sum(one.one_token for one in checks)
    text = f"{len(checks)} terms: {alone} are one token alone, {len(checks) - alone} are not"
    if not counted:
        return text
    hits, broken = sum(one.hits for one in checks), sum(one.broken for one in checks)
    never = sum(not one.hits for one in checks)
    return (
        f"{text}; {hits} hits, {broken} of them broken by the segmenter; {never} terms never found"
    )
