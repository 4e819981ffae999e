"""TF-IDF weights, by scikit-learn.

tf-idf(t, d) = tf(t, d) · (ln((1 + n) / (1 + df(t))) + 1): raw term frequency, smooth idf, no
normalisation of rows, so that weights of one document can be added (Salton & Buckley 1988; the
smoothing is scikit-learn's).
"""

from typing import TYPE_CHECKING

from nqp_mine.nlp.terms import TermMatrix

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


def tfidf(matrix: TermMatrix) -> "csr_matrix":
    """Return the weights, shape (n_units, n_terms).

    Note: idf depends on the whole collection, so adding documents moves the values of old ones.
    """
    from sklearn.feature_extraction.text import TfidfTransformer

    return TfidfTransformer(norm=None, smooth_idf=True).fit_transform(matrix.counts).tocsr()
