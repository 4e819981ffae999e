"""`nqp-mine report`: make the report of an output folder again."""

from pathlib import Path
from typing import Annotated

import typer

from nqp_mine.cli import console, options

EXAMPLE = options.example(
    "nqp-mine report results", "nqp-mine report results --lang en  # after nqp-mine robustness"
)


def report(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A folder that run wrote.")],
    lang: options.Language = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Make report.html again from the tables of an output folder: one page that works offline."""
    from nqp_mine import pipeline

    files = pipeline.report(out, options.language(lang).value)
    if as_json:
        console.json_array([{"out": str(out), "files": files}])
    console.say(f"{', '.join(files)}", quiet=quiet)
    console.say(f"Open: {(out / files[0]).absolute()}", quiet=quiet)
