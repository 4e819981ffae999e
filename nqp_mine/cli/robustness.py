"""`nqp-mine robustness`: does the result hang on one choice, or on one word?"""

import math
from dataclasses import asdict
from typing import TYPE_CHECKING

from nqp_mine.cli import console, options

if TYPE_CHECKING:
    from nqp_mine.robust import Summary

EXAMPLE = options.example("nqp-mine robustness reports.db -o results")
_COLUMNS = (
    "theme", "n", "rising", "p<.05", "% a year", "points a decade", "placebos", "term", "carries",
    "false alarms", "power at 5",
)  # fmt: skip


def robustness(
    corpus: options.CorpusFile,
    out: options.OutFolder = None,
    study: options.StudyFile = None,
    codebook: options.CodebookName = None,
    period: options.Period = None,
    seed: options.Seed = None,
    lang: options.Language = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Try every way of counting: specification table and curve, leave one term out, calibration."""
    from nqp_mine import robust
    from nqp_mine.errors import UsageError

    asked = options.study_of(study, codebook=codebook, period=period, seed=seed)
    if out is None:
        raise UsageError("no folder was given for the results.", remedy="Use -o DIR.")
    with console.progress(quiet=quiet) as tell:
        found = robust.run(corpus, out, asked, lang=options.language(lang).value, tell=tell)
    if as_json:
        console.json_array(_plain(one) for one in found)
    elif not quiet:
        console.table(_COLUMNS, map(_row, found), right="n rising p<.05 carries")
    console.say(f"{', '.join(robust.FILES)}", quiet=quiet)
    console.say(f"Results: {out.absolute()}", quiet=quiet)


def _plain(one: "Summary") -> dict[str, object]:
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in asdict(one).items()
    }


def _row(one: "Summary") -> tuple[object, ...]:
    return (
        one.theme, one.n_specifications, _percent(one.rising), _percent(one.significant),
        f"{one.median:.2f} [{one.low:.2f}, {one.high:.2f}]",
        f"{one.points:.2f}", f"[{one.placebo_low:.2f}, {one.placebo_high:.2f}]", one.strongest_term,
        _percent(one.strongest_share), _percent(one.false_alarms), _percent(one.power_5),
    )  # fmt: skip


def _percent(value: float) -> str:
    return "-" if math.isnan(value) else f"{100 * value:.1f} %"
