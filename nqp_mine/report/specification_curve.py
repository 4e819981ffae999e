"""The specification curve: every way of counting, in the order of its trend, and which it was.

One column of panels a theme. Above, each specification's relative slope (percent of the mean a
year) with its interval; below, a mark for each choice it made; half dictionaries as a band and
placebo themes as grey lines behind.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nqp_mine.models.robustness import Specification
from nqp_mine.report.figure_style import FigureStyle, canvas, save
from nqp_mine.report.figures import drawable, font
from nqp_mine.study import Lang

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DEFAULT = FigureStyle()
_COLUMN = 1.75  # inches: the least width of a theme
_SLOPES, _MARKS = 2.6, 0.23  # height at full width: of the slopes, and of a row of marks
_WORDS: dict[str, dict[Lang, str]] = {
    "title": {
        "zh": "不同计量设定下的趋势（每年变化占均值的 %）",
        "en": "Trend under every way of counting (% of the mean a year)",
    },
    "note": {
        "zh": "实点：p < 0.05（已考虑自相关）；空点：否。"
        "色带：100 个随机半词表的 2.5–97.5 百分位；灰线：安慰剂维度。",
        "en": "Filled: p < .05, autocorrelation allowed for. Band: 100 random half dictionaries,"
        " 2.5–97.5 %. Grey lines: placebo themes.",
    },
}
_MEASURES: dict[str, dict[Lang, str]] = {
    "sentence_share": {"zh": "句（编码）", "en": "sentences, coder"},
    "dictionary_share": {"zh": "句（词表）", "en": "sentences, terms"},
    "han_share": {"zh": "字数", "en": "characters"},
    "term_rate": {"zh": "词频", "en": "term rate"},
    "document_share": {"zh": "文件", "en": "documents"},
    "tfidf_share": {"zh": "TF-IDF", "en": "TF-IDF"},
}
_OPTIONS: dict[tuple[str, str], dict[Lang, str]] = {
    ("weight", "documents"): {"zh": "文件等权", "en": "equal documents"},
    ("duplicates", "in"): {"zh": "含重复文件", "en": "duplicates in"},
    ("boilerplate", "out"): {"zh": "去套话", "en": "boilerplate out"},
    ("segmenter", "plain"): {"zh": "分词不加词表", "en": "plain segmenter"},
}
_CHOICES = {**{("measure", name): label for name, label in _MEASURES.items()}, **_OPTIONS}


def draw(
    path: Path,
    rows: Sequence[Specification],
    labels: dict[str, str],
    *,
    lang: Lang = "zh",
    style: FigureStyle = DEFAULT,
) -> list[Path]:
    """Draw the curve of each theme in `labels` ({id: name}), and return the files.

    Raises:
        OutputError: a file cannot be written.
    """
    across = style.fitting(_COLUMN, max(len(labels), 1))
    down = max(-(-len(labels) // across), 1)
    heights = [style.size(_SLOPES), style.size(_MARKS * len(_CHOICES))]
    placebos = [row for row in rows if row.axis == "placebo"]
    with canvas(style, down * (sum(heights) + style.size(0.5)) + style.size(0.9)) as figure:
        grid = figure.subplots(
            2 * down, across, squeeze=False, gridspec_kw={"height_ratios": heights * down}
        )
        for k, theme in enumerate(labels):
            above, below = grid[2 * (k // across) :, k % across][:2]
            own = [row for row in rows if row.theme == theme]
            _slopes(above, own, placebos, style.colour(k), style)
            _marks(below, _shown(own), style.colour(k), lang, style, names=k % across == 0)
            above.sharex(below)
            above.set_title(
                drawable(labels[theme]), loc="left", parse_math=False,
                fontproperties=font(style.size(10)),
            )  # fmt: skip
        _same_height(list(grid[::2].flat)[: len(labels)])
        for axes in list(grid[2 * down - 2 :].T.flat)[2 * (len(labels) - across * (down - 1)) :]:
            axes.set_visible(False)
        figure.suptitle(
            style.wrapped(_WORDS["title"][lang], 13), x=0.01, ha="left",
            fontproperties=font(style.size(13)),
        )  # fmt: skip
        figure.supxlabel(
            style.wrapped(_WORDS["note"][lang], 8), x=0.01, ha="left", linespacing=1.4,
            color="#333333", fontproperties=font(style.size(8)),
        )  # fmt: skip
        return save(figure, path, style)


def _same_height(panels: "Sequence[Axes]") -> None:
    """Give all panels the same axis, so that themes can be compared by eye."""
    limits = [axes.get_ylim() for axes in panels]
    for axes in panels:
        axes.set_ylim(min(low for low, _ in limits), max(high for _, high in limits))


def _shown(rows: Sequence[Specification]) -> list[Specification]:
    known = [r for r in rows if r.family in ("counting", "segmenter") and _finite(r)]
    return sorted(known, key=lambda r: (r.relative_slope, r.measure, r.weight, r.duplicates))


def _finite(row: Specification) -> bool:
    return row.relative_slope == row.relative_slope  # NaN is not itself


def _slopes(
    axes: "Axes",
    rows: Sequence[Specification],
    placebos: Sequence[Specification],
    colour: str,
    style: FigureStyle,
) -> None:
    import numpy as np

    halves = [r.relative_slope for r in rows if r.family == "half dictionary" and _finite(r)]
    if halves:
        axes.axhspan(*np.quantile(halves, [0.025, 0.975]), color=colour, alpha=0.12, linewidth=0)
    for placebo in filter(_finite, placebos):
        axes.axhline(placebo.relative_slope, color="#BBBBBB", linewidth=0.6)
    axes.axhline(0, color="#555555", linewidth=0.8)
    for x, row in enumerate(_shown(rows)):
        scale = 100 / row.mean
        low, high = row.ci_low * scale, row.ci_high * scale
        if np.isfinite([low, high]).all():
            axes.vlines(x, low, high, color=colour, linewidth=0.9, alpha=0.6)
        face = colour if row.p < 0.05 else "white"
        axes.plot(
            x, row.relative_slope, "o", color=colour, markerfacecolor=face,
            markersize=style.size(3.5),
        )  # fmt: skip
    for label in axes.get_yticklabels():
        label.set_fontproperties(font(style.size(8.5)))
    axes.tick_params(length=2)
    axes.tick_params(axis="x", length=0, labelbottom=False)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _marks(
    axes: "Axes",
    rows: Sequence[Specification],
    colour: str,
    lang: Lang,
    style: FigureStyle,
    *,
    names: bool,
) -> None:
    for y, (name, value) in enumerate(_CHOICES):
        at = [x for x, row in enumerate(rows) if getattr(row, name) == value]
        axes.plot(
            at, [y] * len(at), "|", color=colour, markersize=style.size(6), markeredgewidth=1.2
        )
    axes.set_ylim(len(_CHOICES) - 0.5, -0.5)
    shown = [label[lang] for label in _CHOICES.values()] if names else []
    axes.set_yticks(range(len(shown)), shown, fontproperties=font(style.size(8.5)))
    axes.tick_params(length=2)
    axes.set_xticks([])
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
