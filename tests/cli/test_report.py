import json

import pytest

from nqp_mine.cli import options
from nqp_mine.cli.options import Lang


@pytest.fixture
def out(call, corpus, words, tmp_path):
    out = tmp_path / "out"
    code, _, err = call(
        "run", corpus, "-o", out, "--codebook", words, "--no-topics", "--workers", "1"
    )
    assert code == 0, err
    assert f"Open: {out / 'report.html'}" in err
    return out


@pytest.mark.slow
def test_the_report_is_made_again_from_the_folder(call, objects, out):
    first = (out / "report.html").read_bytes()
    code, shown, err = call("report", out, "--lang", "en", "--width", "9", "--grey", "--dpi", "50")
    assert (code, shown) == (0, "")
    assert f"Open: {out / 'report.html'}" in err
    english = (out / "report.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in english
    files = objects("report", out)[0]["files"]
    assert files[0] == "report.html"
    assert {"tables.xlsx", "panel.csv", "panel.dta", "methods.zh.md", "methods.en.md"} < set(files)
    assert (out / "report.html").read_bytes() == first
    outputs = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    assert set(files) < set(outputs)
    assert call("verify", out)[0] == 0


def test_a_folder_without_a_manifest_is_one_line(call, tmp_path):
    code, out, err = call("report", tmp_path)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert "manifest.json" in err
    assert "Name a folder that run wrote." in err


@pytest.mark.parametrize(
    ("values", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, Lang.ZH),
        ({"LANG": "en_US.UTF-8"}, Lang.EN),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_TW"}, Lang.ZH),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "de_DE"}, Lang.EN),
        ({"LC_ALL": "C.UTF-8"}, Lang.ZH),
        ({}, Lang.ZH),
    ],
)
def test_the_locale_decides_the_language(monkeypatch, values, lang):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(options.os, "name", "posix")
    assert options.language(None) is lang
    assert options.language(Lang.EN) is Lang.EN


@pytest.mark.slow
def test_what_was_left_out_is_said_in_the_language_of_the_page(call, corpus, words, tmp_path):
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    assert call("ingest", tmp_path / "bad.pdf", "--corpus", corpus)[0] == 1
    out, common = tmp_path / "out", ["--codebook", words, "--no-topics", "--workers", "1"]
    code, _, err = call("run", corpus, "-o", out, *common, "--lang", "zh")
    assert code == 0
    assert "已测量 2 份文件。" in err
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "PDF 已损坏（结构读不出，可能不完整）。" in page
    assert "请重新下载或复制。" in page
    told = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert told["report"] == {"lang": "zh"}
    assert "the PDF is damaged" in (out / "left_out.csv").read_text(encoding="utf-8-sig")
    assert call("report", out, "--lang", "en")[0] == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "the PDF is damaged (its structure cannot be read; it may have been cut off)." in page
    told = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert told["report"] == {"lang": "en"}
