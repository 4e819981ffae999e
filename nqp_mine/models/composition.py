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

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nqp_mine.corpora.document import Document
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.columns import Counts
from nqp_mine.models.grouping import FEW_DOCUMENTS, Cell
from nqp_mine.models.ratios import interval
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
    documents: Iterable[Document],
    counts: Counts,
    cells: Sequence[Cell],
    book: Codebook,
    study: Study,
) -> list[CompositionRow]:
    """Return sentence_share of the themes at fixed composition, one row a cell and theme."""
    known: dict[Stratum, Stratum] = {}
    strata = []
    for document in documents:
        own = tuple(str(getattr(document, name)) for name in COLUMNS)
        strata.append(known.setdefault(own, own))
    columns = [0, *range(2, 2 + len(book.themes))]
    parts = [_Part(cell, *_inside(cell, strata, counts, columns)) for cell in cells]
    rows: list[CompositionRow] = []
    for group in dict.fromkeys(cell.group for cell in cells):
        own_parts = [part for part in parts if part.cell.group == group]
        weights = _weights(own_parts)
        for part in own_parts:
            rows += _rows(part, counts, weights, book.themes, study)
    return rows


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A cell: per stratum its documents that have sentences, and their sums [n, coded…]."""

    cell: Cell
    members: dict[Stratum, np.ndarray]
    sums: dict[Stratum, np.ndarray]


def _inside(
    cell: Cell, strata: Sequence[Stratum], counts: Counts, columns: Sequence[int]
) -> tuple[dict[Stratum, np.ndarray], dict[Stratum, np.ndarray]]:
    sums = counts.totals(cell.members)[:, columns]
    places: dict[Stratum, list[int]] = {}
    for place in np.flatnonzero(sums[:, 0]):
        places.setdefault(strata[cell.members[place]], []).append(int(place))
    members = {stratum: cell.members[own] for stratum, own in places.items()}
    return members, {stratum: sums[own] for stratum, own in places.items()}


def _weights(parts: Sequence[_Part]) -> dict[Stratum, float]:
    sizes: dict[Stratum, float] = {}
    for part in parts:
        for stratum, sums in part.sums.items():
            sizes[stratum] = sizes.get(stratum, 0.0) + float(sums[:, 0].sum())
    total = sum(sizes.values()) or 1.0
    return {stratum: size / total for stratum, size in sizes.items()}


def _rows(
    part: _Part,
    counts: Counts,
    weights: dict[Stratum, float],
    themes: Sequence[str],
    study: Study,
) -> Iterator[CompositionRow]:
    cell, members, each = part.cell, list(part.members.values()), list(part.sums.values())
    share = np.array([weights[stratum] for stratum in part.sums])
    coverage = float(share.sum())
    empty = np.full(len(themes), np.nan)
    raw, value, low, high, method = empty, empty, empty, empty, ""
    if each:
        sums = np.array([rows.sum(axis=0) for rows in each])
        raw = sums[:, 1:].sum(axis=0) / sums[:, 0].sum()
    if coverage >= MIN_COVERAGE:

        def statistic(drawn: np.ndarray) -> np.ndarray:
            shares = drawn[..., 1:] / drawn[..., :1]
            return np.asarray(np.einsum("s,rsk->rk", share / coverage, shares))

        def sentences(stratum: int, place: int) -> np.ndarray:
            one = counts[int(members[stratum][place])]
            return np.column_stack([np.ones(len(one.han)), one.coded]).astype(np.float64)

        value = statistic(sums[None])[0]
        rng = generator(study.seed, "composition", cell.group, cell.period)
        low, high, method = interval(each, sentences, statistic, study, rng)
    for k, theme in enumerate(themes):
        yield CompositionRow(
            period=cell.period, group=cell.group, axis="theme", theme=theme,
            measure="sentence_share", raw=float(raw[k]), value=float(value[k]),
            ci_low=float(low[k]), ci_high=float(high[k]), ci_method=method,
            coverage=coverage, n_strata=len(each), n_strata_all=len(weights),
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
