"""The picture of a scan over K: a panel a criterion, the recommended K marked."""

from pathlib import Path
from typing import TYPE_CHECKING

from nqp_mine.models.topics.weighing import Scan
from nqp_mine.report.figures import COLOURS, font_path
from nqp_mine.report.tables import atomic
from nqp_mine.study import Lang

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

_DPI = 150
_PANELS: tuple[tuple[str, str, str, str], ...] = (
    ("log_likelihood", "log_likelihood_se", "留出似然（每词对数）↑",
     "held-out log likelihood a token ↑"),
    ("coherence", "coherence_se", "一致性 NPMI ↑", "coherence (NPMI) ↑"),
    ("exclusivity", "exclusivity_se", "排他性 ↑", "exclusivity ↑"),
    ("stability", "", "稳定性（实线合计，虚线换种子，点线重抽文件）↑",
     "stability (dashed: seeds, dotted: samples) ↑"),
)  # fmt: skip
_TITLE: dict[Lang, str] = {
    "zh": "主题数的选择：建议 K = {k}（竖线；四项指标的均分，一倍标准误内最小者）",
    "en": "Number of topics: K = {k} (line; mean of four criteria, smallest within one s.e.)",
}


def draw(path: Path, found: Scan, *, lang: Lang = "zh") -> None:
    """Write the scan as PNG.

    Raises:
        OutputError: the file cannot be written.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    x = [row.n_topics for row in found.rows]
    with mpl.rc_context():
        mpl.rcdefaults()
        figure = Figure(figsize=(9.0, 6.2), dpi=_DPI)
        FigureCanvasAgg(figure)
        grid = figure.subplots(2, 2, sharex=True, gridspec_kw={"left": 0.09, "right": 0.98,
            "top": 0.88, "bottom": 0.09, "hspace": 0.22, "wspace": 0.2})  # fmt: skip
        for axes, (name, error, zh, en), colour in zip(grid.flat, _PANELS, COLOURS, strict=False):
            y = [getattr(row, name) for row in found.rows]
            bars = [getattr(row, error) for row in found.rows] if error else None
            axes.errorbar(x, y, yerr=bars, marker="o", color=colour, capsize=3)
            if name == "stability":
                axes.plot(x, [r.stability_seeds for r in found.rows], "--", color=colour, lw=1)
                axes.plot(x, [r.stability_samples for r in found.rows], ":", color=colour, lw=1)
            axes.axvline(found.recommended, color="#555555", lw=1)
            axes.set_title(zh if lang == "zh" else en, fontproperties=_font(9.5), loc="left")
            axes.set_xticks(x)
            axes.grid(axis="y", color="#dddddd", lw=0.6)
        for axes in grid[1]:
            axes.set_xlabel("K", fontproperties=_font(10))
        title = _TITLE[lang].format(k=found.recommended)
        figure.suptitle(title, x=0.02, ha="left", fontproperties=_font(12))
        with atomic(path, binary=True) as stream:
            figure.savefig(stream, format="png", dpi=_DPI, metadata={"Software": None})


def _font(size: float) -> "FontProperties":
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(font_path()), size=size)
