"""LDA over paragraphs with gensim (Hoffman, Blei & Bach 2010), with anchored topics.

The reference engine, and the one that is always there. Online variational Bayes stays close to
where it begins, and gensim begins anywhere. Here an anchored topic begins with the words that
stand in paragraphs rich in its seed words beyond what their overall frequency explains, so that
it describes what texts say around the seed words.

The paragraphs are read in parts, several parts an update of the topics; a part depends on its
number alone, so parts can be read on a cluster, and the result is the same.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from nqp_mine.models.spread import Here, Spread
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

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

PASSES = 10
PART = 2_000  # paragraphs
UPDATES = 8  # a pass at most: more would leave a cluster too few parts at a time
_RANDOM_START = 0.1  # weight of gensim's random start beside the informed one


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows `first` to `last` of the paragraphs, and the seeds of where they begin."""

    first: int
    last: int
    seeds: tuple[int, int, int]


def fit(matrix: TermMatrix, seeds: Seeds, study: Study, spread: Spread | None = None) -> TopicModel:
    """Fit `study.n_topics` topics to the paragraphs; the first len(seeds) are anchored.

    Args:
        matrix: counts of V terms in n paragraphs, pruned.
        seeds: the seed words of each theme; all are terms of `matrix`.
        study: n_topics, topic_passes, seed_weight and seed are read.
        spread: where the parts are read, if not here.
    """
    passes, alpha = study.topic_passes or PASSES, topic_prior(study.n_topics)
    where = spread or Here()
    counts = where.share(matrix.counts.tocsr())
    model, version = _train(matrix, seeds, alpha, passes, study, where, counts)
    phi = np.asarray(model.get_topics(), np.float64)
    shared = [counts, where.share(model.expElogbeta), alpha]
    last = _parts(len(matrix.units), study.seed, passes)
    gamma = np.concatenate(list(where.each(_weights, shared, last)))
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
            "alpha": float(alpha[0]), "base_prior": BASE_PRIOR, "part": PART, "updates": UPDATES,
            "seed_weight": study.seed_weight,
            "n_terms": len(matrix.terms), "n_paragraphs": len(matrix.units),
        },
    )  # fmt: skip


def _train(
    matrix: TermMatrix,
    seeds: Seeds,
    alpha: np.ndarray,
    passes: int,
    study: Study,
    where: Spread,
    counts: Any,
) -> tuple[Any, str]:
    """Return the trained gensim model and gensim's version; `counts` stand in for the matrix's."""
    with _quiet():
        import gensim

        model = gensim.models.LdaModel(
            id2word=dict(enumerate(matrix.terms)), num_topics=study.n_topics,
            eta=word_prior(matrix, seeds, study), alpha=alpha, eval_every=None,
            random_state=study.seed, dtype=np.float64,
        )  # fmt: skip
        model.state.sstats[:] = _start(matrix, seeds, model.state.sstats)
        model.state.numdocs = len(matrix.units)  # an update weighs its parts as the whole
        model.sync_state()
        for number in range(passes):
            for parts in _updates(_parts(len(matrix.units), study.seed, number)):
                _update(model, parts, where, [counts, where.share(model.expElogbeta), alpha])
    return model, str(gensim.__version__)


def _update(model: Any, parts: list[_Part], where: Spread, shared: list[Any]) -> None:
    """Read some parts with the topics as they are, and then blend them into the topics."""
    import gensim

    found = gensim.models.ldamodel.LdaState(model.eta, model.state.sstats.shape, np.float64)
    for part, seen in zip(parts, where.each(_words, shared, parts), strict=True):
        found.sstats += seen
        found.numdocs += part.last - part.first
    size, number = found.numdocs, parts[0].seeds[1]
    rho = (1 + number + model.num_updates / size) ** -model.decay
    model.do_mstep(rho, found, extra_pass=number > 0)


def _parts(n: int, seed: int, number: int) -> list[_Part]:
    """Return the parts of n paragraphs for a pass."""
    starts = range(0, n, PART)
    return [_Part(a, min(a + PART, n), (seed, number, i)) for i, a in enumerate(starts)]


def _updates(parts: list[_Part]) -> Iterator[list[_Part]]:
    """Put the parts of a pass together to updates of about the same size."""
    ends = np.linspace(0, len(parts), min(len(parts), UPDATES) + 1).round().astype(int)
    for a, b in pairwise(ends.tolist()):
        yield parts[a:b]


def _words(counts: "csr_matrix", beta: np.ndarray, alpha: np.ndarray, part: _Part) -> np.ndarray:
    """Return the expected counts of the words of a part in each topic, shape (K, V)."""
    return np.asarray(_read(counts, beta, alpha, part, collect=True)[1])


def _weights(counts: "csr_matrix", beta: np.ndarray, alpha: np.ndarray, part: _Part) -> np.ndarray:
    """Return the pseudo-counts of the topics in the paragraphs of a part, shape (n, K)."""
    return np.asarray(_read(counts, beta, alpha, part, collect=False)[0], np.float64)


def _read(
    counts: "csr_matrix", beta: np.ndarray, alpha: np.ndarray, part: _Part, *, collect: bool
) -> Any:
    """Run gensim's inference on a part, from a start that the seeds decide."""
    with _quiet():
        import gensim

        n_topics, n_terms = beta.shape
        model = gensim.models.LdaModel(
            id2word=dict.fromkeys(range(n_terms), ""), num_topics=n_topics, alpha=alpha,
            eval_every=None, random_state=0, dtype=np.float64,
        )  # fmt: skip
        model.random_state = np.random.RandomState(part.seeds)
        model.expElogbeta = beta
        return model.inference(_bags(counts[part.first : part.last]), collect_sstats=collect)


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


def _bags(counts: "csr_matrix") -> list[list[tuple[int, int]]]:
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
