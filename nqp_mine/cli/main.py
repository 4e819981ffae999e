"""`nqp-mine`: all commands."""

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from nqp_mine import __version__, words
from nqp_mine.cli import (
    codebook,
    console,
    corpus,
    demo,
    errors,
    gold,
    help_texts,
    ingest,
    interrupts,
    keyness,
    kwic,
    options,
    report,
    robustness,
    run,
    stages,
    topics,
    verify,
)

app = typer.Typer(
    name="nqp-mine",
    add_completion=False,
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("demo", epilog=demo.EXAMPLE)(demo.demo)
app.command("ingest", epilog=ingest.EXAMPLE)(ingest.ingest)
app.add_typer(corpus.app, name="corpus")
app.command("run", epilog=run.EXAMPLE)(run.run)
for stage, does in stages.STAGES.items():
    app.command(stage, help=does, epilog=stages.example(stage))(stages.command(stage))
app.command("topics", epilog=topics.EXAMPLE)(topics.topics)
app.command("keyness", epilog=keyness.EXAMPLE)(keyness.keyness)
app.command("report", epilog=report.EXAMPLE)(report.report)
app.command("kwic", epilog=kwic.EXAMPLE)(kwic.kwic)
app.add_typer(codebook.app, name="codebook")
app.add_typer(gold.app, name="gold")
app.command("robustness", epilog=robustness.EXAMPLE)(robustness.robustness)
app.command("verify", epilog=verify.EXAMPLE)(verify.verify)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nqp-mine {__version__}")
        raise typer.Exit


@app.callback(
    epilog=options.example(
        "nqp-mine demo",
        "nqp-mine ingest reports/ --corpus reports.db",
        "nqp-mine run reports.db -o results",
    )
)
def start(
    context: typer.Context,
    lang: options.WordsLanguage = None,  # noqa: ARG001
    version: Annotated[  # noqa: ARG001
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Measure policy attention to new-quality R&D, industry and enterprise."""
    options.show_help(context)


def command() -> Any:
    """Return all commands as Typer builds them, in the language of `words.speaking`."""
    return help_texts.localised(typer.main.get_command(app))


def execute(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code.

    The language of all words is chosen here: by --lang, wherever it stands, else by the
    environment.
    """
    args = list(sys.argv[1:] if arguments is None else arguments)

    def call() -> object:
        code = command()(args, prog_name="nqp-mine", standalone_mode=False)
        sys.stdout.flush()
        return code

    with words.speaking(words.known(help_texts.asked(args)) or words.language_of(os.environ)):
        return errors.guard(call)


def main() -> None:
    """Run the command line of this process and end it with the exit code."""
    interrupts.hear()
    console.prepare()
    raise SystemExit(execute())
