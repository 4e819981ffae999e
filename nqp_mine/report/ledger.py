"""Where every document comes from, and what gave none: sources.csv and left_out.csv."""

from collections.abc import Iterable
from pathlib import Path

from nqp_mine.corpora.document import Document, InputRecord
from nqp_mine.models.grouping import group_value
from nqp_mine.models.periods import period_of
from nqp_mine.report import tables
from nqp_mine.study import Study

#: Before the name of a group column in sources.csv, so that it never meets another column.
GROUP = "group:"
_KNOWN = ("id", "source", "sha256", "doc_number")
_INPUT = ("path", "outcome", "reason", "remedy", "n_documents")


def write(
    out: Path, documents: Iterable[Document], inputs: Iterable[InputRecord], study: Study
) -> list[str]:
    """Write both files and return their names; `inputs` are those not ingested whole.

    Raises:
        OutputError: they cannot be written.
    """
    groups = [f"{GROUP}{name}" for name in study.groups]
    tables.write(
        out / "sources.csv",
        [*_KNOWN, "city", "period", *groups],
        (
            [
                *(getattr(d, name) for name in _KNOWN),
                d.columns.get("city", ""),
                period_of(d.date, study.period),
                *(group_value(d, name) for name in study.groups),
            ]
            for d in documents
        ),
    )
    left = [[getattr(one, name) for name in _INPUT] for one in inputs]
    tables.write(out / "left_out.csv", _INPUT, sorted(left, key=lambda row: (row[1], row[0])))
    return ["sources.csv", "left_out.csv"]
