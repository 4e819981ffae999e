"""The files of a run. Each function writes some of them and returns their names."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nqp_mine import cells as table_cells
from nqp_mine.corpora.document import Document
from nqp_mine.models import coded_sheets, grouping, keywording, trends
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.coded_sheets import CodedSheets
from nqp_mine.models.corrections import Corrections, JoinedShare
from nqp_mine.models.first_use import FirstUse, FirstUses
from nqp_mine.models.keywording import Keywords
from nqp_mine.models.measure import DocumentWords
from nqp_mine.models.measured import Measured, Topics
from nqp_mine.models.packing import EVIDENCE_COLUMNS
from nqp_mine.models.stored import StoredCounts
from nqp_mine.models.words import Vocabulary
from nqp_mine.report import tables
from nqp_mine.report.facts import Parts
from nqp_mine.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from nqp_mine.models.series import TrendTest
    from nqp_mine.models.topics.model import TopicModel
    from nqp_mine.models.topics.typical import Typical

_KNOWN = ("id", "title", "date", "date_precision", "issuer", "region", "level", "doc_type")
_PART = 500  # documents whose totals are read together


def evidence_lines(
    documents: Sequence[Document], counts: StoredCounts, uses: FirstUses, parts: Parts
) -> Iterator[bytes]:
    """Yield the lines of evidence.csv, and take note of first uses and parts on the way."""
    for number, (notes, lines) in enumerate(counts.evidence()):
        parts.add(notes)
        if notes.uses:
            uses.add(documents[number], notes.uses)
        yield lines


def evidence(out: Path, lines: Iterable[bytes], uses: FirstUses) -> list[str]:
    """Write evidence.csv and, known when that is done, first_use.csv."""
    with tables.atomic(out / "evidence.csv", binary=True) as stream:
        stream.write(f"\ufeff{','.join(EVIDENCE_COLUMNS)}\r\n".encode())
        stream.writelines(lines)
    tables.write_records(out / "first_use.csv", FirstUse, uses.rows())
    return ["evidence.csv", "first_use.csv"]


def documents(
    out: Path, everything: Iterable[Document], measured: Measured, themes: Sequence[str]
) -> list[str]:
    """Write documents.csv: every document, with its counts where it was counted."""
    header = [*_KNOWN, "counted", "duplicate_of", "n_sentences", "n_han", *themes]
    rows = _document_rows(everything, measured, 2 + len(themes))
    tables.write(out / "documents.csv", header, rows)
    return ["documents.csv"]


def _document_rows(
    everything: Iterable[Document], measured: Measured, width: int
) -> Iterator[list[Any]]:
    ids = measured.counts.ids()
    number = 0  # both are in the order of the ids
    for d in everything:
        counted = number < len(ids) and ids[number] == d.id
        if counted and number % _PART == 0:
            members = np.arange(number, min(number + _PART, len(ids)))
            sums = measured.counts.totals(members)[:, :width].astype(int)
        own = sums[number % _PART].tolist() if counted else [""] * width
        number += counted
        yield [*(getattr(d, name) for name in _KNOWN), int(counted), d.duplicate_of, *own]


def keywords(
    out: Path,
    words: Sequence[DocumentWords],
    ids: Sequence[str],
    known: Vocabulary,
    cells: Sequence[grouping.Cell],
    study: Study,
) -> list[str]:
    """Write keywords.csv: of each document, and of each period."""
    found = keywording.keywords(words, ids, known, cells, study.n_keywords)
    with tables.atomic(out / "keywords.csv", binary=True) as stream:
        stream.write(f"\ufeff{','.join(keywording.COLUMNS)}\r\n".encode())
        stream.writelines(_keyword_lines(found))
    return ["keywords.csv"]


def _keyword_lines(found: Iterable[Keywords]) -> Iterator[bytes]:
    """Yield the lines of keywords.csv; the cell of a term is made once, for all that have it."""
    terms: dict[str, str] = {}
    for one in found:
        begin = table_cells.lines([[one.scope, one.key]])[:-2]
        lines = []
        for keyword in one.found:
            if keyword.term not in terms:
                terms[keyword.term] = table_cells.lines([[keyword.term]])[:-2]
            score = f"{keyword.score:.10g}"  # as `cells` writes any number, without its questions
            lines.append(f"{begin},{keyword.rank},{terms[keyword.term]},{score},{one.method}\r\n")
        yield "".join(lines).encode()


def topics(out: Path, fitted: Topics, typical: Sequence["Typical"], study: Study) -> list[str]:
    """Write what the topics are, where they stand, how they move, and which themes they meet."""
    from nqp_mine.models.topics.alignment import Alignment
    from nqp_mine.models.topics.change import PeriodWord, TopicSummary
    from nqp_mine.models.topics.trends import TopicTrend
    from nqp_mine.models.topics.typical import Typical

    written = {
        "topic_trends.csv": (TopicTrend, fitted.trends),
        "topic_summary.csv": (TopicSummary, fitted.summaries),
        "topic_themes.csv": (Alignment, fitted.alignment),
        "topic_words.csv": (PeriodWord, fitted.words),
        "typical.csv": (Typical, typical),
    }
    for name, (kind, rows) in written.items():
        tables.write_records(out / name, kind, rows)
    header = ["topic", "theme", "rank", "word", "weight", "seed_mass"]
    tables.write(out / "topics.csv", header, _topic_words(fitted.model, study))
    return ["topics.csv", *written]


def _topic_words(model: "TopicModel", study: Study) -> Iterator[list[Any]]:
    for topic, theme in enumerate(model.themes):
        mass = float(model.seed_mass[topic])
        for rank, (word, weight) in enumerate(model.top_words(topic, study.n_topic_words), start=1):
            yield [topic, theme, rank, word, weight, mass]


def trend_tables(
    out: Path, rows: Sequence[trends.TrendRow], tests: Sequence["TrendTest"]
) -> list[str]:
    """Write the trends, and the tests of their series with q-values over all of them."""
    from nqp_mine.models.series import TrendTest
    from nqp_mine.models.trend_tests import with_q

    tables.write_records(out / "trends.csv", trends.TrendRow, rows)
    tables.write_records(out / "tests.csv", TrendTest, with_q(tests))
    return ["trends.csv", "tests.csv"]


def comparisons(
    out: Path,
    measured: Measured,
    cells: Sequence[grouping.Cell],
    book: Codebook,
    study: Study,
) -> list[str]:
    """Write fixed composition, and label against substance."""
    from nqp_mine.models import composition, label

    fixed = composition.standardised(measured.documents, measured.counts, cells, book, study)
    tables.write_records(out / "composition.csv", composition.CompositionRow, fixed)
    labels = label.label_rows(measured.counts, cells, book, study)
    tables.write_records(out / "labels.csv", trends.TrendRow, labels)
    return ["composition.csv", "labels.csv"]


def corrected(out: Path, sheets: CodedSheets, found: Corrections) -> list[str]:
    """Write the settled codes, and the corrected shares of joined periods."""
    sample = sheets.sample
    rows = (list(row.values()) for row in coded_sheets.records(sample))
    tables.write(out / coded_sheets.FILE, ["sid", "weight", *sample.themes], rows)
    tables.write_records(out / "corrected_joined.csv", JoinedShare, found.joined)
    return [coded_sheets.FILE, "corrected_joined.csv"]


def read_frame(out: Path) -> "pd.DataFrame":
    """Return trends.csv of an output folder as `frame` does, empty where there is none."""
    import pandas as pd

    path = out / "trends.csv"
    if not path.is_file():
        return frame(())
    numbers = {"value", "ci_low", "ci_high", "n_documents", "n_sentences", "n_han"}
    texts = {name: str for name in trends.TrendRow.__slots__ if name not in numbers}
    empty = {name: [""] for name in numbers}
    return pd.read_csv(path, dtype=texts, keep_default_na=False, na_values=empty)


def frame(rows: Sequence[trends.TrendRow]) -> "pd.DataFrame":
    """Return trends.csv as a data frame."""
    import pandas as pd

    names = list(trends.TrendRow.__slots__)
    return pd.DataFrame([[getattr(row, name) for name in names] for row in rows], columns=names)
