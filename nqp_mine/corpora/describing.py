"""A raw document to a described one: cleaned, with its body's end and its facts."""

from collections.abc import Mapping
from datetime import date

from nqp_mine.corpora import body, metadata
from nqp_mine.corpora.document import Document, RawDocument
from nqp_mine.text import clean, count_han

SHORT = 10  # Han characters; a text with fewer holds no sentence worth counting


def describe(
    raw: RawDocument, *, label: str, name: str, row: Mapping[str, str], digest: str, today: date
) -> Document | None:
    """Return the document, or None where it holds too little Chinese text.

    Args:
        raw: what a reader found.
        label: the root's name and the path in it; the beginning of the id.
        name: the path in the root, which may tell a year or a place.
        row: the user's sidecar row.
        digest: SHA-256 of the file.
        today: the day after which no document can be dated.
    """
    cleaned = clean(raw.text)
    if count_han(cleaned.text) < SHORT:
        return None
    sidecar = dict(row) if not raw.part else {}
    end = sidecar.pop("body_end_offset", "")
    stop = _given_end(raw.text, end) if end.isdigit() else body.body_end(cleaned.text)
    found = metadata.describe(raw, name=name, sidecar=sidecar, today=today)
    warnings = (*raw.warnings, *found.warnings)
    if cleaned.removed:
        warnings = (*warnings, f"{cleaned.removed} control characters were removed.")
    given = sidecar.get("id") or raw.metadata.get("id") or ""
    columns = dict(found.columns)
    if found.status:
        columns.setdefault("status", found.status)
    return Document(
        id=given or identifier(label, raw.part), text=cleaned.text, body_end=stop,
        title=found.title, date=found.date, date_precision=found.date_precision,
        issuer=found.issuer, doc_number=found.doc_number, region=found.region, level=found.level,
        doc_type=found.doc_type, source=label, sha256=digest, facts=found.facts, columns=columns,
        warnings=warnings,
    )  # fmt: skip


def identifier(label: str, part: str) -> str:
    """Return the id of a document: its path without the suffix, and its part of the file."""
    folder, _, file = label.rpartition("/")
    stem = file.rsplit(".", 1)[0] if "." in file.lstrip(".") else file
    return f"{folder}/{stem}" + (f"#{part}" if part else "")


def _given_end(text: str, end: str) -> int:
    """Return the sidecar's offset, which counts in the file, as an offset in the cleaned text."""
    return len(clean(text[: int(end)]).text)
