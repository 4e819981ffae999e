"""How topics and themes agree: seed words in the topic, coded sentences in its paragraphs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nqp_mine.models.columns import Counts
from nqp_mine.models.topics.model import TopicModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """One row of topic_themes.csv.

    `anchored`: whether the topic is anchored in the theme. `seed_mass`: the share of the topic's
    phi on the theme's seed words. `coded_share`: the share of sentences with the theme in the
    topic's paragraphs, each weighted by its tokens in the topic. `lift`: coded_share ÷ the same
    over all topics; 1 where topic and theme have nothing to do with each other.
    """

    topic: int
    theme: str
    anchored: bool
    seed_mass: float
    coded_share: float
    lift: float


def coded_shares(counts: Counts, owners: Sequence[int], places: Sequence[int]) -> np.ndarray:
    """Return the share of each theme's sentences in each paragraph, shape (n, n_themes).

    `owners` and `places` are the document and the paragraph number of each row.
    """
    row = {key: i for i, key in enumerate(zip(owners, places, strict=True))}
    n_themes = counts[0].coded.shape[1] if len(counts) else 0
    sums, sentences = np.zeros((len(row), n_themes)), np.zeros(len(row))
    for number, one in enumerate(counts):
        rows = np.array([row.get((number, int(p)), -1) for p in one.paragraph], np.int64)
        known = rows >= 0
        np.add.at(sums, rows[known], one.coded[known])
        np.add.at(sentences, rows[known], 1)
    return np.asarray(sums / np.maximum(sentences, 1)[:, None])


def align(
    model: TopicModel,
    seeds: Mapping[str, Sequence[str]],
    themes: Sequence[str],
    coded: np.ndarray,
) -> list[Alignment]:
    """Return one row a topic and theme; `coded` has shape (n, n_themes), see `coded_shares`."""
    index = {term: column for column, term in enumerate(model.terms)}
    weights = model.theta * model.lengths[:, None]
    shares = weights.T @ coded / np.maximum(weights.sum(axis=0), 1e-12)[:, None]
    overall = model.lengths @ coded / max(float(model.lengths.sum()), 1.0)
    rows = []
    for topic in range(model.n_topics):
        for k, theme in enumerate(themes):
            columns = [index[word] for word in seeds.get(theme, ()) if word in index]
            share, base = float(shares[topic, k]), float(overall[k])
            rows.append(
                Alignment(
                    topic=topic, theme=theme, anchored=model.themes[topic] == theme,
                    seed_mass=float(model.phi[topic, columns].sum()), coded_share=share,
                    lift=share / base if base else float("nan"),
                )
            )  # fmt: skip
    return rows
