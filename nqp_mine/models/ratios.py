"""Intervals of any statistic of sums over the documents of one cell, as in trends.csv."""

from collections.abc import Callable, Sequence

import numpy as np

from nqp_mine.models.uncertainty import (
    BLOCKS,
    DOCUMENTS,
    percentile_interval,
    resample_blocks,
    resample_documents,
)
from nqp_mine.study import Study

Statistic = Callable[[np.ndarray], np.ndarray]


def interval(
    strata: Sequence[Sequence[np.ndarray]],
    statistic: Statistic,
    study: Study,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray, str]:
    """Return low, high and method of `statistic` over the documents of a cell.

    Args:
        strata: per stratum its documents, each (n_sentences, n_columns); none is empty.
        statistic: sums (replicates, n_strata, n_columns) to values (replicates, n_values).
        study: min_documents, block, replicates and confidence are read.
        rng: the generator of this cell.

    With `study.min_documents` documents or more, and no stratum of only one, documents are
    resampled within strata; otherwise blocks of sentences within documents.
    """
    n_documents = sum(len(stratum) for stratum in strata)
    whole = n_documents >= study.min_documents and min(len(stratum) for stratum in strata) > 1
    drawn = [
        resample_documents(np.array([rows.sum(axis=0) for rows in stratum]), study.replicates, rng)
        if whole
        else resample_blocks(list(stratum), study.block, study.replicates, rng)
        for stratum in strata
    ]
    low, high = percentile_interval(statistic(np.stack(drawn, axis=1)), study.confidence)
    return low, high, DOCUMENTS if whole else BLOCKS
