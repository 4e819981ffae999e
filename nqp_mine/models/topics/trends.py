"""Topic shares over time: the token-weighted mean theta of a cell's paragraphs.

Intervals as everywhere: with `study.min_documents` documents or more, documents are resampled;
with fewer, moving blocks of paragraphs within each document. Both take the fitted topics as
given: they do not hold the uncertainty of the fit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from nqp_mine.models.topics.model import TopicModel
from nqp_mine.models.uncertainty import (
    generator,
    percentile_interval,
    resample_blocks,
    resample_documents,
)  # fmt: skip
from nqp_mine.study import Study

FEW_DOCUMENTS = 5
BLOCK = 3  # paragraphs in a block; about ten sentences


class TopicCell(Protocol):
    """A period and a group with their documents, by number; see `models.grouping.Cell`."""

    @property
    def period(self) -> str: ...  # noqa: D102
    @property
    def group(self) -> str: ...  # noqa: D102
    @property
    def members(self) -> np.ndarray: ...  # noqa: D102
    @property
    def partial(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicTrend:
    """One row of topic_trends.csv; `value` is a share of tokens, 0 to 1; NaN: there is none."""

    period: str
    group: str
    topic: int
    theme: str
    value: float
    ci_low: float
    ci_high: float
    n_documents: int
    flag: str


def topic_trends(
    model: TopicModel, owners: Sequence[int], cells: Sequence[TopicCell], study: Study
) -> list[TopicTrend]:
    """Return one row a cell and topic.

    Args:
        model: the fitted topics of n paragraphs.
        owners: the document number of each paragraph, shape (n,).
        cells: periods and groups; a cell without documents keeps its rows.
        study: min_documents, min_seed_mass, replicates, confidence and seed are read.
    """
    weights = np.hstack([model.theta * model.lengths[:, None], model.lengths[:, None]])
    order = np.argsort(np.asarray(owners, np.int64), kind="stable")
    numbers, first = np.unique(np.asarray(owners, np.int64)[order], return_index=True)
    parts = np.split(weights[order], first[1:]) if len(numbers) else []
    paragraphs = dict(zip(numbers.tolist(), parts, strict=True))
    rows: list[TopicTrend] = []
    for cell in cells:
        texts = [paragraphs[int(i)] for i in cell.members if int(i) in paragraphs]
        rng = generator(study.seed, "topics", cell.group, cell.period)
        value, low, high = _estimate(texts, model.n_topics, study, rng)
        rows += _rows(model, study, cell, value, low, high)
    return rows


def _estimate(
    texts: list[np.ndarray], n_topics: int, study: Study, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return value and interval of each topic, shape (K,) each."""
    none = np.full(n_topics, np.nan)
    sums = np.array([text.sum(axis=0) for text in texts]).reshape(len(texts), n_topics + 1)
    total = sums.sum(axis=0)
    if total[-1] == 0:
        return none, none, none
    value = total[:-1] / total[-1]
    if len(texts) >= study.min_documents:
        drawn = resample_documents(sums, study.replicates, rng)
    elif max(len(text) for text in texts) > BLOCK:
        drawn = resample_blocks(texts, BLOCK, study.replicates, rng)
    else:  # nothing to resample: an interval of no width would look like certainty
        return value, none, none
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = percentile_interval(drawn[:, :-1] / drawn[:, -1:], study.confidence)
    return value, low, high


def _rows(
    model: TopicModel,
    study: Study,
    cell: TopicCell,
    value: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
) -> Iterator[TopicTrend]:
    members = cell.members
    for topic, theme in enumerate(model.themes):
        unsupported = bool(theme) and model.seed_mass[topic] < study.min_seed_mass
        flags = ["no_documents"] if not len(members) else []
        flags += ["few_documents"] if 0 < len(members) < FEW_DOCUMENTS else []
        flags += ["partial"] if cell.partial else []
        flags += ["unsupported"] if unsupported else []
        shown = [float("nan")] * 3 if unsupported else [float(x[topic]) for x in (value, low, high)]
        yield TopicTrend(
            period=cell.period, group=cell.group, topic=topic, theme=theme, value=shown[0],
            ci_low=shown[1], ci_high=shown[2], n_documents=len(members), flag=";".join(flags),
        )  # fmt: skip
