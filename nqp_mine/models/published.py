"""Read tables back as they were published, and compare them with what is derived afresh.

Numbers were written with ten significant digits, so they agree to 1e-9 of their size.
"""

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nqp_mine.errors import OutputError

TOLERANCE = 1e-9
SHOWN = 20  # differences that are kept in words


@dataclass(slots=True)
class Check:
    """What was checked in one file, and where it differs."""

    name: str
    n_checked: int = 0
    n_differences: int = 0
    differences: list[str] = field(default_factory=list)

    def count(self, n: int = 1) -> None:
        """Note that n values were checked."""
        self.n_checked += n

    def differ(self, what: str) -> None:
        """Note a difference."""
        self.n_differences += 1
        if len(self.differences) < SHOWN:
            self.differences.append(what)


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a published table.

    Raises:
        OutputError: it cannot be read.
    """
    csv.field_size_limit(2**31 - 1)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream, restval=""))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise OutputError(f"{path}: {error}.", remedy="Run again to write it anew.") from error


def same(published: str, value: Any) -> bool:
    """Tell whether a published cell shows this value."""
    if value is None:
        return published == ""
    if isinstance(value, bool):
        return published == str(int(value))
    if isinstance(value, int | float):
        return _same_number(published, float(value))
    text = str(value).encode("utf-8", errors="replace").decode("utf-8")
    return published in (text, f"'{text}")


def _same_number(published: str, value: float) -> bool:
    if math.isnan(value) or published == "":
        return math.isnan(value) and published == ""
    try:
        shown = float(published)
    except ValueError:
        return False
    return math.isclose(shown, value, rel_tol=TOLERANCE, abs_tol=1e-12)


def compare(
    check: Check,
    published: Sequence[Mapping[str, str]],
    derived: Iterable[Mapping[str, Any]],
    keys: Sequence[str],
) -> None:
    """Compare tables row by row, matched by `keys`, every column of the derived one."""
    waiting = {tuple(row.get(key, "").lstrip("'") for key in keys): row for row in published}
    if len(waiting) < len(published):
        check.differ(f"{len(published) - len(waiting)} rows stand twice")
    for row in derived:
        key = tuple(str(row[key]).lstrip("'") for key in keys)
        found = waiting.pop(key, None)
        where = " ".join(part for part in key if part)
        if found is None:
            check.differ(f"{where}: row is missing")
            continue
        for name, value in row.items():
            check.count()
            if not same(found.get(name, ""), value):
                check.differ(f"{where}: {name} is {found.get(name, '')!r}, derived {value!r}")
    for key in waiting:
        check.differ(f"{' '.join(key)}: row cannot be derived")
