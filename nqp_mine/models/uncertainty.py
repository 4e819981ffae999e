"""Bootstrap intervals of ratios of sums.

With `min_documents` documents or more in a cell, documents are resampled (Efron 1979). With
fewer, the documents stay and blocks of neighbouring sentences are resampled within each, with
the document closed to a circle so that its first and last sentences count as often as the
others (Künsch 1989; Politis & Romano 1992): that expresses variation within the texts, not the
sampling of documents, so the two kinds of interval must not be compared. Where nothing was
counted, the upper bound is the rule of three, 3 / n (Hanley & Lippman-Hand 1983).
"""

import zlib
from collections.abc import Sequence

import numpy as np

DOCUMENTS = "documents"
BLOCKS = "sentence_blocks"
RULE_OF_THREE = "rule_of_three"


def generator(seed: int, *names: str) -> np.random.Generator:
    """Return a generator that depends on the seed and the names, not on the order of work."""
    return np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])


def resample_documents(sums: np.ndarray, replicates: int, rng: np.random.Generator) -> np.ndarray:
    """Return bootstrap sums over documents, shape (replicates, n_columns).

    `sums` has shape (n_documents, n_columns).
    """
    n = len(sums)
    weights = rng.multinomial(n, np.full(n, 1 / n), size=replicates).astype(np.float64)
    return np.asarray(weights @ sums)


def resample_blocks(
    documents: Sequence[np.ndarray], block: int, replicates: int, rng: np.random.Generator
) -> np.ndarray:
    """Return bootstrap sums over circular blocks of sentences, shape (replicates, n_columns).

    Each element of `documents` has shape (n_sentences, n_columns); blocks never cross documents.
    In a document of no more than one block single sentences are drawn: it would not vary at all.
    """
    total = np.zeros((replicates, documents[0].shape[1]))
    for rows in documents:
        n = len(rows)
        if not n:
            continue
        size = block if n > block else 1
        circle = np.vstack([rows, rows[: size - 1]])
        running = np.vstack([np.zeros(rows.shape[1]), np.cumsum(circle, axis=0, dtype=np.float64)])
        sums = running[size:] - running[:-size]
        draws = round(n / size)
        picked = rng.integers(0, len(sums), size=(replicates, draws))
        flat = picked + np.arange(replicates)[:, None] * len(sums)
        weights = np.bincount(flat.ravel(), minlength=replicates * len(sums))
        total += weights.reshape(replicates, len(sums)).astype(np.float64) @ sums
    return total


def percentile_interval(values: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the percentile interval of each column of `values`, ignoring undefined ratios."""
    tail = (1 - confidence) / 2
    bounds = np.full((2, values.shape[1]), np.nan)
    whole = ~np.isnan(values).any(axis=0)  # of these all columns are done at once
    for columns, quantile in ((whole, np.quantile), (~whole, np.nanquantile)):
        if columns.any():
            with np.errstate(invalid="ignore"):
                bounds[:, columns] = quantile(values[:, columns], [tail, 1 - tail], axis=0)
    return bounds[0], bounds[1]
