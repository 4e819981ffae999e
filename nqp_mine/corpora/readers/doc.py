"""Old Word documents (doc) and the wps files of WPS Writer.

Read by our own reader; where that cannot (Word 95, broken tables) and LibreOffice is on the
PATH, by way of LibreOffice. A conversion without text is a failure.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.limits import Limits
from nqp_mine.corpora.readers.ole import open_ole, read_stream
from nqp_mine.corpora.readers.word97 import WordText, extract, table_name
from nqp_mine.errors import ReadError

_READ = ("text", "footnotes", "endnotes", "boxes")
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")
_SIGNS = str.maketrans(
    {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x07": "\t", "\x1e": "-"}
    | dict.fromkeys("\x01\x02\x03\x04\x05\x06\x08\x13\x14\x15\x1f", "")
)


def read(data: bytes, *, name: str, limits: Limits) -> Iterator[RawDocument]:
    """Yield the one document.

    Raises:
        ReadError: the file is damaged, encrypted, too old, or holds no text.
    """
    try:
        yield _own(data)
    except ReadError as error:
        if error.kind == "encrypted":
            raise
        yield from _converted(data, name, limits, error)


def _own(data: bytes) -> RawDocument:
    with open_ole(data) as opened:
        word = read_stream(opened, "WordDocument")
        found = extract(word, read_stream(opened, table_name(word)))
    text = "\n".join(plain for part in _READ if (plain := _plain(found.parts[part])))
    if not text.strip():
        raise ReadError(
            "the Word document holds no text (only pictures of pages?).",
            remedy="Run text recognition (OCR) on it first.",
            kind="no_text",
        )
    return RawDocument(text=text, warnings=_warnings(found), partial=found.incomplete)


def _plain(raw: str) -> str:
    """Return the text that is shown: field results without codes, cells apart, no marks."""
    before = None
    while before != raw:  # fields stand in fields
        before, raw = raw, _FIELD_CODE.sub(lambda field: field[1] or "", raw)
    rows = re.sub("\x07\x07+", "\n", raw)
    lines = (line.strip("\t ") for line in rows.translate(_SIGNS).split("\n"))
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _warnings(found: WordText) -> tuple[str, ...]:
    notes = []
    if found.hidden:
        notes.append("hidden text was left out.")
    if found.incomplete:
        notes.append("the document was cut off; what could be recovered was read.")
    return tuple(notes)


def _converted(data: bytes, name: str, limits: Limits, error: ReadError) -> Iterator[RawDocument]:
    from nqp_mine.corpora.readers import docx
    from nqp_mine.corpora.readers.soffice import to_docx

    converted = to_docx(data, ".doc", seconds=limits.seconds / 2)
    if converted is None:
        raise error
    try:
        documents = list(docx.read(converted, name=name, limits=limits))
    except ReadError:
        raise error from None
    for document in documents:
        note = "read by way of LibreOffice."
        yield replace(document, warnings=(*document.warnings, note))
