"""`nqp-mine attention`, `keywords` and `trends`: one stage of a run each."""

from collections.abc import Callable

from nqp_mine.cli import options
from nqp_mine.cli.run import measure
from nqp_mine.errors import UsageError

STAGES = {
    "attention": "Code the sentences: documents.csv and evidence.csv.",
    "keywords": "Weigh the words of documents and periods: keywords.csv.",
    "trends": "Measure the themes over time: trends.csv; with --gold, corrected shares as well.",
}


def example(stage: str) -> str:
    """Return the example of a stage's help."""
    return options.example(f"nqp-mine {stage} reports.db -o results")


def command(stage: str) -> Callable[..., None]:
    """Return the command that runs one stage; its options are those of `run`."""

    def run_stage(
        corpus: options.CorpusFile,
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
    ) -> None:
        if gold and stage != "trends":
            raise UsageError(f"{stage} does not read --gold.", remedy="Use it with run or trends.")
        asked = options.study_of(
            study,
            codebook=codebook,
            period=period,
            groups=group,
            gold=gold,
            seed=seed,
            no_topics=no_topics,
        )
        shown = options.Shown(lang=options.language(lang), as_json=as_json, quiet=quiet)
        measure(
            corpus, out, asked, workers=workers, shown=shown, cache=not no_cache,
            cluster=cluster, stages=frozenset({stage}),
        )  # fmt: skip

    return run_stage
