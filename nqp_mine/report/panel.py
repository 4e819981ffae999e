"""The panel: one row a place and period, for regressions in Stata, R and pandas.

A place is a province or, where documents name one, a city; its number is the official code, so
that other tables can be merged by it. Names of variables are plain ASCII, legal in Stata.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nqp_mine.corpora.regions import code_of, is_northeast
from nqp_mine.report.folder import Folder, number
from nqp_mine.report.source import Source

_UNKNOWN = 900_000  # numbers of places without an official code begin after this
_LONGEST = 24  # characters of an id in a variable's name; Stata takes 32 in all
Key = tuple[str, str, str]  # province, city, period


@dataclass(frozen=True, slots=True)
class Variable:
    """A column: its name, what it is called, and what it holds ("text", "whole", "share")."""

    name: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The variables and the rows; `places` are the names of the places by their numbers."""

    variables: tuple[Variable, ...]
    rows: tuple[tuple[Any, ...], ...]
    places: dict[int, str]


@dataclass(slots=True)
class Cell:
    """What is counted of a place in a period."""

    n_documents: int = 0
    n_sentences: int = 0
    n_han: int = 0
    coded: dict[str, int] = field(default_factory=dict)
    hit: dict[str, int] = field(default_factory=dict)


Cells = dict[Key, Cell]


def build(source: Source, cells: Cells) -> Panel:
    """Return the panel of what `cells` counted, named in the language of the source."""
    themes, categories = source.folder.themes, _categories(source)
    variables = [*_known(source), *_measured(source, themes, categories)]
    keys = sorted(cells)
    numbers = _numbers(keys)
    rows = [
        _row(key, cells[key], numbers[key[:2]], themes, [one for one, _ in categories])
        for key in keys
    ]
    places = {code: place_name(*place) for place, code in numbers.items()}
    return Panel(tuple(variables), tuple(rows), places)


def place_name(province: str, city: str) -> str:
    """Return the name of a place: 辽宁, or 辽宁-沈阳."""
    return f"{province}-{city}" if city else province


def short_name(category: str, at: int) -> str:
    """Return an id as part of a variable's name; one without ASCII letters gets its number."""
    plain = re.sub(r"[^a-z0-9_]", "", category.lower())[:_LONGEST]
    return plain if plain and category.isascii() else f"c{at + 1}"


def _categories(source: Source) -> list[tuple[str, str]]:
    """Return the categories counted by terms, with the beginning of their variables' names."""
    kept = [c for c in source.folder.categories if c["axis"] != "placebo"]
    return [(c["id"], short_name(c["id"], at)) for at, c in enumerate(kept)]


def _known(source: Source) -> list[Variable]:
    kinds = {
        "place_id": "whole", "place": "text", "province": "text", "city": "text",
        "northeast": "whole", "period": "text", "year": "whole", "n_documents": "whole",
        "n_sentences": "whole", "n_han": "whole",
    }  # fmt: skip
    return [Variable(name, source.words(f"panel.{name}"), kind) for name, kind in kinds.items()]


def _measured(
    source: Source, themes: Sequence[str], categories: Sequence[tuple[str, str]]
) -> list[Variable]:
    found = []
    short = dict(categories)
    for what, ids in (("coded", themes), ("terms", [one for one, _ in categories])):
        for one in ids:
            name = source.label(one)
            stem = short[one] if what == "coded" else f"{short[one]}_terms"
            for end, kind in (("n", "whole"), ("share", "share")):
                found.append(
                    Variable(f"{stem}_{end}", source.words(f"panel.{what}_{end}", name=name), kind)
                )
    return found


def cells(folder: Folder) -> Cells:
    """Count by place and period in an output folder; documents without a date are not counted."""
    origins = {r["id"]: (r.get("city", ""), r.get("period", "")) for r in folder.table("sources")}
    keys: dict[str, Key] = {}
    found: Cells = {}
    for row in folder.table("documents"):
        city, period = origins.get(row["id"], ("", ""))
        if row["counted"] != "1" or not period:
            continue
        key = (row["region"], city, period)
        keys[row["id"]] = key
        cell = found.setdefault(key, Cell())
        cell.n_documents += 1
        cell.n_sentences += int(number(row["n_sentences"]))
        cell.n_han += int(number(row["n_han"]))
        for theme in folder.themes:
            cell.coded[theme] = cell.coded.get(theme, 0) + int(number(row[theme]))
    parents = {one["id"]: one["parent"] for one in folder.categories if one["parent"]}
    sentences, numbers = folder.sentences, {key: i for i, key in enumerate(found)}
    owner = [numbers[keys[one]] if one in keys else -1 for one in sentences.documents]
    pairs, number_of = sentences.together(owner)
    names = list(found)
    for (place, pattern), n in zip(pairs, np.bincount(number_of).tolist(), strict=True):
        own = found[names[place]].hit if place >= 0 else {}
        for category in pattern.categories(parents):
            own[category] = own.get(category, 0) + n
    return found


def _numbers(keys: Iterable[Key]) -> dict[tuple[str, str], int]:
    numbers: dict[tuple[str, str], int] = {}
    unknown = _UNKNOWN
    for place in sorted({key[:2] for key in keys}):
        code = code_of(*place)
        if not code or int(code) in numbers.values():
            unknown += 1
        numbers[place] = int(code) if code and int(code) not in numbers.values() else unknown
    return numbers


def _row(
    key: Key, cell: Cell, code: int, themes: Sequence[str], categories: Sequence[str]
) -> tuple[Any, ...]:
    province, city, period = key
    values: list[Any] = [
        code, place_name(province, city), province, city, int(is_northeast(province, city)), period,
        int(period[:4]), cell.n_documents, cell.n_sentences, cell.n_han,
    ]  # fmt: skip
    counts = [cell.coded.get(one, 0) for one in themes] + [cell.hit.get(c, 0) for c in categories]
    for n in counts:
        values += [n, n / cell.n_sentences if cell.n_sentences else float("nan")]
    return tuple(values)
