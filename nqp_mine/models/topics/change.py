"""How topics change: their words by period, and whether they appear or vanish.

The topics stay as fitted; a word in a paragraph is shared over them by p(k | w, paragraph) ∝
theta_k · phi_kw, and the shares are summed by period. No second model is fitted, so this takes
seconds where dynamic topic models take days, and says nothing about topics that the fit has not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nqp_mine.models.topics.labels import N_LABEL, frex_words
from nqp_mine.models.topics.model import TopicModel
from nqp_mine.models.topics.quality import coherence, exclusivity
from nqp_mine.models.topics.trends import TopicTrend
from nqp_mine.nlp.keyness import keyness
from nqp_mine.nlp.terms import TermMatrix

N_WORDS = 10
PRESENT = 0.2  # a topic is there in a period from this part of the mean share 1 / K
_SMOOTH = 200.0  # tokens of the whole topic that are added to each period
_LEAST = 0.5  # expected count in the period of a word that is shown
_ROWS = 5_000  # paragraphs at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodWord:
    """One row of topic_words.csv: a leading word of a topic in a period.

    `weight` is the word's share of the topic in this period, `lift` that over its share in all.
    """

    period: str
    topic: int
    theme: str
    rank: int
    word: str
    weight: float
    lift: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSummary:
    """One row of topic_summary.csv.

    `label`: its FREX words. `appears`: the first period in which it is there, where it was not
    there before; `vanishes`: the last, where it is not there after. `rising`, `falling`: the
    words with the largest and smallest z (see `nlp.keyness`) between the later and the earlier
    half of the topic's tokens.
    """

    topic: int
    theme: str
    label: str
    share: float
    seed_mass: float
    coherence: float
    exclusivity: float
    peak: str
    appears: str
    vanishes: str
    rising: str
    falling: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Change:
    """Leading words by period, and the expected counts (K, V) in each topic's two halves."""

    words: tuple[PeriodWord, ...]
    earlier: np.ndarray
    later: np.ndarray


def change(
    model: TopicModel, matrix: TermMatrix, periods: Sequence[int], names: Sequence[str]
) -> Change:
    """Return how the words of each topic change.

    Args:
        model: the fitted topics of n paragraphs.
        matrix: the counts that they were fitted to.
        periods: the number of each paragraph's period, shape (n,); -1 for none.
        names: the name of each period, in order.
    """
    of_row = np.asarray(periods, np.int64)
    halves = _halves(model, of_row, len(names))
    earlier, later = np.zeros_like(model.phi), np.zeros_like(model.phi)
    words: list[PeriodWord] = []
    for number, name in enumerate(names):
        rows = np.flatnonzero(of_row == number)
        if not len(rows):
            continue
        counts = _expected(model, matrix, rows)
        words += _leading(model, counts, name)
        for topic, half in enumerate(halves):
            (earlier if number < half else later)[topic] += counts[topic]
    return Change(words=tuple(words), earlier=earlier, later=later)


def _halves(model: TopicModel, of_row: np.ndarray, n_periods: int) -> list[int]:
    """Return, for each topic, the period with which the later half of its tokens begins."""
    tokens = np.zeros((n_periods, model.n_topics))
    inside = of_row >= 0
    np.add.at(tokens, of_row[inside], (model.theta * model.lengths[:, None])[inside])
    running = tokens.cumsum(axis=0)
    middle = (running < running[-1:] / 2).sum(axis=0) + 1
    return [min(int(value), n_periods - 1) for value in middle]


def _expected(model: TopicModel, matrix: TermMatrix, rows: np.ndarray) -> np.ndarray:
    """Return the expected count of each word in each topic in some paragraphs, shape (K, V)."""
    found = np.zeros_like(model.phi)
    for start in range(0, len(rows), _ROWS):
        chosen = rows[start : start + _ROWS]
        part = matrix.counts[chosen]
        owner, words = np.repeat(chosen, np.diff(part.indptr)), part.indices
        shares = model.theta[owner] * model.phi.T[words]
        shares *= (part.data / np.maximum(shares.sum(axis=1), 1e-300))[:, None]
        for topic in range(model.n_topics):
            found[topic] += np.bincount(words, weights=shares[:, topic], minlength=len(model.terms))
    return found


def _leading(model: TopicModel, counts: np.ndarray, period: str) -> Iterator[PeriodWord]:
    for topic, own in enumerate(counts):
        if own.sum() < 1:
            continue
        weight = (own + _SMOOTH * model.phi[topic]) / (own.sum() + _SMOOTH)
        weight[own < _LEAST] = 0  # what leads by the whole topic alone says nothing of the period
        for rank, i in enumerate(np.argsort(-weight, kind="stable")[:N_WORDS], start=1):
            if not weight[i]:
                break
            yield PeriodWord(
                period=period, topic=topic, theme=model.themes[topic], rank=rank,
                word=model.terms[i], weight=float(weight[i]),
                lift=float(weight[i] / model.phi[topic, i]),
            )  # fmt: skip


def summaries(
    model: TopicModel, matrix: TermMatrix, rows: Sequence[TopicTrend], moved: Change
) -> list[TopicSummary]:
    """Return one row a topic; `rows` are the trends, of which those of all documents are read."""
    words = frex_words(model.phi, model.terms, N_LABEL)
    shares, meet = model.shares(), coherence(matrix.counts, model.phi)
    own = exclusivity(model.phi)
    series: Mapping[int, list[TopicTrend]] = {
        k: [r for r in rows if r.group == "all" and r.topic == k and r.n_documents]
        for k in range(model.n_topics)
    }
    found = []
    for k, theme in enumerate(model.themes):
        known = [r for r in series[k] if np.isfinite(r.value)]
        rising, falling = _moving(moved.earlier[k], moved.later[k], model.terms)
        appears, vanishes = _life(known, PRESENT / model.n_topics)
        found.append(
            TopicSummary(
                topic=k, theme=theme, label=" ".join(words[k]), share=float(shares[k]),
                seed_mass=float(model.seed_mass[k]), coherence=float(meet[k]),
                exclusivity=float(own[k]),
                peak=max(known, key=lambda r: r.value).period if known else "",
                appears=appears, vanishes=vanishes, rising=rising, falling=falling,
            )
        )  # fmt: skip
    return found


def _life(series: Sequence[TopicTrend], least: float) -> tuple[str, str]:
    """Return when a topic appears and vanishes, or "" where it does not.

    It is there where the lower bound is above `least`, and not there where the upper bound is
    below; most periods before (after) must be of the second kind.
    """
    there = [i for i, row in enumerate(series) if row.ci_low > least]
    if not there:
        return "", ""
    gone = np.array([row.ci_high < least for row in series])
    before, after = gone[: there[0]], gone[there[-1] + 1 :]
    appears = series[there[0]].period if len(before) and before.mean() > 0.5 else ""
    vanishes = series[there[-1]].period if len(after) and after.mean() > 0.5 else ""
    return appears, vanishes


def _moving(earlier: np.ndarray, later: np.ndarray, terms: Sequence[str]) -> tuple[str, str]:
    """Return the words that rise and fall most from the earlier to the later half."""
    if not earlier.sum() or not later.sum():
        return "", ""
    z = keyness(later, earlier).z
    order = np.argsort(-z, kind="stable")
    return (
        " ".join(terms[i] for i in order[:5] if z[i] > 0),
        " ".join(terms[i] for i in order[::-1][:5] if z[i] < 0),
    )
