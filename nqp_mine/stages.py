"""The stages between measuring and report: attention, keywords, trends and topics.

Each writes its files as it is done. What takes long goes on beside the others: topics in a thread;
keywords and trend tests in a helper.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nqp_mine.aside import Helper
from nqp_mine.corpora.source import AnyCatalogue, AnyCorpus
from nqp_mine.errors import TopicError
from nqp_mine.models import grouping, trend_tests, trends
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.coded_sheets import CodedSheets
from nqp_mine.models.corrections import Corrections
from nqp_mine.models.first_use import FirstUses
from nqp_mine.models.measured import (
    Measured,
    Topics,
    begin_topics,
    corrected,
    topic_rows,
    trend_rows,
)
from nqp_mine.models.measuring import Results
from nqp_mine.models.series import MEASURES
from nqp_mine.models.stored import StoredCounts
from nqp_mine.report import codebook_table, facts, figure_set, ledger, results, sentences
from nqp_mine.report.sentences import Sentences
from nqp_mine.study import Study

if TYPE_CHECKING:
    from nqp_mine.models.cluster import Cluster
    from nqp_mine.models.series import TrendTest
    from nqp_mine.models.topics.typical import Typical

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Done:
    """What the stages have made so far."""

    files: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    parts: dict[str, dict[str, int]] = field(default_factory=dict)
    rows: list[trends.TrendRow] = field(default_factory=list)
    tests: "Callable[[], list[TrendTest]]" = list
    topics: Topics | None = None
    corrections: Corrections | None = None
    sentences: Sentences | None = None


@dataclass(slots=True, eq=False)
class Stages:
    """The stages over a corpus, and what they work with."""

    corpus: AnyCorpus
    everything: AnyCatalogue
    counted: AnyCatalogue
    cells: Sequence[grouping.Cell]
    book: Codebook
    sheets: CodedSheets | None
    out: Path
    study: Study
    stages: frozenset[str]
    tell: Progress
    cluster: "Cluster | None"
    helper: Helper
    cores: int  # how many may be busy at a time
    measured: Measured = field(init=False)
    topics: "Callable[[], Topics] | None" = None

    @property
    def fits_topics(self) -> bool:
        """Whether topics are among what is asked for."""
        return "topics" in self.stages and self.study.topics

    def begin(self, found: Results) -> None:
        """Begin what needs the words alone: the topics, which take longest."""
        self.measured = Measured(
            documents=self.counted, counts=found.counts, words=found.words or ()
        )
        if self.fits_topics:
            self.topics = begin_topics(
                self.measured, self.cells, self.book, self.study, self.cluster,
                beside=self.cores > 1,
            )  # fmt: skip

    def run(self, found: Results) -> Done:
        """Run the stages; topics are fitted and keywords found beside the others, if they may."""
        if not self.topics:
            self.begin(found)
        done = Done()
        keywords = self._begin_keywords() if "keywords" in self.stages else None
        self._attention(found.counts, done)
        if "trends" in self.stages:
            self.tell("trends", 0, 1)
            self._trends(done)
        if "report" in self.stages:
            self.helper.begin(figure_set.warm)
            if "attention" in self.stages:  # while the helper is at work
                done.sentences = sentences.read(self.out / "evidence.csv")
        if keywords:
            done.files += keywords()
            self.tell("keywords", 1, 1)
        if self.topics:
            self.tell("topics", 0, 1)
            self._topics(self.topics, done)
            self.tell("topics", 1, 1)
        if "trends" in self.stages:
            self._trend_tables(done)
            self.tell("trends", 1, 1)
        return done

    def _begin_keywords(self) -> Callable[[], list[str]]:
        self.tell("keywords", 0, 1)
        return self.helper.begin(
            results.keywords, self.out, self.measured.words, self.measured.counts.ids(),
            self.measured.vocabulary, self.cells, self.study,
        )  # fmt: skip

    def _attention(self, counts: StoredCounts, done: Done) -> None:
        uses, parts = FirstUses(), facts.Parts()
        lines = results.evidence_lines(self.measured.documents, counts, uses, parts)
        if "attention" in self.stages:
            done.files += results.evidence(self.out, lines, uses)
            themes = self.book.themes
            done.files += results.documents(self.out, self.everything, self.measured, themes)
            left_out = self.corpus.left_out()
            done.files += ledger.write(self.out, self.everything, left_out, self.study)
            done.files += codebook_table.write(self.out, self.book)
        else:
            deque(lines, maxlen=0)
        done.parts = parts.told()

    def _topics(self, fitted: "Callable[[], Topics]", done: Done) -> None:
        try:
            topics = fitted()
        except TopicError as error:
            if self.stages == {"topics"}:
                raise
            done.notes.append(str(error))
            return
        done.topics = topics
        done.files += results.topics(self.out, topics, self._typical(topics), self.study)
        done.notes += [*topics.refused.values(), *filter(None, [topics.model.note])]

    def _typical(self, topics: Topics) -> "list[Typical]":
        """Return the typical paragraphs of the topics with their text, which is in the corpus."""
        from nqp_mine.models.topics import typical

        ids, owners = self.measured.counts.ids(), self.measured.owners
        chosen = typical.choose(topics.model, owners)
        places = [(ids[i], place) for i, place in zip(owners, self.measured.places, strict=True)]
        wanted = [ids[i] for i in typical.documents_of(chosen, owners)]
        texts = self.corpus.documents(wanted)
        return typical.texts(topics.model, chosen, places, texts, self.study)

    def _trends(self, done: Done) -> None:
        """Make all rows and tests but those of the topics, which may still be fitted."""
        done.rows = trend_rows(self.measured, self.cells, self.book, self.study)
        tested = [row for row in done.rows if row.measure in MEASURES]  # the others need not go
        done.tests = self.helper.begin(trend_tests.of_rows, tested, self.study)
        if done.rows:
            done.files += results.comparisons(
                self.out, self.measured, self.cells, self.book, self.study
            )

    def _trend_tables(self, done: Done) -> None:
        more: list[trends.TrendRow] = []
        if done.topics:
            more += topic_rows(done.rows, done.topics, self.book, self.study)
        if self.sheets and done.rows:
            found = corrected(self.measured, self.cells, self.book, self.sheets, self.study)
            done.corrections = found
            more += found.rows
            done.files += results.corrected(self.out, self.sheets, found)
            done.notes += [*self.sheets.gold.notes, *found.notes]
        tests = [*done.tests(), *trend_tests.of_rows(more, self.study)]
        done.rows += more
        if done.rows:
            done.files += results.trend_tables(self.out, done.rows, tests)
