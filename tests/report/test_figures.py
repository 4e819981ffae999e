import warnings

import numpy as np
import pandas as pd
import pytest

from nqp_mine.errors import OutputError
from nqp_mine.report.figure_style import FigureStyle
from nqp_mine.report.figures import _event_place, drawable, font_path, trend

LABELS = {"R": "新质研发", "I": "新质产业", "E": "新质企业"}
HARD = "二〇二三年“专精特新”〔2023〕①"


def table(periods, methods=("documents",), without=()) -> pd.DataFrame:
    rows = []
    for i, period in enumerate(periods):
        for k, theme in enumerate(LABELS):
            gone = period in without
            value = np.nan if gone else 0.1 * (k + 1)
            rows.append(
                {
                    "period": period, "group": "all", "axis": "theme", "theme": theme,
                    "measure": "sentence_share", "value": value, "ci_low": value * 0.8,
                    "ci_high": value * 1.2, "ci_method": "" if gone else methods[i % len(methods)],
                    "n_documents": 0 if gone else 12,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def years(first, last):
    return [str(year) for year in range(first, last + 1)]


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_same_rows_give_the_same_png(tmp_path, lang):
    rows = table(years(2015, 2024), ("documents", "sentence_blocks", "rule_of_three"), {"2018"})
    for name in ("a.png", "b.png"):
        trend(tmp_path / name, rows, LABELS, lang=lang)
    first = (tmp_path / "a.png").read_bytes()
    assert first.startswith(b"\x89PNG")
    assert b"Software" not in first
    assert b"tIME" not in first
    assert first == (tmp_path / "b.png").read_bytes()


def test_no_glyph_is_missing_and_no_formula_is_read(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        labels = {"R": HARD, "I": r"$\frac{", "E": "𠮷產业"}
        trend(tmp_path / "a.png", table(years(2020, 2024)), labels)
    assert drawable(HARD) == HARD
    assert drawable("𠮷產业") == "〓〓业"


@pytest.mark.slow
def test_only_sentence_share_of_themes_of_all_is_drawn(tmp_path):
    rows = table(years(2020, 2024))
    others = [
        rows.assign(group="region=辽宁", value=0.9),
        rows.assign(measure="han_share", value=0.9),
        rows.assign(axis="facet", value=0.9),
    ]
    trend(tmp_path / "a.png", rows, LABELS)
    trend(tmp_path / "b.png", pd.concat([rows, *others]), LABELS)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


@pytest.mark.slow
def test_the_users_style_changes_nothing(tmp_path):
    import matplotlib as mpl

    rows = table(years(2020, 2024))
    trend(tmp_path / "a.png", rows, LABELS)
    with mpl.rc_context({"axes.facecolor": "black", "lines.linewidth": 9}):
        trend(tmp_path / "b.png", rows, LABELS)
        assert mpl.rcParams["lines.linewidth"] == 9
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_period_without_documents_breaks_the_line(tmp_path, monkeypatch):
    from matplotlib.figure import Figure

    drawn = []
    real = Figure.savefig

    def spy(self, *args, **kwargs):
        drawn.extend(line.get_ydata() for line in self.axes[0].lines)
        real(self, *args, **kwargs)

    monkeypatch.setattr(Figure, "savefig", spy)
    rows = table(years(2010, 2014), without={"2012"})
    trend(tmp_path / "a.png", rows, LABELS, style=FigureStyle(formats=("png",)))
    assert [np.isnan(line).tolist() for line in drawn] == [[False, False, True, False, False]] * 3
    assert drawn[0][0] == pytest.approx(10)


@pytest.mark.parametrize("rows", [table([]).reindex(columns=table(["2020"]).columns),
                                  table(["2020"], without={"2020"})])  # fmt: skip
def test_nothing_to_draw_is_still_a_figure(tmp_path, rows):
    trend(tmp_path / "a.png", rows, LABELS)
    assert (tmp_path / "a.png").stat().st_size > 1000


@pytest.mark.parametrize(
    ("periods", "place"),
    [
        (years(2022, 2024), 1 - 0.5 + 8 / 12),
        (["2023-H1", "2023-H2"], 1 - 0.5 + 2 / 6),
        (["2023-Q2", "2023-Q3"], 1 - 0.5 + 2 / 3),
        (["2023-08", "2023-09"], 0.5),
        (years(2000, 2010), None),
        (["十四五"], None),
    ],
)
def test_event_lies_where_september_2023_begins(periods, place):
    assert _event_place(periods) == (None if place is None else pytest.approx(place))


def test_a_folder_that_cannot_be_written_is_one_error(tmp_path):
    (tmp_path / "a.png").mkdir()
    with pytest.raises(OutputError):
        trend(tmp_path / "a.png", table(["2020"]), LABELS)


def test_font_has_a_name_of_its_own_and_ships_its_licence():
    from matplotlib.font_manager import get_font

    assert get_font(str(font_path())).family_name == "NQP Mine Sans"
    licence = (font_path().parent / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in licence
    assert "Adobe" in licence
