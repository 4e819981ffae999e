from dataclasses import fields, replace

import pytest

from nqp_mine.models.topics.weighing import ScanRow
from nqp_mine.report import figure_set, folder, words
from nqp_mine.report.figure_style import FigureStyle
from nqp_mine.report.source import Source

SMALL = FigureStyle(width=3.5, dpi=40, grey=True)


@pytest.fixture
def source(attacked, tmp_path):
    read = folder.read(attacked)
    topics = [
        {"topic": "0", "theme": "", "rank": "1", "word": r"$\frac{$<img>", "weight": "0.2",
         "seed_mass": ""},
    ]  # fmt: skip
    elsewhere = replace(read, path=tmp_path, tables={**read.tables, "topics": topics})
    return Source(elsewhere, words.load("zh"))


@pytest.mark.slow
def test_every_figure_is_drawn_as_picture_and_as_drawing(source, tmp_path):
    names = figure_set.draw(source, SMALL)
    assert names == [
        f"figures/{stem}.{suffix}"
        for stem in ("trends", "groups_issuer", "groups_northeast", "topics")
        for suffix in ("png", "svg")
    ]
    for name in names:
        data = (tmp_path / name).read_bytes()
        assert data.startswith(b"\x89PNG" if name.endswith("png") else b"<?xml")
        assert b"<img" not in data
        assert b"<script" not in data
        assert b"<text" not in data  # letters are shapes: no font is needed to show them


@pytest.mark.slow
def test_the_same_folder_gives_the_same_bytes(source, tmp_path):
    names = figure_set.draw(source, SMALL)
    first = [(tmp_path / name).read_bytes() for name in names]
    figure_set.draw(source, SMALL)
    assert first == [(tmp_path / name).read_bytes() for name in names]


@pytest.mark.slow
def test_what_is_needed_is_enough(source, tmp_path):
    names = figure_set.draw(source, SMALL)
    first = [(tmp_path / name).read_bytes() for name in names]
    part = figure_set.needed(source.folder)
    assert "documents" not in part.tables
    assert figure_set.draw(replace(source, folder=part), SMALL) == names
    assert first == [(tmp_path / name).read_bytes() for name in names]


def test_figures_hold_the_published_numbers(source):
    drawn = figure_set.frame(source.folder)
    published = source.folder.select("trends", axis="theme", measure="sentence_share", group="all")
    assert len(drawn) == len(published) == 8
    assert drawn["value"].tolist() == [float(row["value"]) for row in published]


def test_the_choice_of_topics_is_drawn_from_its_table(source, tmp_path):
    names = [one.name for one in fields(ScanRow)]
    rows = [
        {name: f"{0.1 * k + 0.01 * i:.3f}" for i, name in enumerate(names)}
        | {"n_topics": str(k), "recommended": str(int(k == 20))}
        for k in (10, 20)
    ]
    tables = {"topic_scan": rows}
    drawn = figure_set.records(replace(source.folder, tables=tables), "topic_scan", ScanRow)
    assert [(row.n_topics, row.recommended) for row in drawn] == [(10, False), (20, True)]
    assert drawn[1].score == float(rows[1]["score"])
    only = Source(replace(source.folder, tables=tables), source.words)
    assert figure_set.draw(only, SMALL) == ["figures/topic_scan.png", "figures/topic_scan.svg"]
    data = (tmp_path / "figures" / "topic_scan.svg").read_bytes()
    assert b"<text" not in data


def test_a_legend_is_as_wide_as_its_words():
    names = ["R New-quality R&D", "I New-quality industry", "E New-quality enterprises"]
    assert FigureStyle.of_centimetres(14).abreast(names, 10, 5.5) == 3
    assert FigureStyle.of_centimetres(6).abreast(names, 10, 5.5) == 1


def test_a_style_fits_what_is_asked():
    assert FigureStyle.of_centimetres(9.144).width == pytest.approx(3.6)
    assert FigureStyle(width=9).fitting(2.1, 4) == 4
    assert FigureStyle(width=3.5).fitting(2.1, 4) == 1
    assert FigureStyle(width=1).size(10) == FigureStyle(width=3).size(10) == pytest.approx(6.2)
    lines = FigureStyle(width=2).wrapped("没有文件的时期留空，线不相连。" * 3, 8).split("\n")
    assert len(lines) > 1
    assert "".join(lines) == "没有文件的时期留空，线不相连。" * 3


def test_a_column_is_no_path():
    assert figure_set.safe("../地区/a b") == "___地区_a_b"
