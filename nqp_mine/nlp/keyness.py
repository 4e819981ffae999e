"""Keyness: the words that tell one set of texts from another.

Two measures side by side. z: the log odds ratio with an informative Dirichlet prior over its
standard error (Monroe, Colaresi & Quinn 2008, equations 15, 16, 19 and 22), which does not favour
rare words. G²: the log likelihood ratio of the 2 × 2 table of word × side (Dunning 1993), as the
corpus linguists' tools report it. Both p values are corrected over all words of the comparison
(Benjamini & Hochberg 1995). They treat tokens as independent, which words of one text are not, so
a small q says less than it seems; the number of documents beside it says the rest.
"""

from dataclasses import dataclass

import numpy as np

PRIOR_SHARE = 0.01  # of all tokens: pseudo-counts on each side, shared by overall frequency


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Keyness:
    """Values a word, shape (V,) each; positive `log_odds`, `z`: more in the first side."""

    log_odds: np.ndarray
    z: np.ndarray
    q_z: np.ndarray
    g2: np.ndarray
    q_g2: np.ndarray


def keyness(first: np.ndarray, second: np.ndarray, prior: np.ndarray | None = None) -> Keyness:
    """Compare the counts of V words on two sides, shape (V,) each.

    `prior` are the pseudo-counts (V,), by default PRIOR_SHARE of each word's count on both sides
    together. Counts need not be whole.
    """
    from scipy.stats import chi2, norm

    total = first + second
    if prior is None:
        prior = PRIOR_SHARE * total
    difference, z = log_odds(first, second, prior)
    ratio = g2(first, second)
    return Keyness(
        log_odds=difference, z=z, q_z=_corrected(2 * norm.sf(np.abs(z))),
        g2=ratio, q_g2=_corrected(chi2.sf(ratio, 1)),
    )  # fmt: skip


def log_odds(
    first: np.ndarray, second: np.ndarray, prior: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the log odds ratio of each word and the ratio over its standard error, (V,) each."""
    sums = prior.sum()
    one, other = first + prior, second + prior
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.log(one / (first.sum() + sums - one))
        difference = odds - np.log(other / (second.sum() + sums - other))
        z = difference / np.sqrt(1 / one + 1 / other)
    return np.nan_to_num(difference, posinf=0, neginf=0), np.nan_to_num(z, posinf=0, neginf=0)


def g2(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the log likelihood ratio of each word's 2 × 2 table, shape (V,); never negative."""
    n, m = float(first.sum()), float(second.sum())
    if not n or not m:
        return np.zeros(len(first))
    total = first + second
    value = np.zeros(len(first))
    for observed, size in ((first, n), (second, m)):
        for cell, margin in ((observed, total), (size - observed, n + m - total)):
            expected = size * margin / (n + m)
            some = (cell > 0) & (expected > 0)
            value[some] += cell[some] * np.log(cell[some] / expected[some])
    return np.maximum(2 * value, 0)


def _corrected(p: np.ndarray) -> np.ndarray:
    from scipy.stats import false_discovery_control

    return np.asarray(false_discovery_control(np.clip(p, 0, 1))) if len(p) else p
