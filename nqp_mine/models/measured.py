"""What was counted in a corpus, and from it the topics and the rows of the trend table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nqp_mine.aside import aside
from nqp_mine.corpora.document import Document
from nqp_mine.models import grouping
from nqp_mine.models import trends as trend_table
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.coded_sheets import CodedSheets
from nqp_mine.models.columns import Counts
from nqp_mine.models.corrections import Corrections, corrections
from nqp_mine.models.measure import DocumentWords
from nqp_mine.models.spread import Spread
from nqp_mine.models.words import Vocabulary, theme_weights, vocabulary
from nqp_mine.nlp.terms import TermMatrix, merge, sequence
from nqp_mine.study import Study

if TYPE_CHECKING:
    from nqp_mine.models.topics.alignment import Alignment
    from nqp_mine.models.topics.change import PeriodWord, TopicSummary
    from nqp_mine.models.topics.model import TopicModel
    from nqp_mine.models.topics.trends import TopicTrend


@dataclass(frozen=True, eq=False, kw_only=True)
class Measured:
    """The counted documents, what was counted in them, and their words by paragraph.

    What follows from the words is made when it is asked for: the vocabulary by reading them once,
    the matrix of paragraphs by holding them.
    """

    documents: Sequence[Document]
    counts: Counts
    words: Sequence[DocumentWords] = ()

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Return the terms of all documents."""
        return vocabulary(self.words)

    @cached_property
    def paragraphs(self) -> TermMatrix:
        """Return the words per paragraph."""
        ids = self.counts.ids()
        return merge([words.block for words in self.words], [ids[i] for i in self.owners])

    @cached_property
    def owners(self) -> tuple[int, ...]:
        """Return the document (by number) of each row of `paragraphs`."""
        sizes = [len(words.places) for words in self.words]
        return tuple(np.repeat(np.arange(len(sizes)), sizes).tolist())

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Return the number in its document of each row of `paragraphs`."""
        return tuple(place for words in self.words for place in words.places.tolist())

    @cached_property
    def tokens(self) -> np.ndarray:
        """Return the column of each token, in the order of the texts, shape (n_tokens,)."""
        return sequence([words.block for words in self.words], self.paragraphs.terms)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Topics:
    """The fitted topics with the words they were fitted to, and the themes that have none."""

    matrix: TermMatrix
    model: "TopicModel"
    trends: tuple["TopicTrend", ...]
    refused: Mapping[str, str]
    summaries: tuple["TopicSummary", ...]
    words: tuple["PeriodWord", ...]
    alignment: tuple["Alignment", ...] = ()


def topic_matrix(measured: Measured, book: Codebook, study: Study) -> TermMatrix:
    """Return the words of the paragraphs that take part in the topics."""
    from nqp_mine.models.topics import seeds, vocabulary

    kept = set().union(*seeds.candidates(book, study).values())
    return vocabulary.prune(
        measured.paragraphs, study.min_term_units, study.max_term_share, keep=kept
    )


def begin_topics(
    measured: Measured,
    cells: Sequence[grouping.Cell],
    book: Codebook,
    study: Study,
    spread: Spread | None = None,
    *,
    beside: bool = False,
) -> Callable[[], Topics]:
    """Begin to fit the study's topics, and return what waits for them.

    `spread` is where the work is done that can be, if not here; with `beside` it goes on in a
    thread while the caller does something else. The counts are read when the topics are there.

    Raises:
        TopicError: there are too few words for topics; raised by what is returned.
    """
    from nqp_mine.models.topics import alignment, change, fitting, seeds, trends

    matrix, owners = topic_matrix(measured, book, study), measured.owners
    anchors = seeds.anchors(book, matrix, study)

    def fit() -> Topics:
        model = fitting.fit(matrix, anchors.seeds, study, spread)
        rows = trends.topic_trends(model, owners, cells, study)
        names = [cell.period for cell in cells if cell.group == "all"]
        moved = change.change(model, matrix, _periods(owners, cells), names)
        return Topics(
            matrix=matrix,
            model=model,
            trends=tuple(rows),
            refused=anchors.refused,
            summaries=tuple(change.summaries(model, matrix, rows, moved)),
            words=moved.words,
        )

    def aligned() -> Topics:
        topics = fitted()
        coded = alignment.coded_shares(measured.counts, owners, measured.places)
        found = alignment.align(topics.model, anchors.seeds, book.themes, coded)
        return replace(topics, alignment=tuple(found))

    fitted = aside(fit, beside=beside)
    return aligned


def _periods(owners: Sequence[int], cells: Sequence[grouping.Cell]) -> list[int]:
    """Return the number of each paragraph's period; -1 where its document has none."""
    everywhere = [cell for cell in cells if cell.group == "all"]
    number = {int(i): t for t, cell in enumerate(everywhere) for i in cell.members}
    return [number.get(owner, -1) for owner in owners]


def trend_rows(
    measured: Measured, cells: Sequence[grouping.Cell], book: Codebook, study: Study
) -> list[trend_table.TrendRow]:
    """Return the rows of trends.csv, but those of the topics."""
    seeds = [book.seeds(theme) for theme in book.themes]
    weights = theme_weights(measured.words, measured.vocabulary, seeds) if measured.words else None
    table = trend_table.panel(measured.counts, book, book.themes, weights)
    return trend_table.trends(table, cells, study)


def topic_rows(
    rows: Sequence[trend_table.TrendRow], topics: Topics, book: Codebook, study: Study
) -> list[trend_table.TrendRow]:
    """Return the rows of the anchored topics; `rows` are the others, of the same cells."""
    cell_row = {(row.period, row.group): row for row in rows}
    return [
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
    cells: Sequence[grouping.Cell],
    book: Codebook,
    sheets: CodedSheets,
    study: Study,
) -> Corrections:
    """Return the shares corrected with coded sentences.

    Raises:
        UsageError: the sentences are not of this corpus.
    """
    table = trend_table.panel(measured.counts, book, book.themes)
    return corrections(table, cells, sheets.sample, study)
