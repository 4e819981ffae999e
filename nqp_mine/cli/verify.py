"""`nqp-mine verify`: do the published numbers follow from the corpus?"""

from pathlib import Path
from typing import Annotated

import typer

from nqp_mine.cli import console, options
from nqp_mine.cli.errors import COULD_NOT

EXAMPLE = options.example("nqp-mine verify results", "nqp-mine verify results --corpus reports.db")


def verify(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A folder that run wrote.")],
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="The corpus file.", metavar="FILE")
    ] = None,
    gold: options.GoldFiles = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Derive every published number again and name each that differs; exit 1 if one does."""
    from nqp_mine.models.verify import verify as check_all

    with console.progress(quiet=quiet) as tell:
        checks = check_all(out, corpus, tell, gold or ())
    if as_json:
        console.json_array(
            {
                "file": check.name,
                "n_checked": check.n_checked,
                "n_differences": check.n_differences,
                "differences": check.differences,
            }
            for check in checks
        )
    elif not quiet:
        rows = [(check.name, check.n_checked, check.n_differences) for check in checks]
        console.table(("file", "checked", "different"), rows, right="checked different")
    if not gold and any(check.name == "corrected_joined.csv" for check in checks):
        console.say(
            "note: coded.csv was taken as it stands; --gold FILE compares it with the sheets.",
            quiet=quiet,
        )
    for check in checks:
        for what in check.differences:
            console.say(f"different: {check.name}: {what}")
        more = check.n_differences - len(check.differences)
        if more:
            console.say(f"different: {check.name}: and {more} more")
    if any(check.n_differences for check in checks):
        raise typer.Exit(COULD_NOT)
    total = sum(check.n_checked for check in checks)
    console.say(f"{total} values checked, no difference.", quiet=quiet)
