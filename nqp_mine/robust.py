"""robustness(): every choice tried on one corpus, from the corpus to a folder of results."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nqp_mine.errors import UsageError
from nqp_mine.models import calibration, leave_one_out, robustness, sightings
from nqp_mine.models.calibration import Calibration
from nqp_mine.models.leave_one_out import LeftOut
from nqp_mine.models.measure import load_codebook
from nqp_mine.models.robustness import Specification
from nqp_mine.report import manifest, specification_curve, tables
from nqp_mine.study import Lang, Study

NAN = float("nan")
TABLES = ("specifications.csv", "leave_one_out.csv", "calibration.csv")
FIGURE = "figures/specification_curve"
FILES = (*TABLES, *(f"{FIGURE}.{suffix}" for suffix in specification_curve.DEFAULT.formats))


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the tables say of one theme.

    `low`, `median`, `high` are relative slopes (percent of the mean a year) over all
    specifications; `points` is Sen's slope of dictionary_share in hundredths a decade, and
    `placebo_low` to `placebo_high` are those of the placebo themes. Placebo themes are rarer, so
    their relative slopes say little.
    """

    theme: str
    n_specifications: int
    rising: float
    significant: float
    low: float
    median: float
    high: float
    points: float
    placebo_low: float
    placebo_high: float
    above_placebos: float
    strongest_term: str
    strongest_share: float
    false_alarms: float
    power_5: float


def run(
    corpus: Path, out: Path, study: Study, *, lang: Lang = "zh", tell: sightings.Tell | None = None
) -> list[Summary]:
    """Try every choice, write the files, and return a summary a theme.

    Raises:
        UsageError: an unknown codebook, or no dated documents.
        CorpusError: the corpus cannot be read.
        OutputError: `out` cannot be written, or holds a run of something else.
    """
    manifest.fits(out, load_codebook(study), corpus)
    seen = sightings.collect(corpus, study, tell)
    if not any(document.date for document in seen.documents):
        raise UsageError(f"{corpus}: no dated documents.", remedy="Add dates: corpus amend.")
    specifications = robustness.specifications(seen, study, tell)
    left_out = leave_one_out.leave_one_out(seen, study)
    rates = calibration.calibrate(seen, study, simulations=calibration.SIMULATIONS, tell=tell)
    tables.write_records(out / TABLES[0], Specification, specifications)
    tables.write_records(out / TABLES[1], LeftOut, left_out)
    tables.write_records(out / TABLES[2], Calibration, rates)
    book = seen.book
    names = {c.id: (c.en if lang == "en" else c.zh) for c in map(book.category, book.themes)}
    labels = {theme: f"{theme} {name}".strip() for theme, name in names.items()}
    specification_curve.draw(out / FIGURE, specifications, labels, lang=lang)
    manifest.record(out, FILES)
    return [_summary(theme, specifications, left_out, rates) for theme in book.themes]


def _summary(
    theme: str,
    rows: Sequence[Specification],
    left_out: Sequence[LeftOut],
    rates: Sequence[Calibration],
) -> Summary:
    own = [r for r in rows if r.theme == theme and np.isfinite(r.relative_slope)]
    slopes = np.array([r.relative_slope for r in own] or [np.nan])
    placebos = [1000 * r.slope for r in rows if r.axis == "placebo" and np.isfinite(r.slope)]
    headline = [r.slope for r in own if r.family == "counting" and r.measure == "dictionary_share"]
    points = 1000 * headline[0] if headline else NAN
    terms = [r for r in left_out if r.theme == theme and np.isfinite(r.term_share)]
    return Summary(
        theme=theme, n_specifications=len(own), rising=float((slopes > 0).mean()),
        significant=float(np.mean([r.p < 0.05 for r in own])) if own else NAN,
        low=float(slopes.min()), median=float(np.median(slopes)), high=float(slopes.max()),
        points=points,
        placebo_low=min(placebos, default=NAN),
        placebo_high=max(placebos, default=NAN),
        above_placebos=float(np.mean([points > p for p in placebos])) if placebos else NAN,
        strongest_term=terms[0].term if terms else "",
        strongest_share=terms[0].term_share if terms else NAN,
        false_alarms=_rate(rates, theme, "ar1"), power_5=_rate(rates, theme, "planted 5"),
    )  # fmt: skip


def _rate(rates: Sequence[Calibration], theme: str, scenario: str) -> float:
    found = [
        r.rejected
        for r in rates
        if (r.theme, r.scenario, r.test) == (theme, scenario, "mann_kendall")
    ]
    return found[0] if found else NAN
