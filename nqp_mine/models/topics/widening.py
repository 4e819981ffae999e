"""Topics of a large corpus: fitted to a sample of its paragraphs, then swept over all of them.

Most of a fit's passes go into finding the topics, for which a sample does; few are needed to give
them the words and paragraphs of the whole. Time and memory of the engine stay those of the sample.
`benchmarks/topics.py` on a million tokens and 20 topics prints a third of the time of the engine's
passes over all, and the same held-out perplexity.
"""

from dataclasses import replace

import numpy as np

from nqp_mine.models.topics.model import TopicModel
from nqp_mine.models.topics.priors import Seeds, expected_shares, word_prior
from nqp_mine.models.topics.sweeps import fold_in, swept
from nqp_mine.nlp.terms import TermMatrix
from nqp_mine.study import Study

TOKENS = 250_000  # of a sample, at least
TOKENS_A_TOPIC = 12_500  # with 5,000, a planted topic was missed
MAX_CELLS = 2**27  # tokens * topics that the engine holds in memory, 8 bytes each
SWEEPS = 10  # over all paragraphs; more hardly better the held-out perplexity


def sample(matrix: TermMatrix, study: Study) -> TermMatrix:
    """Return paragraphs drawn without replacement, in their order; all of them if they are few."""
    lengths = np.asarray(matrix.counts.sum(axis=1)).ravel()
    wanted = max(TOKENS, TOKENS_A_TOPIC * study.n_topics)
    wanted = min(wanted, MAX_CELLS // study.n_topics)
    if lengths.sum() <= wanted:
        return matrix
    drawn = np.random.default_rng(study.seed).permutation(len(lengths))
    rows = np.sort(drawn[: int(np.searchsorted(lengths[drawn].cumsum(), wanted)) + 1])
    units = tuple(matrix.units[row] for row in rows)
    return TermMatrix(matrix.counts[rows].tocsr(), units, matrix.terms)


def widen(model: TopicModel, matrix: TermMatrix, seeds: Seeds, study: Study) -> TopicModel:
    """Return the model of a sample after SWEEPS sweeps over all paragraphs, seeds in place."""
    counts = fold_in(matrix.counts, model.phi, model.alpha)
    lengths = np.asarray(matrix.counts.sum(axis=1), np.int64).ravel()
    begun = replace(
        model, lengths=lengths, theta=expected_shares(counts + model.alpha, model.alpha)
    )
    parameters = {
        **model.parameters, "n_paragraphs": len(matrix.units),
        "sampled_tokens": int(model.lengths.sum()), "widened_sweeps": SWEEPS,
    }  # fmt: skip
    wide = swept(begun, matrix, word_prior(matrix, seeds, study), SWEEPS)
    return replace(wide, parameters=parameters)
