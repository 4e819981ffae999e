"""A line of a few values as the path of an SVG, drawn without a script."""

import math
from collections.abc import Sequence

from nqp_mine.report.folder import Row, number

WIDTH, HEIGHT, _MARGIN = 160, 36, 3


def draw(rows: Sequence[Row], top: float | None = None) -> dict[str, str]:
    """Return the paths of the line and of its band, and the place of the last value.

    Args:
        rows: the rows of a series by period; those without a value leave a gap.
        top: the value at the upper edge, for lines that are to be compared.

    A single value is no line: all is empty then, and the value stands beside it in words.
    """
    values = [number(row["value"]) for row in rows]
    if sum(not math.isnan(value) for value in values) < 2:
        return {"line": "", "band": "", "dots": "", "last": ""}
    lows, highs = ([number(row[name]) for row in rows] for name in ("ci_low", "ci_high"))
    highest = top or max((x for x in (*values, *highs) if not math.isnan(x)), default=0.0) or 1.0
    step = (WIDTH - 2 * _MARGIN) / max(len(rows) - 1, 1)

    def point(i: int, value: float) -> str:
        y = HEIGHT - _MARGIN - (HEIGHT - 2 * _MARGIN) * min(value / highest, 1.0)
        return f"{_MARGIN + i * step:.1f} {y:.1f}"

    line, band = [], []
    for run in _runs(values):
        line.append("M" + "L".join(point(i, values[i]) for i in run))
        inside = [i for i in run if not math.isnan(lows[i] + highs[i])]
        if len(inside) == len(run) > 1:
            back = [point(i, lows[i]) for i in reversed(run)]
            band.append("M" + "L".join([*(point(i, highs[i]) for i in run), *back]) + "Z")
    dots = [point(run[0], values[run[0]]) for run in _runs(values) if len(run) == 1]
    known = [i for i, value in enumerate(values) if not math.isnan(value)]
    return {
        "line": "".join(line),
        "band": "".join(band),
        "dots": "".join(f"M{dot}h.01" for dot in dots),
        "last": f"M{point(known[-1], values[known[-1]])}h.01",
    }


def _runs(values: Sequence[float]) -> list[list[int]]:
    runs: list[list[int]] = []
    for i, value in enumerate(values):
        if math.isnan(value):
            continue
        if runs and runs[-1][-1] == i - 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs
