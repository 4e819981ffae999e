"""The words of documents, whether they stand in memory or on disk, and the vocabulary of all."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nqp_mine.models.measure import DocumentWords


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The terms of documents, sorted, with the number of documents that have each.

    `frequency` has shape (n_terms,).
    """

    terms: tuple[str, ...]
    frequency: np.ndarray

    @cached_property
    def index(self) -> dict[str, int]:
        """Return {term: column}."""
        return {term: column for column, term in enumerate(self.terms)}

    def columns(self, words: DocumentWords) -> np.ndarray:
        """Return the columns of a document's terms, ascending."""
        terms = words.block.terms
        return np.fromiter(map(self.index.__getitem__, terms), np.int64, len(terms))


def vocabulary(documents: Iterable[DocumentWords]) -> Vocabulary:
    """Return the vocabulary of documents."""
    found: Counter[str] = Counter()
    for words in documents:
        found.update(words.block.terms)
    terms = tuple(sorted(found))
    return Vocabulary(terms, np.array([found[term] for term in terms], np.int64))


def term_counts(words: DocumentWords) -> np.ndarray:
    """Return how often each of a document's own terms stands in it."""
    return np.bincount(words.block.tokens, minlength=len(words.block.terms))


def paragraph_numbers(words: DocumentWords) -> np.ndarray:
    """Return for each token the number of its unit in the document."""
    return np.repeat(np.arange(len(words.block.lengths)), words.block.lengths)


def theme_weights(
    documents: Sequence[DocumentWords], known: Vocabulary, themes: Sequence[Sequence[str]]
) -> np.ndarray:
    """Return each document's TF-IDF weight of the words of each theme and, last, of all terms.

    See `nlp.tfidf` for the formula. Shape (n_documents, n_themes + 1).
    """
    from nqp_mine.nlp.tfidf import smooth_idf

    idf = smooth_idf(known.frequency, len(documents))
    inside = np.zeros((len(themes), len(known.terms)))
    for k, words in enumerate(themes):
        inside[k, [known.index[word] for word in words if word in known.index]] = 1
    rows = np.zeros((len(documents), len(themes) + 1))
    for i, one in enumerate(documents):
        columns = known.columns(one)
        weights = term_counts(one) * idf[columns]
        rows[i, :-1] = inside[:, columns] @ weights
        rows[i, -1] = weights.sum()
    return rows
