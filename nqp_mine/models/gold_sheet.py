"""Read back what coders made of a sheet: xlsx, xls, et, ods or csv, in whatever state it comes.

The headings may stand below a title and in any order, with other columns between them. A theme's
column is headed by its id, its name, or both ("R", "新质研发", "R 新质研发"). What the cells and
blank cells mean stands in `gold_cells`.

Columns like R_1, I_1, E_1 hold the codes of single coders. Inclusion probabilities come from a
column `probability`, from the sheet `sample` that `gold sample` hid in the workbook, or from the
file sample.csv beside it.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nqp_mine.errors import ReadError, UsageError
from nqp_mine.models.gold_cells import cell_at, fill_blanks, plain, read_code, shown

SAMPLE_SHEET = "sample"
COMPANION = "sample.csv"
HEADER_ROWS = 10  # titles and notes that may stand above the headings
_HEADINGS = {
    "sid": frozenset({"sid", "句号", "编号", "句子编号"}),
    "text": frozenset({"text", "sentence", "句子", "句", "原文", "文本"}),
    "sub": frozenset({"sub", "sub_theme", "子类", "子主题"}),
    "probability": frozenset({"probability", "入样概率"}),
}

Table = list[list[Any]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GoldSheet:
    """One coder's sheet, or a file of settled codes.

    `codes` (n, n_themes): 1, 0, or NaN where not coded; `subs`: ids of sub-themes, or None where
    the file has no such column; `single` (n_coders, n, n_themes): codes of columns like R_1;
    `probability` (n,): NaN where it is not known. `notes` say how blank cells were read.
    """

    name: str
    sids: tuple[str, ...]
    texts: tuple[str, ...]
    codes: np.ndarray
    subs: tuple[frozenset[str], ...] | None
    single: np.ndarray
    probability: np.ndarray
    notes: tuple[str, ...]


def read(path: Path, themes: Mapping[str, str], *, coded: bool = True) -> GoldSheet:
    """Read a sheet; `themes` are the ids with their names.

    Raises:
        UsageError: no such file, no headings, or cells that cannot be read, each named by row.
    """
    tables = _tables(path)
    found = next((hit for rows in tables.values() if (hit := _find(rows, themes, coded))), None)
    if found is None:
        wanted = ", ".join(["text", *(themes if coded else ())])
        raise UsageError(
            f"{path}: no row of headings with {wanted}.", remedy="Name the columns so."
        )
    problems: list[str] = []
    body = [(i, row) for i, row in found.body if shown(cell_at(row, found.columns["text"]))]
    cells = [
        [read_code(cell_at(row, found.columns.get(t)), f"row {i}, {t}", problems) for t in themes]
        for i, row in body
    ]
    sids = [
        shown(cell_at(row, found.columns.get("sid"))) or str(n) for n, (_, row) in enumerate(body)
    ]
    problems += [
        f"row {i}: sid {sid} stands twice"
        for (i, _), sid, seen in zip(body, sids, _seen(sids), strict=True)
        if seen
    ]
    single = _single(found, body, list(themes), problems)
    if problems:
        more = [f"and {len(problems) - 20} more"] if len(problems) > 20 else []
        listed = "; ".join([*problems[:20], *more])
        raise UsageError(f"{path}: {listed}.", remedy="Write 1 or 0, or leave it blank.")
    codes, notes = fill_blanks(np.array(cells, np.float64).reshape(len(body), len(themes)))
    return GoldSheet(
        name=path.name,
        sids=tuple(sids),
        texts=tuple(shown(cell_at(row, found.columns["text"])) for _, row in body),
        codes=codes,
        subs=_subs(found, body),
        single=single,
        probability=_probabilities(path, tables, found, body, sids),
        notes=tuple(f"{path.name}: {note}" for note in notes) if coded else (),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    columns: dict[str, int]
    header: list[str]
    body: list[tuple[int, list[Any]]]


def _tables(path: Path) -> dict[str, Table]:
    """Return the cells of every sheet; a csv has one."""
    from nqp_mine.corpora.encoding import decode

    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}.", remedy="Give a coded sheet.") from error
    if path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        try:
            text = decode(data).text
        except ReadError as error:
            raise UsageError(f"{path}: {error}") from error
        head = text.split("\n", 1)[0]
        delimiter = max(",\t;", key=head.count)
        return {"": list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))}
    return _workbook(path, data)


def _workbook(path: Path, data: bytes) -> dict[str, Table]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    except (CalamineError, OSError) as error:
        raise UsageError(
            f"{path}: is no readable workbook ({error}).", remedy="Save it again as xlsx or csv."
        ) from error


def _find(rows: Table, themes: Mapping[str, str], coded: bool) -> _Found | None:
    for at, row in enumerate(rows[:HEADER_ROWS]):
        header = [plain(cell) for cell in row]
        columns = _columns(header, themes)
        if "text" in columns and (not coded or themes.keys() <= columns.keys()):
            return _Found(columns, header, list(enumerate(rows[at + 1 :], start=at + 2)))
    return None


def _columns(header: Sequence[str], themes: Mapping[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for at, cell in enumerate(header):
        for name, spellings in _HEADINGS.items():
            if cell in spellings:
                columns.setdefault(name, at)
        for theme, label in themes.items():
            # An id with anything but a letter, digit or underline after it: "R 新质研发", not R_1.
            headed = re.match(re.escape(plain(theme)) + r"(?![a-z0-9_.])", cell)
            exact = cell in {plain(theme), plain(label)}
            if exact or (headed and re.fullmatch(r"[a-z0-9_]+", plain(theme))):
                columns.setdefault(theme, at)
    return columns


def _single(
    found: _Found, body: Sequence[tuple[int, list[Any]]], themes: Sequence[str], problems: list[str]
) -> np.ndarray:
    coders = []
    for k in range(1, 20):
        heads = [f"{plain(theme)}_{k}" for theme in themes]
        if not heads or not set(heads) <= set(found.header):
            break
        at = [found.header.index(head) for head in heads]
        columns = list(zip(at, heads, strict=True))
        coders.append(
            [
                [read_code(cell_at(row, c), f"row {i}, {head}", problems) for c, head in columns]
                for i, row in body
            ]
        )
    return np.array(coders, np.float64).reshape(len(coders), len(body), len(themes))


def _subs(
    found: _Found, body: Sequence[tuple[int, list[Any]]]
) -> tuple[frozenset[str], ...] | None:
    if "sub" not in found.columns:
        return None
    cells = (shown(cell_at(row, found.columns["sub"])) for _, row in body)
    return tuple(frozenset(re.findall(r"[^\s;；、,，|]+", cell)) for cell in cells)


def _probabilities(
    path: Path,
    tables: Mapping[str, Table],
    found: _Found,
    body: Sequence[tuple[int, list[Any]]],
    sids: Sequence[str],
) -> np.ndarray:
    if "probability" in found.columns:
        return np.array([_number(cell_at(row, found.columns["probability"])) for _, row in body])
    rows = tables.get(SAMPLE_SHEET, [])
    companion = path.with_name(COMPANION)
    if not rows and companion.is_file() and companion != path:
        rows = next(iter(_tables(companion).values()))
    known: dict[str, float] = {}
    if rows:
        header = [plain(cell) for cell in rows[0]]
        if {"sid", "probability"} <= set(header):
            sid, at = header.index("sid"), header.index("probability")
            known = {shown(cell_at(row, sid)): _number(cell_at(row, at)) for row in rows[1:]}
    return np.array([known.get(one, float("nan")) for one in sids])


def _number(cell: Any) -> float:
    try:
        value = float(cell)
    except (TypeError, ValueError):
        return float("nan")
    return value if 0 < value <= 1 else float("nan")


def _seen(values: Sequence[str]) -> list[bool]:
    """Tell of each value whether it stood before."""
    first: dict[str, int] = {}
    return [first.setdefault(value, i) != i for i, value in enumerate(values)]
