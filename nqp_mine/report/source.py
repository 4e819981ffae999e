"""What every section is built from: the folder, the words, and how numbers are written."""

import math
from dataclasses import dataclass

from nqp_mine import words
from nqp_mine.report.folder import Folder, Row, number
from nqp_mine.report.words import Words
from nqp_mine.study import Lang

NONE = "–"


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """An output folder in a language."""

    folder: Folder
    words: Words

    @property
    def lang(self) -> Lang:
        """The language of the page."""
        return self.words.lang

    def label(self, category: str) -> str:
        """Return what a category is called."""
        return self.folder.label_of(category, self.lang)

    def group(self, name: str) -> str:
        """Return what a group is called: `region=辽宁` is 辽宁, `all` is all documents."""
        column, _, value = name.partition("=")
        if not value:
            return self.words.or_key("group", name)
        return self.words.or_key("group", value) if column == "northeast" else value

    def said(self, text: str) -> str:
        """Return a text that a table keeps in English, as a reason or a remedy."""
        return words.shown(self.words.or_key("reason", text), self.lang)

    def column(self, name: str) -> str:
        """Return what a group column is called."""
        return self.words.or_key("column", name)

    def series(self, axis: str, theme: str, measure: str, group: str = "all") -> list[Row]:
        """Return the rows of one series of trends.csv, by period."""
        return self.folder.series(axis, theme, measure, group)

    def share(self, value: float, digits: int | None = None) -> str:
        """Return a share as per cent; shares below 1 % get two digits, others one."""
        if math.isnan(value):
            return NONE
        shown = (2 if 0 < value < 0.01 else 1) if digits is None else digits
        return f"{100 * value:.{shown}f}%"

    def interval(self, row: Row, digits: int = 1) -> str:
        """Return the interval of a share as per cent, or nothing where there is none."""
        low, high = number(row["ci_low"]), number(row["ci_high"])
        if math.isnan(low) or math.isnan(high):
            return ""
        return f"{100 * low:.{digits}f}–{100 * high:.{digits}f}%"

    def probability(self, value: float) -> str:
        """Return a p- or q-value as journals write it."""
        if math.isnan(value):
            return NONE
        return "< .001" if value < 0.001 else f"{value:.3f}".lstrip("0") if value < 1 else "1"

    def count(self, value: float) -> str:
        """Return a number of things with its thousands apart."""
        return NONE if math.isnan(value) else f"{value:,.0f}"

    @property
    def made_up(self) -> str:
        """What is to be said of documents that are made up, or ""."""
        known = self.folder.facts["corpus"]
        n = known.get("n_made_up", 0)  # a folder of an older version does not tell
        if not n:
            return ""
        return self.words("page.made_up", n=self.count(n), of=self.count(known["n_documents"]))


def whole(rows: list[Row]) -> list[Row]:
    """Return the rows of periods that have documents and are not unfinished."""
    return [r for r in rows if r["value"] and "partial" not in r["flag"].split(";")]
