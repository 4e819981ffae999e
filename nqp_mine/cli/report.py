"""`nqp-mine report`: make the report of an output folder again."""

from pathlib import Path
from typing import Annotated

import typer

from nqp_mine.cli import console, options

EXAMPLE = options.example(
    "nqp-mine report results --lang en  # after nqp-mine robustness, for one",
    "nqp-mine report results --width 9 --grey --dpi 600",
)


def report(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A folder that run wrote.")],
    lang: options.Language = None,
    width: Annotated[
        float, typer.Option(min=5, max=60, help="Width of the figures, in centimetres.")
    ] = 22.86,
    grey: Annotated[bool, typer.Option("--grey", help="Figures in greys and dashes.")] = False,
    dpi: Annotated[int, typer.Option(min=50, max=1200, help="Points an inch of PNG.")] = 300,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Make the report of an output folder again: page, workbook, panel and figures."""
    from nqp_mine import pipeline
    from nqp_mine.report.figure_style import FigureStyle

    style = FigureStyle.of_centimetres(width, grey=grey, dpi=dpi)
    files = pipeline.report(out, options.language(lang).value, style)
    if as_json:
        console.json_array([{"out": str(out), "files": files}])
    console.say(f"{', '.join(files)}", quiet=quiet)
    console.say(f"Open: {(out / files[0]).absolute()}", quiet=quiet)
