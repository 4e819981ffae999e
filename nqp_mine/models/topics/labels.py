"""What to call a topic: words that are both frequent in it and its own (FREX).

frex = 1 / (w / E(exclusivity) + (1 - w) / E(frequency)), with E the share of the topic's words
that lie at or below (Bischof & Airoldi 2012; Roberts, Stewart & Tingley 2019 use w = 0.5, too).
"""

from collections.abc import Sequence

import numpy as np

WEIGHT = 0.5
N_LABEL = 5  # words in a label


def frex(phi: np.ndarray) -> np.ndarray:
    """Return the FREX score of each word in each topic, shape (K, V), 0 to 1."""
    from scipy.stats import rankdata

    own = phi / phi.sum(axis=0)
    exclusive = rankdata(own, method="max", axis=1) / phi.shape[1]
    frequent = rankdata(phi, method="max", axis=1) / phi.shape[1]
    return np.asarray(1 / (WEIGHT / exclusive + (1 - WEIGHT) / frequent))


def frex_words(phi: np.ndarray, terms: Sequence[str], n: int) -> list[list[str]]:
    """Return the n words of each topic with the highest FREX, best first."""
    best = np.argsort(-frex(phi), axis=1, kind="stable")[:, :n]
    return [[terms[i] for i in row] for row in best]
