"""Fits over numbers of topics, seeds and samples of the documents: what `weighing` weighs."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from nqp_mine.children import begun, not_outliving, pool
from nqp_mine.models.spread import Spread
from nqp_mine.models.topics import quality
from nqp_mine.models.topics.labels import N_LABEL, frex_words
from nqp_mine.models.topics.weighing import Scan, TopicStability, weigh
from nqp_mine.nlp.terms import TermMatrix
from nqp_mine.study import Study

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Tell = Callable[[str, int, int], None]
Seeds = Mapping[str, tuple[str, ...]]

HELD_OUT = 0.1  # of the paragraphs


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What every fit of a scan works on: training words with owners, and the held-out halves."""

    train: TermMatrix
    owners: np.ndarray
    observed: "csr_matrix"
    held: "csr_matrix"
    seeds: Seeds
    study: Study


@dataclass(frozen=True, slots=True)
class _Fit:
    log_likelihood: float
    coherence: np.ndarray
    exclusivity: np.ndarray
    shares: np.ndarray
    phi: np.ndarray
    terms: tuple[str, ...]
    themes: tuple[str, ...]


_T = TypeVar("_T")
_R = TypeVar("_R")
_Job = tuple[int, int, bool]  # K, replicate, whether documents are drawn anew


def material(matrix: TermMatrix, owners: Sequence[int], seeds: Seeds, study: Study) -> Material:
    """Return the paragraphs split for a scan; `owners` is the document of each, shape (n,)."""
    n = len(matrix.units)
    order = np.random.default_rng(study.seed).permutation(n)
    held_out = np.sort(order[: int(n * HELD_OUT)])
    kept = np.sort(order[int(n * HELD_OUT) :])
    observed, held = quality.halves(matrix.counts[held_out].tocsr(), study.seed)
    return Material(
        train=_rows(matrix, kept), owners=np.asarray(owners, np.int64)[kept],
        observed=observed, held=held, seeds=seeds, study=study,
    )  # fmt: skip


def scan(
    given: Material,
    numbers: Sequence[int],
    *,
    n_seeds: int = 3,
    n_samples: int = 3,
    workers: int = 1,
    spread: Spread | None = None,
    tell: Tell | None = None,
) -> Scan:
    """Fit every K and weigh them; the same result for any number of workers.

    Args:
        given: see `material`.
        numbers: the numbers of topics to try, each larger than the number of anchored themes.
        n_seeds: fits to the same paragraphs with different seeds, 2 or more.
        n_samples: fits to documents drawn with replacement.
        workers: processes, each on one core.
        spread: where to fit instead, on a cluster for instance.
        tell: told how far the work is.
    """
    replicates = [(i, False) for i in range(n_seeds)] + [(i, True) for i in range(n_samples)]
    jobs = [(k, *one) for k in numbers for one in replicates]
    where = spread or _Processes(workers)
    results = enumerate(where.each(_work, [where.share(given)], jobs), start=1)
    measured, topics = [], []
    for k in numbers:
        fits = []
        for done, one in islice(results, len(replicates)):
            fits.append(one)
            if tell:
                tell("topics", done, len(jobs))
        measured.append(_measured(fits, n_seeds))
        topics += _topics(k, fits, n_seeds)
    return weigh(numbers, measured, topics)


def similarity(first: np.ndarray, second: np.ndarray, n_anchored: int) -> np.ndarray:
    """Return the cosine of each topic of `first` with its match in `second`, shape (K,).

    Anchored topics match by their place, the others one to one so that the sum is largest (Kuhn
    1955). Both have shape (K, V).
    """
    from scipy.optimize import linear_sum_assignment

    one = first / np.linalg.norm(first, axis=1, keepdims=True)
    other = second / np.linalg.norm(second, axis=1, keepdims=True)
    found = np.einsum("kv,kv->k", one, other)
    free = np.einsum("kv,jv->kj", one[n_anchored:], other[n_anchored:])
    rows, columns = linear_sum_assignment(-free)
    found[n_anchored + rows] = free[rows, columns]
    return np.asarray(found)


class _Processes:
    """Spawned processes; also one is a process, so that all compute alike."""

    def __init__(self, number: int) -> None:
        self._number = number

    def share(self, value: object) -> Any:
        return value

    def each(
        self, function: Callable[..., _R], shared: Sequence[Any], items: Iterable[_T]
    ) -> Iterator[_R]:
        with pool(self._number, _start, tuple(shared)) as some, not_outliving():
            with begun():
                results = some.map(partial(_in_process, function), items)
            yield from results


_worker: dict[str, tuple[Any, ...]] = {}  # one entry, in worker processes only


def _start(shared: tuple[Any, ...]) -> None:
    _worker["shared"] = shared


def _in_process(function: Callable[..., _R], item: object) -> _R:
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        return function(*_worker["shared"], item)


def _work(given: Material, job: _Job) -> _Fit:
    return fit_one(given, *job)


def fit_one(given: Material, n_topics: int, replicate: int, resampled: bool) -> _Fit:
    """Fit one K: to all training paragraphs with another seed, or to documents drawn anew."""
    from nqp_mine.models.topics import fitting

    matrix, seed = given.train, given.study.seed + (0 if resampled else replicate)
    if resampled:
        rng = np.random.default_rng([given.study.seed, replicate])
        ids = np.unique(given.owners)
        drawn = rng.choice(ids, len(ids))
        rows = np.concatenate([np.flatnonzero(given.owners == one) for one in drawn])
        matrix = _rows(matrix, rows)
    study = replace(given.study, n_topics=n_topics, seed=seed)
    model = fitting.fit(matrix, given.seeds, study)
    return _Fit(
        log_likelihood=quality.log_likelihood(given.observed, given.held, model.phi, model.alpha),
        coherence=quality.coherence(given.train.counts, model.phi),
        exclusivity=quality.exclusivity(model.phi), shares=model.shares(), phi=model.phi,
        terms=model.terms, themes=model.themes,
    )  # fmt: skip


def _rows(matrix: TermMatrix, rows: np.ndarray) -> TermMatrix:
    return TermMatrix(
        matrix.counts[rows].tocsr(), tuple(matrix.units[i] for i in rows), matrix.terms
    )


def _measured(fits: Sequence[_Fit], n_seeds: int) -> dict[str, np.ndarray]:
    """Return each criterion a seed, shape (n_seeds,), and both stabilities a replicate."""
    by_seed = fits[:n_seeds]
    stable = _stabilities(fits, n_seeds)
    return {
        "log_likelihood": np.array([f.log_likelihood for f in by_seed]),
        "coherence": np.array([f.coherence.mean() for f in by_seed]),
        "exclusivity": np.array([f.exclusivity.mean() for f in by_seed]),
        "seeds": stable[0].mean(axis=1), "samples": stable[1].mean(axis=1),
    }  # fmt: skip


def _stabilities(fits: Sequence[_Fit], n_seeds: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the similarity of each topic of the first fit, (n_seeds - 1, K) and (n_samples, K)."""
    first = fits[0]
    anchored = sum(map(bool, first.themes))
    rows = [similarity(first.phi, f.phi, anchored) for f in fits[1:]]
    empty = np.full((1, len(first.themes)), np.nan)
    others, samples = rows[: n_seeds - 1], rows[n_seeds - 1 :]
    return np.array(others) if others else empty, np.array(samples) if samples else empty


def _topics(k: int, fits: Sequence[_Fit], n_seeds: int) -> list[TopicStability]:
    first, stable = fits[0], _stabilities(fits, n_seeds)
    words = frex_words(first.phi, first.terms, N_LABEL)
    return [
        TopicStability(
            n_topics=k, topic=i, theme=theme, label=" ".join(words[i]),
            share=float(first.shares[i]), coherence=float(first.coherence[i]),
            exclusivity=float(first.exclusivity[i]),
            stability_seeds=float(stable[0][:, i].mean()),
            stability_samples=float(stable[1][:, i].mean()),
        )
        for i, theme in enumerate(first.themes)
    ]  # fmt: skip
