"""From a file's bytes to the reader of its real kind."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from itertools import islice
from typing import Protocol, cast

from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.limits import Limits
from nqp_mine.corpora.sniff import contradiction, sniff
from nqp_mine.errors import ReadError


class Reader(Protocol):
    """What every reader is."""

    def __call__(self, data: bytes, *, name: str, limits: Limits) -> Iterator[RawDocument]:
        """Yield the documents of a file."""
        ...


#: The module of each kind; imported only when a file of that kind comes.
READERS = {
    "txt": "plain",
    "html": "html",
    "mhtml": "mhtml",
    "csv": "table",
    "json": "records",
    "jsonl": "jsonl",
    "pdf": "pdf",
    "docx": "docx",
    "doc": "doc",
    "rtf": "rtf",
    "ofd": "ofd",
    "xlsx": "xlsx",
    "zip": "archive",
}
_UNLIMITED = {"txt", "html", "csv", "jsonl"}  # their cost is bounded by the file's size


def reader(kind: str) -> Reader:
    """Return the reader of a kind of sniff.NAMES."""
    module = import_module(f"nqp_mine.corpora.readers.{READERS[kind]}")
    if kind not in _UNLIMITED:
        return cast("Reader", module.read)
    plain = cast("Callable[..., Iterator[RawDocument]]", module.read)
    return lambda data, *, name, limits: plain(data, name=name)  # noqa: ARG005


def read(data: bytes, *, name: str, limits: Limits) -> Iterator[RawDocument]:
    """Yield the documents of a file, read by what it is and not by what it is called.

    Raises:
        ReadError: the file cannot be read, with reason, remedy and kind.
    """
    yield from read_kind(sniff(data, name), data, name=name, limits=limits)


def read_kind(kind: str, data: bytes, *, name: str, limits: Limits) -> Iterator[RawDocument]:
    """Yield the documents of a file whose kind is known."""
    note = contradiction(kind, name)
    try:
        for document in reader(kind)(data, name=name, limits=limits):
            checked = _cut(document, limits)
            yield replace(checked, warnings=(note, *checked.warnings)) if note else checked
            note = ""
    except RecursionError as error:
        raise ReadError("is nested too deeply.", remedy="Save it again.", kind="damaged") from error


def _cut(document: RawDocument, limits: Limits) -> RawDocument:
    if len(document.columns) > limits.columns:
        note = f"only the first {limits.columns:,} of {len(document.columns):,} columns were kept."
        document = replace(
            document,
            columns=dict(islice(document.columns.items(), limits.columns)),
            warnings=(*document.warnings, note),
            partial=True,
        )
    if len(document.text) <= limits.characters:
        return document
    note = f"only the first {limits.characters:,} of {len(document.text):,} characters were kept."
    return replace(
        document,
        text=document.text[: limits.characters],
        warnings=(*document.warnings, note),
        partial=True,
    )
