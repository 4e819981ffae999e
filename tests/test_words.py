"""Everything that is shown has a Chinese text, and a text is found again with its values in it."""

import re
import runpy
import time
from pathlib import Path

import pytest

from nqp_mine import words

ROOT = Path(__file__).parents[1]
PLACE = re.compile(r"\{(\w+)(?::([td]))?\}")
# Beside letters these hold whatever a value may hold.
VALUES = ["a.db", "中文 名.docx", "C:\\x: y; z. w", "{0} {path}", "", "\x1b[31m"]


@pytest.fixture(scope="module")
def catalogue():
    return runpy.run_path(str(ROOT / "docs" / "catalogue.py"))


@pytest.fixture(scope="module")
def written(catalogue):
    return catalogue["written"]()


def test_every_text_of_the_source_has_a_chinese_one(catalogue, written):
    texts = catalogue["texts"]()
    assert len(texts) > 500
    assert [text for text in texts if not written.get(text, "")] == []


def test_every_error_of_the_package_is_among_the_texts(catalogue):
    texts = catalogue["texts"]()
    assert "{path}: no such file or folder." in texts  # what is wrong
    assert "Make one: nqp-mine ingest FOLDER --corpus {path}" in texts  # and what to do
    assert "the PDF is protected by a password." in texts
    assert "codebook {name}: {shown}." in texts


def test_no_chinese_text_is_left_of_an_english_one_that_is_gone(catalogue):
    assert catalogue["unused"]() == []


def test_the_compiled_catalogue_is_that_of_the_source(catalogue):
    assert catalogue["MO"].read_bytes() == catalogue["compiled"](), "run: python docs/catalogue.py"


def test_places_are_the_same_in_both_languages(written):
    for english, chinese in written.items():
        places = sorted(name for name, _ in PLACE.findall(english))
        assert sorted(name for name, _ in PLACE.findall(chinese)) == places, english


def test_chinese_texts_have_chinese_marks(written):
    for chinese in written.values():
        plain = PLACE.sub("", chinese)
        assert not re.search("[\u4e00-\u9fff] ?[,;:!?(]|[,;:!?)] ?[\u4e00-\u9fff]", plain), chinese
        assert not re.search("[\u4e00-\u9fff]\\.$", plain), chinese


@pytest.mark.parametrize("value", ["a.db", "中文名"])
def test_every_template_is_found_again(written, value):
    for english, chinese in written.items():
        if sum(len(part.strip(" .:;,")) for part in PLACE.split(english)[::3]) < 3:
            continue  # has no word of its own by which to know it, as "{path}: {error}."
        numbers = {name for name, kind in PLACE.findall(chinese) if kind == "d"}
        filled, expected = (
            PLACE.sub(lambda one, numbers=numbers: "12" if one[1] in numbers else value, text)
            for text in (english, chinese)
        )
        assert words.shown(filled, "zh") == expected, english


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("a.db: no such corpus.", "a.db：没有这个语料库。"),
        ("error: interrupted.", "错误：已中断。"),
        # several texts in a row
        (
            "hidden text was left out. 3 pages could not be read. and 2 more",
            "隐藏文字未读入。3 页读不出。另有 2 项",
        ),
        # a text in a text in a text
        (
            "error: codebook w.csv: row 2: theme or term is empty; row 4: sub-theme a stands in two"
            " themes; and 3 more. Correct these rows.",
            "错误：词表 w.csv：第 2 行：theme 或 term 为空；第 4 行：子维度 a 属于两个维度；另有 3 项。"
            "请改正这些行。",
        ),
        # what is not known stays, and what is known beside it does not
        ("x.toml: Expected '=' (at line 3). See nqp-mine run --print-study.",
         "x.toml：Expected '=' (at line 3). 见 nqp-mine run --print-study。"),
        ("out: No such file or directory. Give a study file.", "out：没有这个文件或文件夹。请给出研究文件。"),
        (
            "error: a.csv: row 1: unknown column foo; row 2: date: 2024-13-01: there is no month 13 "
            "(of 2024); row 3: no document n in this corpus. Nothing was changed. Correct these and "
            "repeat.",
            "错误：a.csv：第 1 行：不认识的列 foo；第 2 行：日期：2024-13-01：2024 年没有 13 月；"
            "第 3 行：本语料库中没有文件 n。未作任何改动。请改正后重试。",
        ),
        (
            "too few coded sentences in each period alone: 2000 lacks 8; 2001 lacks 9; "
            "too few coded sentences: 3 more are needed",
            "单个时期的已编码句子太少：2000 缺 8 个；2001 缺 9 个；已编码句子太少：还需 3 个",
        ),
        ("note: a.xlsx: 60 sentences are not coded.", "说明：a.xlsx：60 个句子尚未编码。"),
        ("something else altogether", "something else altogether"),
        ("", ""),
    ],
)  # fmt: skip
def test_texts_in_chinese(english, chinese):
    assert words.shown(english, "zh") == chinese
    assert words.shown(english, "en") == english


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_never_read_as_a_template(value):
    assert words.shown(f"{value}: no such corpus.", "zh") == f"{value}：没有这个语料库。"


@pytest.mark.parametrize("text", [": " * 1_500, "a: b. c; " * 400, "row 1: " * 500, "(" * 3_000])
def test_a_hostile_text_takes_no_time(text):
    start = time.perf_counter()
    words.shown(f"error: {text}", "zh")
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "en_GB:en"}, "en"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "zh_CN"}, None),
        ({"LC_ALL": "POSIX"}, None),
        ({"LC_ALL": "C", "NQP_MINE_LANG": "zh"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "NQP_MINE_LANG": "en"}, "en"),
    ],
)
def test_the_environment_asks_for_a_language(environment, lang):
    assert words.language_of(environment) == lang


def test_a_language_holds_inside_of_its_block():
    with words.speaking("zh"):
        assert words.shown("interrupted.") == "已中断。"
        with words.speaking("en"):
            assert words.shown("interrupted.") == "interrupted."
        assert words.chosen() == "zh"
    assert words.chosen() is None
    assert words.shown("interrupted.") == "interrupted."
