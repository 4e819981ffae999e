"""TF-IDF weights.

tf-idf(t, d) = tf(t, d) · (ln((1 + n) / (1 + df(t))) + 1): raw term frequency, smooth idf, no
normalisation of rows, so that weights of one document can be added (Salton & Buckley 1988; the
smoothing is that of scikit-learn's TfidfTransformer).
"""

from typing import TYPE_CHECKING

import numpy as np

from nqp_mine.nlp.terms import TermMatrix

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


def smooth_idf(frequency: np.ndarray, n: int) -> np.ndarray:
    """Return the idf of terms that stand in `frequency` of n units, shape (n_terms,).

    Note: idf depends on the whole collection, so adding documents moves the values of old ones.
    """
    return np.asarray(np.log((1 + n) / (1 + frequency)) + 1)


def tfidf(matrix: TermMatrix) -> "csr_matrix":
    """Return the weights, shape (n_units, n_terms)."""
    from scipy.sparse import diags

    idf = smooth_idf(matrix.frequencies(), len(matrix.units))
    return (matrix.counts @ diags(idf)).tocsr()
