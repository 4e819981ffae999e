"""The sentences behind the points, packed for the page, and sampled where they are too many.

A sample is drawn so that every point keeps sentences: in each cell (period, groups, category) the
sentences are ranked in a fixed random order, and those of the lowest ranks are taken until the
budget is used up. How many there are in all is told beside it.
"""

import zlib
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from nqp_mine.report.folder import EVIDENCE, Row
from nqp_mine.report.source import Source

BUDGET = 2_600_000  # bytes of text; a page with all of it stays under five million
_OVERHEAD = 40  # bytes of JSON around a sentence
_WHY = 160  # characters of a reason that are shown
_LOTS = 2**32  # the lots are uniform below this
_AHEAD = 4  # times as many sentences are held as will fit, counted once a cell
_Cell = tuple[int, str, str]  # period, group, what is counted there


class _Outline(NamedTuple):
    """A sentence without its text: its lot in the draw, its bytes, and the cells it is in."""

    lot: int
    size: int
    cells: tuple[_Cell, ...]


def pack(source: Source, budget: int = BUDGET) -> dict[str, Any]:
    """Return documents, categories and sentences, and the totals where they were sampled."""
    folder = source.folder
    documents = {row["id"]: row for row in folder.table("documents")}
    sources = {row["id"]: row for row in folder.table("sources")}
    periods = {name: i for i, name in enumerate(folder.periods)}
    parents = {one["id"]: one["parent"] for one in folder.categories if one["parent"]}

    def outlines() -> Iterator[_Outline]:
        for row in folder.stream(EVIDENCE):
            yield _outline(row, parents, sources, periods)

    known = _survey(outlines())
    chosen = range(known.n) if known.size <= budget else _sample(outlines, known, budget)
    categories = [one["id"] for one in folder.categories]
    numbers = {name: i for i, name in enumerate(categories)}
    used: dict[str, int] = {}
    packed = []
    for i, row in enumerate(folder.stream(EVIDENCE)):
        if i in chosen:
            number = used.setdefault(row["id"], len(used))
            packed.append(_sentence(row, number, numbers))
    totals = known.totals if len(packed) < known.n else {}
    return {
        "documents": [_document(one, documents, sources, periods) for one in used],
        "categories": categories,
        "sentences": packed,
        "n": known.n,
        "totals": {"|".join(map(str, key)): n for key, n in sorted(totals.items())},
    }


def _outline(
    row: Row, parents: dict[str, str], sources: dict[str, Row], periods: dict[str, int]
) -> _Outline:
    size = len(row["text"].encode()) + min(len(row["why"]), _WHY) + _OVERHEAD
    cells = tuple(_cells(row, parents, sources, periods))
    return _Outline(zlib.crc32(row["sid"].encode()), size, cells)


def _document(
    name: str, documents: dict[str, Row], sources: dict[str, Row], periods: dict[str, int]
) -> list[Any]:
    known, source = documents.get(name, {}), sources.get(name, {})
    return [
        known.get("title") or name, source.get("doc_number", ""), known.get("date", ""),
        known.get("issuer", ""), periods.get(source.get("period", ""), -1), _groups(source),
    ]  # fmt: skip


def _groups(source: Row) -> list[str]:
    return [
        f"{column.removeprefix('group:')}={value}"
        for column, value in source.items()
        if column.startswith("group:") and value
    ]


def _cells(
    row: Row, parents: dict[str, str], sources: dict[str, Row], periods: dict[str, int]
) -> Iterator[_Cell]:
    """Yield the (period, group, what) that a sentence belongs to."""
    source = sources.get(row["id"], {})
    period = periods.get(source.get("period", ""), -1)
    what = [f"coded:{theme}" for theme in row["themes"].split(";") if theme]
    hit = {span.partition(":")[0] for span in row["spans"].split(";") if span}
    hit |= {parents[one] for one in hit if one in parents}
    what += [f"hit:{one}" for one in sorted(hit)]
    for group in ("all", *_groups(source)):
        for one in what:
            yield period, group, one


class _Survey(NamedTuple):
    """How many sentences there are in all and in each cell, and their bytes."""

    n: int
    size: int
    totals: Counter[_Cell]


def _survey(every: Iterable[_Outline]) -> _Survey:
    n = size = 0
    totals: Counter[_Cell] = Counter()
    for one in every:
        n, size = n + 1, size + one.size
        totals.update(one.cells)
    return _Survey(n, size, totals)


def _sample(
    outlines: Callable[[], Iterable[_Outline]], known: _Survey, budget: int
) -> Container[int]:
    """Return the numbers of the chosen sentences, holding only those that may be chosen.

    Of each cell the first `depth` in the random order are held, about; where the budget reaches
    deeper, twice as many.
    """
    depth = 1
    wanted = min(_AHEAD * known.n * budget / known.size, known.totals.total())
    while sum(min(depth, total) for total in known.totals.values()) < wanted:
        depth *= 2
    while True:
        bound = {cell: _LOTS * depth / total for cell, total in known.totals.items()}
        held = [
            (i, one)
            for i, one in enumerate(outlines())
            if any(one.lot < bound[cell] for cell in one.cells)
        ]
        chosen, reached = _lowest(held, budget)
        whole = Counter(c for _, one in held for c in one.cells if one.lot < bound[c])
        if all(reached < whole[c] or total == whole[c] for c, total in known.totals.items()):
            return chosen
        depth *= 2


def _lowest(held: Sequence[tuple[int, _Outline]], budget: int) -> tuple[set[int], int]:
    """Return the numbers of the sentences of the lowest ranks, and the rank that was reached.

    A rank that no cell reaches says that the budget is not used up.
    """
    order = sorted(held, key=lambda one: (one[1].lot, one[0]))
    seen: Counter[_Cell] = Counter()
    ranked = []
    for i, one in order:
        ranked.append((min(seen[cell] for cell in one.cells), i, one.size))
        seen.update(one.cells)
    chosen: set[int] = set()
    left, reached = budget, 0
    for rank, i, size in sorted(ranked, key=lambda one: one[0]):  # stable: the order in a rank
        left -= size
        if left < 0:
            return chosen, reached
        chosen.add(i)
        reached = rank
    return chosen, len(held)


def _sentence(row: Row, document: int, categories: dict[str, int]) -> list[Any]:
    """Return [document, text, themes, [category, start, end, ...], why]; places in UTF-16 units."""
    text, start = row["text"], int(row["start"] or 0)
    place = _places(text)
    marks: list[int] = []
    for span in row["spans"].split(";"):
        category, _, ends = span.rpartition(":")
        first, _, last = ends.partition("-")
        if category in categories and first.isdigit() and last.isdigit():
            left, right = (min(max(int(x) - start, 0), len(text)) for x in (first, last))
            marks += [categories[category], place[left], place[right]]
    themes = [categories[one] for one in row["themes"].split(";") if one in categories]
    return [document, text, themes, marks, row["why"][:_WHY]]


def _places(text: str) -> Sequence[int]:
    """Return for each character the number of UTF-16 units before it, as JavaScript counts."""
    if text.isascii() or max(text) <= "\uffff":
        return range(len(text) + 1)
    places = [0]
    for character in text:
        places.append(places[-1] + (2 if character > "\uffff" else 1))
    return places
