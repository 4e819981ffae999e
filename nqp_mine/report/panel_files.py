"""The panel as panel.csv, as panel.dta for Stata, and as panel.parquet where pyarrow is there."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from nqp_mine.report import tables
from nqp_mine.report.panel import Panel

if TYPE_CHECKING:
    import pandas as pd

_TIME = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same bytes every time
_LABEL = 80  # characters of a label that Stata takes


def write(out: Path, panel: Panel, title: str) -> list[str]:
    """Write the panel in every form and return the names of the files.

    Raises:
        OutputError: they cannot be written.
    """
    tables.write(out / "panel.csv", [one.name for one in panel.variables], panel.rows)
    table = frame(panel)
    files = ["panel.csv", *_stata(out, panel, table, title)]
    return files + _parquet(out, table)


def frame(panel: Panel) -> "pd.DataFrame":
    """Return the panel as a data frame with a type a column, texts as every format takes them."""
    import pandas as pd

    types = {"text": "object", "whole": "int32", "share": "float64"}
    columns = {}
    for at, one in enumerate(panel.variables):
        values = [_plain(row[at]) if one.kind == "text" else row[at] for row in panel.rows]
        columns[one.name] = pd.Series(values, dtype=types[one.kind])
    return pd.DataFrame(columns)


def _stata(out: Path, panel: Panel, table: "pd.DataFrame", title: str) -> list[str]:
    if table.empty:
        return []  # Stata has no empty strings to type the columns by
    with tables.atomic(out / "panel.dta", binary=True) as stream:
        table.to_stata(
            stream,
            write_index=False,
            version=118,
            time_stamp=_TIME,
            data_label=_plain(title)[:_LABEL],
            variable_labels={one.name: _plain(one.label)[:_LABEL] for one in panel.variables},
            value_labels={"place_id": {k: _plain(name) for k, name in panel.places.items()}},
        )
    return ["panel.dta"]


def _plain(text: str) -> str:
    """Return a text without NUL, which would end it in Stata, and without half characters."""
    return text.replace("\0", "").encode("utf-8", errors="replace").decode("utf-8")


def _parquet(out: Path, table: "pd.DataFrame") -> list[str]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        return []
    with tables.atomic(out / "panel.parquet", binary=True) as stream:
        parquet.write_table(pa.Table.from_pandas(table, preserve_index=False), stream)
    return ["panel.parquet"]
