"""`nqp-mine gold`: draw sentences for human coders, and see how well the tool agrees with them."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from nqp_mine.cli import console, gold_results, options

app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)


@app.callback(epilog=options.example("nqp-mine gold sample reports.db -o coding --n 300"))
def gold(context: typer.Context) -> None:
    """Draw a sheet for human coders, and compare the tool with them."""
    options.show_help(context)


@app.command(
    epilog=options.example(
        "nqp-mine gold sample reports.db -o coding --n 300 --coders 2",
        "nqp-mine gold score --gold coding/coder_1.xlsx --gold coding/coder_2.xlsx",
    )
)
def sample(
    corpus: options.CorpusFile,
    out: options.OutFolder = None,
    n: Annotated[int, typer.Option("--n", min=1, help="Sentences to draw.")] = 300,
    coders: Annotated[int, typer.Option("--coders", min=1, max=20, help="Copies to write.")] = 2,
    study: options.StudyFile = None,
    codebook: options.CodebookName = None,
    period: options.Period = None,
    group: options.Group = None,
    workers: options.Workers = 0,
    seed: options.Seed = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Draw a probability sample of sentences into coding sheets, one a coder."""
    import os

    from nqp_mine import gold as library
    from nqp_mine.errors import UsageError

    if out is None:
        raise UsageError("no folder was given for the sheets.", remedy="Use -o DIR.")
    asked = options.study_of(study, codebook=codebook, period=period, groups=group, seed=seed)
    with console.progress(quiet=quiet) as tell:
        drawn = library.draw(
            corpus,
            out,
            asked,
            n=n,
            coders=coders,
            workers=workers or os.cpu_count() or 1,
            tell=tell,
        )
    if as_json:
        console.json_array(asdict(one) for one in drawn.strata)
    elif not quiet:
        columns = ("period", "group", "predicted", "sentences", "drawn")
        rows = [(s.period, s.group, s.predicted, s.n_sentences, s.n_drawn) for s in drawn.strata]
        console.table(columns, rows, right="sentences drawn", said=("group", "predicted"))
    if drawn.n_undated:
        console.say(f"note: {drawn.n_undated} undated documents were left out.", quiet=quiet)
    console.say(f"{drawn.n} sentences. Give each coder one of the workbooks only.", quiet=quiet)
    console.say(", ".join(drawn.files), quiet=quiet)
    console.say(f"Results: {out.absolute()}", quiet=quiet)


@app.command(
    epilog=options.example(
        "nqp-mine gold score --gold coder_1.xlsx --gold coder_2.xlsx",
        "nqp-mine gold score --gold coder_1.xlsx -o results  # then nqp-mine report results",
    )
)
def score(
    gold: options.GoldFiles = None,
    out: options.OutFolder = None,
    study: options.StudyFile = None,
    codebook: options.CodebookName = None,
    within: Annotated[
        float,
        typer.Option("--within", min=0.001, max=0.5, help="Wanted half width of F1's interval."),
    ] = 0.05,
    seed: options.Seed = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Agreement of the coders, and precision, recall and F1 of the tool, with intervals."""
    from nqp_mine import gold as library
    from nqp_mine.models import scoring

    asked = options.study_of(study, codebook=codebook, seed=seed)
    found = scoring.score_files(_given(gold), asked, half_width=within)
    if as_json:
        _json_line(gold_results.score_object(found))
    else:
        gold_results.show(found, asked)
    for note in found.notes:
        console.say(f"note: {note}", quiet=quiet)
    if out is not None:
        files = library.publish(out, found, asked)
        console.say(f"{', '.join(files)}", quiet=quiet)
        console.say(f"Results: {out.absolute()}", quiet=quiet)


@app.command(epilog=options.example("nqp-mine gold code --gold sentences.csv --json"))
def code(
    gold: options.GoldFiles = None,
    study: options.StudyFile = None,
    codebook: options.CodebookName = None,
    as_json: options.Json = False,
) -> None:
    """Code given sentences: the themes that a run would give them, and what decided."""
    from nqp_mine.models import scoring

    asked = options.study_of(study, codebook=codebook)
    found = [one for path in _given(gold) for one in scoring.code_file(path, asked)]
    if as_json:
        console.json_array(gold_results.code_object(one) for one in found)
        return
    rows = [(one.sid, " ".join(t for t, on in one.themes.items() if on), one.why) for one in found]
    console.table(("sid", "themes", "why"), rows)


def _given(files: Sequence[Path] | None) -> Sequence[Path]:
    from nqp_mine.errors import UsageError

    if not files:
        raise UsageError("no coded sheet was given.", remedy="Use --gold FILE.")
    return files


def _json_line(value: Mapping[str, Any]) -> None:
    ascii_only = "utf" not in (sys.stdout.encoding or "utf-8").lower()
    sys.stdout.write(f"{json.dumps(value, ensure_ascii=ascii_only, allow_nan=False)}\n")
