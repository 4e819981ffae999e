"""The figure of groups: a table of colours a theme, groups down and periods across."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nqp_mine.report.figure_style import FigureStyle, canvas, save
from nqp_mine.report.figures import drawable, font
from nqp_mine.report.folder import number
from nqp_mine.report.source import Source

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MEASURE = "sentence_share"
_MOST = 45  # groups that are drawn: those with most documents
_TICKS = 10
_PANEL = 1.75  # inches: the least width of a theme


def draw(path: Path, source: Source, column: str, style: FigureStyle) -> list[Path]:
    """Draw the share of every theme in the groups of a column, and return the files.

    Raises:
        OutputError: a file cannot be written.
    """
    import numpy as np

    names = groups(source, column)
    periods = filled_periods(source, names)
    tables = [_table(source, theme, names, periods) for theme in source.folder.themes]
    top = max((np.nanmax(t) for t in tables if not np.isnan(t).all()), default=1.0) or 1.0
    across = style.fitting(_PANEL, max(len(tables), 1))
    down = -(-len(tables) // across)
    height = down * (0.6 + style.size(0.24) * len(names)) + style.size(0.7)
    with canvas(style, height) as figure:
        grid = figure.subplots(max(down, 1), across, squeeze=False, sharey=True)
        image = None
        for axes, theme, table in zip(grid.flat, source.folder.themes, tables, strict=False):
            image = _panel(axes, table, periods, source.label(theme), 100 * top, style)
        for axes in list(grid.flat)[len(tables) :]:
            axes.set_visible(False)
        grid[0][0].set_yticks(range(len(names)), [drawable(source.group(name)) for name in names])
        for axes in grid[:, 0]:
            for label in axes.get_yticklabels():
                label.set_fontproperties(font(style.size(8)))
        _scale(figure, image, list(grid.flat), style)
        figure.supxlabel(
            source.words("figure.no_documents"), x=0.01, ha="left", color="#333333",
            fontproperties=font(style.size(8)),
        )  # fmt: skip
        title = source.words("figure.groups", column=source.column(column))
        figure.suptitle(
            drawable(title), x=0.01, ha="left", parse_math=False,
            fontproperties=font(style.size(12)),
        )  # fmt: skip
        return save(figure, path, style)


def groups(source: Source, column: str) -> list[str]:
    """Return the groups of a column by their last value of the first theme, the largest first."""
    names = [name for name in source.folder.groups if name.startswith(f"{column}=")]
    counts = {
        name: sum(int(row["n_documents"] or 0) for row in _rows(source, name)) for name in names
    }
    kept = set(sorted(names, key=lambda name: (-counts[name], name))[:_MOST])
    return [name for name in names if name in kept]


def _rows(source: Source, name: str) -> Sequence[Any]:
    return source.series("theme", source.folder.themes[0], MEASURE, name)


def filled_periods(source: Source, names: Sequence[str]) -> list[str]:
    """Return the periods in which any of the groups has a value."""
    return sorted({row["period"] for name in names for row in _rows(source, name) if row["value"]})


def _table(source: Source, theme: str, names: Sequence[str], periods: Sequence[str]) -> Any:
    import numpy as np

    at = {period: i for i, period in enumerate(periods)}
    table = np.full((len(names), len(periods)), math.nan)
    for i, name in enumerate(names):
        for row in source.series("theme", theme, MEASURE, name):
            if row["period"] in at:
                table[i, at[row["period"]]] = number(row["value"])
    return table


def _panel(
    axes: "Axes", table: Any, periods: Sequence[str], title: str, top: float, style: FigureStyle
) -> Any:
    import matplotlib as mpl

    colours = mpl.colormaps["Greys" if style.grey else "Blues"].with_extremes(bad="none")
    axes.patch.set(facecolor="white", edgecolor="#D8D8D8", hatch="//////", linewidth=0)
    image = axes.imshow(
        100 * table, cmap=colours, vmin=0, vmax=top, aspect="auto", interpolation="nearest"
    )
    step = max(1, -(-len(periods) // _TICKS))
    ticks = range(0, len(periods), step)
    axes.set_xticks(
        ticks, [drawable(periods[i]) for i in ticks], rotation=90,
        fontproperties=font(style.size(7.5)),
    )  # fmt: skip
    axes.set_title(
        drawable(title), loc="left", parse_math=False, fontproperties=font(style.size(9))
    )
    axes.tick_params(length=2)
    for side in axes.spines.values():
        side.set_visible(False)
    return image


def _scale(figure: Any, image: Any, axes: Sequence["Axes"], style: FigureStyle) -> None:
    if image is None:
        return
    bar = figure.colorbar(image, ax=axes, aspect=30, pad=0.01)
    bar.outline.set_visible(False)
    bar.ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}%")
    for label in bar.ax.get_yticklabels():
        label.set_fontproperties(font(style.size(8)))
