import pandas as pd
import pytest

from nqp_mine.corpora.regions import code_of
from nqp_mine.report import folder, panel, panel_files, words
from nqp_mine.report.panel import Panel, Variable
from nqp_mine.report.source import Source


def test_codes_of_places():
    assert code_of("辽宁") == "210000"
    assert code_of("辽宁", "沈阳") == code_of("辽宁", "沈阳市") == "210100"
    assert code_of("全国") == "100000"
    assert code_of("火星") == ""


def test_a_row_a_place_and_period(attacked):
    table = pd.read_csv(attacked / "panel.csv")
    assert list(zip(table.place, table.year, strict=True)) == [
        ("江苏", 2022), ("江苏", 2024), ("辽宁", 2021), ("辽宁", 2023),
    ]  # fmt: skip
    assert list(table.place_id) == [320000, 320000, 210000, 210000]
    assert list(table.northeast) == [0, 0, 1, 1]
    assert (table.n_documents == 1).all()


def test_stata_reads_it_with_labels(attacked):
    stata = pd.io.stata.StataReader(attacked / "panel.dta")
    with stata:
        table = stata.read(convert_categoricals=False)
        labels = stata.variable_labels()
        places = stata.value_labels()["place_id"]
        assert stata.data_label == "政策注意力面板：地区 × 时期"
    assert places == {210000: "辽宁", 320000: "江苏"}
    assert labels["n_sentences"] == "句数"
    assert labels["c1_share"].startswith("研发<img src=x onerror=alert(1)>")
    published = pd.read_csv(attacked / "panel.csv", keep_default_na=False)
    assert list(table.columns) == list(published.columns)
    for name in table.columns:
        if table[name].dtype.kind == "f":
            assert table[name].to_numpy() == pytest.approx(published[name].to_numpy(), rel=1e-9)
        else:
            assert list(table[name].astype(str)) == list(published[name].astype(str)), name


def test_names_are_legal_in_stata(attacked):
    read = folder.read(attacked)
    built = panel.build(Source(read, words.load("zh")), panel.cells(read))
    names = [one.name for one in built.variables]
    assert len(set(names)) == len(names)
    assert all(name.isascii() and name.isidentifier() and len(name) <= 32 for name in names)
    assert panel.short_name("T_bigdata", 3) == "t_bigdata"
    assert panel.short_name("企业R", 3) == "c4"
    assert panel.short_name("=1+1", 0) == "11"


def test_text_that_no_format_takes_is_shown_all_the_same(tmp_path):
    texts = ("=HYPERLINK(1)", "a\0b", "\ud800", "\u202e[/red]")
    variables = (Variable("place", "名\0", "text"), Variable("place_id", "码", "whole"))
    rows = tuple((text, at) for at, text in enumerate(texts))
    made = Panel(variables, rows, dict(enumerate(texts)))
    again = tmp_path / "again"
    for out in (tmp_path, again):
        out.mkdir(exist_ok=True)
        files = panel_files.write(out, made, "题\ud800")
        assert {"panel.csv", "panel.dta"} <= set(files)
    assert (tmp_path / "panel.dta").read_bytes() == (again / "panel.dta").read_bytes()
    table = pd.read_stata(tmp_path / "panel.dta")
    assert list(table.place) == ["=HYPERLINK(1)", "ab", "?", "\u202e[/red]"]
    assert list(table.place_id.astype(str)) == list(table.place)
    assert "'=HYPERLINK(1)" in (tmp_path / "panel.csv").read_text(encoding="utf-8-sig")
