"""`nqp-mine topics`: the stage of a run, or with --scan the choice of the number of topics."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nqp_mine.cli import console, options
from nqp_mine.cli.run import clustered, measure

if TYPE_CHECKING:
    from nqp_mine.models.topics.weighing import Scan
    from nqp_mine.study import Study

EXAMPLE = options.example(
    "nqp-mine topics reports.db -o results",
    "nqp-mine topics reports.db -o results --scan --numbers 10,20,30",
)
_COLUMNS = (
    "K", "perplexity", "NPMI", "exclusivity", "stability", "over seeds", "over samples", "score",
)  # fmt: skip


def topics(
    corpus: options.CorpusFile,
    out: options.OutFolder = None,
    scan: Annotated[
        bool, typer.Option("--scan", help="Try several numbers of topics, and recommend one.")
    ] = False,
    numbers: Annotated[
        str, typer.Option("--numbers", metavar="LIST", help="Numbers of topics to try.")
    ] = "10,15,20,25,30,40,50",
    seeds: Annotated[int, typer.Option("--seeds", help="Fits of each with other seeds.")] = 3,
    samples: Annotated[
        int, typer.Option("--samples", help="Fits of each to documents drawn anew.")
    ] = 3,
    study: options.StudyFile = None,
    codebook: options.CodebookName = None,
    period: options.Period = None,
    group: options.Group = None,
    workers: options.Workers = 0,
    cluster: options.Cluster = None,
    seed: options.Seed = None,
    no_topics: options.NoTopics = False,
    no_cache: options.NoCache = False,
    lang: options.Language = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Fit the topics: words, shares over time, typical paragraphs; --scan chooses their number."""
    asked = options.study_of(
        study, codebook=codebook, period=period, groups=group, seed=seed, no_topics=no_topics
    )
    shown = options.Shown(lang=options.language(lang), as_json=as_json, quiet=quiet)
    if not scan:
        measure(
            corpus, out, asked, workers=workers, shown=shown, cache=not no_cache,
            cluster=cluster, stages=frozenset({"topics"}),
        )  # fmt: skip
        return
    _scan(corpus, out, asked, _numbers(numbers), (seeds, samples), workers, cluster, shown)


def _scan(
    corpus: Path,
    out: Path | None,
    study: "Study",
    numbers: list[int],
    fits: tuple[int, int],
    workers: int,
    cluster: str | None,
    shown: options.Shown,
) -> None:
    from dataclasses import asdict

    from nqp_mine import topic_scan
    from nqp_mine.errors import UsageError

    if out is None:
        raise UsageError("no folder was given for the results.", remedy="Use -o DIR.")
    with clustered(cluster) as there, console.progress(quiet=shown.quiet) as tell:
        found = topic_scan.run(
            corpus, out, study, numbers=numbers, n_seeds=fits[0], n_samples=fits[1],
            workers=workers, cluster=there,
            lang="en" if shown.lang is options.Lang.EN else "zh", tell=tell,
        )  # fmt: skip
    if shown.as_json:
        console.json_array(asdict(row) for row in found.rows)
    elif not shown.quiet:
        _show(found)
    console.say(", ".join(topic_scan.FILES), quiet=shown.quiet)
    console.say(f"Results: {out.absolute()}", quiet=shown.quiet)


def _numbers(text: str) -> list[int]:
    from nqp_mine.errors import UsageError

    try:
        return [int(part) for part in text.replace("，", ",").split(",") if part.strip()]
    except ValueError:
        raise UsageError(
            f"--numbers {text}: not a list of whole numbers.", remedy="Use 10,20,30."
        ) from None


def _show(found: "Scan") -> None:
    rows = [
        (
            row.n_topics, f"{row.perplexity:.0f}", f"{row.coherence:.3f}",
            f"{row.exclusivity:.3f}", f"{row.stability:.3f}", f"{row.stability_seeds:.3f}",
            f"{row.stability_samples:.3f}",
            f"{row.score:.2f} ± {row.score_se:.2f}{' *' if row.recommended else ''}",
        )
        for row in found.rows
    ]  # fmt: skip
    console.table(_COLUMNS, rows, right=" ".join(_COLUMNS))
    console.caption(f"Recommended: K = {found.recommended}")
    for reason in found.reasons:
        console.line(f"  {console.worded(reason)}")
