"""`nqp-mine demo`: the whole job on the made-up sample."""

from pathlib import Path
from typing import Annotated

import typer

from nqp_mine.cli import console, options
from nqp_mine.cli.ingest import sentence, take
from nqp_mine.cli.run import measure

MADE_UP = (
    "The sample is made up: no document in it exists, and its numbers mean nothing. (虚构示例)"
)
EXAMPLE = options.example("nqp-mine demo", "nqp-mine demo -o my-demo --workers 2")
_MANIFEST_KEY = b'"nqp_mine"'  # what the manifest of a run begins with


def demo(
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder of sample and results.", metavar="DIR")
    ] = Path("nqp-mine-demo"),
    workers: options.Workers = 0,
    seed: options.Seed = None,
    no_topics: options.NoTopics = False,
    lang: options.Language = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Do the whole job on a made-up sample of documents."""
    refuse_foreign(out)
    study = options.study_of(seed=seed, no_topics=no_topics)
    console.say(MADE_UP)
    corpus = make_corpus(out, quiet=quiet)
    shown = options.Shown(lang=options.language(lang), as_json=as_json, quiet=quiet)
    measure(corpus, out, study, workers=workers, shown=shown)
    console.say(
        f"Documents: {out.absolute() / 'sample' / 'documents'}  Corpus: {corpus}", quiet=quiet
    )
    console.say(MADE_UP, quiet=quiet)


def refuse_foreign(out: Path) -> None:
    """Refuse a folder with content that an earlier demo has not made.

    Raises:
        UsageError: `out` is a file, or a folder of something else.
    """
    from nqp_mine.errors import UsageError

    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: is a file.", remedy="Name a folder: -o DIR.")
    if out.is_dir() and any(out.iterdir()) and not _made_here(out):
        raise UsageError(
            f"{out}: is not empty and was not made by nqp-mine.", remedy="Name another: -o DIR."
        )


def _made_here(out: Path) -> bool:
    if (out / "sample" / "truth.csv").is_file():  # an earlier demo, perhaps interrupted
        return True
    manifest = out / "manifest.json"
    return manifest.is_file() and _MANIFEST_KEY in manifest.read_bytes()


def make_corpus(out: Path, *, quiet: bool) -> Path:
    """Write the sample into `out`, ingest it and return the corpus file."""
    from nqp_mine.corpora.sample.generate import write_sample

    write_sample(out / "sample")
    corpus = out / "sample.db"
    corpus.unlink(missing_ok=True)
    console.say(sentence(take([out / "sample" / "documents"], corpus, quiet=quiet)), quiet=quiet)
    return corpus
