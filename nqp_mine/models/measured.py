"""What was counted in a corpus, and from it the topics and the rows of the trend table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nqp_mine.corpora.document import Document
from nqp_mine.models import trends
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.coded_sheets import CodedSheets
from nqp_mine.models.corrections import Corrections, corrections
from nqp_mine.models.measure import DocumentCounts
from nqp_mine.nlp.terms import TermMatrix
from nqp_mine.study import Study

if TYPE_CHECKING:
    from nqp_mine.models.topics.model import TopicModel
    from nqp_mine.models.topics.trends import TopicTrend


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Measured:
    """The counts of all counted documents, and the words of their paragraphs."""

    documents: tuple[Document, ...]
    counts: tuple[DocumentCounts, ...]
    paragraphs: TermMatrix | None
    owners: tuple[int, ...]

    def by_document(self) -> TermMatrix:
        """Return the words per document."""
        assert self.paragraphs is not None
        return self.paragraphs.group(self.owners, [document.id for document in self.documents])


def fit_topics(
    measured: Measured, cells: Sequence[trends.Cell], book: Codebook, study: Study
) -> tuple["TopicModel", list["TopicTrend"]]:
    """Fit the study's topics, and return them with their shares in each cell.

    Raises:
        TopicError: there are too few words for topics.
    """
    from nqp_mine.models.topics import gensim_lda, seeds, vocabulary
    from nqp_mine.models.topics.trends import topic_trends

    assert measured.paragraphs is not None
    all_seeds = {word for theme in book.themes for word in book.seeds(theme)}
    matrix = vocabulary.prune(
        measured.paragraphs, study.min_term_units, study.max_term_share, keep=all_seeds
    )
    model = gensim_lda.fit(matrix, seeds.seed_words(book, matrix), study)
    named = [(cell.period, cell.group, cell.members) for cell in cells]
    return model, topic_trends(model, measured.owners, named, study)


def trend_rows(
    measured: Measured,
    cells: Sequence[trends.Cell],
    book: Codebook,
    study: Study,
    model: "TopicModel | None",
    topic_rows: Sequence["TopicTrend"],
) -> list[trends.TrendRow]:
    """Return all rows of trends.csv, those of the anchored topics included."""
    weights = theme_weights(measured, book) if measured.paragraphs is not None else None
    table = trends.panel(measured.counts, book, book.themes, weights)
    rows = trends.trends(table, cells, study)
    if model is None:
        return rows
    cell_row = {(row.period, row.group): row for row in rows}
    return rows + [
        replace(
            cell_row[topic.period, topic.group],
            axis="theme",
            theme=topic.theme,
            measure="topic_share",
            unit="token",
            weight="pooled",
            value=topic.value,
            ci_low=topic.ci_low,
            ci_high=topic.ci_high,
            ci_method="documents"
            if topic.n_documents >= study.min_documents
            else "paragraph_blocks",
            flag=topic.flag,
        )
        for topic in topic_rows
        if topic.theme
    ]


def corrected(
    measured: Measured,
    cells: Sequence[trends.Cell],
    book: Codebook,
    sheets: CodedSheets,
    study: Study,
) -> Corrections:
    """Return the shares corrected with coded sentences.

    Raises:
        UsageError: the sentences are not of this corpus.
    """
    table = trends.panel(measured.counts, book, book.themes)
    return corrections(table, cells, sheets.sample, study)


def theme_weights(measured: Measured, book: Codebook) -> np.ndarray:
    """Return each document's TF-IDF weight of each theme's terms and, last, of all terms."""
    from nqp_mine.nlp.tfidf import tfidf

    matrix = measured.by_document()
    weights = tfidf(matrix)
    index = matrix.index
    columns = [[index[w] for w in book.seeds(theme) if w in index] for theme in book.themes]
    parts = [np.asarray(weights[:, one].sum(axis=1)) for one in columns]
    return np.hstack([*parts, np.asarray(weights.sum(axis=1))])
