"""`nqp-mine keyness`: the words and phrases that tell two periods, groups or themes apart."""

from typing import TYPE_CHECKING, Annotated

import typer

from nqp_mine.cli import console, options

if TYPE_CHECKING:
    from nqp_mine.explore import Compared

EXAMPLE = options.example(
    "nqp-mine keyness reports.db -o results --target 2013-2022 --reference 2003-2012",
    "nqp-mine keyness reports.db -o results --by region --target 辽宁",
    "nqp-mine keyness reports.db -o results --by theme --target R",
)


def keyness(
    corpus: options.CorpusFile,
    target: Annotated[
        str, typer.Option("--target", metavar="WHAT", help="Years, a column's value, or a theme.")
    ],
    reference: Annotated[
        str, typer.Option("--reference", metavar="WHAT", help="The same; without it all others.")
    ] = "",
    by: Annotated[
        str, typer.Option("--by", metavar="COLUMN", help="year, theme, or a column, e.g. region.")
    ] = "year",
    top: Annotated[int, typer.Option("--top", min=0, help="So many are shown of each.")] = 20,
    out: options.OutFolder = None,
    study: options.StudyFile = None,
    codebook: options.CodebookName = None,
    workers: options.Workers = 0,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Find the words and phrases that tell two sides apart: log odds and G², corrected."""
    from dataclasses import asdict

    from nqp_mine import explore
    from nqp_mine.errors import UsageError
    from nqp_mine.models.sides import Question

    asked = options.study_of(study, codebook=codebook)
    if out is None:
        raise UsageError("no folder was given for the results.", remedy="Use -o DIR.")
    question = Question(target=target, reference=reference, by=by)
    with console.progress(quiet=quiet) as tell:
        found = explore.compare(corpus, out, asked, question, workers=workers, tell=tell)
    if as_json:
        console.json_array(asdict(word) for word in found.words)
    elif not quiet:
        _show(found, top)
    console.say(f"{', '.join(explore.FILES)}", quiet=quiet)
    console.say(f"Results: {out.absolute()}", quiet=quiet)


def _show(found: "Compared", top: int) -> None:
    columns = ("term", "target", "reference", "z", "q", "G²", "documents")
    words = [word for word in found.words if word.z > 0][:top]
    rows = [
        (
            w.term, w.target_count, w.reference_count, f"{w.z:.1f}", f"{w.q_z:.3f}", f"{w.g2:.1f}",
            f"{w.target_documents}:{w.reference_documents}",
        )
        for w in words
    ]  # fmt: skip
    console.table(columns, rows, right="target reference z q G² documents")
    phrases = [p for p in found.phrases if p.new and not p.category][:top]
    body = [
        (p.text, p.target_count, p.reference_count, f"{p.z:.1f}", f"{p.npmi:.2f}",
         f"{p.entropy:.2f}", p.first[:4])
        for p in phrases
    ]  # fmt: skip
    console.caption("New phrases (in the target first; no terms of the codebook):")
    names = ("phrase", "target", "reference", "z", "NPMI", "entropy", "first")
    console.table(names, body, right="target reference z NPMI entropy")
