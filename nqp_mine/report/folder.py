"""An output folder read back: its tables as they were published, and the facts of its manifest.

Everything that is made of the tables (page, workbook, panel, figures, texts) reads them here, so
that all of them show the same numbers.
"""

import csv
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from nqp_mine.cells import plain
from nqp_mine.errors import OutputError
from nqp_mine.models.verify import manifest
from nqp_mine.on_demand import OnDemand
from nqp_mine.report.sentences import Sentences
from nqp_mine.report.sentences import read as read_sentences
from nqp_mine.study import Lang

EVIDENCE = "evidence"  # the one table that is not held: `sentences` goes through it
#: Of keywords.csv only the periods' rows are read: a document's are told by no report.
_PART_READ = {"keywords": "period"}
Row = Mapping[str, str]
#: What differs between two runs of the same: never part of what is made of a folder.
_PASSING = ("written", "outputs", "key", "notes")


class Table(OnDemand[Row]):
    """The rows of a table; each is put together when it is asked for, its cells are held once.

    A corpus of a hundred thousand documents has tables of as many rows.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        known: dict[str, str] = {}
        self._names: Sequence[str] = ()
        self._rows: list[tuple[str, ...]] = []
        for row in rows:
            self._names = self._names or tuple(row)
            self._rows.append(tuple([known.setdefault(one, one) for one in row.values()]))

    def __len__(self) -> int:
        return len(self._rows)

    def _item(self, number: int) -> Row:
        return dict(zip(self._names, self._rows[number], strict=False))

    def __iter__(self) -> Iterator[Row]:
        return (dict(zip(self._names, row, strict=False)) for row in self._rows)


@dataclass(frozen=True, eq=False, kw_only=True)
class Folder:
    """The tables of an output folder by name ("trends"), and what its manifest tells.

    `evidence` is the file of evidence.csv, where there is one; `known` are its sentences, where it
    was read before.
    """

    path: Path
    facts: Mapping[str, Any]
    tables: Mapping[str, Sequence[Row]]
    evidence: Path | None = None
    known: Sentences | None = None

    @cached_property
    def sentences(self) -> Sentences:
        """The sentences of evidence.csv, none where it is not in the folder.

        Raises:
            OutputError: it cannot be read.
        """
        return self.known or read_sentences(self.evidence)

    def table(self, name: str) -> Sequence[Row]:
        """Return the rows of a table; none where it is not in the folder."""
        return self.tables.get(name, ())

    def select(self, name: str, **wanted: str) -> list[Row]:
        """Return the rows of a table whose columns have these values."""
        pairs = list(wanted.items())
        return [row for row in self.table(name) if all(row.get(k) == v for k, v in pairs)]

    def series(self, axis: str, theme: str, measure: str, group: str = "all") -> list[Row]:
        """Return the rows of one series of trends.csv, by period."""
        return self._series.get((axis, theme, measure, group), [])

    @cached_property
    def _series(self) -> dict[tuple[str, str, str, str], list[Row]]:
        ordered = sorted(self.table("trends"), key=lambda row: row["period"])
        return by(ordered, lambda row: (row["axis"], row["theme"], row["measure"], row["group"]))

    @property
    def themes(self) -> list[str]:
        """The ids of the themes, in the codebook's order."""
        return [c["id"] for c in self.categories if c["axis"] == "theme" and not c["parent"]]

    @property
    def categories(self) -> Sequence[Mapping[str, str]]:
        """The categories of the codebook: id, axis, parent, zh, en, definition."""
        found: Sequence[Mapping[str, str]] = self.facts.get("codebook", {}).get("categories", ())
        return found

    @cached_property
    def periods(self) -> list[str]:
        """All periods of the trends, in order, those without documents too."""
        return sorted({row["period"] for row in self.table("trends")})

    @cached_property
    def groups(self) -> list[str]:
        """All groups of the trends, `all` first."""
        found = list(dict.fromkeys(row["group"] for row in self.table("trends")))
        return sorted(found, key=lambda name: (name != "all", name))

    def name_of(self, category: str, lang: Lang) -> str:
        """Return what a category is called in a language, without its id."""
        for one in self.categories:
            if one["id"] == category:
                return one[lang] or one["zh"] or category
        return category

    def label_of(self, category: str, lang: Lang) -> str:
        """Return the id and the name of a theme or sub-theme, or the name on another axis."""
        name = self.name_of(category, lang)
        on_theme = any(c["id"] == category and c["axis"] == "theme" for c in self.categories)
        return f"{category} {name}" if on_theme and name != category else name


def read(path: Path) -> Folder:
    """Return the output folder that a manifest describes, with what other commands recorded there.

    Raises:
        OutputError: it has no manifest, or a table cannot be read.
    """
    facts = manifest(path)
    return of_run(path, facts, facts["outputs"])


def of_run(
    path: Path,
    facts: Mapping[str, Any],
    files: Iterable[str],
    known: Sentences | None = None,
) -> Folder:
    """Return the output folder of a run whose manifest is not yet written.

    Files that are not named were left there by something else, and are not read. `known` are the
    sentences of evidence.csv, where it was read before.

    Raises:
        OutputError: a table cannot be read.
    """
    kept = {name: value for name, value in facts.items() if name not in _PASSING}
    found = [path / name for name in sorted(set(files)) if name.endswith(".csv")]
    return Folder(
        path=path,
        facts=kept,
        tables={
            one.stem: Table(rows(one, _PART_READ.get(one.stem)))
            for one in found
            if one.is_file() and one.stem != EVIDENCE
        },
        evidence=next((one for one in found if one.stem == EVIDENCE and one.is_file()), None),
        known=known,
    )


def rows(path: Path, only: str | None = None) -> Iterator[Row]:
    """Yield the rows of a table, cells as they were before they were made safe for Excel.

    `only` leaves out the rows whose first cell is another one.

    Raises:
        OutputError: it cannot be read.
    """
    csv.field_size_limit(2**31 - 1)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = csv.reader(stream)
            names = next(lines, [])
            for line in lines:
                if only is None or line[0] == only:
                    cells = [plain(one) if one[:1] == "'" else one for one in line]
                    yield dict(zip(names, cells, strict=False))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise OutputError(f"{path}: {error}.", remedy="Run again to write it anew.") from error


def number(text: str | None) -> float:
    """Return the number of a cell, or NaN where there is none."""
    try:
        return float(text) if text else math.nan
    except ValueError:
        return math.nan


def by(rows: Sequence[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    """Return rows by a key, in their order."""
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
