"""The figure of trends, drawn with the bundled font so that Chinese is right on every machine."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nqp_mine.models.uncertainty import BLOCKS, DOCUMENTS, RULE_OF_THREE
from nqp_mine.report.figure_style import COLOURS as COLOURS
from nqp_mine.report.figure_style import FigureStyle, canvas, save
from nqp_mine.study import Lang

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

MARKERS = ("o", "s", "^", "D", "v", "P", "X")
MISSING = "〓"  # the printers' mark for a character that is not in the font
EVENT = (2023, 9)  # 新质生产力 first named
_MAX_TICKS = 14
_FEW = 8  # periods
_KEY = 5.5  # widths of a Han character that a key and its gaps take in the legend
_LEAST = 2.0  # inches: height of the axes and their note, however narrow the figure
_HATCHES = ("////", "\\\\\\\\", "||||", "----")
DEFAULT = FigureStyle()
_FONT = "NQPMineSans-Regular.otf"

_WORDS: dict[str, dict[Lang, str]] = {
    "title": {"zh": "各维度的句子占比", "en": "Share of sentences by theme"},
    "event": {"zh": "2023-09 “新质生产力”提出", "en": "2023-09 'new quality productive forces'"},
    "measure": {
        "zh": "指标：sentence_share，编入该维度的句子数 ÷ 全部句子数（单位：句，显示为 %）。",
        "en": "Measure: sentence_share, sentences with the theme ÷ all (unit: sentence, in %).",
    },
    "gap": {
        "zh": "没有文件的时期留空，线不相连。",
        "en": "Periods without documents are left blank; no line crosses them.",
    },
    "interval": {"zh": "{level} 区间：", "en": "{level} intervals: "},
    "empty": {"zh": "没有数据", "en": "No data"},
    DOCUMENTS: {
        "zh": "实色带（单期为实线）为文件重抽样",
        "en": "solid band (line for a single period), documents resampled",
    },
    BLOCKS: {
        "zh": "斜纹带（单期为虚线）为文内句块重抽样（只反映文内变动，不含文件抽样误差）",
        "en": "hatched band (dashes for a single period), sentences resampled within texts"
        " (no sampling of documents)",
    },
    RULE_OF_THREE: {
        "zh": "点线为零命中时的 3/n 上限",
        "en": "dotted, rule-of-three bound",
    },
}  # fmt: skip


def trend(
    path: Path,
    trends: "pd.DataFrame",
    labels: Mapping[str, str],
    *,
    lang: Lang = "zh",
    confidence: float = 0.95,
    style: FigureStyle = DEFAULT,
) -> list[Path]:
    """Draw the sentence share of the themes over the periods, and return the files.

    Args:
        path: the files' name; the style's formats replace its suffix.
        trends: the rows of trends.csv; sentence_share of axis theme and group all is drawn.
        labels: the name of each theme, {id: label}, in the order of the legend.
        lang: language of the titles and notes.
        confidence: coverage of the intervals, for the note.
        style: width, colours and formats.

    Raises:
        OutputError: a file cannot be written.
    """
    wanted = (trends["measure"] == "sentence_share") & (trends["axis"] == "theme")
    rows = trends[wanted & (trends["group"] == "all") & trends["theme"].isin(list(labels))]
    periods = sorted(rows["period"].astype(str).unique())
    with canvas(style, max(style.width * 0.4, _LEAST) + style.size(1.7)) as figure:
        axes = figure.add_subplot()
        methods: set[str] = set()
        for number, theme in enumerate(labels):
            own = rows[rows["theme"] == theme]
            methods |= _draw_theme(axes, own, periods, number, labels[theme], style)
        _draw_event(axes, periods, lang, style)
        _dress(axes, periods, lang, style)
        _head(figure, axes, lang, style)
        gaps = bool((rows["n_documents"] == 0).any())
        _note(figure, methods, lang, confidence, style, gaps=gaps)
        return save(figure, path, style)


@cache
def font_path() -> Path:
    """Return the path of the bundled font."""
    return Path(str(files("nqp_mine.report") / "fonts" / _FONT))


def drawable(text: str) -> str:
    """Return `text` with 〓 for every character that the bundled font does not hold."""
    known = _charmap()
    return "".join(c if ord(c) in known else MISSING for c in text)


@cache
def _charmap() -> frozenset[int]:
    from matplotlib.font_manager import get_font

    return frozenset(get_font(str(font_path())).get_charmap())


def font(size: float) -> "FontProperties":
    """Return the bundled font in a size."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(font_path()), size=size)


def _text(size: float) -> dict[str, Any]:
    return {"fontproperties": font(size), "parse_math": False}


def _draw_theme(
    axes: "Axes",
    rows: "pd.DataFrame",
    periods: Sequence[str],
    number: int,
    label: str,
    style: FigureStyle,
) -> set[str]:
    """Draw one theme's line and bands; return the interval methods that were used."""
    import numpy as np

    place = {period: i for i, period in enumerate(periods)}
    x = np.array([place[str(period)] for period in rows["period"]], np.int64)
    aside = _aside(number, len(periods))
    columns = rows[["value", "ci_low", "ci_high"]].to_numpy(np.float64)
    filled = np.full((3, len(periods)), np.nan)
    method = [""] * len(periods)
    for i, values, how, n in zip(x, columns, rows["ci_method"], rows["n_documents"], strict=True):
        if n > 0:
            filled[:, i] = values * 100
            method[i] = str(how)
    colour = style.colour(number)
    axes.plot(
        np.arange(len(periods)) + aside, filled[0], color=colour,
        marker=MARKERS[number % len(MARKERS)], markersize=style.size(3.5),
        linewidth=style.size(1.4), linestyle=style.line(number),
        label=drawable(label), zorder=3 + number,
    )  # fmt: skip
    used = set()
    for how, start, stop in _runs(method, np.isfinite(filled).all(axis=0).tolist()):
        used.add(how)
        hatch = _HATCHES[number % len(_HATCHES)]
        own = np.arange(start, stop) + aside
        _draw_band(axes, how, own, filled[1:, start:stop], colour, hatch)
    return used


def _aside(number: int, n_periods: int) -> float:
    """Return how far a theme stands beside the period, so that few points hide none of another."""
    return 0.05 * (number - 1) if n_periods <= _FEW else 0.0


def _runs(methods: Sequence[str], known: Sequence[bool]) -> Iterator[tuple[str, int, int]]:
    """Yield (method, start, stop) of neighbouring periods with the same kind of interval."""
    keys = [how if ok and how in _WORDS else "" for how, ok in zip(methods, known, strict=True)]
    for how, members in groupby(range(len(keys)), key=keys.__getitem__):
        run = list(members)
        if how:
            yield how, run[0], run[-1] + 1


def _draw_band(axes: "Axes", how: str, x: Any, bounds: Any, colour: str, hatch: str) -> None:
    low, high = bounds
    if how == RULE_OF_THREE:
        axes.vlines(x, low, high, colors=colour, linestyles="dotted", linewidth=1.0)
    elif len(x) == 1:
        dashes = (0.0, () if how == DOCUMENTS else (3.0, 2.0))
        axes.vlines(x, low, high, colors=colour, linestyles=dashes, linewidth=1.0, alpha=0.6)
    elif how == DOCUMENTS:
        axes.fill_between(x, low, high, color=colour, alpha=0.22, linewidth=0)
    else:
        axes.fill_between(
            x,
            low,
            high,
            facecolor="none",
            edgecolor=colour,
            hatch=hatch,
            alpha=0.30,
            linewidth=0.4,
        )


def _event_place(periods: Sequence[str]) -> float | None:
    """Return where `EVENT` lies; a period i covers i - 0.5 to i + 0.5."""
    year, month = EVENT
    kinds = {"": 12, "H": 6, "Q": 3, "M": 1}
    for i, period in enumerate(periods):
        match = re.fullmatch(r"(\d{4})(?:-([HQ]?)(\d+))?", period)
        if not match or int(match[1]) != year:
            continue
        length = kinds[match[2] or ("M" if match[3] else "")]
        first = (int(match[3] or 1) - 1) * length + 1
        if first <= month < first + length:
            return i - 0.5 + (month - first) / length
    return None


def _draw_event(axes: "Axes", periods: Sequence[str], lang: Lang, style: FigureStyle) -> None:
    place = _event_place(periods)
    if place is None:
        return
    axes.axvline(place, color="#555555", linewidth=1.0, linestyle=(0, (4, 3)), zorder=2)
    late = place > len(periods) / 2
    axes.annotate(
        _WORDS["event"][lang], (place, 1), xycoords=("data", "axes fraction"),
        xytext=(-4 if late else 4, -4), textcoords="offset points", va="top",
        ha="right" if late else "left", color="#555555", **_text(style.size(8.5)),
    )  # fmt: skip


def _dress(axes: "Axes", periods: Sequence[str], lang: Lang, style: FigureStyle) -> None:
    from matplotlib.ticker import FuncFormatter

    step = max(1, -(-len(periods) // style.fitting(0.62, _MAX_TICKS)))
    ticks = range(0, len(periods), step)
    axes.set_xticks(ticks, [drawable(periods[i]) for i in ticks], **_text(style.size(9)))
    axes.set_xlim(-0.6, max(len(periods), 1) - 0.4)
    room = 1.06 if _event_place(periods) is None else 1.14  # the event has words at the top
    axes.set_ylim(0, max(axes.get_ylim()[1], 1e-6) * room)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}%"))
    for label in axes.get_yticklabels():
        label.set_fontproperties(font(style.size(9)))
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if not periods:
        axes.text(
            0.5,
            0.5,
            _WORDS["empty"][lang],
            transform=axes.transAxes,
            ha="center",
            **_text(style.size(12)),
        )


def _head(figure: "Figure", axes: "Axes", lang: Lang, style: FigureStyle) -> None:
    lines, names = axes.get_legend_handles_labels()
    legend = figure.legend(
        lines, names, loc="outside upper left", ncols=style.abreast(names, 10, _KEY), frameon=False,
        prop=font(style.size(10)), borderaxespad=0.3, handlelength=2.2, alignment="left",
        title=_WORDS["title"][lang], title_fontproperties=font(style.size(14)),
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)


def _note(
    figure: "Figure",
    methods: set[str],
    lang: Lang,
    confidence: float,
    style: FigureStyle,
    *,
    gaps: bool,
) -> None:
    between = "；" if lang == "zh" else "; "
    kinds = between.join(
        _WORDS[m][lang] for m in (DOCUMENTS, BLOCKS, RULE_OF_THREE) if m in methods
    )
    lines = [_WORDS["measure"][lang]]
    if kinds:
        stop = "。" if lang == "zh" else "."
        level = f"{confidence * 100:g} %"
        lines.append(_WORDS["interval"][lang].format(level=level) + kinds + stop)
    if gaps:
        lines.append(_WORDS["gap"][lang])
    figure.supxlabel(
        "\n".join(style.wrapped(line, 8) for line in lines), x=0.01, ha="left",
        linespacing=1.4, color="#333333", **_text(style.size(8)),
    )  # fmt: skip
