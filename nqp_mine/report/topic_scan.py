"""The figure of a scan over the number of topics: a panel a criterion, the recommended K marked."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nqp_mine.models.topics.weighing import ScanRow
from nqp_mine.report.figure_style import FigureStyle, canvas, save
from nqp_mine.report.figures import font
from nqp_mine.study import Lang

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DEFAULT = FigureStyle()
_PANEL, _TALL = 2.6, 2.4  # inches: the least width of a panel, and its height at full width
_MARK = "#555555"
_PANELS: tuple[tuple[str, str, dict[Lang, str]], ...] = (
    ("log_likelihood", "log_likelihood_se",
     {"zh": "留出似然（每词对数）↑", "en": "Held-out log likelihood a token ↑"}),
    ("coherence", "coherence_se", {"zh": "一致性（NPMI）↑", "en": "Coherence (NPMI) ↑"}),
    ("exclusivity", "exclusivity_se", {"zh": "排他性 ↑", "en": "Exclusivity ↑"}),
    ("stability", "", {"zh": "稳定性 ↑", "en": "Stability ↑"}),
)  # fmt: skip
_TITLE: dict[Lang, str] = {
    "zh": "主题数的选择：建议 K = {k}",
    "en": "Number of topics: K = {k} recommended",
}
_NOTE: dict[Lang, str] = {
    "zh": "竖线：建议的 K，即四项指标均分在最高分一倍标准误之内者中最小的。误差线：换种子的标准误。"
    "稳定性：实线为合计，虚线换种子，点线重抽文件。",
    "en": "Vertical line: the recommended K, the smallest whose mean score over the four criteria"
    " is within one standard error of the best. Bars: standard error over seeds."
    " Stability: solid, both; dashed, other seeds; dotted, documents drawn anew.",
}


def draw(
    path: Path, rows: Sequence[ScanRow], *, lang: Lang = "zh", style: FigureStyle = DEFAULT
) -> list[Path]:
    """Draw the rows of topic_scan.csv, and return the files; the style's formats name them.

    Raises:
        OutputError: a file cannot be written.
    """
    best = next((row.n_topics for row in rows if row.recommended), 0)
    across = style.fitting(_PANEL, 2)
    down = len(_PANELS) // across
    with canvas(style, down * style.size(_TALL) + style.size(1.1)) as figure:
        grid = figure.subplots(down, across, sharex=True, squeeze=False)
        for at, (axes, panel) in enumerate(zip(grid.flat, _PANELS, strict=True)):
            _panel(axes, rows, panel[0], panel[1], style.colour(at), style)
            axes.axvline(best, color=_MARK, linewidth=1)
            axes.set_title(panel[2][lang], loc="left", fontproperties=font(style.size(9.5)))
        for axes in grid[-1]:
            axes.set_xlabel("K", fontproperties=font(style.size(9)))
        figure.suptitle(
            style.wrapped(_TITLE[lang].format(k=best), 13), x=0.01, ha="left",
            fontproperties=font(style.size(13)),
        )  # fmt: skip
        figure.supxlabel(
            style.wrapped(_NOTE[lang], 8),
            x=0.01,
            ha="left",
            linespacing=1.4,
            color="#333333",
            fontproperties=font(style.size(8)),
        )
        return save(figure, path, style)


def _panel(
    axes: "Axes", rows: Sequence[ScanRow], name: str, error: str, colour: str, style: FigureStyle
) -> None:
    x = [row.n_topics for row in rows]
    bars = [getattr(row, error) for row in rows] if error else None
    axes.errorbar(
        x, [getattr(row, name) for row in rows], yerr=bars, marker="o", color=colour,
        capsize=style.size(3), markersize=style.size(4), linewidth=style.size(1.4),
    )  # fmt: skip
    if name == "stability":
        for part, dashes in (("stability_seeds", "--"), ("stability_samples", ":")):
            values = [getattr(row, part) for row in rows]
            axes.plot(x, values, dashes, color=colour, linewidth=style.size(1))
    axes.set_xticks(x)
    axes.margins(x=0.08)
    axes.locator_params(axis="y", nbins=5)
    for label in [*axes.get_xticklabels(), *axes.get_yticklabels()]:
        label.set_fontproperties(font(style.size(8)))
    axes.tick_params(length=2)
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
