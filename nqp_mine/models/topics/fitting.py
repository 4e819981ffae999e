"""Fit topics with the engine of the study, or with the one that is always there."""

import importlib
from dataclasses import replace
from importlib import metadata

from nqp_mine.errors import TopicError, UsageError
from nqp_mine.models.spread import Spread
from nqp_mine.models.topics.model import TopicModel
from nqp_mine.models.topics.priors import Seeds
from nqp_mine.models.topics.release import release
from nqp_mine.nlp.terms import TermMatrix
from nqp_mine.study import Study


def fit(matrix: TermMatrix, seeds: Seeds, study: Study, spread: Spread | None = None) -> TopicModel:
    """Fit `study.n_topics` topics to the paragraphs; the first len(seeds) are anchored.

    On one core, so that the result does not hang on how many there are. Where topica cannot be
    imported, gensim takes over and `note` says so.

    Args:
        matrix: counts of V terms in n paragraphs, pruned.
        seeds: the seed words of each theme; all are terms of `matrix`.
        study: topic_engine, n_topics, topic_passes, seed_weight and seed are read.
        spread: where gensim's work is done, if not here; topica's is always done here.

    Raises:
        TopicError: no words to fit topics to.
        UsageError: more themes than topics.
    """
    from threadpoolctl import threadpool_limits

    from nqp_mine.models.topics import gensim_lda, topica_lda, widening

    _check(matrix, seeds, study)
    missing = import_problem("topica") if study.topic_engine == "topica" else ""
    other = bool(missing) or study.topic_engine == "gensim"
    with threadpool_limits(1):
        if other:
            model = gensim_lda.fit(matrix, seeds, study, spread)
        else:
            drawn = widening.sample(matrix, study)
            model = topica_lda.fit(drawn, seeds, study)
            if drawn is not matrix:
                model = widening.widen(model, matrix, seeds, study)
    if seeds:
        model = release(model, matrix)
    if missing:
        note = f"topica cannot be imported ({missing}): gensim fitted the topics."
        return replace(model, note=note)
    return model


def available(engine: str, version: str) -> bool:
    """Tell whether this engine (as a model names it) is here in this version."""
    try:
        return metadata.version(engine.split(".")[0]) == version
    except (metadata.PackageNotFoundError, ValueError):
        return False


def import_problem(name: str) -> str:
    """Return why a module cannot be imported, or ""."""
    try:
        importlib.import_module(name)
    except ImportError as error:  # not installed, or its binary does not load here
        return str(error)
    return ""


def _check(matrix: TermMatrix, seeds: Seeds, study: Study) -> None:
    if not matrix.counts.nnz:
        raise TopicError(
            f"no topics: no word stands in {study.min_term_units} paragraphs.",
            remedy="Lower min_term_units, or use --no-topics.",
        )
    if len(matrix.terms) < study.n_topics:
        raise TopicError(
            f"no topics: {len(matrix.terms)} words cannot make {study.n_topics} topics.",
            remedy="Lower n_topics, add documents, or use --no-topics.",
        )
    if len(seeds) > study.n_topics:
        raise UsageError(
            f"n_topics = {study.n_topics} is less than the {len(seeds)} themes to anchor.",
            remedy=f"Use {len(seeds) + 1} or more.",
        )
