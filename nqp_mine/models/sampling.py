"""A stratified probability sample of sentences for human coders.

Strata are period × group × predicted class; the class of a sentence is the rarest theme that the
coder gives it, or none. Where there are too many strata for n sentences, neighbouring periods are
joined, then the classes become any and none, then groups are left out. Within a stratum, sentences
are drawn at random without replacement, so that each has the inclusion probability n_h / N_h.

Every period and group gets the same number (a trend needs all of its points); within it strata get
numbers in proportion to N_h S_h (Neyman 1934), with planning values of S_h, since the errors are
not known yet.

References:
    Neyman 1934, Journal of the Royal Statistical Society 97(4): 558-625.
    Cochran 1977, Sampling Techniques, 3rd ed., ch. 5.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nqp_mine.models.uncertainty import generator

# Planning values: √(p (1 - p)) for a precision of .8, and for a miss in 33 sentences.
SPREAD_PREDICTED, SPREAD_NONE = 0.4, 0.17
MIN_STRATUM = 2  # two a stratum, or its variance cannot be estimated
PER_STRATUM = 4  # strata are joined until there are so many sentences for each on average
NONE, ANY = "none", "any"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Frame:
    """All sentences that can be drawn; every array has one element a sentence.

    `document` is its document's number, `number` its own in it; `period` and `group` are labels;
    `coded` (n, n_themes), bool.
    """

    document: np.ndarray
    number: np.ndarray
    period: np.ndarray
    group: np.ndarray
    coded: np.ndarray
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Draw:
    """The drawn sentences, in random order.

    `index` into the frame, and per drawn sentence its stratum and inclusion probability;
    `strata` are the labels (period, group, class) of all strata, with `sizes` N_h and `drawn` n_h.
    """

    index: np.ndarray
    stratum: np.ndarray
    probability: np.ndarray
    strata: tuple[tuple[str, str, str], ...]
    sizes: np.ndarray
    drawn: np.ndarray


def draw(frame: Frame, n: int, seed: int) -> Draw:
    """Draw n sentences, or all where there are fewer."""
    labels, stratum, cell = _strata(frame, n)
    sizes = np.bincount(stratum, minlength=len(labels))
    spread = np.array([SPREAD_NONE if one[2] == NONE else SPREAD_PREDICTED for one in labels])
    numbers = allocate(sizes, spread, cell, n)
    rng = generator(seed, "gold sample")
    chosen = [
        rng.choice(np.flatnonzero(stratum == h), size=k, replace=False)
        for h, k in enumerate(numbers)
    ]
    index = rng.permutation(np.concatenate(chosen)) if chosen else np.zeros(0, np.int64)
    own = stratum[index]
    return Draw(
        index=index,
        stratum=own,
        probability=numbers[own] / sizes[own],
        strata=tuple(labels),
        sizes=sizes,
        drawn=numbers,
    )


def allocate(sizes: np.ndarray, spread: np.ndarray, cell: np.ndarray, n: int) -> np.ndarray:
    """Return how many to draw of each stratum: the sum is n, or all that there are.

    Args:
        sizes: N_h.
        spread: S_h, the planning value of the standard deviation.
        cell: the number of the period and group of each stratum; cells share n equally.
        n: sentences in all.
    """
    n = min(n, int(sizes.sum()))
    least = np.minimum(sizes, MIN_STRATUM if MIN_STRATUM * len(sizes) <= n else 0)
    wish = sizes * spread
    of_cell = np.bincount(cell, weights=wish)[cell]
    wish = np.divide(wish, of_cell, out=np.zeros(len(sizes)), where=of_cell > 0)
    return _fill(least, sizes, wish, n)


def _fill(least: np.ndarray, most: np.ndarray, wish: np.ndarray, n: int) -> np.ndarray:
    """Return whole numbers between `least` and `most` with sum n, as near to `wish` as it goes.

    The level λ with Σ clip(λ · wish, least, most) = n is found by bisection.
    """
    low, high = 0.0, float(n) / max(float(wish[wish > 0].min(initial=1.0)), 1e-12)
    for _ in range(100):
        middle = (low + high) / 2
        if np.clip(middle * wish, least, most).sum() < n:
            low = middle
        else:
            high = middle
    exact = np.clip(high * wish, least, most)
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    while whole.sum() < n:
        room = [h for h in order if whole[h] < most[h]]
        for h in room[: n - int(whole.sum())]:
            whole[h] += 1
    return whole


def _strata(frame: Frame, n: int) -> tuple[list[tuple[str, str, str]], np.ndarray, np.ndarray]:
    """Return the labels, each sentence's stratum and each stratum's cell.

    They are of the first design that leaves PER_STRATUM sentences a stratum, or of the last.
    """
    labels: list[tuple[str, str, str]] = []
    codes = np.zeros(0, np.int64)
    for period, group, kind in _designs(frame):
        keys = np.stack([period, group, kind]).astype(str)
        unique, codes = np.unique(keys, axis=1, return_inverse=True)
        labels = [(str(p), str(g), str(k)) for p, g, k in unique.T]
        if len(labels) * PER_STRATUM <= n:
            break
    places = {place: i for i, place in enumerate(dict.fromkeys(one[:2] for one in labels))}
    return labels, codes.ravel(), np.array([places[one[:2]] for one in labels], np.int64)


def _designs(frame: Frame) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield periods, groups and classes, from the finest design to the coarsest."""
    classes = predicted_class(frame)
    coarse = np.where(classes == NONE, NONE, ANY)
    everyone = np.full(len(frame.group), "all")
    periods = sorted(set(frame.period.tolist()))
    for group in (frame.group, everyone):
        bins = len(periods)
        while bins >= 1:
            yield join_periods(frame.period, periods, bins), group, classes
            bins = bins // 2 if bins > 1 else 0
        for bins in (2, 1):
            yield join_periods(frame.period, periods, bins), group, coarse


def predicted_class(frame: Frame) -> np.ndarray:
    """Return each sentence's rarest predicted theme, or none."""
    found = np.full(len(frame.coded), NONE, dtype=object)
    for k in np.argsort(-frame.coded.sum(axis=0), kind="stable"):
        found[frame.coded[:, k]] = frame.themes[k]
    return found


def join_periods(period: np.ndarray, periods: Sequence[str], bins: int) -> np.ndarray:
    """Return the label of each sentence's run of periods; runs hold about as many sentences."""
    if bins >= len(periods):
        return period
    counts = np.array([(period == one).sum() for one in periods], np.float64)
    middle = (np.cumsum(counts) - counts / 2) / counts.sum()
    run = np.minimum((middle * bins).astype(int), bins - 1)
    label = {}
    for number in range(bins):
        mine = [p for p, r in zip(periods, run, strict=True) if r == number]
        for one in mine:
            label[one] = one if len(mine) == 1 else f"{mine[0]}~{mine[-1]}"
    return np.array([label[one] for one in period.tolist()], dtype=object)
