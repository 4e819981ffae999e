"""The verbs in a notebook: data frames that hold the published numbers and show them safely."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import nqp_mine
from nqp_mine.errors import OutputError, UsageError
from nqp_mine.frames import Concordance, Trends

NOTEBOOK = Path(__file__).parents[1] / "docs" / "notebooks" / "demo.ipynb"
ATTACK = "<img src=x onerror=alert(1)></script>{{7*7}}$\\frac{$\u202e"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebook")
    (folder / "docs").mkdir()
    (folder / "docs" / "manifest.csv").write_text("file,year\na.txt,2014\nb.txt,2022\n")
    for name, text in (("a.txt", "推动改革。要继续深化改革。"), ("b.txt", "加快发展新质生产力。")):
        (folder / "docs" / name).write_text(text * 3, encoding="utf-8")
    inputs = nqp_mine.ingest(folder / "docs", folder / "c.db", workers=1)
    result = nqp_mine.run(
        folder / "c.db", folder / "out", topics=False, replicates=20, n_keywords=3
    )
    return folder, inputs, result


def test_the_import_of_the_package_loads_nothing_heavy():
    code = "import sys, nqp_mine; print(*{m.partition('.')[0] for m in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    heavy = {"pandas", "numpy", "typer", "rich", "matplotlib", "sklearn", "jieba"}
    assert not heavy & set(loaded.stdout.split())
    assert {"ingest", "run", "trends", "kwic"} <= set(dir(nqp_mine))
    with pytest.raises(AttributeError):
        nqp_mine.nothing  # noqa: B018


def test_ingest_tells_what_became_of_each_input(made):
    _, inputs, _ = made
    assert list(inputs.path) == ["a.txt", "b.txt", "manifest.csv"]
    assert list(inputs.outcome) == ["ingested", "ingested", "skipped"]
    assert list(inputs.n_documents) == [1, 1, 0]


def test_a_folder_that_is_not_there_leaves_no_corpus(tmp_path):
    with pytest.raises(UsageError):
        nqp_mine.ingest(tmp_path / "none", tmp_path / "c.db")
    assert not (tmp_path / "c.db").exists()


def test_trends_are_the_published_table(made):
    _, _, result = made
    table = nqp_mine.trends(result)
    published = pd.read_csv(result.out / "trends.csv", encoding="utf-8-sig")
    assert list(table.columns) == list(published.columns)
    assert len(table) == len(published)
    assert table.value.equals(published.value)
    assert table.equals(nqp_mine.trends(str(result.out)))


def test_a_setting_that_is_not_known_is_refused(made, tmp_path):
    folder, _, _ = made
    with pytest.raises(UsageError, match="topcis"):
        nqp_mine.run(folder / "c.db", tmp_path, topcis=False)
    with pytest.raises(OutputError):
        nqp_mine.trends(tmp_path)


def test_a_trend_shows_its_figure_and_its_rows_alone_a_table(made):
    _, _, result = made
    shown = nqp_mine.trends(result, lang="en")._repr_html_()
    assert 'src="data:image/svg+xml;base64,' in shown
    assert "R New-quality R&amp;D" in shown
    rest = nqp_mine.trends(result).query("measure == 'han_share'")
    assert "<img" not in rest._repr_html_()


def test_kwic_gives_every_place(made):
    folder, _, _ = made
    table = nqp_mine.kwic(folder / "c.db", "改革")
    assert list(table.hit) == ["改革"] * 6
    assert list(table.year) == [2014] * 6
    assert len(nqp_mine.kwic(folder / "c.db", "改革", limit=2)) == 2
    assert nqp_mine.kwic(folder / "c.db", "没有的词").empty
    assert "<mark><bdi>改革</bdi></mark>" in table._repr_html_()


def test_what_documents_say_is_never_markup():
    row = dict.fromkeys(("id", "title", "sentence", "left", "hit", "right"), ATTACK)
    lines = Concordance([{**row, "year": None}])
    trend = Trends([{"period": ATTACK, "group": ATTACK, "value": 0.5}])
    for shown in (lines._repr_html_(), trend._repr_html_(), lines[["title"]]._repr_html_()):
        assert "<img" not in shown
        assert "</script" not in shown
        assert 'class="tex2jax_ignore mathjax_ignore"' in shown


@pytest.mark.slow
def test_the_worked_notebook_runs_and_stores_no_outputs(tmp_path, monkeypatch):
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert not any(cell["outputs"] or cell["execution_count"] for cell in code)
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    monkeypatch.setenv("PYTHONPATH", str(Path(nqp_mine.__file__).parents[1]))
    book = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(
        book, timeout=250, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    shown = [
        out["data"]["text/html"]
        for cell in book.cells
        for out in cell.get("outputs", ())
        if "text/html" in out.get("data", {})
    ]
    assert any("data:image/svg+xml" in html for html in shown)
    assert any("<mark>" in html for html in shown)
