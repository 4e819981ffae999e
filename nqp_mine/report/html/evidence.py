"""The sentences behind the points, packed for the page, and sampled where they are too many.

A sample is drawn so that every point keeps sentences: in each cell (period, groups, category) the
sentences are ranked in a fixed random order, and those of the lowest ranks are taken until the
budget is used up. How many there are in all is told beside it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from nqp_mine.report.folder import Folder, Row
from nqp_mine.report.sentences import Pattern
from nqp_mine.report.source import Source

BUDGET = 2_600_000  # bytes of text; a page with all of it stays under five million
_OVERHEAD = 40  # bytes of JSON around a sentence
_WHY = 160  # characters of a reason that are shown
_LOTS = 2**32  # the lots are uniform below this
_Cell = tuple[int, str, str]  # period, group, what is counted there
_Place = tuple[Any, ...]  # period and groups of a document


class _Outlines(NamedTuple):
    """The sentences without their texts, each (n,): the lot in the draw, the bytes, the cells.

    Many sentences are in the same cells; `patterns` number what stands in `cells`.
    """

    lots: np.ndarray
    sizes: np.ndarray
    patterns: np.ndarray
    cells: Sequence[tuple[_Cell, ...]]


def pack(source: Source, budget: int = BUDGET) -> dict[str, Any]:
    """Return documents, categories and sentences, and the totals where they were sampled."""
    folder = source.folder
    periods = {name: i for i, name in enumerate(folder.periods)}
    parents = {one["id"]: one["parent"] for one in folder.categories if one["parent"]}

    every = _outlines(folder, parents, periods)
    n = len(every.lots)
    fits = int(every.sizes.sum()) <= budget
    chosen = range(n) if fits else sorted(_sample(every, budget))
    categories = [one["id"] for one in folder.categories]
    numbers = {name: i for i, name in enumerate(categories)}
    used: dict[str, int] = {}
    packed = []
    for row in folder.sentences.rows(chosen):
        number = used.setdefault(row["id"], len(used))
        packed.append(_sentence(row, number, numbers))
    documents = {row["id"]: row for row in folder.table("documents") if row["id"] in used}
    sources = {row["id"]: row for row in folder.table("sources") if row["id"] in used}
    totals = {} if fits else _totals(every)
    return {
        "documents": [_document(one, documents, sources, periods) for one in used],
        "categories": categories,
        "sentences": packed,
        "n": n,
        "totals": {"|".join(map(str, key)): n for key, n in sorted(totals.items())},
    }


def _outlines(folder: Folder, parents: dict[str, str], periods: dict[str, int]) -> _Outlines:
    sentences = folder.sentences
    number: dict[_Place, int] = {(-1,): 0}  # each once: many documents share theirs
    owner_of: dict[str, int] = {}
    for row in folder.table("sources"):
        place = (periods.get(row.get("period", ""), -1), *_groups(row))
        owner_of[row["id"]] = number.setdefault(place, len(number))
    owner = [owner_of.get(name, 0) for name in sentences.documents]
    pairs, patterns = sentences.together(owner)
    places = list(number)
    cells = [tuple(_cells(places[place], pattern, parents)) for place, pattern in pairs]
    sizes = sentences.text_bytes.astype(np.int64) + np.minimum(sentences.why_length, _WHY)
    return _Outlines(sentences.lot, sizes + _OVERHEAD, patterns, cells)


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


def _cells(place: _Place, pattern: Pattern, parents: dict[str, str]) -> Iterator[_Cell]:
    """Yield the (period, group, what) that a sentence belongs to."""
    what = [f"coded:{theme}" for theme in pattern.themes]
    what += [f"hit:{one}" for one in sorted(pattern.categories(parents))]
    period, *groups = place
    for group in ("all", *groups):
        for one in what:
            yield period, group, one


def _totals(every: _Outlines) -> Counter[_Cell]:
    """Return how many sentences are in each cell."""
    totals: Counter[_Cell] = Counter()
    for cells, n in zip(every.cells, np.bincount(every.patterns).tolist(), strict=True):
        for cell in cells:
            totals[cell] += n
    return totals


def _sample(every: _Outlines, budget: int) -> set[int]:
    """Return the numbers of the chosen sentences, ranking only those that may be chosen.

    Of each cell the first `depth` in the random order are ranked, about; where the budget reaches
    deeper, twice as many.
    """
    totals = _totals(every)
    depth = 1
    while True:
        bound = {cell: _LOTS * depth / total for cell, total in totals.items()}
        within = np.array(
            [max((bound[cell] for cell in cells), default=0) for cells in every.cells]
        )
        held = np.flatnonzero(every.lots < within[every.patterns])
        chosen, reached = _lowest(every, held, budget)
        whole = Counter(
            cell
            for i in held
            for cell in every.cells[every.patterns[i]]
            if every.lots[i] < bound[cell]
        )
        if all(reached < whole[cell] or total == whole[cell] for cell, total in totals.items()):
            return chosen
        depth *= 2


def _lowest(every: _Outlines, held: np.ndarray, budget: int) -> tuple[set[int], int]:
    """Return the numbers of the sentences of the lowest ranks, and the rank that was reached.

    A rank that no cell reaches says that the budget is not used up.
    """
    order = held[np.lexsort((held, every.lots[held]))]
    seen: Counter[_Cell] = Counter()
    ranks = []
    for i in order:
        cells = every.cells[every.patterns[i]]
        ranks.append(min(seen[cell] for cell in cells))
        seen.update(cells)
    by_rank = order[np.argsort(ranks, kind="stable")]
    taken = int(np.searchsorted(np.cumsum(every.sizes[by_rank]), budget, side="right"))
    reached = len(held) if taken == len(held) else sorted(ranks)[max(taken - 1, 0)]
    return set(by_rank[:taken].tolist()), reached


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
