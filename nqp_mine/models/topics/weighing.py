"""Weigh the numbers of topics that were tried, and recommend one.

Four criteria, none of which knows the answer alone: held-out log likelihood a token (does the
model predict?), NPMI coherence and exclusivity of the leading words (can a person read it?), and
stability (do other seeds and other samples of the documents give the same topics?). Each is scaled
from its worst (0) to its best (1) in the scan; a K's score is their mean. Recommended is the
smallest K whose score lies within one standard error, over seeds, of the best (Breiman et al.
1984). That is a convention, not a truth: the table shows all numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

CRITERIA = ("log_likelihood", "coherence", "exclusivity", "stability")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRow:
    """One row of topic_scan.csv: a K, its criteria with standard errors over seeds, its score.

    `stability` is the mean of `stability_seeds` and `stability_samples`: the cosine of matched
    topics' words between the first fit and fits with other seeds, or to documents drawn with
    replacement.
    """

    n_topics: int
    perplexity: float
    log_likelihood: float
    log_likelihood_se: float
    coherence: float
    coherence_se: float
    exclusivity: float
    exclusivity_se: float
    stability: float
    stability_seeds: float
    stability_samples: float
    score: float
    score_se: float
    recommended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicStability:
    """One row of topic_stability.csv: how often a topic of the first fit comes again."""

    n_topics: int
    topic: int
    theme: str
    label: str
    share: float
    coherence: float
    exclusivity: float
    stability_seeds: float
    stability_samples: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """All rows, the K to take, and why, one sentence each."""

    rows: tuple[ScanRow, ...]
    topics: tuple[TopicStability, ...]
    recommended: int
    reasons: tuple[str, ...]


def weigh(
    numbers: Sequence[int],
    measured: Sequence[Mapping[str, np.ndarray]],
    topics: Sequence[TopicStability],
) -> Scan:
    """Return the scan's result; `measured` has each criterion of each K, a value a seed."""
    plain = {name: np.array([m[name].mean() for m in measured])
             for name in ("log_likelihood", "coherence", "exclusivity")}  # fmt: skip
    seeds = np.array([m["seeds"].mean() for m in measured])
    samples = np.array([m["samples"].mean() for m in measured])
    plain["stability"] = np.nanmean([seeds, samples], axis=0)
    scaled = {name: _scaled(values) for name, values in plain.items()}
    score = np.mean([scaled[name] for name in CRITERIA], axis=0)
    errors = [_score_error(m, plain) for m in measured]
    best = int(np.argmax(score))
    enough = [i for i in range(len(numbers)) if score[i] >= score[best] - errors[best]]
    chosen = min(enough, key=lambda i: numbers[i])
    rows = [
        ScanRow(
            n_topics=k, perplexity=float(np.exp(-plain["log_likelihood"][i])),
            log_likelihood=float(plain["log_likelihood"][i]),
            log_likelihood_se=_error(measured[i]["log_likelihood"]),
            coherence=float(plain["coherence"][i]), coherence_se=_error(measured[i]["coherence"]),
            exclusivity=float(plain["exclusivity"][i]),
            exclusivity_se=_error(measured[i]["exclusivity"]),
            stability=float(plain["stability"][i]), stability_seeds=float(seeds[i]),
            stability_samples=float(samples[i]), score=float(score[i]), score_se=errors[i],
            recommended=i == chosen,
        )
        for i, k in enumerate(numbers)
    ]  # fmt: skip
    return Scan(
        rows=tuple(rows), topics=tuple(topics), recommended=numbers[chosen],
        reasons=tuple(_reasons(rows, rows[best], rows[chosen])),
    )  # fmt: skip


def _scaled(values: np.ndarray) -> np.ndarray:
    width = values.max() - values.min()
    return (values - values.min()) / width if width > 0 else np.zeros_like(values)


def _error(values: np.ndarray) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0


def _score_error(measured: Mapping[str, np.ndarray], plain: Mapping[str, np.ndarray]) -> float:
    """Return the standard error of a score: those of its parts, scaled as they are, together."""
    parts = []
    for name in CRITERIA:
        width = plain[name].max() - plain[name].min()
        own = measured["seeds"] if name == "stability" else measured[name]
        parts.append(_error(own) / width if width > 0 else 0.0)
    return float(np.sqrt(np.square(parts).sum()) / len(parts))


def _reasons(rows: Sequence[ScanRow], best: ScanRow, chosen: ScanRow) -> list[str]:
    k = chosen.n_topics
    if best is chosen:
        first = f"K = {k} has the highest score, {best.score:.2f}, and no smaller K is as good."
    else:
        first = (
            f"K = {k} (score {chosen.score:.2f}) is the smallest within one standard error "
            f"({best.score_se:.2f}) of the best, K = {best.n_topics} ({best.score:.2f})."
        )
    found = [first]
    for name, text in (
        ("log_likelihood", "held-out log likelihood a token"), ("coherence", "coherence (NPMI)"),
        ("exclusivity", "exclusivity"), ("stability", "stability"),
    ):  # fmt: skip
        top = max(rows, key=lambda row: getattr(row, name))
        own, most = getattr(chosen, name), getattr(top, name)
        found.append(f"{text}: {own:.3f} (best {most:.3f} at K = {top.n_topics}).")
    if best.n_topics == max(row.n_topics for row in rows):
        found.append("The best K is the largest that was tried: scan further.")
    return found
