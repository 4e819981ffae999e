"""What was counted in a corpus, and from it the topics and the rows of the trend table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nqp_mine.corpora.document import Document
from nqp_mine.models import trends
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.coded_sheets import CodedSheets
from nqp_mine.models.corrections import Corrections, corrections
from nqp_mine.models.keywording import Words
from nqp_mine.models.measure import DocumentCounts
from nqp_mine.nlp.terms import TermMatrix
from nqp_mine.study import Study

if TYPE_CHECKING:
    from nqp_mine.models.topics.alignment import Alignment
    from nqp_mine.models.topics.change import PeriodWord, TopicSummary
    from nqp_mine.models.topics.model import TopicModel
    from nqp_mine.models.topics.trends import TopicTrend


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Measured:
    """The counts of all counted documents, and the words of their paragraphs.

    `owners` is the document (by number) of each row of `paragraphs`, `places` the number of the
    paragraph in it; `tokens` (n_tokens,) are the columns of all tokens in the order of the texts.
    """

    documents: tuple[Document, ...]
    counts: tuple[DocumentCounts, ...]
    paragraphs: TermMatrix | None
    owners: tuple[int, ...]
    places: tuple[int, ...] = ()
    tokens: np.ndarray | None = None

    def by_document(self) -> TermMatrix:
        """Return the words per document."""
        assert self.paragraphs is not None
        return self.paragraphs.group(self.owners, [document.id for document in self.documents])

    def words(self) -> Words:
        """Return the words per document, and as they follow each other."""
        assert self.paragraphs is not None
        assert self.tokens is not None
        return sequenced(self.by_document(), self.paragraphs, self.owners, self.tokens)


def sequenced(
    by_document: TermMatrix, paragraphs: TermMatrix, owners: Sequence[int], tokens: np.ndarray
) -> Words:
    """Return the words of documents from those of their paragraphs, in the same order."""
    lengths = np.asarray(paragraphs.counts.sum(axis=1), np.int64).ravel()
    return Words(
        by_document=by_document,
        tokens=tokens,
        owners=np.repeat(np.asarray(owners, np.int64), lengths),
        paragraphs=np.repeat(np.arange(len(lengths)), lengths),
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Topics:
    """The fitted topics with the words they were fitted to, and the themes that have none."""

    matrix: TermMatrix
    model: "TopicModel"
    trends: tuple["TopicTrend", ...]
    refused: Mapping[str, str]
    summaries: tuple["TopicSummary", ...]
    words: tuple["PeriodWord", ...]
    alignment: tuple["Alignment", ...]


def topic_matrix(measured: Measured, book: Codebook, study: Study) -> TermMatrix:
    """Return the words of the paragraphs that take part in the topics."""
    from nqp_mine.models.topics import seeds, vocabulary

    assert measured.paragraphs is not None
    kept = set().union(*seeds.candidates(book, study).values())
    return vocabulary.prune(
        measured.paragraphs, study.min_term_units, study.max_term_share, keep=kept
    )


def fit_topics(
    measured: Measured, cells: Sequence[trends.Cell], book: Codebook, study: Study
) -> "Topics":
    """Fit the study's topics, and return them with their shares in each cell.

    Raises:
        TopicError: there are too few words for topics.
    """
    from nqp_mine.models.topics import alignment, change, fitting, seeds
    from nqp_mine.models.topics.trends import topic_trends

    matrix = topic_matrix(measured, book, study)
    anchors = seeds.anchors(book, matrix, study)
    model = fitting.fit(matrix, anchors.seeds, study)
    rows = topic_trends(model, measured.owners, cells, study)
    names = [cell.period for cell in cells if cell.group == "all"]
    moved = change.change(model, matrix, _periods(measured.owners, cells), names)
    coded = alignment.coded_shares(measured.counts, measured.owners, measured.places)
    return Topics(
        matrix=matrix,
        model=model,
        trends=tuple(rows),
        refused=anchors.refused,
        summaries=tuple(change.summaries(model, matrix, rows, moved)),
        words=moved.words,
        alignment=tuple(alignment.align(model, anchors.seeds, book.themes, coded)),
    )


def _periods(owners: Sequence[int], cells: Sequence[trends.Cell]) -> list[int]:
    """Return the number of each paragraph's period; -1 where its document has none."""
    everywhere = [cell for cell in cells if cell.group == "all"]
    number = {int(i): t for t, cell in enumerate(everywhere) for i in cell.members}
    return [number.get(owner, -1) for owner in owners]


def trend_rows(
    measured: Measured,
    cells: Sequence[trends.Cell],
    book: Codebook,
    study: Study,
    topics: Topics | None,
) -> list[trends.TrendRow]:
    """Return all rows of trends.csv, those of the anchored topics included."""
    weights = theme_weights(measured, book) if measured.paragraphs is not None else None
    table = trends.panel(measured.counts, book, book.themes, weights)
    rows = trends.trends(table, cells, study)
    if topics is None:
        return rows
    cell_row = {(row.period, row.group): row for row in rows}
    return rows + [
        replace(
            cell_row[topic.period, topic.group],
            axis="theme" if topic.theme in book.themes else "subtheme",
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
        for topic in topics.trends
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
