"""Trends at a fixed composition of the documents: direct standardisation.

The supply of documents changes: more county reports in one year, more notices in another
(Brussee 2024). The standardised share of period t is

    Σ_s w_s · r_st / Σ_{s in t} w_s

with r_st the share in the stratum s (level × doc_type × region) in period t, and w_s the
stratum's part of all sentences of the group over the whole time (Kitagawa 1964). A period that
lacks strata is renormalised over those it has: `coverage` is the weight present; below
`MIN_COVERAGE` no value is given.

Cautions: only the composition by these three columns is held fixed. Where most strata stand in
one period alone there is nothing to compare, and coverage says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nqp_mine.corpora.document import Document
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.measure import DocumentCounts
from nqp_mine.models.ratios import interval
from nqp_mine.models.trends import FEW_DOCUMENTS, Cell
from nqp_mine.models.uncertainty import generator
from nqp_mine.study import Study

MIN_COVERAGE = 0.5
COLUMNS = ("level", "doc_type", "region")
Stratum = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionRow:
    """One row of composition.csv: the raw value beside the standardised one (shares, 0 to 1)."""

    period: str
    group: str
    axis: str
    theme: str
    measure: str
    raw: float
    value: float
    ci_low: float
    ci_high: float
    ci_method: str
    coverage: float
    n_strata: int
    n_strata_all: int
    n_documents: int
    flag: str


def standardised(
    documents: Sequence[Document],
    counts: Sequence[DocumentCounts],
    cells: Sequence[Cell],
    book: Codebook,
    study: Study,
) -> list[CompositionRow]:
    """Return sentence_share of the themes at fixed composition, one row a cell and theme."""
    strata = [tuple(getattr(document, name) for name in COLUMNS) for document in documents]
    columns = [np.column_stack([np.ones(len(c.han)), c.coded]).astype(np.float64) for c in counts]
    weights = {
        group: _weights([c for c in cells if c.group == group], strata, columns)
        for group in dict.fromkeys(cell.group for cell in cells)
    }
    rows: list[CompositionRow] = []
    for cell in cells:
        rows += _rows(cell, strata, columns, weights[cell.group], book.themes, study)
    return rows


def _weights(
    cells: Sequence[Cell], strata: Sequence[Stratum], columns: Sequence[np.ndarray]
) -> dict[Stratum, float]:
    sizes: dict[Stratum, float] = {}
    for cell in cells:
        for i in cell.members:
            sizes[strata[i]] = sizes.get(strata[i], 0.0) + len(columns[i])
    total = sum(sizes.values()) or 1.0
    return {stratum: size / total for stratum, size in sizes.items() if size}


def _rows(
    cell: Cell,
    strata: Sequence[Stratum],
    columns: Sequence[np.ndarray],
    weights: dict[Stratum, float],
    themes: Sequence[str],
    study: Study,
) -> Iterator[CompositionRow]:
    inside: dict[Stratum, list[np.ndarray]] = {}
    for i in cell.members:
        if len(columns[i]):
            inside.setdefault(strata[i], []).append(columns[i])
    share = np.array([weights[stratum] for stratum in inside])
    coverage = float(share.sum())
    empty = np.full(len(themes), np.nan)
    raw, value, low, high, method = empty, empty, empty, empty, ""
    if inside:
        sums = np.array([np.vstack(rows).sum(axis=0) for rows in inside.values()])
        raw = sums[:, 1:].sum(axis=0) / sums[:, 0].sum()
    if coverage >= MIN_COVERAGE:

        def statistic(drawn: np.ndarray) -> np.ndarray:
            shares = drawn[..., 1:] / drawn[..., :1]
            return np.asarray(np.einsum("s,rsk->rk", share / coverage, shares))

        value = statistic(sums[None])[0]
        rng = generator(study.seed, "composition", cell.group, cell.period)
        low, high, method = interval(list(inside.values()), statistic, study, rng)
    for k, theme in enumerate(themes):
        yield CompositionRow(
            period=cell.period, group=cell.group, axis="theme", theme=theme,
            measure="sentence_share", raw=float(raw[k]), value=float(value[k]),
            ci_low=float(low[k]), ci_high=float(high[k]), ci_method=method,
            coverage=coverage, n_strata=len(inside), n_strata_all=len(weights),
            n_documents=len(cell.members), flag=_flag(cell, coverage),
        )  # fmt: skip


def _flag(cell: Cell, coverage: float) -> str:
    if not len(cell.members):
        return "no_documents"
    flags = ["partial"] if cell.partial else []
    flags += ["few_documents"] if len(cell.members) < FEW_DOCUMENTS else []
    if coverage < MIN_COVERAGE:
        flags.append("unsupported")
    elif coverage < 1 - 1e-9:
        flags.append("renormalised")
    return ";".join(flags)
