"""The concept's own words (label, born in September 2023) against the substance behind them.

Per cell, as shares of all sentences: `label_share` (a term of axis label), `substance_share` (a
theme by the study's coder), `label_only_share` (label without substance), and
`label_only_of_label`, the part of the label's sentences that carry nothing else. A label that
spreads while substance stays is a new word for old things, or a word alone.

`first_use` names for each label term the first document and sentence, over all and within each
issuer and region. Caution: first in this corpus, not in the world.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from nqp_mine.corpora.document import Document
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.measure import DocumentCounts, Evidence
from nqp_mine.models.ratios import interval
from nqp_mine.models.trends import Cell, TrendRow, cell_flags
from nqp_mine.models.uncertainty import RULE_OF_THREE, generator
from nqp_mine.study import Study
from nqp_mine.text import normalise

#: measure: (column above, column below) of [sentences, label, substance, label only].
MEASURES = {
    "label_share": (1, 0),
    "substance_share": (2, 0),
    "label_only_share": (3, 0),
    "label_only_of_label": (3, 1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstUse:
    """One row of first_use.csv: `scope` is all, issuer or region; `key` its value."""

    scope: str
    key: str
    term: str
    date: str
    id: str
    title: str
    sid: str


def label_rows(
    counts: Sequence[DocumentCounts], cells: Sequence[Cell], book: Codebook, study: Study
) -> list[TrendRow]:
    """Return the rows of labels.csv, in the form of trends.csv; sentences are pooled."""
    on_label = [i for i, category in enumerate(book.categories) if category.axis == "label"]
    columns = [_columns(one, on_label) for one in counts]
    rows: list[TrendRow] = []
    for cell in cells:
        rows += _cell_rows(cell, columns, counts, study)
    return rows


def _columns(counts: DocumentCounts, on_label: Sequence[int]) -> np.ndarray:
    label = counts.hits[:, on_label].sum(axis=1) > 0
    substance = counts.coded.any(axis=1)
    return np.column_stack([np.ones(len(label)), label, substance, label & ~substance]).astype(
        np.float64
    )


def _cell_rows(
    cell: Cell, columns: Sequence[np.ndarray], counts: Sequence[DocumentCounts], study: Study
) -> Iterator[TrendRow]:
    top, bottom = (list(part) for part in zip(*MEASURES.values(), strict=True))
    texts = [columns[i] for i in cell.members if len(columns[i])]
    total = np.vstack(texts).sum(axis=0) if texts else np.zeros(4)

    def statistic(drawn: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(drawn[:, 0, top] / drawn[:, 0, bottom])

    value = statistic(total[None, None])[0]
    low = high = np.full(len(MEASURES), np.nan)
    how = ""
    if texts:
        rng = generator(study.seed, "label", cell.group, cell.period)
        kept = total[bottom] > 0
        low, high = low.copy(), high.copy()
        bounds = interval([texts], lambda drawn: statistic(drawn)[:, kept], study, rng)
        low[kept], high[kept], how = bounds
    for i, name in enumerate(MEASURES):
        none = total[bottom[i]] > 0 and total[top[i]] == 0
        yield TrendRow(
            period=cell.period, period_kind=study.period, group=cell.group, axis="label",
            theme="label", measure=name, unit="sentence", weight="pooled", value=float(value[i]),
            ci_low=0.0 if none else float(low[i]),
            ci_high=min(3 / total[bottom[i]], 1.0) if none else float(high[i]),
            ci_method=RULE_OF_THREE if none else how, n_documents=len(cell.members),
            n_sentences=int(total[0]),
            n_han=sum(int(counts[j].han.sum()) for j in cell.members),
            flag=cell_flags(cell, int(total[0])),
        )  # fmt: skip


@dataclass(slots=True)
class FirstUses:
    """Collects the first use of each label term from evidence, in any order of documents."""

    book: Codebook
    documents: dict[str, Document]
    _first: dict[tuple[str, str, str], tuple[str, str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Codebook, documents: Iterable[Document]) -> "FirstUses":
        """Start collecting; undated documents are left out."""
        found = cls(book, {})
        for document in documents:
            found.know(document)
        return found

    def know(self, document: Document) -> None:
        """Let uses in this document count, if it is dated."""
        if document.date:
            self.documents[document.id] = document

    def add(self, evidence: Evidence) -> None:
        """Take note of one sentence."""
        document = self.documents.get(evidence.id)
        if document is None:
            return
        place = (document.date, document.id, int(evidence.sid.rpartition("@")[2]))
        for category, start, end in spans(evidence.spans):
            if self.book.category(category).axis != "label":
                continue
            term = normalise(evidence.text[start - evidence.start : end - evidence.start]).text
            for scope, key in self._keys(document):
                old = self._first.get((scope, key, term))
                if old is None or place < old:
                    self._first[scope, key, term] = place

    def rows(self) -> list[FirstUse]:
        """Return the first uses: by scope, key and date."""
        found = [
            FirstUse(
                scope=scope, key=key, term=term, date=date, id=name,
                title=self.documents[name].title, sid=f"{name}@{number}",
            )
            for (scope, key, term), (date, name, number) in self._first.items()
        ]  # fmt: skip
        order = ("all", "issuer", "region")
        return sorted(found, key=lambda r: (order.index(r.scope), r.key, r.date, r.id, r.term))

    @staticmethod
    def _keys(document: Document) -> Iterator[tuple[str, str]]:
        yield "all", ""
        if document.issuer:
            yield "issuer", document.issuer
        if document.region:
            yield "region", document.region


def spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (category, start, end) of the `spans` of an evidence row."""
    for part in filter(None, text.split(";")):
        category, _, place = part.rpartition(":")
        start, _, end = place.partition("-")
        yield category, int(start), int(end)
