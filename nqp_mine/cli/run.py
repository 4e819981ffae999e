"""`nqp-mine run`: the whole job."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nqp_mine.cli import console, options

if TYPE_CHECKING:
    from nqp_mine.models.cluster import Cluster
    from nqp_mine.study import Study

EXAMPLE = options.example(
    "nqp-mine run reports.db -o results --period quarter --group region",
    "nqp-mine run reports.db -o results --gold coder_1.xlsx --gold coder_2.xlsx",
    "nqp-mine run --print-study > study.toml",
)


def run(
    corpus: Annotated[
        Path | None,
        typer.Argument(metavar="CORPUS", help="The file that ingest made, or a Parquet folder."),
    ] = None,
    out: options.OutFolder = None,
    study: options.StudyFile = None,
    codebook: options.CodebookName = None,
    period: options.Period = None,
    group: options.Group = None,
    gold: options.GoldFiles = None,
    workers: options.Workers = 0,
    cluster: options.Cluster = None,
    seed: options.Seed = None,
    no_topics: options.NoTopics = False,
    no_cache: options.NoCache = False,
    lang: options.Language = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    print_study: Annotated[
        bool, typer.Option("--print-study", help="Write every setting out, as a study file.")
    ] = False,
) -> None:
    """Measure a corpus: attention, keywords, topics, trends, figure, and the report to open."""
    asked = options.study_of(
        study,
        codebook=codebook,
        period=period,
        groups=group,
        gold=gold,
        seed=seed,
        no_topics=no_topics,
    )
    if print_study:
        for line in asked.to_toml().splitlines():
            console.line(f"# {console.worded(line[2:])}" if line.startswith("# ") else line)
        return
    shown = options.Shown(lang=options.language(lang), as_json=as_json, quiet=quiet)
    measure(corpus, out, asked, workers=workers, shown=shown, cache=not no_cache, cluster=cluster)


def measure(
    corpus: Path | None,
    out: Path | None,
    study: "Study",
    *,
    workers: int,
    shown: options.Shown,
    cache: bool = True,
    cluster: str | None = None,
    stages: frozenset[str] | None = None,
) -> None:
    """Run some stages, or all, and show what came out; `cluster` is an address.

    Raises:
        UsageError: no corpus or no folder was given, or the study does not fit the corpus.
        CorpusError: the corpus cannot be read, or the cluster does not answer.
    """
    from nqp_mine import pipeline
    from nqp_mine.cli import results
    from nqp_mine.errors import UsageError

    if corpus is None:
        raise UsageError("no corpus was given.", remedy="Name the file that ingest made.")
    if out is None:
        raise UsageError("no folder was given for the results.", remedy="Use -o DIR.")
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: is a file.", remedy="Name a folder: -o DIR.")
    with clustered(cluster) as found, console.progress(quiet=shown.quiet) as tell:
        result = pipeline.run(
            corpus,
            out,
            study,
            workers=workers,
            cache=cache,
            cluster=found,
            stages=pipeline.ALL_STAGES if stages is None else stages,
            lang=shown.lang.value,
            progress=tell,
        )
    results.show(result, study, shown)


def clustered(address: str | None) -> "AbstractContextManager[Cluster | None]":
    """Connect to a cluster, if one was named."""
    if address is None:
        return nullcontext()
    from nqp_mine.models import cluster

    return cluster.on(address)
