"""The right reader for a file."""

from collections.abc import Iterator

from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.readers import html, jsonl, plain, table
from nqp_mine.errors import ReadError

_HTML_START = (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")


def read(data: bytes, *, name: str) -> Iterator[RawDocument]:
    """Yield the documents of one file; its content decides, its suffix only breaks ties.

    Raises:
        ReadError: empty, of no known type, or unreadable.
    """
    if not data.strip():
        raise ReadError("is empty.", remedy="Nothing to do.", kind="empty")
    head = data[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if head.startswith(_HTML_START) or suffix in {"html", "htm", "shtml"}:
        return html.read(data, name=name)
    if suffix in {"csv", "tsv"}:
        return table.read(data, name=name)
    if suffix in {"jsonl", "ndjson"}:
        return jsonl.read(data, name=name)
    if data[:4] in {b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0"}:
        raise ReadError(
            f"this type of file ({suffix or 'unknown'}) is not read yet.",
            remedy="Save it as txt or html.",
            kind="unknown",
        )
    return plain.read(data, name=name)
