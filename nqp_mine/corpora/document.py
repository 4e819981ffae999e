"""The records of a corpus: what a reader found, a document, and what became of a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["ingested", "partial", "skipped", "failed"]
Precision = Literal["day", "month", "year", ""]

#: Before the title of every made-up document, so that no result of one passes for real.
MADE_UP = "【示例·虚构】"

#: Where a fact comes from, best first. A fact of a lower rank never replaces one of a higher.
SOURCES = ("user", "sidecar", "column", "page", "signature", "body", "file_name", "derived")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """One document as a reader found it.

    `part` names it inside its file (a row, a sheet, a member) and is empty where a file is one
    document; `metadata` holds labelled facts of the file itself under the corpus's field names
    (`title`, `issuer`, `date`, …); `columns` are the user's further columns, kept as they are;
    `warnings` say in plain words what was lost or repaired; `partial` that something was lost;
    `encoding` how the bytes were read, where the format leaves that open.
    """

    text: str
    part: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    metadata_source: str = "column"
    columns: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    partial: bool = False
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value with the place that it was read from (one of SOURCES)."""

    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One described document. `date` is ISO 8601 cut to its precision (2024, 2024-03, 2024-03-05).

    `text` is the document as written; `body_end` the offset in it at which footers begin.
    `facts` says for each field where its value came from, and under "encoding" how the bytes of a
    text file were read.
    """

    id: str
    text: str
    body_end: int
    title: str = ""
    date: str = ""
    date_precision: Precision = ""
    issuer: str = ""
    doc_number: str = ""
    region: str = ""
    level: str = ""
    doc_type: str = ""
    source: str = ""
    sha256: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    duplicate_of: str = ""

    @property
    def year(self) -> int | None:
        """The year of the date, or None for an undated document."""
        return int(self.date[:4]) if self.date else None

    @property
    def body(self) -> str:
        """The text that is measured."""
        return self.text[: self.body_end]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRecord:
    """What became of one input path; every path ends in exactly one of these.

    `row_sha256` is of the sidecar's row for it, so that an edited sidecar is noticed.
    """

    root: str
    path: str
    outcome: Outcome
    reason: str = ""
    remedy: str = ""
    n_documents: int = 0
    sha256: str = ""
    size: int = 0
    mtime_ns: int = 0
    row_sha256: str = ""
