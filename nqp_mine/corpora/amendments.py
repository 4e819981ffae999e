"""Corrections by the user: which fields can be edited, and what an edit does to a document."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from nqp_mine.corpora.document import Document, Precision

#: The fields that a user can correct, in the order of the sheet.
EDITABLE = (
    "title", "date", "issuer", "doc_number", "region", "city", "level", "doc_type", "status",
)  # fmt: skip
_IN_COLUMNS = frozenset({"city", "status"})  # these stand among the document's columns
_PRECISION: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """One edit: a field of a document from `old` to `new`, when (UTC) and by which sheet."""

    id: str
    field: str
    old: str
    new: str
    at: str = ""
    sheet: str = ""


def value_of(document: Document, field: str) -> str:
    """Return what an editable field of a document holds."""
    if field in _IN_COLUMNS:
        return document.columns.get(field, "")
    return str(getattr(document, field))


def amended(document: Document, edits: Mapping[str, str]) -> Document:
    """Return the document with the edited fields; an empty value clears a field."""
    if not edits:
        return document
    columns = dict(document.columns)
    fields: dict[str, Any] = {}
    for name, value in edits.items():
        if name not in _IN_COLUMNS:
            fields[name] = value
        elif value:
            columns[name] = value
        else:
            columns.pop(name, None)
    if "date" in fields:
        fields["date_precision"] = _PRECISION.get(len(fields["date"]), "")
    facts = dict(document.facts) | dict.fromkeys(edits, "user")
    return replace(document, facts=facts, columns=columns, **fields)
