"""JSON lines: one document a line. A bad line is named and costs itself alone."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.encoding import decode
from nqp_mine.corpora.readers.columns import as_document, text_column
from nqp_mine.corpora.readers.plain import encoding_warnings
from nqp_mine.errors import ReadError

_NAMED_LINES = 5  # bad lines that a reason names before it only counts


def read(data: bytes, *, name: str) -> Iterator[RawDocument]:  # noqa: ARG001
    """Yield one document a line.

    Raises:
        ReadError: no line could be read.
    """
    bad: list[str] = []
    found: list[RawDocument] = []
    decoded = decode(data)
    for at, line in enumerate(decoded.text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found.append(_document(json.loads(line, parse_int=number), at))
        except RecursionError:
            bad.append(f"line {at}: nested too deeply")
        except ValueError as error:
            bad.append(f"line {at}: {error}")
    if not found:
        reason = bad[0] if bad else "no lines"
        raise ReadError(
            f"no record could be read ({reason}).", remedy="Export it again.", kind="damaged"
        )
    notes = (*encoding_warnings(decoded), *_bad_lines(bad))
    last = replace(found[-1], warnings=notes, partial=bool(decoded.replaced or bad))
    yield from (replace(one, encoding=decoded.encoding) for one in (*found[:-1], last))


def number(digits: str) -> int | str:
    """Return a whole number, or its digits: a million of them would take minutes to convert."""
    return int(digits) if len(digits) < 20 else digits


def _bad_lines(bad: list[str]) -> list[str]:
    if not bad:
        return []
    more = [f"and {len(bad) - _NAMED_LINES} more"] if len(bad) > _NAMED_LINES else []
    named = "; ".join([*bad[:_NAMED_LINES], *more])
    return [f"{len(bad)} lines left out: {named}."]


def _document(record: Any, at: int) -> RawDocument:
    if not isinstance(record, dict):
        raise ValueError("a record must be an object with a text field")  # noqa: TRY004
    row = {str(key): _plain(value) for key, value in record.items()}
    text = text_column(list(row))
    if text is None:
        raise ValueError("no text field (text, content, 正文 …)")
    return as_document(row, text=text, part=str(at))


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
