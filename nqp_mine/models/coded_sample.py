"""Sentences that people coded, looked up in the counts of a corpus."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nqp_mine.models.trends import Panel


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CodedSample:
    """Sentences that people coded.

    `sids` (document@number); `codes` (n, n_themes) in [0, 1], fractions where coders differ, NaN
    where nobody coded; `weights` (n,), inverse inclusion probabilities. `frame_size`: how many
    sentences they were drawn from, NaN where that is not known.
    """

    sids: tuple[str, ...]
    themes: tuple[str, ...]
    codes: np.ndarray
    weights: np.ndarray
    frame_size: float = float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """The coded sentences that the panel has: document, prediction and code of each."""

    document: np.ndarray
    predicted: np.ndarray
    codes: np.ndarray
    weights: np.ndarray


def unmatched(table: Panel, sample: CodedSample) -> list[str]:
    """Return the sids that the panel does not have: another corpus, or cut differently since."""
    return [sid for sid, at in zip(sample.sids, _addresses(table, sample), strict=True) if not at]


def _addresses(table: Panel, sample: CodedSample) -> list[tuple[int, int] | None]:
    number_of = {name: i for i, name in enumerate(table.counts.ids())}
    found: list[tuple[int, int] | None] = []
    for sid in sample.sids:
        name, _, number = sid.rpartition("@")
        document = number_of.get(name)
        if document is None or not number.isdecimal():
            found.append(None)
            continue
        numbers = table.counts[document].number  # ascending; sentences left out are missing
        at = int(np.searchsorted(numbers, int(number)))
        inside = at < len(numbers) and numbers[at] == int(number)
        found.append((document, at) if inside else None)
    return found


def place(table: Panel, sample: CodedSample, columns: Mapping[str, int]) -> Placed:
    """Look the coded sentences up in the panel; `columns` are the coder's, by theme."""
    addresses = _addresses(table, sample)
    rows = [i for i, at in enumerate(addresses) if at]
    at = [a for a in addresses if a]
    picked = [sample.themes.index(theme) for theme in columns]
    predicted = [table.counts[d].coded[s][list(columns.values())] for d, s in at]
    return Placed(
        document=np.array([d for d, _ in at], np.int64),
        predicted=np.array(predicted, bool).reshape(len(at), len(columns)),
        codes=sample.codes[np.ix_(rows, picked)],
        weights=sample.weights[rows],
    )
