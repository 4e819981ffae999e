"""How much a trend depends on choices: the specification table, and leaving one term out.

Every specification is one defensible way to count: measure (by coder, by dictionary, in
characters, in hits, in documents, in TF-IDF weight), weight (pooled text or equal documents),
repeated documents in or out, boilerplate in or out (`boilerplate`), segmenter, and 100 random
halves of the dictionary (Simonsohn, Simmons & Nelson 2020; Steegen et al. 2016). Units differ, so
trends are compared as `relative_slope`: Sen's slope a year in percent of the series' mean.
Placebo themes run through the same counting, for comparison.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from nqp_mine.models import trend_tests
from nqp_mine.models.recount import (
    Frame,
    as_series,
    by_period,
    frame,
    last_less_first,
    measured,
    shares,
)
from nqp_mine.models.series import MIN_PERIODS, TrendTest
from nqp_mine.models.sightings import Sightings
from nqp_mine.models.uncertainty import generator
from nqp_mine.study import Study

HALVES = 100
SENTENCE_MEASURES = ("dictionary_share", "han_share", "term_rate", "document_share")
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """One row of specifications.csv; `slope` is a year in the measure's unit, p allows for φ."""

    theme: str
    axis: str
    family: str
    measure: str
    weight: str
    duplicates: str
    boilerplate: str
    segmenter: str
    dictionary: str
    n_periods: int
    mean: float
    slope: float
    ci_low: float
    ci_high: float
    relative_slope: float
    change: float
    tau: float
    p: float


def specifications(
    sightings: Sightings, study: Study, tell: Callable[[str, int, int], None] | None = None
) -> list[Specification]:
    """Return every specification of every theme, then the placebo themes'."""
    themes = sightings.book.themes
    rows: list[Specification] = []
    choices = list(product((False, True), (True, False)))
    for done, (duplicates, ritual) in enumerate(choices):
        own = frame(sightings, study, duplicates=duplicates, boilerplate=ritual)
        for theme, weight in product(themes, ("pooled", "documents")):
            for measure in ("sentence_share", *SENTENCE_MEASURES):
                if weight == "documents" and measure == "document_share":
                    continue
                values = measured(own, theme, measure, weight)
                rows.append(_row(own, values, study, theme, measure, weight, duplicates, ritual))
        if tell:
            tell("specifications", done + 1, len(choices) + 1)
    base = frame(sightings, study, duplicates=study.duplicates == "all", boilerplate=True)
    rows += _segmented(base, study)
    rows += _halves(base, study)
    rows += _placebos(base, study)
    if tell:
        tell("specifications", len(choices) + 1, len(choices) + 1)
    return rows


def _row(
    own: Frame, values: np.ndarray, study: Study, theme: str, measure: str, weight: str,
    duplicates: bool, ritual: bool, *, axis: str = "theme", family: str = "counting",
    segmenter: str = "", dictionary: str = "whole",
) -> Specification:  # fmt: skip
    one = as_series(own, values, study, theme, measure)
    n = len(one.values)
    slope = low = high = tau = p = change = NAN
    mean = float(one.values.mean()) if n else NAN
    if n >= MIN_PERIODS and np.ptp(one.values) > 0:
        blank = TrendTest(group="all", axis=axis, theme=theme, measure=measure, test="", n=n)
        test = trend_tests.mann_kendall(one, blank, study.confidence)
        slope, low, high, tau, p = (
            test.estimate, test.ci_low, test.ci_high, test.statistic, test.p
        )  # fmt: skip
        change = last_less_first(one.values)
    return Specification(
        theme=theme, axis=axis, family=family, measure=measure, weight=weight,
        duplicates="in" if duplicates else "out", boilerplate="in" if ritual else "out",
        segmenter=segmenter, dictionary=dictionary, n_periods=n, mean=mean, slope=slope,
        ci_low=low, ci_high=high, relative_slope=100 * slope / mean if mean else NAN,
        change=change, tau=tau, p=p,
    )  # fmt: skip


def _segmented(own: Frame, study: Study) -> Iterator[Specification]:
    from nqp_mine.nlp.tfidf import tfidf

    s, counted = own.sightings, study.duplicates == "all"
    used = np.flatnonzero(own.period >= 0)
    for name, matrix in s.words.items():
        kept = matrix.group(
            [
                int(np.searchsorted(used, i)) if own.period[i] >= 0 else -1
                for i in range(len(own.period))
            ],
            [s.documents[i].id for i in used],
        )
        weights, index = tfidf(kept), kept.index
        below = np.zeros(len(own.period))
        below[used] = np.asarray(weights.sum(axis=1)).ravel()
        for theme in s.book.themes:
            columns = [index[word] for word in s.book.seeds(theme) if word in index]
            above = np.zeros(len(own.period))
            above[used] = np.asarray(weights[:, columns].sum(axis=1)).ravel()
            values = by_period(own, above, below, study.weight)
            yield _row(
                own, values, study, theme, "tfidf_share", study.weight, counted, True,
                family="segmenter", segmenter=name,
            )  # fmt: skip


def _halves(own: Frame, study: Study) -> Iterator[Specification]:
    s, counted = own.sightings, study.duplicates == "all"
    ones = np.ones(len(own.sentences))
    for theme in s.book.themes:
        columns = s.columns(theme)
        held = s.held[own.sentences][:, columns].tocsr()
        for number in range(HALVES):
            rng = generator(study.seed, "half", theme, str(number))
            mask = np.zeros(len(columns))
            mask[rng.permutation(len(columns))[: max(1, len(columns) // 2)]] = 1
            flags = (held @ mask > 0).astype(float)
            values = shares(own, flags, ones, study.weight)
            yield _row(
                own, values, study, theme, "dictionary_share", study.weight, counted, True,
                family="half dictionary", dictionary=f"half {number + 1}",
            )  # fmt: skip


def _placebos(own: Frame, study: Study) -> Iterator[Specification]:
    for category in own.sightings.book.categories:
        if category.axis == "placebo" and not category.parent:
            values = measured(own, category.id, "dictionary_share", study.weight)
            yield _row(
                own, values, study, category.id, "dictionary_share", study.weight,
                study.duplicates == "all", True, axis="placebo", family="placebo",
            )  # fmt: skip
