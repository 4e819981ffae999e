"""Numbers as sentences: what a test says of a theme's trend, never more than it says."""

import math
from typing import TYPE_CHECKING

from nqp_mine.report.folder import Row, number

if TYPE_CHECKING:
    from nqp_mine.report.source import Source

LEVEL = 0.05  # of q: of the trends that are called real, at most this part is expected not to be


def trend_test(source: "Source", theme: str, measure: str, group: str = "all") -> Row | None:
    """Return the row of the trend test of a series, or None where there is none."""
    found = source.folder.select(
        "tests", axis="theme", theme=theme, measure=measure, group=group, test="mann_kendall"
    )
    return found[0] if found else None


def trend_words(source: "Source", theme: str, measure: str, group: str = "all") -> str:
    """Return whether a theme has risen or fallen, a decade, with interval and q."""
    row = trend_test(source, theme, measure, group)
    if row is None or math.isnan(number(row["q"])):
        return source.words("trend.untested")
    slope, low, high = (1000 * number(row[name]) for name in ("estimate", "ci_low", "ci_high"))
    p, q = number(row["p"]), number(row["q"])
    real = "rise" if slope > 0 else "fall"
    kind = real if q < LEVEL else "weak" if p < LEVEL else "none"
    return source.words(
        f"trend.{kind}",
        way=source.words("trend.up" if slope > 0 else "trend.down"),
        p=source.probability(p),
        slope=signed(slope),
        interval=f"{signed(low)} – {signed(high)}",
        q=source.probability(q),
    )


def signed(value: float) -> str:
    """Return a number of points with its sign."""
    return "0.00" if abs(value) < 0.005 else f"{value:+.2f}".replace("-", "−")
