"""Codebooks: themes, sub-themes and other axes with their terms, each with its source.

A codebook is data: a TOML file, or a user's word list as xlsx or csv with the columns
`theme, sub_theme, term, not_in` (several values of `not_in` separated by ";").
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from nqp_mine.errors import CodebookError, UsageError
from nqp_mine.nlp.matcher import Pattern
from nqp_mine.text import normalise

AXES = ("theme", "facet", "technology", "label", "placebo")
BUILT_IN = ("nqp", "placebo")
_TERM_KEYS = frozenset({"term", "source", "not_in", "needs"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A theme, a sub-theme (it has a parent), or a value of another axis."""

    id: str
    axis: str
    parent: str = ""
    zh: str = ""
    en: str = ""
    source: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term: where it belongs, where it comes from, and where it does not count."""

    text: str
    category: str
    source: str = ""
    not_in: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """All categories and terms. `digest` identifies the content."""

    name: str
    version: str
    categories: tuple[Category, ...]
    terms: tuple[Term, ...]
    title_zh: str = ""
    title_en: str = ""
    citation: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of everything in the codebook."""
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=False).encode()).hexdigest()

    @property
    def themes(self) -> tuple[str, ...]:
        """The ids of the top-level themes, in the codebook's order."""
        return tuple(c.id for c in self.categories if c.axis == "theme" and not c.parent)

    def category(self, name: str) -> Category:
        """Return the category with this id."""
        return next(category for category in self.categories if category.id == name)

    def theme_of(self, name: str) -> str:
        """Return the top-level theme of a category, or the category itself on another axis."""
        category = self.category(name)
        return category.parent or category.id

    def patterns(self) -> list[Pattern]:
        """Return one pattern a term; terms compete within one theme, or within another axis."""
        by_id = {category.id: category for category in self.categories}
        found = []
        for term in self.terms:
            category = by_id[term.category]
            group = (category.parent or category.id) if category.axis == "theme" else category.axis
            rules = (tuple(map(_as_matched, rule)) for rule in (term.not_in, term.needs))
            found.append(Pattern(_as_matched(term.text), group, term.category, *rules))
        return found

    def seeds(self, theme: str) -> tuple[str, ...]:
        """Return the distinct terms of a theme and its sub-themes, sorted."""
        return tuple(sorted({t.text for t in self.terms if self.theme_of(t.category) == theme}))


def load(name: str) -> Codebook:
    """Return a built-in codebook, or the one in a .toml, .xlsx or .csv file.

    Raises:
        UsageError: no such codebook.
        CodebookError: it has errors; each is named with its row.
    """
    if name in BUILT_IN:
        text = (files("nqp_mine.models") / "codebooks" / f"{name}.toml").read_text(encoding="utf-8")
        return _from_toml(text, name)
    path = Path(name)
    if not path.is_file():
        raise UsageError(
            f"codebook {name}: no such file.", remedy=f"Use {', '.join(BUILT_IN)}, or a file."
        )
    suffix = path.suffix.lower()
    if suffix == ".toml":
        return _from_toml(_decode(path.read_bytes(), name), path.stem)
    if suffix in {".xlsx", ".xls", ".ods"}:
        return _from_rows(_sheet_rows(path), path.stem)
    if suffix in {".csv", ".tsv", ".txt"}:
        return _from_rows(_csv_rows(_decode(path.read_bytes(), name)), path.stem)
    raise UsageError(f"codebook {name}: unknown type {suffix}.", remedy="Use .toml, .xlsx or .csv.")


def join(*books: Codebook) -> Codebook:
    """Return one codebook with the categories and terms of all; the first gives the name."""
    first = books[0]
    return Codebook(
        name=first.name,
        version=first.version,
        title_zh=first.title_zh,
        title_en=first.title_en,
        citation=first.citation,
        categories=tuple(c for book in books for c in book.categories),
        terms=tuple(t for book in books for t in book.terms),
    )


def _as_matched(term: str) -> str:
    """Return a term as it stands in the normalised copy that is searched."""
    return normalise(term).text.strip()


def _decode(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CodebookError(name, ["the file is neither UTF-8 nor GB18030"])


def _from_toml(text: str, name: str) -> Codebook:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(name, [str(error)]) from error
    problems: list[str] = []
    categories: list[Category] = []
    terms: list[Term] = []
    entries = data.get("category", [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise CodebookError(name, ["categories must stand under [[category]], in two brackets"])
    for entry in entries:
        unknown = sorted(set(entry) - set(Category.__slots__) - {"terms"})
        if unknown:
            problems.append(f"category {entry.get('id', '?')}: unknown key {', '.join(unknown)}")
        known = {k: str(v) for k, v in entry.items() if k in Category.__slots__}
        known.setdefault("axis", "theme")
        if "id" not in known:
            problems.append("a category without id")
            continue
        category = Category(**known)
        categories.append(category)
        terms += _toml_terms(entry.get("terms", []), category, problems)
    problems += _check(categories, terms)
    if problems:
        raise CodebookError(name, problems)
    head = {k: str(data[k]) for k in ("title_zh", "title_en", "citation") if k in data}
    return Codebook(
        name=str(data.get("name", name)),
        version=str(data.get("version", "1")),
        categories=tuple(categories),
        terms=tuple(terms),
        **head,
    )


def _toml_terms(entries: Iterable[Any], category: Category, problems: list[str]) -> Iterator[Term]:
    for number, entry in enumerate(entries, start=1):
        where = f"{category.id}, term {number}"
        item = {"term": entry} if isinstance(entry, str) else entry
        if not isinstance(item, Mapping) or not str(item.get("term", "")).strip():
            problems.append(f"{where}: no term")
            continue
        rules = [item.get("not_in", []), item.get("needs", [])]
        if not all(isinstance(rule, list) for rule in rules):
            problems.append(f"{where}: not_in and needs must be lists")
            continue
        unknown = sorted(set(item) - _TERM_KEYS)
        if unknown:
            problems.append(f"{where}: unknown key {', '.join(unknown)}")
        yield Term(
            text=str(item["term"]).strip(),
            category=category.id,
            source=str(item.get("source", category.source)),
            not_in=tuple(map(str, item.get("not_in", ()))),
            needs=tuple(map(str, item.get("needs", ()))),
        )


def _check(categories: list[Category], terms: list[Term]) -> list[str]:
    problems = []
    ids = [category.id for category in categories]
    problems += [
        f"category {one} stands twice" for one in sorted({i for i in ids if ids.count(i) > 1})
    ]
    for category in categories:
        if category.axis not in AXES:
            problems.append(f"category {category.id}: unknown axis {category.axis}")
        if category.parent and category.parent not in ids:
            problems.append(f"category {category.id}: unknown parent {category.parent}")
    seen: set[tuple[str, str]] = set()
    top = {category.id: category.parent or category.id for category in categories}
    for term in terms:
        key = (term.text, top.get(term.category, ""))
        if key in seen:
            problems.append(f"term {term.text} stands twice in {key[1]}")
        seen.add(key)
        if len(term.text) > 50:
            problems.append(f"term {term.text[:20]}…: longer than 50 characters")
        problems += [
            f"term {term.text}: not_in {rule} does not hold it"
            for rule in term.not_in
            if term.text not in rule
        ]
    if not terms:
        problems.append("no terms")
    return problems


def _csv_rows(text: str) -> list[list[str]]:
    import csv
    import io

    first = text.split("\n", 1)[0]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _sheet_rows(path: Path) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except CalamineError as error:
        raise CodebookError(path.name, [str(error)]) from error
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.to_python()]


_HEADINGS = {
    "主题": "theme",
    "维度": "theme",
    "子主题": "sub_theme",
    "子类": "sub_theme",
    "词": "term",
    "词语": "term",
    "关键词": "term",
    "术语": "term",
    "排除": "not_in",
    "不在": "not_in",
}


def _from_rows(rows: list[list[str]], name: str) -> Codebook:
    header = [_HEADINGS.get(cell.strip(), cell.strip().lower()) for cell in rows[0]] if rows else []
    if not {"theme", "term"} <= set(header):
        raise CodebookError(name, ["row 1: the columns theme and term are needed"])
    categories: dict[str, Category] = {}
    terms: dict[tuple[str, str], Term] = {}
    problems: list[str] = []
    for number, row in enumerate(rows[1:], start=2):
        cells = {k: v.strip() for k, v in zip(header, row, strict=False)}
        if not any(cells.values()):
            continue
        theme, term = cells.get("theme", ""), cells.get("term", "")
        if not theme or not term:
            problems.append(f"row {number}: theme or term is empty")
            continue
        sub = cells.get("sub_theme", "")
        categories.setdefault(theme, Category(id=theme, axis="theme", zh=theme))
        if (
            sub
            and categories.get(sub, Category(id=sub, axis="theme", parent=theme)).parent != theme
        ):
            problems.append(f"row {number}: sub-theme {sub} stands in two themes")
            continue
        if sub:
            categories.setdefault(sub, Category(id=sub, axis="theme", parent=theme, zh=sub))
        if (theme, term) in terms:
            problems.append(f"row {number}: term {term} stands twice in {theme}")
            continue
        rules = tuple(
            r.strip() for r in cells.get("not_in", "").replace("；", ";").split(";") if r.strip()
        )
        bad = [rule for rule in rules if term not in rule]
        problems += [f"row {number}: not_in {rule} does not hold {term}" for rule in bad]
        terms[theme, term] = Term(text=term, category=sub or theme, source=name, not_in=rules)
    problems += [] if problems else _check(list(categories.values()), list(terms.values()))
    if problems:
        raise CodebookError(name, problems)
    return Codebook(
        name=name, version="1", categories=tuple(categories.values()), terms=tuple(terms.values())
    )
