"""A corpus made from known topics and known yearly shares, against what is found in it."""

from functools import cache

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from nqp_mine.models.grouping import Cell
from nqp_mine.models.topics import widening
from nqp_mine.models.topics.fitting import fit
from nqp_mine.models.topics.trends import topic_trends
from nqp_mine.nlp.terms import block, merge
from nqp_mine.study import Study

N_TOPICS, N_TERMS, N_YEARS, N_DOCUMENTS, N_PARAGRAPHS, N_TOKENS = 6, 400, 8, 40, 10, 40
TERMS = [f"词{chr(0x4E00 + i)}" for i in range(N_TERMS)]


@cache
def planted(seed):
    """Return the matrix, the owner of each paragraph, phi, and the share of each year.

    The shares are what was asked for, and what the texts then held, (N_YEARS, N_TOPICS) each.
    """
    rng = np.random.default_rng(seed)
    phi = rng.dirichlet(np.full(N_TERMS, 0.05), N_TOPICS)
    start, end = rng.dirichlet(np.full(N_TOPICS, 5), 2)
    shares = np.linspace(start, end, N_YEARS)
    texts, owners, held = [], [], np.zeros((N_YEARS, N_TOPICS))
    for year in range(N_YEARS):
        for document in range(N_DOCUMENTS):
            own = rng.dirichlet(shares[year] * 30)
            for _ in range(N_PARAGRAPHS):
                theta = rng.dirichlet(own * 2 + 1e-3)
                topics = rng.choice(N_TOPICS, N_TOKENS, p=theta)
                held[year] += np.bincount(topics, minlength=N_TOPICS)
                texts.append([TERMS[rng.choice(N_TERMS, p=phi[k])] for k in topics])
                owners.append(year * N_DOCUMENTS + document)
    matrix = merge([block(texts)], [str(i) for i in owners])
    return matrix, owners, phi[:, [TERMS.index(t) for t in matrix.terms]], (
        shares, held / held.sum(axis=1, keepdims=True))  # fmt: skip


def found(seed, seeded, engine="topica"):
    """Return the correlation of matched topics, and value, low, high of (years, topics)."""
    matrix, owners, phi, shares = planted(seed)
    seeds = {}
    if seeded:
        for k, theme in enumerate("RIE"):
            own = phi[k] * (phi[k] > 3 * np.delete(phi, k, axis=0).max(axis=0))
            seeds[theme] = tuple(matrix.terms[i] for i in np.argsort(-own)[:5])
    # Five words make up a third of a topic here, and need less weight than the rare ones of a codebook.
    study = Study(
        n_topics=N_TOPICS, topic_engine=engine, min_documents=10, replicates=400, seed_weight=0.6
    )
    model = fit(matrix, seeds, study)
    alike = np.corrcoef(phi, model.phi)[:N_TOPICS, N_TOPICS:]
    known, own = linear_sum_assignment(-alike)
    cells = [
        Cell(period=str(y), group="all", members=np.arange(y * N_DOCUMENTS, (y + 1) * N_DOCUMENTS))
        for y in range(N_YEARS)
    ]
    rows = topic_trends(model, owners, cells, study)
    table = np.array([[r.value, r.ci_low, r.ci_high] for r in rows]).reshape(N_YEARS, N_TOPICS, 3)
    return alike[known, own], own, table[:, own], shares


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seeded", "sampled"), [(False, False), (True, False), (False, True), (True, True)]
)
def test_planted_topics_and_their_yearly_shares_are_found(seeded, sampled, monkeypatch):
    if sampled:
        monkeypatch.setattr(
            widening, "TOKENS", N_YEARS * N_DOCUMENTS * N_PARAGRAPHS * N_TOKENS // 2
        )
    covered = []
    for seed in (1, 2, 3):
        alike, own, table, (shares, held) = found(seed, seeded)
        assert alike.min() >= 0.95
        assert np.abs(table[..., 0] - held).max() < (0.025 if sampled else 0.02)
        covered.append((table[..., 1] <= shares) & (shares <= table[..., 2]))
        if seeded:
            assert own[:3].tolist() == [0, 1, 2]
    assert 0.90 <= np.mean(covered) <= 0.97
