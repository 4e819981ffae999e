"""Data frames that show themselves in a notebook; what documents say is text there, not markup.

This file imports pandas at once, so it is only imported where a frame is made.
"""

import base64
import tempfile
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

_PLAIN = "tex2jax_ignore mathjax_ignore"  # what Jupyter does not typeset
_ROWS = 50  # of a concordance that are shown
_NEEDED = frozenset({"period", "group", "axis", "theme", "measure", "value", "ci_low", "ci_high"})


class Trends(pd.DataFrame):
    """The rows of trends.csv. `attrs` holds the names of the themes, `labels`, and `lang`.

    It shows the figure of the headline measure where these rows are still in it, else a table.
    """

    @property
    def _constructor(self) -> Any:
        return Trends

    def _repr_html_(self) -> str:
        table = _table(self)
        labels = self.attrs.get("labels")
        if not labels or not {*self.columns} >= _NEEDED:
            return table
        headline = (self["measure"] == "sentence_share") & (self["axis"] == "theme")
        if not (headline & (self["group"] == "all")).any():
            return table
        return f"{self._figure(labels)}<details><summary>trends.csv</summary>{table}</details>"

    def _figure(self, labels: dict[str, str]) -> str:
        """Return the figure as an image, in which nothing can run."""
        from nqp_mine.report import figures
        from nqp_mine.report.figure_style import FigureStyle

        with tempfile.TemporaryDirectory() as folder:
            (file,) = figures.trend(
                Path(folder) / "trends", self, labels, lang=self.attrs["lang"],
                confidence=self.attrs["confidence"], style=FigureStyle(formats=("svg",)),
            )  # fmt: skip
            data = base64.b64encode(file.read_bytes()).decode("ascii")
        names = escape("; ".join(labels.values()))
        return (
            f'<img alt="sentence_share: {names}" style="max-width:100%;background:#fff" '
            f'src="data:image/svg+xml;base64,{data}">'
        )


class Concordance(pd.DataFrame):
    """The places of a term. It shows them one below the other, the term in the middle."""

    @property
    def _constructor(self) -> Any:
        return Concordance

    def _repr_html_(self) -> str:
        names = ["year", "title", "left", "hit", "right"]
        if not {*names} <= {*self.columns}:
            return _table(self)
        shown = self.iloc[:_ROWS]
        lines = "".join(_line(*row) for row in zip(*(shown[name] for name in names), strict=True))
        return (
            f'<div class="{_PLAIN}"><table><tbody>{lines}</tbody></table>'
            f"<p>{len(shown)} / {len(self)}</p></div>"
        )


def _table(frame: pd.DataFrame) -> str:
    return f'<div class="{_PLAIN}">{frame.to_html(max_rows=20, show_dimensions=True)}</div>'


def _line(year: Any, title: Any, left: Any, hit: Any, right: Any) -> str:
    when = "" if pd.isna(year) else year
    return (
        f"<tr><td>{_text(when)}</td><td>{_text(title)}</td>"
        f'<td style="text-align:right">{_text(left)}</td><td><mark>{_text(hit)}</mark></td>'
        f'<td style="text-align:left">{_text(right)}</td></tr>'
    )


def _text(value: Any) -> str:
    """Return a value as text of a page: no markup, and its direction does not spill."""
    return f"<bdi>{escape(str(value))}</bdi>"
