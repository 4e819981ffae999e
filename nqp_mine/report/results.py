"""The files of a run. Each function writes some of them and returns their names."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nqp_mine.corpora.document import Document
from nqp_mine.models import trends
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.measured import Measured
from nqp_mine.report import tables
from nqp_mine.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from nqp_mine.models.topics.model import TopicModel
    from nqp_mine.models.topics.trends import TopicTrend


def documents(
    out: Path, everything: Sequence[Document], measured: Measured, themes: Sequence[str]
) -> list[str]:
    """Write documents.csv: every document, with its counts where it was counted."""
    tables.write(out / "documents.csv", *_documents_table(everything, measured, themes))
    return ["documents.csv"]


def _documents_table(
    everything: Sequence[Document], measured: Measured, themes: Sequence[str]
) -> tuple[list[str], Iterator[list[Any]]]:
    names = ["id", "title", "date", "date_precision", "issuer", "region", "level", "doc_type"]
    counts = {one.id: one for one in measured.counts}

    def rows() -> Iterator[list[Any]]:
        for d in everything:
            one = counts.get(d.id)
            known = [getattr(d, name) for name in names]
            sums = (
                [len(one.han), int(one.han.sum()), *map(int, one.coded.sum(axis=0))] if one else []
            )
            yield [
                *known,
                int(one is not None),
                d.duplicate_of,
                *sums,
                *[""] * (2 + len(themes) - len(sums)),
            ]

    return [*names, "counted", "duplicate_of", "n_sentences", "n_han", *themes], rows()


def keywords(
    out: Path, measured: Measured, cells: Sequence[trends.Cell], study: Study
) -> list[str]:
    """Write keywords.csv: of each document, and of each period."""
    tables.write(out / "keywords.csv", *_keywords_table(measured, cells, study))
    return ["keywords.csv"]


def _keywords_table(
    measured: Measured, cells: Sequence[trends.Cell], study: Study
) -> tuple[list[str], list[list[Any]]]:
    from nqp_mine.nlp.keywords import distinctive, top_terms

    matrix = measured.by_document()
    filled = [cell for cell in cells if len(cell.members) and cell.group == "all"]
    row_of = {int(i): number for number, cell in enumerate(filled) for i in cell.members}
    owner = [row_of.get(i, -1) for i in range(len(measured.documents))]
    periods = matrix.group(owner, [cell.period for cell in filled])
    keys = [("document", document.id) for document in measured.documents]
    keys += [("period", cell.period) for cell in filled]
    found = [
        words
        for counts in (matrix, periods)
        for words in top_terms(distinctive(counts), counts.terms, top_n=study.n_keywords)
    ]
    rows = [
        [scope, key, word.rank, word.term, word.score, "tfidf"]
        for (scope, key), words in zip(keys, found, strict=True)
        for word in words
    ]
    return ["scope", "key", "rank", "term", "score", "method"], rows


def topics(out: Path, model: "TopicModel", rows: Sequence["TopicTrend"], study: Study) -> list[str]:
    """Write topics.csv and topic_trends.csv."""
    from nqp_mine.models.topics.trends import TopicTrend

    tables.write_records(out / "topic_trends.csv", TopicTrend, rows)
    words = []
    for topic, phi in enumerate(model.phi):
        order = np.lexsort((np.arange(len(phi)), -phi))[: study.n_topic_words]
        words += [
            [
                topic,
                model.themes[topic],
                rank,
                model.terms[i],
                float(phi[i]),
                float(model.seed_mass[topic]),
            ]
            for rank, i in enumerate(order, start=1)
        ]
    tables.write(
        out / "topics.csv", ["topic", "theme", "rank", "word", "weight", "seed_mass"], words
    )
    return ["topics.csv", "topic_trends.csv"]


def analyses(
    out: Path,
    rows: Sequence[trends.TrendRow],
    measured: Measured,
    cells: Sequence[trends.Cell],
    book: Codebook,
    study: Study,
) -> list[str]:
    """Write the trends, their tests, fixed composition, and label against substance."""
    from nqp_mine.models import composition, label, trend_tests
    from nqp_mine.models.series import TrendTest

    tables.write_records(out / "trends.csv", trends.TrendRow, rows)
    tests = trend_tests.run_tests(rows, study)
    tables.write_records(out / "tests.csv", TrendTest, tests)
    fixed = composition.standardised(measured.documents, measured.counts, cells, book, study)
    tables.write_records(out / "composition.csv", composition.CompositionRow, fixed)
    labels = label.label_rows(measured.counts, cells, book, study)
    tables.write_records(out / "labels.csv", trends.TrendRow, labels)
    return ["trends.csv", "tests.csv", "composition.csv", "labels.csv"]


def frame(rows: Sequence[trends.TrendRow]) -> "pd.DataFrame":
    """Return trends.csv as a data frame."""
    import pandas as pd

    names = list(trends.TrendRow.__slots__)
    return pd.DataFrame([[getattr(row, name) for name in names] for row in rows], columns=names)
