"""The figure of topics: the words of the anchored topics and of the largest free ones."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nqp_mine.report.figure_style import FigureStyle, canvas, save
from nqp_mine.report.figures import drawable, font
from nqp_mine.report.folder import Row, by, number
from nqp_mine.report.source import Source

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PANELS, _COLUMNS, _WORDS = 9, 3, 10
_FREE, _FREE_GREY = "#8C8471", "#B4B4B4"


def draw(path: Path, source: Source, style: FigureStyle) -> list[Path]:
    """Draw the words of the topics, and return the files.

    Raises:
        OutputError: a file cannot be written.
    """
    chosen = topics(source)
    across = style.fitting(1.7, _COLUMNS)
    rows = max(-(-len(chosen) // across), 1)
    with canvas(style, rows * (0.5 + style.size(0.19) * _WORDS) + style.size(0.5)) as figure:
        grid = figure.subplots(rows, across, squeeze=False)
        for axes, own in zip(grid.flat, chosen, strict=False):
            _panel(axes, own, source, style)
        for axes in list(grid.flat)[len(chosen) :]:
            axes.set_visible(False)
        figure.suptitle(
            style.wrapped(source.words("figure.topics"), 12), x=0.01, ha="left",
            fontproperties=font(style.size(12)),
        )  # fmt: skip
        return save(figure, path, style)


def topics(source: Source) -> list[list[Row]]:
    """Return the words of the topics that are drawn: anchored ones, then free ones by share."""
    words = by(source.folder.table("topics"), lambda row: row["topic"])
    trends = by(source.folder.select("topic_trends", group="all"), lambda row: row["topic"])
    themes = source.folder.themes

    def order(topic: str) -> tuple[int, float, str]:
        theme = words[topic][0]["theme"]
        share = sum(number(row["value"] or "0") for row in trends.get(topic, []))
        return (themes.index(theme) if theme in themes else len(themes), -share, topic)

    return [words[topic] for topic in sorted(words, key=order)[:_PANELS]]


def _panel(axes: "Axes", rows: Sequence[Row], source: Source, style: FigureStyle) -> None:
    shown = sorted(rows, key=lambda row: int(row["rank"]))[:_WORDS]
    theme, themes = shown[0]["theme"], source.folder.themes
    free = _FREE_GREY if style.grey else _FREE
    colour = style.colour(themes.index(theme)) if theme in themes else free
    values = [100 * number(row["weight"]) for row in shown]
    places = range(len(shown), 0, -1)
    axes.barh(places, values, color=colour, height=0.62)
    axes.set_yticks(
        places, [drawable(row["word"]) for row in shown], fontproperties=font(style.size(8.5))
    )
    for label in axes.get_yticklabels():
        label.set_parse_math(False)
    title = source.label(theme) if theme else source.words("figure.free", topic=shown[0]["topic"])
    axes.set_title(
        drawable(title), loc="left", parse_math=False, fontproperties=font(style.size(10))
    )
    axes.set_xlim(0, max([*values, 1e-9]) * 1.02)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}%")
    axes.locator_params(axis="x", nbins=3)
    for label in axes.get_xticklabels():
        label.set_fontproperties(font(style.size(7.5)))
    axes.tick_params(length=2)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
