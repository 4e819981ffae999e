"""Shares corrected with a coded sample: `corrected_share` a period, group and theme.

The coder gives every sentence of a cell a prediction f; people coded a probability sample of
them, y. With N_1 and N_0 the sentences predicted and not predicted, W = N_h / N and p_h the
weighted rate of y = 1 among the coded ones of class h (p_1 is the precision, p_0 the rate of
misses), the corrected share is

    P = W_1 p_1 + W_0 p_0  =  mean(f) + mean of (y - f), weighted within the classes,

the post-stratified difference estimator: the first term is known, and only the coder's error is
estimated from the sample, so that P is right on average however bad the coder is. This is the
estimator of prediction-powered inference and of design-based supervised learning for a mean.

The interval combines by MOVER the distances of each part's own limits (quantiles of beta for p_h,
times 1 - n_h / N_h for a finite population) and, for the sampling of texts, the
interval of a share P from N sentences that have the design effect of the predictions, between
documents or, where there are few, between blocks of sentences, as for `sentence_share`:

    low = P - sqrt(Σ W_h² (1 - n_h / N_h) (p_h - low_h)² + (P - low_s)²), and high alike.

A cell with fewer than MIN_CODED coded sentences, or fewer than two of a class, is unsupported.

References:
    Särndal, Swensson & Wretman 1992, Model Assisted Survey Sampling, ch. 6-7.
    Angelopoulos et al. 2023, Prediction-powered inference, Science 382: 669-674.
    Egami et al. 2023, Using imperfect surrogates for downstream inference, NeurIPS 36.
    Zou & Donner 2008, Statistics in Medicine 27: 1693-1702 (MOVER).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from nqp_mine.models.coded_sample import CodedSample, Placed, place
from nqp_mine.models.grouping import Cell, cell_flags
from nqp_mine.models.rates import Rate, beta_interval, pooled_rates, weighted_rate
from nqp_mine.models.text_sampling import sampling_size
from nqp_mine.models.trends import Panel, TrendRow
from nqp_mine.models.uncertainty import BLOCKS, DOCUMENTS
from nqp_mine.study import Study

MIN_CODED = 20  # with fewer, an interval of a rare theme spans most of what is possible
MIN_CLASS = 2  # a rate needs two sentences, as a variance does
MEASURE = "corrected_share"
ESTIMATOR = {
    "name": "post-stratified difference estimator, classes by the coder's prediction",
    "interval": "MOVER of beta intervals of the error rates and of the sampling of texts",
    "sources": [
        "Särndal, Swensson & Wretman 1992, Model Assisted Survey Sampling, ch. 6-7",
        "Angelopoulos et al. 2023, Prediction-powered inference, Science 382: 669-674",
        "Egami et al. 2023, Using imperfect surrogates for downstream inference, NeurIPS 36",
        "Zou & Donner 2008, Statistics in Medicine 27: 1693-1702 (MOVER)",
    ],
}

Target = Literal["texts", "corpus"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedShare:
    """A row for trends.csv, with the coded sentences of its cell and how many more it needs."""

    row: TrendRow
    n_coded: int
    n_more: int


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """One cell and theme: sentences a class, and the coded ones."""

    cell: Cell
    theme: str
    column: int
    sizes: tuple[int, int]
    rates: tuple[Rate, Rate]

    @property
    def n(self) -> int:
        return self.rates[0].n + self.rates[1].n

    @property
    def n_more(self) -> int:
        lacking = [
            max(0, min(MIN_CLASS, size) - rate.n)
            for size, rate in zip(self.sizes, self.rates, strict=True)
        ]
        return max(sum(lacking), min(MIN_CODED, sum(self.sizes)) - self.n)


def corrected_shares(
    table: Panel,
    cells: Sequence[Cell],
    sample: CodedSample,
    study: Study,
    *,
    target: Target = "texts",
    pooled: bool = False,
) -> list[CorrectedShare]:
    """Return the corrected share of every cell and theme that people coded.

    Args:
        table: the counts of all documents, with the coder's predictions.
        cells: periods and groups over these documents.
        sample: what people coded; sentences that the panel does not have are left out.
        study: confidence, min_documents and block are read.
        target: `texts`: the interval holds the sampling of texts, too; `corpus`: the share of
            this corpus alone, as if no other texts could have been written.
        pooled: error rates of the periods of a group are drawn towards their mean; such rows are
            flagged `pooled_errors`, and cells without enough coded sentences get a value.
    """
    columns = {
        m.theme: k
        for k, m in enumerate(m for m in table.measures if m.name == "sentence_share")
        if m.theme in sample.themes
    }
    placed = place(table, sample, columns)
    found: list[CorrectedShare] = []
    for number, (theme, column) in enumerate(columns.items()):
        parts = [
            _part(table, cell, placed, theme, column, number, study.confidence) for cell in cells
        ]
        ready = _pool(parts, study) if pooled else {}
        for i, part in enumerate(parts):
            found.append(_share(table, ready.get(i, part), study, target, pooled=i in ready))
    order = {id(cell): i for i, cell in enumerate(cells)}
    keys = [order[id(cell)] for _ in columns for cell in cells]
    return [found[i] for i in sorted(range(len(found)), key=lambda i: (keys[i], i))]


def _part(
    table: Panel,
    cell: Cell,
    placed: Placed,
    theme: str,
    column: int,
    number: int,
    confidence: float,
) -> _Part:
    total = table.sums(cell.members).sum(axis=0)
    n_1 = int(total[2 + column])
    codes = placed.codes[:, number]
    inside = np.isin(placed.document, cell.members) & ~np.isnan(codes)
    predicted = placed.predicted[:, number]
    hit, other = inside & predicted, inside & ~predicted
    rates = (
        weighted_rate(codes[hit], placed.weights[hit], confidence),
        weighted_rate(codes[other], placed.weights[other], confidence),
    )
    return _Part(cell, theme, column, (n_1, int(total[0]) - n_1), rates)


def _pool(parts: Sequence[_Part], study: Study) -> dict[int, _Part]:
    """Return the parts of cells that hold sentences, with their rates pooled within the group."""
    ready: dict[int, _Part] = {}
    for group in dict.fromkeys(part.cell.group for part in parts):
        mine = [i for i, p in enumerate(parts) if p.cell.group == group and sum(p.sizes) > 0]
        if sum(parts[i].n for i in mine) < MIN_CODED:
            continue
        hit = pooled_rates([parts[i].rates[0] for i in mine], study.confidence)
        other = pooled_rates([parts[i].rates[1] for i in mine], study.confidence)
        for i, one, two in zip(mine, hit, other, strict=True):
            ready[i] = replace(parts[i], rates=(one, two))
    return ready


def _share(
    table: Panel, part: _Part, study: Study, target: Target, *, pooled: bool
) -> CorrectedShare:
    n_more = part.n_more
    row = _empty_row(table, part, study)
    if not sum(part.sizes):
        return CorrectedShare(row=row, n_coded=part.n, n_more=0)
    if n_more and not pooled:
        flags = ";".join(filter(None, (row.flag, "unsupported")))
        return CorrectedShare(row=replace(row, flag=flags), n_coded=part.n, n_more=n_more)
    value, low, high = _combine(part, finite=not pooled)
    method = "coded_sample"
    if target == "texts":
        size, how = sampling_size(table, part.cell, part.column, study)
        left, right = beta_interval(value, size, study.confidence)
        low = value - float(np.hypot(value - low, value - left))
        high = value + float(np.hypot(high - value, right - value))
        method = f"{method}+{DOCUMENTS if how == DOCUMENTS else BLOCKS}"
    flags = ";".join(filter(None, (row.flag, "pooled_errors" if pooled else "")))
    done = replace(
        row, value=value, ci_low=max(0.0, low), ci_high=min(1.0, high), ci_method=method, flag=flags
    )
    return CorrectedShare(row=done, n_coded=part.n, n_more=n_more)


def _combine(part: _Part, *, finite: bool) -> tuple[float, float, float]:
    """Return P and the limits of its measurement error, by MOVER."""
    total = sum(part.sizes)
    value = below = above = 0.0
    for size, rate in zip(part.sizes, part.rates, strict=True):
        if not size:
            continue
        share = size / total
        left = max(0.0, 1 - rate.n / size) if finite else 1.0
        value += share * rate.value
        below += share**2 * left * (rate.value - rate.low) ** 2
        above += share**2 * left * (rate.high - rate.value) ** 2
    return value, value - float(np.sqrt(below)), value + float(np.sqrt(above))


def _empty_row(table: Panel, part: _Part, study: Study) -> TrendRow:
    total = table.sums(part.cell.members).sum(axis=0)
    nan = float("nan")
    return TrendRow(
        period=part.cell.period, period_kind=study.period, group=part.cell.group, axis="theme",
        theme=part.theme, measure=MEASURE, unit="sentence", weight="pooled", value=nan,
        ci_low=nan, ci_high=nan, ci_method="", n_documents=len(part.cell.members),
        n_sentences=int(total[0]), n_han=int(total[1]),
        flag=cell_flags(part.cell, int(total[0])),
    )  # fmt: skip


def supported(found: Sequence[CorrectedShare]) -> Iterator[CorrectedShare]:
    """Yield those that have a value."""
    return (one for one in found if not np.isnan(one.row.value))
