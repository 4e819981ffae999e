"""LDA over paragraphs with topica: zeroth-order collapsed variational Bayes (Asuncion et al. 2009).

Chosen by `benchmarks/topics.py`: the lowest held-out perplexity for its time. The random seed
decides the first assignments alone; after that every sweep is the same arithmetic on one core
(sums, products and quotients, no table of a processor's own), so threads cannot change it.

It holds a number for each token and topic, so it is given a sample of a large corpus (see
`widening`).
"""

from importlib.metadata import version
from itertools import pairwise
from typing import Any

import numpy as np

from nqp_mine.models.topics.model import TopicModel
from nqp_mine.models.topics.priors import (
    ALPHA_SUM,
    BASE_PRIOR,
    Seeds,
    expected_shares,
    seed_mass,
    topic_prior,
)
from nqp_mine.nlp.terms import TermMatrix
from nqp_mine.study import Study

SAMPLER = "cvb0"
PASSES = 100  # sweeps; 50 cost 1.2 % of held-out perplexity on the national reports
_PER_OCCURRENCE = 100  # topica's pseudo-counts on a seed word are frequency * weight * 100


def fit(matrix: TermMatrix, seeds: Seeds, study: Study) -> TopicModel:
    """Fit `study.n_topics` topics to the paragraphs; the first len(seeds) are anchored.

    Args:
        matrix: counts of V terms in n paragraphs, pruned.
        seeds: the seed words of each theme; all are terms of `matrix`.
        study: n_topics, topic_passes, seed_weight and seed are read.
    """
    corpus = _corpus(matrix)
    passes = study.topic_passes or PASSES
    model = _model(seeds, study)
    model.fit(corpus, iters=passes, keep_theta_draws=False, check_every=0)
    place = {term: column for column, term in enumerate(model.vocabulary)}
    phi = np.asarray(model.topic_word, np.float64)[:, [place[term] for term in matrix.terms]]
    lengths = np.asarray(matrix.counts.sum(axis=1), np.int64).ravel()
    alpha = topic_prior(study.n_topics)
    theta = np.full((len(lengths), study.n_topics), 1 / study.n_topics)
    filled = np.flatnonzero(lengths)  # topica leaves empty paragraphs out
    smooth = np.asarray(model.doc_topic, np.float64)
    theta[filled] = expected_shares(smooth * (lengths[filled, None] + alpha.sum()), alpha)
    return TopicModel(
        engine="topica", engine_version=version("topica"), terms=matrix.terms,
        phi=phi / phi.sum(axis=1, keepdims=True), theta=theta, alpha=alpha, lengths=lengths,
        themes=(*seeds, *[""] * (study.n_topics - len(seeds))),
        seed_mass=seed_mass(phi, matrix, seeds),
        seeds={theme: tuple(words) for theme, words in seeds.items()},
        parameters={
            "sampler": SAMPLER, "n_topics": study.n_topics, "passes": passes, "seed": study.seed,
            "alpha": float(alpha[0]), "base_prior": BASE_PRIOR, "seed_weight": study.seed_weight,
            "n_terms": len(matrix.terms), "n_paragraphs": len(matrix.units),
        },
    )  # fmt: skip


def _model(seeds: Seeds, study: Study) -> Any:
    import topica

    common: dict[str, Any] = {"beta": BASE_PRIOR, "sampler": SAMPLER, "seed": study.seed}
    if not seeds:
        return topica.LDA(study.n_topics, alpha_sum=ALPHA_SUM, **common)
    return topica.SeededLDA(
        {theme: list(words) for theme, words in seeds.items()},
        residual=study.n_topics - len(seeds), alpha=ALPHA_SUM / study.n_topics,
        weight=study.seed_weight / _PER_OCCURRENCE, seed_prior="frequency", **common,
    )  # fmt: skip


def _corpus(matrix: TermMatrix) -> Any:
    import topica

    counts, terms = matrix.counts, np.array(matrix.terms, dtype=object)
    tokens = np.repeat(terms[counts.indices], counts.data)
    ends = np.concatenate([[0], np.cumsum(counts.data)])[counts.indptr]
    documents = [tokens[a:b].tolist() for a, b in pairwise(ends)]
    return topica.Corpus.from_documents(documents, vocabulary=list(matrix.terms))
