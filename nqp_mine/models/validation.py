"""How well the tool's codes agree with people's: precision, recall, F1, and what misleads it.

With y the settled code (a tie of coders is .5), f the tool's and w the sampling weight,

    precision = Σ w f y / Σ w f,  recall = Σ w f y / Σ w y,  F1 = 2 Σ w f y / (Σ w f + Σ w y).

Weights estimate what the measures are in the whole corpus; without them they are of the given
sentences. Intervals are percentiles of a bootstrap over sentences (Efron 1979), drawn within the
tool's class where the sample was stratified by it. Not defined (no y, no f) is NaN, never 0.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nqp_mine.models.agreement import cohen_kappa
from nqp_mine.models.uncertainty import generator, percentile_interval

REPLICATES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The scores of one theme; `kappa` is Cohen's, of tool and people, unweighted."""

    n: int
    positives: float
    predicted: int
    precision: float
    precision_low: float
    precision_high: float
    recall: float
    recall_low: float
    recall_high: float
    f1: float
    f1_low: float
    f1_high: float
    kappa: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Macro:
    """The mean F1 over themes, with the interval of the same bootstrap."""

    f1: float
    f1_low: float
    f1_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusing:
    """A term, how often it stood in sentences rightly and falsely given the theme, and missed."""

    term: str
    right: int
    false: int
    missed: int


def score(
    codes: np.ndarray,
    predicted: np.ndarray,
    weights: np.ndarray,
    *,
    seed: int,
    weighted: bool = False,
    replicates: int = REPLICATES,
    confidence: float = 0.95,
) -> tuple[list[Scores], Macro]:
    """Return the scores of each theme, and their mean F1.

    Args:
        codes: people's, (n, n_themes), NaN where not coded.
        predicted: the tool's, (n, n_themes), bool.
        weights: inverse inclusion probabilities, (n,).
        seed: of the bootstrap.
        weighted: the sample was stratified by predicted class: resample within classes.
        replicates: of the bootstrap.
        confidence: coverage of the intervals.
    """
    drawn = _resample(predicted, weighted, replicates, seed) * weights
    once = _measures(codes, predicted, weights[None])[0]
    each = _measures(codes, predicted, drawn)
    low, high = _limits(each.reshape(replicates, -1), confidence)
    low, high = low.reshape(once.shape), high.reshape(once.shape)
    found = [
        _scores(codes[:, k], predicted[:, k], once[k], low[k], high[k])
        for k in range(codes.shape[1])
    ]
    macro_low, macro_high = _limits(each[:, :, 2].mean(axis=1)[:, None], confidence)
    macro = Macro(
        f1=float(once[:, 2].mean()), f1_low=float(macro_low[0]), f1_high=float(macro_high[0])
    )
    return found, macro


def _resample(predicted: np.ndarray, weighted: bool, replicates: int, seed: int) -> np.ndarray:
    """Return how often each sentence is drawn, shape (replicates, n)."""
    rng = generator(seed, "validation")
    n = len(predicted)
    kinds = np.unique(predicted, axis=0, return_inverse=True)[1].ravel() if n else np.zeros(0, int)
    kinds = kinds if weighted else np.zeros(n, int)
    counts = np.zeros((replicates, n))
    for kind in np.unique(kinds):
        mine = np.flatnonzero(kinds == kind)
        counts[:, mine] = rng.multinomial(len(mine), np.full(len(mine), 1 / len(mine)), replicates)
    return counts


def _measures(codes: np.ndarray, predicted: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return precision, recall and F1, shape (replicates, n_themes, 3)."""
    known = ~np.isnan(codes)
    y, f = np.where(known, codes, 0.0), predicted & known
    both, given, true = weights @ (y * f), weights @ f.astype(np.float64), weights @ y
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.stack([both / given, both / true, 2 * both / (given + true)], axis=-1)


def _limits(values: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Return percentile limits a column; NaN where nothing was ever defined."""
    low = np.full(values.shape[1], np.nan)
    high = low.copy()
    some = ~np.isnan(values).all(axis=0)
    if some.any():
        low[some], high[some] = percentile_interval(values[:, some], confidence)
    return low, high


def _scores(
    codes: np.ndarray, predicted: np.ndarray, once: np.ndarray, low: np.ndarray, high: np.ndarray
) -> Scores:
    known = ~np.isnan(codes)
    firm = known & (codes != 0.5)
    kappa = cohen_kappa(np.array([codes[firm], predicted[firm].astype(np.float64)]))
    return Scores(
        n=int(known.sum()), positives=float(codes[known].sum()),
        predicted=int(predicted[known].sum()),
        precision=float(once[0]), precision_low=float(low[0]), precision_high=float(high[0]),
        recall=float(once[1]), recall_low=float(low[1]), recall_high=float(high[1]),
        f1=float(once[2]), f1_low=float(low[2]), f1_high=float(high[2]), kappa=kappa,
    )  # fmt: skip


def confusing(
    codes: np.ndarray, predicted: np.ndarray, reasons: Sequence[frozenset[str]], top: int = 10
) -> list[Confusing]:
    """Return the terms that stand most often in false hits and misses of one theme.

    `codes` and `predicted` have shape (n,); `reasons` are the terms of each sentence: those of
    the theme explain false hits, and those of other themes show what misses have in common.
    """
    right, false, missed = Counter[str](), Counter[str](), Counter[str]()
    for y, f, terms in zip(codes, predicted, reasons, strict=True):
        if f and y > 0.5:
            right.update(terms)
        elif f and y < 0.5:
            false.update(terms)
        elif not f and y > 0.5:
            missed.update(terms)
    wrong = false + missed
    order = sorted(wrong, key=lambda term: (-wrong[term], right[term], term))
    return [
        Confusing(term=t, right=right[t], false=false[t], missed=missed[t]) for t in order[:top]
    ]
