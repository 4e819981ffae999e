"""Per-document counts and dates to the tidy trend table.

Every measure is a ratio of two sums over a cell (see `grouping`); intervals come from
`uncertainty`. An empty cell is a row without a value.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nqp_mine.models.codebook import Codebook
from nqp_mine.models.columns import (
    Counts,
    CountsInMemory,
    n_sentence_columns,
    sentence_columns,
)
from nqp_mine.models.grouping import Cell, cell_flags
from nqp_mine.models.measure import DocumentCounts
from nqp_mine.models.uncertainty import (
    BLOCKS,
    DOCUMENTS,
    RULE_OF_THREE,
    generator,
    percentile_interval,
    resample_blocks,
    resample_documents,
)
from nqp_mine.study import Study

Level = Literal["sentence", "document"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendRow:
    """One row of trends.csv; `value` is NaN where there is none."""

    period: str
    period_kind: str
    group: str
    axis: str
    theme: str
    measure: str
    unit: str
    weight: str
    value: float
    ci_low: float
    ci_high: float
    ci_method: str
    n_documents: int
    n_sentences: int
    n_han: int
    flag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A ratio of two columns, times `scale`; `level` is what its counts are made of."""

    axis: str
    theme: str
    name: str
    unit: str
    top: int
    bottom: int
    scale: float = 1.0
    level: Level = "sentence"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Panel:
    """The counts of documents, and the measures to read off their sums.

    The sums of a document are the `width` columns of its sentences, one, whether it has each
    theme, whether it has each category, and, where it is known, its TF-IDF weight of each theme
    and of all terms (`tfidf`, shape (n_documents, n_themes + 1)).
    """

    counts: Counts
    width: int
    n_themes: int
    n_categories: int
    measures: tuple[Measure, ...]
    tfidf: np.ndarray | None = None

    def sums(self, members: np.ndarray) -> np.ndarray:
        """Return the sums of documents, shape (n_members, n_columns)."""
        own = self.counts.totals(members)[:, : self.width]
        flags_at = 2 + 2 * self.n_themes
        any_coded = own[:, 2 : 2 + self.n_themes] > 0
        any_flag = own[:, flags_at : flags_at + self.n_categories] > 0
        parts = [own, np.ones((len(own), 1)), any_coded, any_flag]
        return np.hstack([*parts, self.tfidf[members]] if self.tfidf is not None else parts)


def panel(
    counts: Counts | list[DocumentCounts] | tuple[DocumentCounts, ...],
    book: Codebook,
    themes: Sequence[str],
    tfidf: np.ndarray | None = None,
) -> Panel:
    """Arrange the counts. `tfidf` has the weight of each theme and, last, of all terms."""
    n_themes, names = len(themes), [category.id for category in book.categories]
    width = n_sentence_columns(book)
    flags_at = 2 + 2 * n_themes
    measures = [
        measure
        for k, theme in enumerate(themes)
        for measure in _coded_measures(theme, k, n_themes, width)
    ]
    for c, category in enumerate(book.categories):
        flag, hits = flags_at + c, flags_at + len(names) + c
        axis = "subtheme" if category.parent else category.axis
        measures += _dictionary_measures(axis, category.id, flag, hits)
        if category.id not in themes:
            measures.append(_document_share(axis, category.id, width + 1 + n_themes + c, width))
    if tfidf is not None:
        at = width + 1 + n_themes + len(names)
        measures += [
            Measure(
                axis="theme",
                theme=theme,
                name="tfidf_share",
                unit="tf-idf weight",
                top=at + k,
                bottom=at + n_themes,
                level="document",
            )
            for k, theme in enumerate(themes)
        ]
    return Panel(
        counts=CountsInMemory(counts, book) if isinstance(counts, list | tuple) else counts,
        width=width, n_themes=n_themes, n_categories=len(names), measures=tuple(measures),
        tfidf=tfidf,
    )  # fmt: skip


def _coded_measures(theme: str, k: int, n_themes: int, width: int) -> list[Measure]:
    return [
        Measure(
            axis="theme", theme=theme, name="sentence_share", unit="sentence", top=2 + k, bottom=0
        ),
        Measure(
            axis="theme", theme=theme, name="han_share", unit="han", top=2 + n_themes + k, bottom=1
        ),
        _document_share("theme", theme, width + 1 + k, width),
    ]


def _dictionary_measures(axis: str, name: str, flag: int, hits: int) -> list[Measure]:
    return [
        Measure(
            axis=axis, theme=name, name="dictionary_share", unit="sentence", top=flag, bottom=0
        ),
        Measure(
            axis=axis,
            theme=name,
            name="term_rate",
            unit="hits per 10,000 han",
            top=hits,
            bottom=1,
            scale=10_000.0,
        ),
    ]


def _document_share(axis: str, name: str, top: int, bottom: int) -> Measure:
    return Measure(
        axis=axis,
        theme=name,
        name="document_share",
        unit="document",
        top=top,
        bottom=bottom,
        level="document",
    )


def trends(table: Panel, within: Sequence[Cell], study: Study) -> list[TrendRow]:
    """Return one row a cell and measure."""
    rows: list[TrendRow] = []
    for cell in within:
        rows += _cell_rows(table, cell, study)
    return rows


def _cell_rows(table: Panel, cell: Cell, study: Study) -> Iterator[TrendRow]:
    sums = table.sums(cell.members)
    total = sums.sum(axis=0)
    value = _ratios(sums, total, table.measures, study.weight)
    low, high, method = _intervals(table, cell, sums, study)
    flags = cell_flags(cell, int(total[0]))
    for i, measure in enumerate(table.measures):
        how, below, above = method[i], low[i], high[i]
        if len(cell.members) and total[measure.top] == 0 and total[measure.bottom] > 0:
            how, below = RULE_OF_THREE, 0.0
            above = min(3 / total[measure.bottom] * measure.scale, measure.scale)
        yield TrendRow(
            period=cell.period,
            period_kind=study.period,
            group=cell.group,
            axis=measure.axis,
            theme=measure.theme,
            measure=measure.name,
            unit=measure.unit,
            weight=study.weight,
            value=float(value[i]),
            ci_low=float(below),
            ci_high=float(above),
            ci_method=how,
            n_documents=len(cell.members),
            n_sentences=int(total[0]),
            n_han=int(total[1]),
            flag=flags,
        )


def _ratios(
    each: np.ndarray, total: np.ndarray, measures: Sequence[Measure], weight: str
) -> np.ndarray:
    top, bottom = [m.top for m in measures], [m.bottom for m in measures]
    scale = np.array([m.scale for m in measures])
    with np.errstate(invalid="ignore", divide="ignore"):
        if weight == "documents" and len(each):
            shares = each[..., top] / each[..., bottom]
            return np.asarray(np.nanmean(shares, axis=0) * scale)
        return np.asarray(total[..., top] / total[..., bottom] * scale)


def _intervals(
    table: Panel, cell: Cell, sums: np.ndarray, study: Study
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    measures = table.measures
    empty = np.full(len(measures), np.nan)
    if not len(cell.members):
        return empty, empty, [""] * len(measures)
    rng = generator(study.seed, "trends", cell.group, cell.period)
    if len(cell.members) >= study.min_documents:
        if study.weight == "documents":
            shares = np.nan_to_num(_ratios_each(sums, measures))
            replicates = resample_documents(shares, study.replicates, rng) / len(sums)
        else:
            drawn = resample_documents(sums, study.replicates, rng)
            replicates = _ratios(drawn, drawn, measures, "pooled")
        low, high = percentile_interval(replicates, study.confidence)
        return low, high, [DOCUMENTS] * len(measures)
    by_sentence = [i for i, m in enumerate(measures) if m.level == "sentence"]
    chosen = [measures[i] for i in by_sentence]
    each = (table.counts[i] for i in cell.members)
    texts = [sentence_columns(one) for one in each if len(one.han)]
    low, high = empty.copy(), empty.copy()
    if texts:
        replicates = _block_replicates(texts, chosen, study, rng)
        low[by_sentence], high[by_sentence] = percentile_interval(replicates, study.confidence)
    return low, high, [BLOCKS if m.level == "sentence" and texts else "" for m in measures]


def _ratios_each(sums: np.ndarray, measures: Sequence[Measure]) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = sums[:, [m.top for m in measures]] / sums[:, [m.bottom for m in measures]]
    return np.asarray(shares * np.array([m.scale for m in measures]))


def _block_replicates(
    texts: list[np.ndarray], measures: Sequence[Measure], study: Study, rng: np.random.Generator
) -> np.ndarray:
    if study.weight == "documents":
        each = [resample_blocks([t], study.block, study.replicates, rng) for t in texts]
        return np.asarray(np.mean([_ratios(e, e, measures, "pooled") for e in each], axis=0))
    drawn = resample_blocks(texts, study.block, study.replicates, rng)
    return _ratios(drawn, drawn, measures, "pooled")
