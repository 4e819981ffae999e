"""All figures of an output folder, drawn from its tables: F1 trends, F2 groups, F3 to F5."""

import math
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, get_type_hints

from nqp_mine.models.robustness import Specification
from nqp_mine.models.topics.weighing import ScanRow
from nqp_mine.report import (
    figure_groups,
    figure_topics,
    figures,
    specification_curve,
    topic_scan,
)
from nqp_mine.report.figure_style import FigureStyle
from nqp_mine.report.folder import Folder, number
from nqp_mine.report.source import Source

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "figures"
TABLES = ("trends", "topics", "topic_trends", "topic_scan", "specifications")
Record = TypeVar("Record")


def needed(folder: Folder) -> Folder:
    """Return what the figures are drawn from; tables of a row a document are not among it."""
    tables = {name: folder.tables[name] for name in TABLES if name in folder.tables}
    return replace(folder, tables=tables, evidence=None, known=None)


def warm() -> None:
    """Load what drawing needs, so that a process draws at once when it is asked to."""
    import matplotlib.backends.backend_agg
    import matplotlib.backends.backend_svg  # noqa: F401
    import pandas as pd  # noqa: F401

    figures.drawable("")


def draw(source: Source, style: FigureStyle) -> list[str]:
    """Draw every figure whose table is there, and return the files' names.

    Raises:
        OutputError: a file cannot be written.
    """
    folder = source.folder
    home = folder.path / FOLDER
    files = []
    if folder.table("trends"):
        labels = {theme: source.label(theme) for theme in folder.themes}
        confidence = folder.facts["study"]["confidence"]
        files += figures.trend(
            home / "trends", frame(folder), labels, lang=source.lang, confidence=confidence,
            style=style,
        )  # fmt: skip
        for column in dict.fromkeys(g.partition("=")[0] for g in folder.groups if "=" in g):
            files += figure_groups.draw(home / f"groups_{safe(column)}", source, column, style)
    if folder.table("topics"):
        files += figure_topics.draw(home / "topics", source, style)
    if folder.table("topic_scan"):
        rows = records(folder, "topic_scan", ScanRow)
        files += topic_scan.draw(home / "topic_scan", rows, lang=source.lang, style=style)
    if folder.table("specifications"):
        labels = {theme: source.label(theme) for theme in folder.themes}
        files += specification_curve.draw(
            home / "specification_curve", records(folder, "specifications", Specification), labels,
            lang=source.lang, style=style,
        )  # fmt: skip
    return [f"{FOLDER}/{file.name}" for file in files]


def frame(folder: Folder) -> "pd.DataFrame":
    """Return the headline rows of trends.csv as a data frame."""
    import pandas as pd

    rows = folder.select("trends", axis="theme", measure="sentence_share", group="all")
    numbers = ("value", "ci_low", "ci_high", "n_documents")
    return pd.DataFrame([{**row, **{name: number(row[name]) for name in numbers}} for row in rows])


def records(folder: Folder, name: str, kind: type[Record]) -> list[Record]:
    """Return the rows of a table as they were computed: texts, and numbers."""
    columns = get_type_hints(kind)
    return [
        kind(
            **{
                column: row.get(column, "") if of is str else _number(row.get(column), of)
                for column, of in columns.items()
            }
        )
        for row in folder.table(name)
    ]


def _number(cell: str | None, kind: type) -> float:
    value = number(cell)
    return value if math.isnan(value) else kind(value)


def safe(column: str) -> str:
    """Return the name of a column as part of a file's name."""
    return "".join(c if c.isalnum() or c in "_-" else "_" for c in column)[:40]
