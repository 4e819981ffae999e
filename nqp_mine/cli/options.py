"""The options that mean the same in every command, and the study that they ask for."""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nqp_mine import words

if TYPE_CHECKING:
    from nqp_mine.study import Study


class Lang(StrEnum):
    """The languages of names and labels."""

    ZH = "zh"
    EN = "en"


CorpusFile = Annotated[Path, typer.Argument(metavar="CORPUS", help="The file that ingest made.")]
CorpusOption = Annotated[Path, typer.Option("--corpus", help="The corpus file.", metavar="FILE")]
OutFolder = Annotated[
    Path | None, typer.Option("--out", "-o", help="Folder of the results.", metavar="DIR")
]
StudyFile = Annotated[
    Path | None,
    typer.Option("--study", help="A study file; see run --print-study.", metavar="FILE"),
]
CodebookName = Annotated[
    str | None,
    typer.Option("--codebook", help="nqp, or a .toml, .xlsx or .csv of terms.", metavar="NAME"),
]
Period = Annotated[
    str | None,
    typer.Option("--period", help="year, half-year, quarter or month.", metavar="KIND"),
]
Group = Annotated[
    list[str] | None,
    typer.Option("--group", help="Column to compare, or northeast; repeatable.", metavar="COLUMN"),
]
GoldFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--gold", help="A coded sheet (xlsx, csv); repeat for each coder.", metavar="FILE"
    ),
]
Workers = Annotated[int, typer.Option("--workers", min=0, help="Processes; 0: one per core.")]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster", help="Measure on Dask: tcp://HOST:8786, or local:N.", metavar="ADDRESS"
    ),
]
Seed = Annotated[int | None, typer.Option("--seed", help="Seed of everything random.")]
NoTopics = Annotated[bool, typer.Option("--no-topics", help="Leave the topics out.")]
NoCache = Annotated[
    bool,
    typer.Option("--no-cache", help="Measure all anew; neither use nor keep CORPUS.cache."),
]
Language = Annotated[
    Lang | None,
    typer.Option(
        "--lang", help="Language of words, names and report; that of the locale if not given."
    ),
]
WordsLanguage = Annotated[
    Lang | None,
    typer.Option("--lang", help="Language of all words; that of the locale if not given."),
]
Json = Annotated[bool, typer.Option("--json", help="JSON on stdout, and nothing else there.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, only errors.")]


def language(asked: Lang | None) -> Lang:
    """Return the language that was asked for, else that of the locale, else Chinese."""
    return asked or Lang(words.chosen() or words.language_of(os.environ) or "zh")


_PERIODS = {"年": "year", "半年": "half-year", "季": "quarter", "季度": "quarter", "月": "month"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How the result of a command is shown."""

    lang: Lang = Lang.ZH
    as_json: bool = False
    quiet: bool = False


def study_of(
    file: Path | None = None,
    *,
    codebook: str | None = None,
    period: str | None = None,
    groups: list[str] | None = None,
    gold: list[Path] | None = None,
    seed: int | None = None,
    no_topics: bool = False,
) -> "Study":
    """Return the study of a file, changed by the options that were given.

    Raises:
        UsageError: the file or an option is wrong.
    """
    from nqp_mine import study

    found = study.load(file) if file else study.Study()
    return found.with_options(
        codebook=codebook,
        period=_PERIODS.get(period, period) if period else None,
        groups=tuple(groups) if groups else None,
        gold=tuple(map(str, gold)) if gold else None,
        seed=seed,
        topics=False if no_topics else None,
    )


def example(*lines: str) -> str:
    """Return the example that ends a command's help; the mark keeps its lines as they are."""
    return "\n  ".join(("\b\nExample:", *lines))


def show_help(context: typer.Context) -> None:
    """Show the help of a group of commands that was called without a command."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)
