"""TopicModel: what a fitted topic model says, as plain arrays with named axes.

Whatever engine fitted it, everything after the fit (topic words, trends) reads this alone. It is
kept as arrays; a pickled model is never read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

Parameter = str | int | float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TopicModel:
    """A fitted model of K topics over n paragraphs and V terms.

    Attributes:
        engine: the library that fitted it; `engine_version` is its version.
        terms: the V terms, sorted.
        phi: shape (K, V), the probability of each term in each topic; rows sum to 1.
        theta: shape (n, K), the share of each topic in each paragraph's tokens (the expected
            number of its tokens in the topic ÷ all, without the prior's pseudo-counts, which
            would pull short paragraphs to the mean); rows sum to 1, and are even where a
            paragraph has no tokens.
        alpha: shape (K,), the prior's pseudo-counts on each topic in a paragraph.
        lengths: shape (n,), tokens a paragraph.
        themes: the theme anchored in each topic, or "".
        seed_mass: shape (K,), the share of a topic's phi on its theme's seed words; 0 where no
            theme is anchored.
        seeds: the seed words of each theme that stood in the terms.
        parameters: everything that was set for the fit.
        note: why this engine and not the one that was asked for, or "".
    """

    engine: str
    engine_version: str
    terms: tuple[str, ...]
    phi: np.ndarray
    theta: np.ndarray
    alpha: np.ndarray
    lengths: np.ndarray
    themes: tuple[str, ...]
    seed_mass: np.ndarray
    seeds: Mapping[str, tuple[str, ...]]
    parameters: Mapping[str, Parameter]
    note: str = ""

    @property
    def n_topics(self) -> int:
        """Return K."""
        return len(self.themes)

    def top_words(self, topic: int, n: int) -> list[tuple[str, float]]:
        """Return the n most probable terms of a topic with their probability, best first."""
        best = np.argsort(-self.phi[topic], kind="stable")[:n]
        return [(self.terms[i], float(self.phi[topic, i])) for i in best]

    def shares(self) -> np.ndarray:
        """Return the token-weighted mean theta of all paragraphs, shape (K,)."""
        total = self.lengths.sum()
        if total == 0:
            return np.full(self.n_topics, np.nan)
        return np.asarray(self.lengths @ self.theta / total)
