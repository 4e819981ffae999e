"""LDA over paragraphs with gensim (Hoffman, Blei & Bach 2010), with anchored topics.

The first topics are anchored, one a theme, by an informed topic-word prior on the theme's seed
words (Jagarlamudi, Daumé & Udupa 2012; Lu et al. 2011). Two things decide whether that holds:

- The weight of the prior. The same number of pseudo-counts on every seed word, however rare,
  fails at both ends: in the national work reports 1 or less left the topics to other words, 1,000
  made topics of nothing but seed words (seed mass 0.98, half a percent of the text). So the
  pseudo-counts of a theme are `study.seed_prior` a 100,000 tokens of the corpus (1 % of it with
  the default of 1,000), shared over its seed words by their frequency: one number that means
  the same for long and short word lists and for large and small corpora.
- The start. Online variational Bayes stays close to where it begins, and gensim begins anywhere.
  Here an anchored topic begins with the words that stand in paragraphs rich in its seed words
  beyond what their overall frequency explains, so that it describes what texts say around the
  seed words.

The outcome is stated as each topic's seed mass: the share of its words' probability on seeds.
"""

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np

from nqp_mine.errors import TopicError, UsageError
from nqp_mine.models.topics.model import TopicModel
from nqp_mine.nlp.terms import TermMatrix
from nqp_mine.study import Study

Seeds = Mapping[str, Sequence[str]]

BASE_PRIOR = 0.05  # pseudo-counts on every word in every topic
CHUNK = 2_000  # paragraphs an update
PER_TOKENS = 100_000  # study.seed_prior is so many pseudo-counts a theme in this many tokens
_RANDOM_START = 0.1  # weight of gensim's random start beside the informed one


def fit(matrix: TermMatrix, seeds: Seeds, study: Study) -> TopicModel:
    """Fit `study.n_topics` topics to the paragraphs; the first len(seeds) are anchored.

    Args:
        matrix: counts of V terms in n paragraphs, pruned.
        seeds: the seed words of each theme; all are terms of `matrix`.
        study: n_topics, topic_passes, seed_prior and seed are read.

    Raises:
        TopicError: no words to fit topics to.
        UsageError: more themes than topics.
    """
    _check(matrix, seeds, study)
    eta = seeded_prior(matrix, seeds, study)
    model, version = _train(matrix, seeds, eta, study)
    phi = np.asarray(model.get_topics(), np.float64)
    gamma, _ = model.inference(_bags(matrix))
    themes = (*seeds, *[""] * (study.n_topics - len(seeds)))
    index = matrix.index
    columns = {theme: [index[word] for word in words] for theme, words in seeds.items()}
    mass = [phi[k, columns[theme]].sum() if theme else 0.0 for k, theme in enumerate(themes)]
    return TopicModel(
        engine="gensim.LdaModel", engine_version=version, terms=matrix.terms,
        phi=phi / phi.sum(axis=1, keepdims=True), theta=gamma / gamma.sum(axis=1, keepdims=True),
        lengths=np.asarray(matrix.counts.sum(axis=1), np.int64).ravel(), themes=themes,
        seed_mass=np.array(mass, np.float64),
        seeds={theme: tuple(words) for theme, words in seeds.items()},
        parameters={
            "n_topics": study.n_topics, "passes": study.topic_passes, "seed": study.seed,
            "alpha": 1 / study.n_topics, "base_prior": BASE_PRIOR, "chunk": CHUNK,
            "seed_prior": study.seed_prior,
            "seed_pseudo_counts": float(_pseudo_counts(matrix, study)),
            "n_terms": len(matrix.terms), "n_paragraphs": len(matrix.units),
        },
    )  # fmt: skip


def seeded_prior(matrix: TermMatrix, seeds: Seeds, study: Study) -> np.ndarray:
    """Return the topic-word prior, shape (n_topics, V), in pseudo-counts."""
    eta = np.full((study.n_topics, len(matrix.terms)), BASE_PRIOR)
    frequency = np.asarray(matrix.counts.sum(axis=0), np.float64).ravel()
    index = matrix.index
    for topic, words in enumerate(seeds.values()):
        columns = [index[word] for word in words]
        share = frequency[columns] / frequency[columns].sum()
        eta[topic, columns] += share * _pseudo_counts(matrix, study)
    return eta


def _check(matrix: TermMatrix, seeds: Seeds, study: Study) -> None:
    if not matrix.counts.nnz:
        raise TopicError(
            f"no topics: no word stands in {study.min_term_units} paragraphs.",
            remedy="Lower min_term_units, or use --no-topics.",
        )
    if len(seeds) > study.n_topics:
        raise UsageError(
            f"n_topics = {study.n_topics} is less than the {len(seeds)} themes to anchor.",
            remedy=f"Use {len(seeds) + 1} or more.",
        )


def _pseudo_counts(matrix: TermMatrix, study: Study) -> float:
    return float(study.seed_prior * matrix.counts.sum() / PER_TOKENS)


def _train(matrix: TermMatrix, seeds: Seeds, eta: np.ndarray, study: Study) -> tuple[Any, str]:
    """Return the trained gensim model and gensim's version."""
    with _quiet():
        import gensim

        model = gensim.models.LdaModel(
            id2word=dict(enumerate(matrix.terms)), num_topics=study.n_topics, eta=eta,
            alpha=np.full(study.n_topics, 1 / study.n_topics), passes=study.topic_passes,
            chunksize=CHUNK, eval_every=None, random_state=study.seed, dtype=np.float64,
        )  # fmt: skip
        model.state.sstats[:] = _start(matrix, seeds, model.state.sstats)
        model.sync_state()
        model.update(_bags(matrix))
    return model, str(gensim.__version__)


def _start(matrix: TermMatrix, seeds: Seeds, random: np.ndarray) -> np.ndarray:
    """Return the counts (n_topics, V) to begin with; `random` are gensim's, about 1 each."""
    counts = matrix.counts.astype(np.float64)
    frequency = np.asarray(counts.sum(axis=0)).ravel()
    lengths = np.maximum(np.asarray(counts.sum(axis=1)).ravel(), 1)
    n_topics, index = len(random), matrix.index
    start = np.asarray(random * frequency / n_topics)
    for topic, words in enumerate(seeds.values()):
        columns = [index[word] for word in words]
        richness = np.asarray(counts[:, columns].sum(axis=1)).ravel() / lengths
        near = np.asarray(richness @ counts).ravel()
        beyond = np.maximum(near - near.sum() * frequency / frequency.sum(), 0)
        if beyond.sum() > 0:
            weight = frequency.sum() / n_topics / beyond.sum()
            start[topic] = beyond * weight + _RANDOM_START * random[topic]
    return start


def _bags(matrix: TermMatrix) -> list[list[tuple[int, int]]]:
    counts = matrix.counts
    where, columns, values = counts.indptr.tolist(), counts.indices.tolist(), counts.data.tolist()
    return [list(zip(columns[a:b], values[a:b], strict=True)) for a, b in pairwise(where)]


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep gensim's log and warnings to itself: how well it converged is not the user's to read."""
    log = logging.getLogger("gensim")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)
