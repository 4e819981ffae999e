"""JSON files: an array of records, a record, or records one level below."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.encoding import decode
from nqp_mine.corpora.limits import Limits
from nqp_mine.corpora.readers import jsonl
from nqp_mine.corpora.readers.columns import as_document, text_column
from nqp_mine.corpora.readers.plain import encoding_warnings
from nqp_mine.errors import ReadError

_NAMED = 5  # records left out that a warning names before it only counts


def read(data: bytes, *, name: str, limits: Limits) -> Iterator[RawDocument]:  # noqa: ARG001
    """Yield one document a record.

    Raises:
        ReadError: the file is damaged, or has no record with a text field.
    """
    decoded = decode(data)
    try:
        whole = json.loads(decoded.text, parse_int=jsonl.number)
    except (ValueError, RecursionError) as error:
        if "\n" in decoded.text.strip() and isinstance(error, json.JSONDecodeError):
            yield from _as_lines(data, name, error)
            return
        raise _damaged(error) from error
    records = _records(whole)
    found = list(_documents(records))
    if not found:
        raise ReadError(
            "no record has a text field (text, content, 正文 …).",
            remedy="Name the field with the text so.",
            kind="no_text",
        )
    left_out = _left_out(len(records), {document.part for document in found})
    warnings = (*encoding_warnings(decoded), *left_out)
    partial = bool(decoded.replaced or left_out)
    first = replace(found[0], warnings=warnings, partial=partial)
    yield from (replace(one, encoding=decoded.encoding) for one in (first, *found[1:]))


def _as_lines(data: bytes, name: str, error: ValueError) -> Iterator[RawDocument]:
    """Read JSON lines that call themselves JSON."""
    try:
        found = list(jsonl.read(data, name=name))
    except ReadError:
        raise _damaged(error) from error
    yield from found


def _damaged(error: Exception) -> ReadError:
    why = "nested too deeply" if isinstance(error, RecursionError) else str(error)
    return ReadError(f"the JSON is damaged ({why}).", remedy="Export it again.", kind="damaged")


def _records(whole: Any) -> list[Any]:
    if isinstance(whole, list):
        return whole
    if isinstance(whole, dict):
        if text_column([str(key) for key in whole]) is None:
            for value in whole.values():  # {"data": [{…}, …]}
                if isinstance(value, list) and any(isinstance(item, dict) for item in value):
                    return value
        return [whole]
    return []


def _documents(records: list[Any]) -> Iterator[RawDocument]:
    for number, record in enumerate(records, start=1):
        part = str(number)
        if isinstance(record, str):
            yield RawDocument(text=record, part=part)
        elif isinstance(record, dict):
            row = {str(key): _plain(value) for key, value in record.items()}
            text = text_column(list(row))
            if text is not None and row[text].strip():
                yield as_document(row, text=text, part=part)


def _left_out(total: int, kept: set[str]) -> tuple[str, ...]:
    missing = [str(i) for i in range(1, total + 1) if str(i) not in kept]
    if not missing:
        return ()
    numbers = ", ".join(missing[:_NAMED])
    if len(missing) > _NAMED:
        numbers = f"{numbers} and {len(missing) - _NAMED} more"
    return (f"records without text were left out: {numbers}.",)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
