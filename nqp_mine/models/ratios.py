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
    strata: Sequence[np.ndarray],
    sentences: Callable[[int, int], np.ndarray],
    statistic: Statistic,
    study: Study,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray, str]:
    """Return low, high and method of `statistic` over the documents of a cell.

    Args:
        strata: per stratum the sums of its documents, (n_documents, n_columns); none is empty.
        sentences: the stratum and the place in it of a document to the columns of its sentences,
            (n_sentences, n_columns); called only where sentences are resampled.
        statistic: sums (replicates, n_strata, n_columns) to values (replicates, n_values).
        study: min_documents, block, replicates and confidence are read.
        rng: the generator of this cell.

    With `study.min_documents` documents or more, and no stratum of only one, documents are
    resampled within strata; otherwise blocks of sentences within documents.
    """
    n_documents = sum(len(stratum) for stratum in strata)
    whole = n_documents >= study.min_documents and min(len(stratum) for stratum in strata) > 1
    drawn = [
        resample_documents(sums, study.replicates, rng)
        if whole
        else resample_blocks(
            [sentences(i, j) for j in range(len(sums))], study.block, study.replicates, rng
        )
        for i, sums in enumerate(strata)
    ]
    low, high = percentile_interval(statistic(np.stack(drawn, axis=1)), study.confidence)
    return low, high, DOCUMENTS if whole else BLOCKS
