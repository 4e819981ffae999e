"""The specification curve: every way of counting, in the order of its trend, and which it was.

One column of panels a theme. Above, each specification's relative slope (percent of the mean a
year) with its interval; below, a mark for each choice it made; half dictionaries as a band and
placebo themes as grey lines behind.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nqp_mine.models.robustness import Specification
from nqp_mine.report.figure_style import FigureStyle, canvas, save
from nqp_mine.report.figures import drawable, font
from nqp_mine.study import Lang

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLUMN, _TALL = 4.2, 6.4  # inches
_PNG = FigureStyle(dpi=150, formats=("png",))
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
    style: FigureStyle = _PNG,
) -> list[Path]:
    """Draw the curve of each theme in `labels` ({id: name}), and return the files.

    Raises:
        OutputError: a file cannot be written.
    """
    n = max(len(labels), 1)
    wide = replace(style, width=_COLUMN * n)  # letters keep their size, so a column keeps its own
    with canvas(wide, _TALL, fitted=False) as figure:
        grid = figure.subplots(
            2, n, squeeze=False, sharex="col",
            gridspec_kw={"height_ratios": (3, 2), "hspace": 0.06, "wspace": 0.22,
                         "left": 0.11, "right": 0.98, "top": 0.87, "bottom": 0.08},
        )  # fmt: skip
        for k, theme in enumerate(labels):
            colour = style.colour(k)
            own = [row for row in rows if row.theme == theme]
            _slopes(grid[0][k], own, [row for row in rows if row.axis == "placebo"], colour)
            _marks(grid[1][k], _shown(own), colour, lang, names=k == 0)
            grid[0][k].set_title(drawable(labels[theme]), fontproperties=font(11))
        figure.suptitle(_WORDS["title"][lang], x=0.02, ha="left", fontproperties=font(13))
        figure.text(0.02, 0.02, _WORDS["note"][lang], color="#333333", fontproperties=font(8.5))
        return save(figure, path, wide)


def _shown(rows: Sequence[Specification]) -> list[Specification]:
    known = [r for r in rows if r.family in ("counting", "segmenter") and _finite(r)]
    return sorted(known, key=lambda r: (r.relative_slope, r.measure, r.weight, r.duplicates))


def _finite(row: Specification) -> bool:
    return row.relative_slope == row.relative_slope  # NaN is not itself


def _slopes(
    axes: "Axes", rows: Sequence[Specification], placebos: Sequence[Specification], colour: str
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
        axes.plot(x, row.relative_slope, "o", color=colour, markerfacecolor=face, markersize=3.5)
    for label in axes.get_yticklabels():
        label.set_fontproperties(font(9))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _marks(
    axes: "Axes", rows: Sequence[Specification], colour: str, lang: Lang, *, names: bool
) -> None:
    for y, (name, value) in enumerate(_CHOICES):
        at = [x for x, row in enumerate(rows) if getattr(row, name) == value]
        axes.plot(at, [y] * len(at), "|", color=colour, markersize=6, markeredgewidth=1.4)
    axes.set_ylim(len(_CHOICES) - 0.5, -0.5)
    shown = [label[lang] for label in _CHOICES.values()] if names else []
    axes.set_yticks(range(len(shown)), [drawable(s) for s in shown], fontproperties=font(8.5))
    axes.set_xticks([])
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
