"""What a theme's trend is without each of its terms.

`term_share` of leave_one_out.csv is the part of a theme's trend that one term carries:

    1 - slope without the term / slope with all terms      (dictionary_share, Sen's slope)

and the same for the difference of the last and first three periods. Shares do not add up to 100 %,
because a sentence may hold several terms. Where the whole slope is not clear of zero the part is
not stable: read it with `slope`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nqp_mine.models.periods import ordinal, per_year
from nqp_mine.models.recount import ENDS, Frame, frame, last_less_first, shares
from nqp_mine.models.sightings import Sightings
from nqp_mine.study import Study

NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """One row of leave_one_out.csv."""

    theme: str
    category: str
    term: str
    n_sentences: int
    n_only: int
    slope: float
    slope_without: float
    term_share: float
    change: float
    change_without: float
    change_share: float


def leave_one_out(sightings: Sightings, study: Study) -> list[LeftOut]:
    """Return the dictionary's trend without each term that was found, largest part first."""
    own = frame(sightings, study, duplicates=study.duplicates == "all", boilerplate=True)
    rows: list[LeftOut] = []
    for theme in sightings.book.themes:
        rows += sorted(
            _left_out(own, theme, study), key=lambda row: (-abs(_number(row.term_share)), row.term)
        )
    return rows


def _left_out(own: Frame, theme: str, study: Study) -> Iterator[LeftOut]:
    s = own.sightings
    columns = s.columns(theme)
    held = (s.held[own.sentences][:, columns] > 0).tocsc()
    many = np.asarray(held.sum(axis=1)).ravel()
    ones = np.ones(len(many))
    whole = shares(own, (many > 0).astype(float), ones, study.weight)
    slope, change = _slope(own, whole, study), _change(whole)
    for k, column in enumerate(columns):
        rows = held.indices[held.indptr[k] : held.indptr[k + 1]]
        if not len(rows):
            continue
        flags = many > 0
        flags[rows[many[rows] == 1]] = False
        values = shares(own, flags.astype(float), ones, study.weight)
        without, moved = _slope(own, values, study), _change(values)
        term = s.book.terms[column]
        yield LeftOut(
            theme=theme, category=term.category, term=term.text, n_sentences=len(rows),
            n_only=int((many[rows] == 1).sum()), slope=slope, slope_without=without,
            term_share=1 - without / slope if slope else NAN, change=change,
            change_without=moved, change_share=1 - moved / change if change else NAN,
        )  # fmt: skip


def _slope(own: Frame, values: np.ndarray, study: Study) -> float:
    known = np.isfinite(values)
    if known.sum() < 2:
        return NAN
    at = np.array([ordinal(label, study.period) for label in own.labels], float)[known]
    i, j = np.triu_indices(len(at), 1)
    own_values = values[known]
    return float(np.median((own_values[j] - own_values[i]) / (at[j] - at[i]))) * per_year(
        study.period
    )


def _change(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return last_less_first(known) if len(known) >= 2 * ENDS else NAN


def _number(value: float) -> float:
    return value if np.isfinite(value) else 0.0
