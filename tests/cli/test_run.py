import json
import math

import pandas as pd
import pytest

from nqp_mine.cli import results


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_study_of_any_shell_is_read(call, tmp_path, encoding):
    out = call("run", "--print-study", "--period", "季", "--lang", "zh")[1]
    assert out.startswith("# nqp-mine 研究文件：")
    (tmp_path / "study.toml").write_text(out, encoding=encoding)
    again = call("run", "--study", tmp_path / "study.toml", "--print-study", "--lang", "zh")[1]
    assert again == out
    assert 'period = "quarter"' in out


def test_print_study_needs_no_corpus(call, tmp_path):
    code, out, err = call("run", "--print-study", "--period", "month", "--no-topics")
    assert (code, err) == (0, "")
    assert 'period = "month"' in out
    assert "topics = false" in out
    (tmp_path / "study.toml").write_text(out, encoding="utf-8")
    assert call("run", "--study", tmp_path / "study.toml", "--print-study")[1] == out


def test_attention_writes_its_files(call, corpus, words, tmp_path):
    out = tmp_path / "out"
    code, shown, err = call("attention", corpus, "-o", out, "--codebook", words, "--workers", "1")
    assert (code, shown) == (0, "")
    assert (
        "2 documents measured. codebook.csv, documents.csv, evidence.csv, first_use.csv, left_out.csv,"
        " manifest.json, sources.csv" in err
    )
    assert f"Results: {out}" in err


def test_a_folder_of_parquet_files_gives_the_same_files(call, corpus, words, tmp_path):
    pytest.importorskip("pyarrow")
    assert call("corpus", "export", corpus, "--parquet", tmp_path / "pq")[0] == 0
    for name, given in (("file", corpus), ("folder", tmp_path / "pq")):
        options = ("--codebook", words, "--workers", "1", "--quiet")
        assert call("attention", given, "-o", tmp_path / name, *options)[0] == 0
    tables = sorted(one.name for one in (tmp_path / "file").glob("*.csv"))
    assert len(tables) >= 5
    for name in tables:
        assert (tmp_path / "file" / name).read_bytes() == (tmp_path / "folder" / name).read_bytes()
    assert (tmp_path / "pq.cache").is_dir()


def test_a_cluster_at_no_address(call, corpus, tmp_path):
    pytest.importorskip("distributed")
    code, _, err = call("run", corpus, "-o", tmp_path / "out", "--cluster", "somewhere")
    assert code == 2
    assert err == "error: --cluster somewhere: no address. Use tcp://HOST:8786 or local:4.\n"


def test_trends_shows_the_last_periods(call, corpus, words, tmp_path):
    code, shown, _ = call(
        "trends", corpus, "-o", tmp_path / "out", "--codebook", words, "--workers", "1"
    )
    assert code == 0
    assert "2014 - 2022  研发" in shown
    periods = [line.split()[0] for line in shown.splitlines() if line.startswith(" 20")]
    assert periods == ["2015", "2016", "2017", "2018", "2019", "2020", "2021", "2022"]


def test_json_of_a_stage(objects, corpus, words, tmp_path):
    arguments = ("-o", tmp_path / "out", "--codebook", words, "--workers", "1")
    assert objects("attention", corpus, *arguments) == [
        {
            "out": str(tmp_path / "out"),
            "files": [
                "codebook.csv",
                "documents.csv",
                "evidence.csv",
                "first_use.csv",
                "left_out.csv",
                "manifest.json",
                "sources.csv",
            ],
            "n_documents": 2,
            "notes": ["Themes by dictionary: the learned coder knows the codebook nqp only."],
        }
    ]


def test_out_is_a_file(call, corpus, words):
    code, _, err = call("run", corpus, "-o", words)
    assert (code, err) == (2, f"error: {words}: is a file. Name a folder: -o DIR.\n")


def test_sparkline_runs_from_zero_to_the_largest():
    assert results.sparkline([0.0, 0.5, math.nan, 1.0]) == "▁▅ █"
    assert results.sparkline([0.0, 0.0]) == "▁▁"
    assert results.sparkline([math.nan]) == " "


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({"value": 0.1234, "ci_low": 0.1, "ci_high": 0.15}, "12.3 [10.0, 15.0]"),
        ({"value": 0.1234, "ci_low": math.nan, "ci_high": math.nan}, "12.3"),
        ({"value": math.nan, "ci_low": math.nan, "ci_high": math.nan}, "-"),
        (None, "-"),
    ],
)
def test_cell(row, shown):
    assert results.cell(row) == shown


def test_headline_ignores_other_measures_and_groups(capsys):
    base = {"axis": "theme", "theme": "R", "measure": "sentence_share", "group": "all",
            "ci_low": 0.1, "ci_high": 0.3, "n_documents": 2}  # fmt: skip
    rows = [
        base | {"period": "2014", "value": 0.2},
        base | {"period": "2014", "value": 0.9, "group": "region=吉林"},
        base | {"period": "2014", "value": 0.8, "measure": "han_share"},
    ]
    results.headline(pd.DataFrame(rows), {"R": "R 新质研发"})
    shown = capsys.readouterr().out
    assert "20.0 [10.0, 30.0]" in shown
    assert "90.0" not in shown
    assert "80.0" not in shown
    assert "█" not in shown  # a line of one value says nothing


def test_demo_refuses_a_folder_of_something_else(call, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    code, out, err = call("demo", "-o", tmp_path)
    assert (code, out) == (2, "")
    assert "is not empty and was not made by nqp-mine." in err


def test_a_manifest_of_something_else_is_no_marker(call, tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps({"name": "app"}), encoding="utf-8")
    assert call("demo", "-o", tmp_path)[0] == 2


@pytest.mark.slow
def test_demo_says_that_it_is_made_up_and_can_be_repeated(call, tmp_path):
    out = tmp_path / "demo"
    for _ in range(2):
        code, shown, err = call("demo", "-o", out, "--no-topics", "--workers", "1")
        assert code == 0, err
        assert "虚构示例" in err
        assert "R 新质研发" in shown
        assert {path.name for path in out.iterdir()} >= {"trends.csv", "manifest.json", "sample.db"}
