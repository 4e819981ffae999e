"""Traditional characters are counted as simplified ones, and shown as written."""

import subprocess
import sys
from datetime import date

import pytest

from nqp_mine import traditional
from nqp_mine.corpora.describing import describe
from nqp_mine.corpora.document import RawDocument
from nqp_mine.text import normalise

TEXT = "發展科學技術，擴大產業規模，幫助企業創新。後來，於是準備了計劃。"


def test_every_pair_is_one_to_one_and_final():
    table = traditional.table()
    assert 2500 <= len(table) <= 3500
    assert all(len(put) == 1 and ord(put) not in table for put in table.values())


def test_the_text_is_simplified_and_keeps_its_length():
    copy = normalise(TEXT)
    assert copy.text == "发展科学技术，扩大产业规模，帮助企业创新。后来，于是准备了计划。"
    assert normalise(copy.text).text == copy.text


def test_spans_point_to_the_original():
    written = "\u200b國 務 院，發展研究"
    copy = normalise(written)
    assert copy.text == "国务院，发展研究"
    start, end = copy.span(copy.text.index("发展"), copy.text.index("发展") + 2)
    assert written[start:end] == "發展"


def test_it_can_be_switched_off():
    assert normalise(TEXT, traditional=False).text == TEXT


@pytest.mark.parametrize("text", ["著名企业", "乾隆年间", "慰藉", "瞭望", "昇腾", "好像", "覆盖面"])
def test_characters_of_simplified_texts_stay(text):
    assert normalise(text).text == text


def test_compatibility_ideographs_are_mapped_too():
    assert normalise("\uf9b4導").text == "领导"


def test_the_table_is_not_read_by_an_import():
    code = (
        "import nqp_mine.text, nqp_mine.traditional as t;assert t.table.cache_info().currsize == 0"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def described(text):
    raw = RawDocument(text=text)
    return describe(raw, label="d/a.txt", name="a.txt", row={}, digest="", today=date(2024, 1, 1))


def test_a_traditional_document_is_told():
    document = described(TEXT * 3)
    assert document.columns["script"] == "traditional"
    assert any("traditional characters" in note for note in document.warnings)
    assert document.text == TEXT * 3


def test_a_mixed_document_is_told_and_a_simplified_one_is_not():
    mixed = described("發展科学，支持企业創新，會议議定。經济。" + "湖区的水质逐年好转。" * 60)
    assert mixed.columns["script"] == "mixed"
    plain = described("於先生著书立说，支持企业创新。" + "湖区的水质逐年好转。" * 10)
    assert "script" not in plain.columns
    assert not any("traditional" in note for note in plain.warnings)
