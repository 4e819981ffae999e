"""The sheet of metadata that a user edits: read back, checked, and turned into edits.

A sheet with any wrong row is refused whole, with the rows named; a cell that says what the corpus
says already is no edit, and an emptied one clears its field.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from nqp_mine.corpora import dates, issuers, labels, numbers
from nqp_mine.corpora.amendments import EDITABLE, Amendment, value_of
from nqp_mine.corpora.document import Document
from nqp_mine.corpora.limits import Limits
from nqp_mine.corpora.readers import table, xlsx
from nqp_mine.corpora.regions import NATION, find_region
from nqp_mine.corpora.store import Corpus
from nqp_mine.errors import ReadError, UsageError
from nqp_mine.text import clean

SHEET = "documents"
#: Shown for orientation; what is written into them is not read.
READ_ONLY = ("source", "warnings", "duplicate_of")
COLUMNS = ("id", *EDITABLE, *READ_ONLY)
CELL = 32_767  # characters (UTF-16 units), as many as Excel keeps
_MARK = " […cut 已截断]"
_LEVELS = frozenset({"国家", "省", "市", "县", ""})
_NAMED = 5  # wrong rows that the error names
_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Plan:
    """The edits that a sheet asks for, and what its reader may want to look at again."""

    edits: tuple[Amendment, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: Mapping[str, str]  # the editable columns that the sheet has


@dataclass(frozen=True, slots=True)
class _Value:
    value: str
    note: str = ""
    problem: str = ""


def cut(text: str) -> str:
    """Return a text as a cell can hold it: no lone surrogates, cut with a mark where too long."""
    text = text.encode("utf-8", errors="replace").decode("utf-8")
    units = text.encode("utf-16-le")
    if len(units) <= 2 * CELL:
        return text
    return units[: 2 * (CELL - len(_MARK))].decode("utf-16-le", errors="ignore") + _MARK


def plan(corpus: Corpus, path: Path, *, today: date | None = None) -> Plan:
    """Return what an edited sheet (xlsx, xls, ods or csv) changes; nothing is written.

    Raises:
        UsageError: the sheet cannot be read, or some of its rows are wrong: the error names them.
    """
    excel, table_rows = _table(path)
    problems: list[tuple[int, str]] = []
    rows = _rows(table_rows, path, problems)
    edits: list[Amendment] = []
    notes: list[tuple[int, str]] = []
    left = dict(rows)
    for document in corpus.documents() if rows else ():
        row = left.pop(document.id, None)
        if row is None:
            continue
        for field, found in _changes(document, row, excel, today):
            if found.problem:
                problems.append((row.number, f"{field}: {found.problem}"))
            elif found.value != value_of(document, field):
                old = value_of(document, field)
                edits.append(Amendment(id=document.id, field=field, old=old, new=found.value))
                notes += [(row.number, f"{field}: {found.note}")] if found.note else []
    problems += [(row.number, f"no document {name} in this corpus") for name, row in left.items()]
    if problems:
        raise _refused(path, problems)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return Plan(
        tuple(replace(edit, at=at, sheet=path.name) for edit in edits),
        tuple(f"row {number}: {note}" for number, note in sorted(notes)),
    )


def _refused(path: Path, problems: list[tuple[int, str]]) -> UsageError:
    named = [f"row {number}: {problem}" for number, problem in sorted(problems)[:_NAMED]]
    more = [f"and {len(problems) - _NAMED} more"] if len(problems) > _NAMED else []
    shown = "; ".join([*named, *more])
    return UsageError(f"{path}: {shown}.", remedy="Nothing was changed. Correct these and repeat.")


def _table(path: Path) -> tuple[bool, list[tuple[int, list[str]]]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}.", remedy="Check the path.") from error
    excel = data.startswith(_WORKBOOKS)
    try:
        rows = xlsx.cells(data, sheet=SHEET, limits=Limits()) if excel else table.cells(data, path)
    except ReadError as error:
        raise UsageError(f"{path}: {error.what}", remedy=error.remedy) from error
    if not rows:
        raise UsageError(f"{path}: the sheet is empty.", remedy="Export it again.")
    return excel, rows


def _rows(
    cells: list[tuple[int, list[str]]], path: Path, problems: list[tuple[int, str]]
) -> dict[str, _Row]:
    """Return the rows by id, and add what is wrong with the table to `problems`."""
    first, header = cells[0][0], [name.strip().lower() for name in cells[0][1]]
    while header and not header[-1]:
        header.pop()
    if "id" not in header:
        raise UsageError(
            f"{path}: there is no column id.", remedy="Start from corpus export --metadata."
        )
    unknown = [name or "(no name)" for name in header if name not in COLUMNS]
    twice = sorted({name for name in header if name in COLUMNS and header.count(name) > 1})
    problems += [(first, f"unknown column {name}") for name in unknown]
    problems += [(first, f"column {name} stands twice") for name in twice]
    found: dict[str, _Row] = {}
    for number, row in cells[1:]:
        written = [cell.strip() for cell in row]
        name = dict(zip(header, written, strict=False)).get("id", "")
        if problem := _misshapen(header, written, name, found):
            problems.append((number, problem))
        else:
            found[name] = _Row(number, dict(_editable(header, written)))
    return found


def _misshapen(header: list[str], written: list[str], name: str, found: Mapping[str, _Row]) -> str:
    if not name:
        return "no id"
    if name in found:
        return f"the id {name} stands in row {found[name].number} already"
    if any(written[len(header) :]):
        return f"{len(written)} cells under {len(header)} headings"
    # Excel leaves empty cells out at the end of a csv line; a line cut earlier is damaged.
    lost = [column for column in header[len(written) :] if column in EDITABLE]
    return f"the cell of {lost[0]} is missing" if lost else ""


def _editable(header: list[str], written: list[str]) -> Iterator[tuple[str, str]]:
    return ((n, cell) for n, cell in zip(header, written, strict=False) if n in EDITABLE)


def _changes(
    document: Document, row: _Row, excel: bool, today: date | None
) -> Iterator[tuple[str, _Value]]:
    """Yield the cells that differ from what the export has written."""
    region = row.cells.get("region", document.region)
    for field, cell in row.cells.items():
        written = _plain(cell)
        if written != _plain(cut(value_of(document, field))):
            yield field, _checked(field, written, region, excel, today)


def _plain(text: str) -> str:
    return " ".join(clean(text).text.split())


def _checked(field: str, written: str, region: str, excel: bool, today: date | None) -> _Value:
    if not written or field in ("title", "doc_type"):
        return _Value(written)
    if field == "date":
        return _date(written, excel, today)
    if field == "issuer":
        return _Value(issuers.join_issuers(issuers.split_issuers(written)))
    if field == "doc_number":
        number = numbers.normalise_number(written)
        return _Value(number.value, number.problem.rstrip("."))
    if field == "status":
        return _Value(labels.status(written))
    if field == "level":
        known = written in _LEVELS
        return _Value(written, "" if known else f"{written} is none of 国家, 省, 市, 县")
    return _place(field, written, region)


def _date(written: str, excel: bool, today: date | None) -> _Value:
    parsed = dates.parse_date(written, today=today, excel_serial=excel)
    if parsed is None:
        return _Value("", problem=f"{written} is no date (2024-03-05, 2024-03 or 2024)")
    if not parsed.value:
        return _Value("", problem=f"{written}: {parsed.problem}")
    return _Value(parsed.value, parsed.problem)


def _place(field: str, written: str, region: str) -> _Value:
    """Return a province or city under its short name; a place of no table stays as written."""
    if field == "region":
        found = find_region(written)
        if written == NATION or (found and not found.city):
            return _Value(found.province if found else NATION)
        return _Value(written, f"{written} is no province that is known")
    found = find_region(f"{region}/{written}") if region else find_region(written)
    if found and found.city and not found.county:
        return _Value(found.city)
    return _Value(written, f"{written} is no city that is known there")
