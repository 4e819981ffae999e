"""Which documents are counted together: a cell is a period and a group.

A period without documents stays as an empty cell, because no documents is not no attention.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from sys import intern

import numpy as np

from nqp_mine.corpora.document import Document
from nqp_mine.corpora.regions import is_northeast
from nqp_mine.errors import UsageError
from nqp_mine.models.periods import all_periods, last_day_passed, period_of
from nqp_mine.study import Study

FEW_DOCUMENTS = 5
FEW_SENTENCES = 30
_ANNUAL = "工作报告"  # given once a year: its year is complete once it is there
_FIELDS = ("issuer", "region", "level", "doc_type", "northeast")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Cell:
    """The documents (by number) of a period and a group."""

    period: str
    group: str
    members: np.ndarray
    partial: bool = False


def cells(documents: Sequence[Document], study: Study) -> list[Cell]:
    """Return the cells of the study, in order: all first, then each group value.

    Raises:
        UsageError: a group column that no document has.
    """
    periods: list[str] = []
    annual: list[bool] = []
    values: dict[str, list[str]] = {column: [] for column in study.groups}
    latest = ""
    for document in documents:
        periods.append(intern(period_of(document.date, study.period) or ""))
        annual.append(document.doc_type == _ANNUAL)
        latest = max(latest, document.date if document.date_precision == "day" else "")
        for column, known in values.items():
            known.append(intern(group_value(document, column)))
    dated = sorted({period for period in periods if period})
    if not dated:
        return []
    as_of = study.as_of or latest
    found = []
    for group, members in _groups(documents, values):
        inside: dict[str, list[int]] = {}
        for i in members:
            inside.setdefault(periods[i], []).append(i)
        for period in all_periods(dated[0], dated[-1], study.period):
            own = np.array(inside.get(period, []), np.int64)
            open_end = period == dated[-1] and not last_day_passed(period, as_of, study.period)
            given = bool(len(own)) and open_end and not all(annual[i] for i in own)
            found.append(Cell(period=period, group=group, members=own, partial=given))
    return found


def _groups(
    documents: Sequence[Document], columns: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Sequence[int]]]:
    yield "all", range(len(documents))
    for column, values in columns.items():
        if not any(values):
            known = sorted({name for d in documents for name in d.columns} | set(_FIELDS))
            raise UsageError(
                f"no document has a column {column}.", remedy=f"Known columns: {', '.join(known)}."
            )
        for value in sorted({value for value in values if value}):
            yield f"{column}={value}", [i for i, own in enumerate(values) if own == value]


def group_value(document: Document, column: str) -> str:
    """Return the document's value in a group column, or the preset `northeast`."""
    if column == "northeast":
        if not document.region:
            return ""
        inside = is_northeast(document.region, document.columns.get("city", ""))
        return "northeast" if inside else "rest"
    if column in _FIELDS:
        return str(getattr(document, column))
    return str(document.columns.get(column, ""))


def cell_flags(cell: Cell, n_sentences: int) -> str:
    """Return the flags of a cell, joined by ";"."""
    if not len(cell.members):
        return "no_documents"
    flags = ["partial"] if cell.partial else []
    flags += ["few_documents"] if len(cell.members) < FEW_DOCUMENTS else []
    flags += ["few_sentences"] if n_sentences < FEW_SENTENCES else []
    return ";".join(flags)
