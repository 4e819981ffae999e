"""A raw document to a described one: cleaned, with its body's end and its facts."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from nqp_mine import traditional
from nqp_mine.corpora import body, metadata
from nqp_mine.corpora.document import Document, RawDocument
from nqp_mine.text import clean, count_han

SHORT = 10  # Han characters; a text with fewer holds no sentence worth counting
# Shares of traditional forms among the Han characters: a text written in them has 30 % and more
# (the rest looks the same in both), one that mixes the forms had 0.7 %, modern ones under 0.02 %.
_TRADITIONAL = 0.1
_MIXED = 0.002
_FACT = 1_000  # characters of a title or another fact; what is longer is a text in a wrong column
_FEW = 5  # characters; fewer are names or slips


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
    raw = replace(
        raw, part=clean(raw.part).text, metadata=_facts(raw.metadata), columns=_clean(raw.columns)
    )
    cleaned = clean(raw.text)
    if count_han(cleaned.text) < SHORT:
        return None
    sidecar = _facts(row) if not raw.part else {}
    end = sidecar.pop("body_end_offset", "")
    stop = (
        _given_end(raw.text, end)
        if end.isascii() and end.isdigit()
        else body.body_end(cleaned.text)
    )
    found = metadata.describe(raw, name=name, sidecar=sidecar, today=today)
    warnings = (*raw.warnings, *found.warnings)
    if cleaned.removed:
        warnings = (*warnings, f"{cleaned.removed} control characters were removed.")
    script, note = _script(cleaned.text[:stop])
    if note:
        warnings = (*warnings, note)
    given = sidecar.get("id") or raw.metadata.get("id") or ""
    columns = dict(found.columns)
    if found.status:
        columns.setdefault("status", found.status)
    if script:
        columns.setdefault("script", script)
    return Document(
        id=given or identifier(label, raw.part), text=cleaned.text, body_end=stop,
        title=found.title, date=found.date, date_precision=found.date_precision,
        issuer=found.issuer, doc_number=found.doc_number, region=found.region, level=found.level,
        doc_type=found.doc_type, source=label, sha256=digest, columns=columns, warnings=warnings,
        facts={**found.facts, **({"encoding": raw.encoding} if raw.encoding else {})},
    )  # fmt: skip


def _facts(facts: Mapping[str, str]) -> dict[str, str]:
    return {name: value[:_FACT] for name, value in _clean(facts).items()}


def _clean(facts: Mapping[str, str]) -> dict[str, str]:
    return {clean(name).text: clean(value).text for name, value in facts.items()}


def identifier(label: str, part: str) -> str:
    r"""Return the id of a document: its path without the suffix, and its part of the file.

    Controls in a file's name are \xNN in the id: ids stand in every table.
    """
    shown = re.sub("[\x00-\x1f\x7f-\x9f]", lambda sign: f"\\x{ord(sign[0]):02x}", label)
    folder, _, file = shown.rpartition("/")
    stem = file.rsplit(".", 1)[0] if "." in file.lstrip(".") else file
    return f"{folder}/{stem}" + (f"#{part}" if part else "")


def _script(text: str) -> tuple[str, str]:
    """Return traditional, mixed or nothing, and a warning that says so."""
    mapped = traditional.count(text)
    share = mapped / max(count_han(text), 1)
    if share >= _TRADITIONAL:
        return "traditional", "Written in traditional characters; measured through a mapping."
    if share >= _MIXED and mapped >= _FEW:
        return "mixed", f"{mapped} traditional characters; measured through a mapping."
    return "", ""


def _given_end(text: str, end: str) -> int:
    """Return the sidecar's offset, which counts in the file, as an offset in the cleaned text."""
    return len(clean(text[: int(end)]).text)
