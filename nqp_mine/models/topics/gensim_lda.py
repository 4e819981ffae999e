"""LDA over paragraphs with gensim (Hoffman, Blei & Bach 2010), with anchored topics.

The reference engine, and the one that is always there. Online variational Bayes stays close to
where it begins, and gensim begins anywhere. Here an anchored topic begins with the words that
stand in paragraphs rich in its seed words beyond what their overall frequency explains, so that
it describes what texts say around the seed words.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np

from nqp_mine.models.topics.model import TopicModel
from nqp_mine.models.topics.priors import (
    BASE_PRIOR,
    Seeds,
    expected_shares,
    seed_mass,
    topic_prior,
    word_prior,
)
from nqp_mine.nlp.terms import TermMatrix
from nqp_mine.study import Study

PASSES = 10
CHUNK = 2_000  # paragraphs an update
_RANDOM_START = 0.1  # weight of gensim's random start beside the informed one


def fit(matrix: TermMatrix, seeds: Seeds, study: Study) -> TopicModel:
    """Fit `study.n_topics` topics to the paragraphs; the first len(seeds) are anchored.

    Args:
        matrix: counts of V terms in n paragraphs, pruned.
        seeds: the seed words of each theme; all are terms of `matrix`.
        study: n_topics, topic_passes, seed_weight and seed are read.
    """
    passes, alpha = study.topic_passes or PASSES, topic_prior(study.n_topics)
    model, version = _train(matrix, seeds, alpha, passes, study)
    phi = np.asarray(model.get_topics(), np.float64)
    gamma, _ = model.inference(_bags(matrix))
    return TopicModel(
        engine="gensim.LdaModel", engine_version=version, terms=matrix.terms,
        phi=phi / phi.sum(axis=1, keepdims=True),
        theta=expected_shares(np.asarray(gamma, np.float64), alpha), alpha=alpha,
        lengths=np.asarray(matrix.counts.sum(axis=1), np.int64).ravel(),
        themes=(*seeds, *[""] * (study.n_topics - len(seeds))),
        seed_mass=seed_mass(phi, matrix, seeds),
        seeds={theme: tuple(words) for theme, words in seeds.items()},
        parameters={
            "n_topics": study.n_topics, "passes": passes, "seed": study.seed,
            "alpha": float(alpha[0]), "base_prior": BASE_PRIOR, "chunk": CHUNK,
            "seed_weight": study.seed_weight,
            "n_terms": len(matrix.terms), "n_paragraphs": len(matrix.units),
        },
    )  # fmt: skip


def _train(
    matrix: TermMatrix, seeds: Seeds, alpha: np.ndarray, passes: int, study: Study
) -> tuple[Any, str]:
    """Return the trained gensim model and gensim's version."""
    with _quiet():
        import gensim

        model = gensim.models.LdaModel(
            id2word=dict(enumerate(matrix.terms)), num_topics=study.n_topics,
            eta=word_prior(matrix, seeds, study), alpha=alpha, passes=passes,
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
