"""What is assumed before the texts are read: the same numbers for every engine.

The first topics are anchored, one a theme, by an informed topic-word prior on the theme's seed
words (Jagarlamudi, Daumé & Udupa 2012; Lu et al. 2011). A seed word gets `study.seed_weight`
pseudo-counts in its theme's topic for each time that it stands in the corpus, as in seededlda
(Watanabe & Baturo 2024): so one number means the same for long and short word lists and for large
and small corpora. The same number of pseudo-counts on every seed word, however rare, fails at both
ends: too few leave the topic to other words, too many make a topic of nothing but seed words.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from nqp_mine.nlp.terms import TermMatrix
from nqp_mine.study import Study

Seeds = Mapping[str, Sequence[str]]

ALPHA_SUM = 2.0  # pseudo-counts in a paragraph, shared evenly over the topics
BASE_PRIOR = 0.05  # pseudo-counts on every word in every topic


def topic_prior(n_topics: int) -> np.ndarray:
    """Return the pseudo-counts on each topic in a paragraph, shape (n_topics,)."""
    return np.full(n_topics, ALPHA_SUM / n_topics)


def word_prior(matrix: TermMatrix, seeds: Seeds, study: Study) -> np.ndarray:
    """Return the pseudo-counts on each word in each topic, shape (n_topics, V)."""
    prior = np.full((study.n_topics, len(matrix.terms)), BASE_PRIOR)
    frequency = np.asarray(matrix.counts.sum(axis=0), np.float64).ravel()
    index = matrix.index
    for topic, words in enumerate(seeds.values()):
        columns = [index[word] for word in words]
        prior[topic, columns] += frequency[columns] * study.seed_weight
    return prior


def expected_shares(pseudo_counts: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Return theta without the prior's part; `pseudo_counts` are tokens a topic plus alpha.

    Shapes (n, K), (K,) and (n, K).
    """
    counts = np.maximum(pseudo_counts - alpha, 0)
    total = counts.sum(axis=1, keepdims=True)
    even = np.full_like(counts, 1 / counts.shape[1])
    return np.asarray(np.divide(counts, total, out=even, where=total > 1e-9))


def seed_mass(phi: np.ndarray, matrix: TermMatrix, seeds: Seeds) -> np.ndarray:
    """Return the share of each topic's phi on its own theme's seed words, shape (K,)."""
    index, mass = matrix.index, np.zeros(len(phi))
    for topic, words in enumerate(seeds.values()):
        mass[topic] = phi[topic, [index[word] for word in words]].sum()
    return mass
