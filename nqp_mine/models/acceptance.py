"""Take what a person accepted of proposed terms into a new version of the codebook."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from nqp_mine.errors import CodebookError, UsageError
from nqp_mine.models.codebook import Codebook, Term
from nqp_mine.models.collecting import Tell, collect
from nqp_mine.study import Study

if TYPE_CHECKING:
    from nqp_mine.models.columns import Counts

SOURCE_SHEET = "source"
ACCEPT, REJECT = "接受", "拒绝"
COLUMNS = (
    "decision", "term", "category", "theme", "kind", "z", "sentences", "documents", "right",
    "adds", "example 1", "example 2", "example 3", "note",
)  # fmt: skip
_MEANING = {
    ACCEPT: ACCEPT, "accept": ACCEPT, "accepted": ACCEPT, "yes": ACCEPT, "y": ACCEPT, "1": ACCEPT,
    "是": ACCEPT, REJECT: REJECT, "reject": REJECT, "rejected": REJECT, "no": REJECT, "n": REJECT,
    "0": REJECT, "否": REJECT, "": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided on one term: ACCEPT, REJECT, or "" for not yet."""

    row: int
    decision: str
    term: str
    category: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What the new version changes: the dictionary_share of a theme in all counted sentences."""

    theme: str
    n_sentences: int
    before: float
    after: float


def read(path: Path) -> tuple[list[Decision], dict[str, str]]:
    """Return the decisions of a sheet, and where its proposals came from.

    Raises:
        UsageError: no such file, or none that `codebook expand` wrote.
        CodebookError: rows that cannot be understood, each named.
    """
    from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

    if not path.is_file():
        raise UsageError(f"{path}: no such file.", remedy="Name the sheet of codebook expand.")
    try:
        book = CalamineWorkbook.from_path(str(path))
        rows = [[_text(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]
        source = {
            _text(row[0]): _text(row[1])
            for row in book.get_sheet_by_name(SOURCE_SHEET).to_python()
            if len(row) > 1
        }
    except WorksheetNotFound as error:
        raise UsageError(
            f"{path}: has no sheet named {SOURCE_SHEET}.",
            remedy="Use a workbook that codebook expand wrote.",
        ) from error
    except (CalamineError, OSError) as error:
        raise UsageError(
            f"{path}: {error}.", remedy="Use a workbook that codebook expand wrote."
        ) from error
    return list(_decisions(rows, path.name)), source


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() if cell is not None else ""


def _decisions(rows: Sequence[Sequence[str]], name: str) -> Iterator[Decision]:
    heads = [i for i, row in enumerate(rows) if row[:3] == list(COLUMNS[:3])]
    if not heads:
        raise CodebookError(name, [f"no row with the headings {', '.join(COLUMNS[:3])}"])
    problems, found = [], []
    for number, row in enumerate(rows[heads[0] + 1 :], start=heads[0] + 2):
        cells = dict(zip(rows[heads[0]], row, strict=False))
        if not cells.get("term"):
            continue
        meant = _MEANING.get(cells.get("decision", "").lower())
        if meant is None:
            problems.append(
                f"row {number}: decision {cells['decision']} is not {ACCEPT} or {REJECT}"
            )
            continue
        found.append(
            Decision(row=number, decision=meant, term=cells["term"],
                     category=cells.get("category", ""), note=cells.get("note", ""))
        )  # fmt: skip
    if problems:
        raise CodebookError(name, problems)
    yield from found


def accept(book: Codebook, decisions: Sequence[Decision], by: str) -> Codebook:
    """Return the next version of a codebook with the accepted terms.

    Raises:
        CodebookError: an unknown category, or a term that the theme has already.
    """
    categories = {c.id: c for c in book.categories}
    have = {(term.text, book.theme_of(term.category)) for term in book.terms}
    problems, terms = [], []
    for one in decisions:
        if one.decision != ACCEPT:
            continue
        if one.category not in categories:
            problems.append(f"row {one.row}: unknown category {one.category or '(empty)'}")
            continue
        key = (one.term, book.theme_of(one.category))
        if key in have:
            problems.append(f"row {one.row}: {key[1]} has {one.term} already")
            continue
        have.add(key)
        terms.append(Term(text=one.term, category=one.category, source=f"expand; {by}"))
    if problems:
        raise CodebookError(book.name, problems)
    return replace(book, version=next_version(book.version), terms=(*_ordered(book, terms),))


def _ordered(book: Codebook, new: Sequence[Term]) -> Iterator[Term]:
    """Yield old and new terms by category, as a codebook file holds them."""
    for category in book.categories:
        for terms in (book.terms, new):
            yield from (term for term in terms if term.category == category.id)


def next_version(version: str) -> str:
    """Return the version after this one: 1.2 -> 1.2+1 -> 1.2+2."""
    found = re.fullmatch(r"(.*)\+(\d+)", version)
    return f"{found[1]}+{int(found[2]) + 1}" if found else f"{version}+1"


def moved(
    corpus: Path, study: Study, before: str, after: str, *, tell: Tell | None = None
) -> list[Moved]:
    """Return what each theme's dictionary_share was and is; `before`, `after` name codebooks."""
    shares: list[Mapping[str, tuple[int, float]]] = []
    for name in (before, after):
        asked = replace(study, codebook=name, placebo="", coder="dictionary")
        measured = collect(corpus, asked, unit=None, tell=tell)
        shares.append(_shares(measured.counts, asked))
    return [
        Moved(theme=theme, n_sentences=n, before=value, after=shares[1][theme][1])
        for theme, (n, value) in shares[0].items()
    ]


def _shares(counts: "Counts", study: Study) -> dict[str, tuple[int, float]]:
    from nqp_mine.models import codebook

    book = codebook.load(study.codebook)
    total = sum(len(one.coded) for one in counts)
    return {
        theme: (total, sum(int(one.coded[:, k].sum()) for one in counts) / max(total, 1))
        for k, theme in enumerate(book.themes)
    }
