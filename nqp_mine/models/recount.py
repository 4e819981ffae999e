"""Count what was sighted again, under another choice of documents, sentences and measure."""

from dataclasses import dataclass, replace

import numpy as np

from nqp_mine.models.grouping import cells
from nqp_mine.models.periods import period_of
from nqp_mine.models.series import Series
from nqp_mine.models.sightings import Sightings
from nqp_mine.study import Study

ENDS = 3  # periods at each end that a change compares


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The counted documents and sentences of a choice, and the periods they fall in.

    `period` (n_documents,) is the number of a document's period, -1 where it does not count.
    """

    sightings: Sightings
    labels: tuple[str, ...]
    period: np.ndarray
    sentences: np.ndarray

    @property
    def owner(self) -> np.ndarray:
        """The document of each counted sentence."""
        return np.asarray(self.sightings.document[self.sentences])


def frame(sightings: Sightings, study: Study, *, duplicates: bool, boilerplate: bool) -> Frame:
    """Return the documents and sentences that count under a choice; unfinished periods do not."""
    inside = [d for d in sightings.documents if duplicates or not d.duplicate_of]
    open_ended = {cell.period for cell in cells(inside, replace(study, groups=())) if cell.partial}
    names = [
        period_of(d.date, study.period) if duplicates or not d.duplicate_of else None
        for d in sightings.documents
    ]
    names = [None if name in open_ended else name for name in names]
    labels = tuple(sorted({name for name in names if name}))
    place = {label: i for i, label in enumerate(labels)}
    period = np.array([place.get(name or "", -1) for name in names], np.int64)
    kept = period[sightings.document] >= 0
    if not boilerplate:
        kept &= ~sightings.boilerplate
    return Frame(sightings, labels, period, np.flatnonzero(kept))


def shares(own: Frame, top: np.ndarray, bottom: np.ndarray, weight: str) -> np.ndarray:
    """Return Σ top / Σ bottom per period, of all text or as the mean over documents.

    `top` and `bottom` have one value a counted sentence.
    """
    n = len(own.period)
    above = np.bincount(own.owner, top, n)
    below = np.bincount(own.owner, bottom, n)
    return by_period(own, above, below, weight)


def by_period(own: Frame, above: np.ndarray, below: np.ndarray, weight: str) -> np.ndarray:
    """Return the ratio per period from sums per document."""
    used = (own.period >= 0) & (below > 0)
    at, width = own.period[used], len(own.labels)
    with np.errstate(invalid="ignore", divide="ignore"):
        if weight == "documents":
            each = np.bincount(at, above[used] / below[used], width)
            return np.asarray(each / np.bincount(at, minlength=width))
        return np.asarray(np.bincount(at, above[used], width) / np.bincount(at, below[used], width))


def measured(own: Frame, theme: str, measure: str, weight: str) -> np.ndarray:
    """Return one measure of a theme (or placebo) per period."""
    at, s = own.sentences, own.sightings
    ones, han = np.ones(len(at)), s.han[at]
    if measure == "sentence_share":
        return shares(own, s.coded[at, s.book.themes.index(theme)].astype(float), ones, weight)
    columns = s.columns(theme)
    if measure == "term_rate":
        hits = np.asarray(s.hits[:, columns].sum(axis=1)).ravel()[at].astype(float)
        return shares(own, hits, han, weight) * 10_000
    of_coder = measure in ("han_share", "document_share") and theme in s.book.themes
    if of_coder:  # the coder's sentences, as published; placebos have terms only
        flags = s.coded[at, s.book.themes.index(theme)].astype(float)
    else:
        flags = (np.asarray(s.held[:, columns].sum(axis=1)).ravel()[at] > 0).astype(float)
    if measure == "han_share":
        return shares(own, flags * han, han, weight)
    if measure == "document_share":
        n = len(own.period)
        any_flag = np.bincount(own.owner, flags, n) > 0
        some = np.bincount(own.owner, minlength=n) > 0
        return by_period(own, any_flag.astype(float), some.astype(float), "pooled")
    return shares(own, flags, ones, weight)


def as_series(own: Frame, values: np.ndarray, study: Study, theme: str, measure: str) -> Series:
    """Return the finite values as a series of the group all."""
    known = np.isfinite(values)
    return Series(
        group="all", axis="theme", theme=theme, measure=measure, kind=study.period,
        periods=tuple(label for label, ok in zip(own.labels, known, strict=True) if ok),
        values=values[known],
    )  # fmt: skip


def last_less_first(values: np.ndarray) -> float:
    """Return the mean of the last `ENDS` values less that of the first."""
    return float(values[-ENDS:].mean() - values[:ENDS].mean())
