"""How many independent sentences the texts of a cell are worth, for the sampling of texts.

Sentences of one document are alike, so N of them tell less of a share than N independent ones.
The effective number is f (1 - f) / V with f the coded share and V its variance between documents
(linearised ratio) or, below `min_documents`, between circular blocks of sentences within them.
"""

import numpy as np

from nqp_mine.models.grouping import Cell
from nqp_mine.models.trends import Panel
from nqp_mine.models.uncertainty import BLOCKS, DOCUMENTS
from nqp_mine.study import Study


def sampling_size(table: Panel, cell: Cell, column: int, study: Study) -> tuple[float, str]:
    """Return the effective number of sentences and what varied: documents or sentence_blocks.

    Between m documents the number is scaled by (z / t)², t with m - 1 degrees of freedom, since
    V itself is estimated (Korn & Graubard 1998).
    """
    sums = table.sums(cell.members)[:, [2 + column, 0]]
    n = float(sums[:, 1].sum())
    f = float(sums[:, 0].sum()) / n
    by_document = len(cell.members) >= study.min_documents
    how = DOCUMENTS if by_document else BLOCKS
    if f in (0.0, 1.0):
        return n, how
    if not by_document:
        variance = _between_blocks(table, cell, column, f, study.block) / n**2
        return (f * (1 - f) / variance if variance > 0 else n), how
    m = len(sums)
    error = sums[:, 0] - f * sums[:, 1]
    variance = float((error**2).sum()) * m / (m - 1) / n**2
    return f * (1 - f) / variance * _t_ratio(m - 1, study.confidence), how


def _between_blocks(table: Panel, cell: Cell, column: int, f: float, block: int) -> float:
    """Return the variance of the sum of (f_i - f) when blocks are drawn again, in closed form."""
    total = 0.0
    for i in cell.members:
        error = table.counts[i].coded[:, column] - f
        n = len(error)
        if n <= block:
            total += float(((error - error.mean()) ** 2).sum()) if n else 0.0
            continue
        running = np.concatenate([[0.0], np.cumsum(np.concatenate([error, error[: block - 1]]))])
        total += max(1, round(n / block)) * float((running[block:] - running[:-block]).var())
    return total


def _t_ratio(df: int, confidence: float) -> float:
    from scipy.stats import norm, t

    upper = (1 + confidence) / 2
    return float((norm.ppf(upper) / t.ppf(upper, df)) ** 2)
