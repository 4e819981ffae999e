"""What a sheet is: its name, a note, its columns by name, and its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sheet:
    """One table. Columns are named as in the CSV files; what they mean stands in the words.

    `key` tells the sheet in the words: `about.t6_mean` is what the column means on t6 alone.
    """

    key: str
    name: str
    title: str
    note: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
