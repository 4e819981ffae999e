"""CSV and TSV exports: one document a row where there is a text column.

A table without a text column, such as one cell with a whole page, is one document of its cells.
Bad rows are named by line and cost themselves alone.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.encoding import Decoded, decode
from nqp_mine.corpora.readers.columns import as_document, text_column
from nqp_mine.corpora.readers.plain import encoding_warnings
from nqp_mine.errors import ReadError

_CELL_LIMIT = 10_000_000  # characters; the csv module's own 131,072 is less than a long report


def read(data: bytes, *, name: str) -> Iterator[RawDocument]:
    """Yield one document a row, or the whole table as one.

    Raises:
        ReadError: the table has no row with text.
    """
    decoded = decode(data)
    rows = list(_rows(decoded.text.replace("\0", ""), name))
    if not rows:
        raise ReadError("the table is empty.", remedy="Export it again.", kind="empty")
    header = [cell.strip() for cell in rows[0][1]]
    text = text_column(header)
    if text is None:
        yield _whole(rows, decoded)
        return
    if len(rows) == 1:
        raise ReadError(
            "the table has a header and no rows.", remedy="Export it again.", kind="empty"
        )
    *found, last = _documents(header, rows[1:], text, decoded)
    yield from found
    notes = _open_quote(decoded.text, rows)
    yield replace(last, warnings=(*last.warnings, *notes), partial=last.partial or bool(notes))


def cells(data: bytes, path: Path) -> list[tuple[int, list[str]]]:
    """Return the rows of a table that are not empty, each with the number of its line.

    Raises:
        ReadError: it is no table.
    """
    return list(_rows(decode(data).text.replace("\0", ""), path.name))


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(_CELL_LIMIT)
    delimiter = "\t" if name.lower().endswith(".tsv") or _tabbed(text) else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ReadError(
                f"line {reader.line_num}: {error}.",
                remedy="Export the table again.",
                kind="damaged",
            ) from error
        if any(cell.strip() for cell in row):
            yield reader.line_num, row


def _open_quote(text: str, rows: list[tuple[int, list[str]]]) -> tuple[str, ...]:
    """Return a note where the last row runs to the end of the table within quotation marks."""
    if text.count('"') % 2 == 0 or "\n" not in rows[-1][1][-1].strip():
        return ()
    first = rows[-2][0] + 1
    return (f"a quotation mark is not closed: rows after line {first} may stand in one cell.",)


def _tabbed(text: str) -> bool:
    first = text.split("\n", 1)[0]
    return first.count("\t") > first.count(",")


def _documents(
    header: list[str], rows: list[tuple[int, list[str]]], text: str, decoded: Decoded
) -> Iterator[RawDocument]:
    for number, (line, row) in enumerate(rows, start=1):
        notes = list(encoding_warnings(decoded))
        ragged = len(row) != len(header)
        if ragged:
            notes.append(f"line {line}: {len(row)} cells under {len(header)} headings.")
        cells = dict(zip(header, row, strict=False))
        found = as_document(cells, text=text, part=str(number))
        yield RawDocument(
            text=found.text,
            part=found.part,
            metadata=found.metadata,
            columns=found.columns,
            warnings=tuple(notes),
            partial=ragged or decoded.replaced > 0,
            encoding=decoded.encoding,
        )


def _whole(rows: list[tuple[int, list[str]]], decoded: Decoded) -> RawDocument:
    lines = ["\n".join(cell for cell in row if cell.strip()) for _, row in rows]
    return RawDocument(
        text="\n".join(lines),
        warnings=encoding_warnings(decoded),
        partial=decoded.replaced > 0,
        encoding=decoded.encoding,
    )
