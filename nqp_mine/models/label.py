"""The concept's own words (label, born in September 2023) against the substance behind them.

Per cell, as shares of all sentences: `label_share` (a term of axis label), `substance_share` (a
theme by the study's coder), `label_only_share` (label without substance), and
`label_only_of_label`, the part of the label's sentences that carry nothing else. A label that
spreads while substance stays is a new word for old things, or a word alone.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from nqp_mine.models.codebook import Codebook
from nqp_mine.models.columns import N_LABEL, Counts, label_columns
from nqp_mine.models.grouping import Cell, cell_flags
from nqp_mine.models.ratios import interval
from nqp_mine.models.trends import TrendRow
from nqp_mine.models.uncertainty import RULE_OF_THREE, generator
from nqp_mine.study import Study

#: measure: (column above, column below) of [sentences, label, substance, label only].
MEASURES = {
    "label_share": (1, 0),
    "substance_share": (2, 0),
    "label_only_share": (3, 0),
    "label_only_of_label": (3, 1),
}


def label_rows(
    counts: Counts, cells: Sequence[Cell], book: Codebook, study: Study
) -> list[TrendRow]:
    """Return the rows of labels.csv, in the form of trends.csv; sentences are pooled."""
    rows: list[TrendRow] = []
    for cell in cells:
        rows += _cell_rows(cell, counts, book, study)
    return rows


def _cell_rows(cell: Cell, counts: Counts, book: Codebook, study: Study) -> Iterator[TrendRow]:
    top, bottom = (list(part) for part in zip(*MEASURES.values(), strict=True))
    own = counts.totals(cell.members)
    filled = np.flatnonzero(own[:, 0])
    sums = own[filled][:, [0, *range(-N_LABEL, 0)]]
    total = sums.sum(axis=0)

    def statistic(drawn: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(drawn[:, 0, top] / drawn[:, 0, bottom])

    def sentences(_: int, place: int) -> np.ndarray:
        return label_columns(counts[int(cell.members[filled[place]])], book)

    value = statistic(total[None, None])[0]
    low = high = np.full(len(MEASURES), np.nan)
    how = ""
    if len(filled):
        rng = generator(study.seed, "label", cell.group, cell.period)
        kept = total[bottom] > 0
        low, high = low.copy(), high.copy()
        bounds = interval([sums], sentences, lambda drawn: statistic(drawn)[:, kept], study, rng)
        low[kept], high[kept], how = bounds
    for i, name in enumerate(MEASURES):
        none = total[bottom[i]] > 0 and total[top[i]] == 0
        yield TrendRow(
            period=cell.period, period_kind=study.period, group=cell.group, axis="label",
            theme="label", measure=name, unit="sentence", weight="pooled", value=float(value[i]),
            ci_low=0.0 if none else float(low[i]),
            ci_high=min(3 / total[bottom[i]], 1.0) if none else float(high[i]),
            ci_method=RULE_OF_THREE if none else how, n_documents=len(cell.members),
            n_sentences=int(total[0]),
            n_han=int(own[:, 1].sum()),
            flag=cell_flags(cell, int(total[0])),
        )  # fmt: skip
