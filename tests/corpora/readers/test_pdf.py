"""PDF: faithful text, four plain reasons, and marks where something was lost."""

import random

import pytest

from nqp_mine.corpora.readers import pdf
from nqp_mine.errors import ReadError

LINES = ["各级政府要加强对科技创新工作的领导，", "推动产业结构优化升级，完善企业服务体系。"]


def test_text_is_read(make, one):
    found = one(pdf, make.pdf([LINES]))
    assert found.text == "\n".join(LINES)
    assert (found.warnings, found.partial) == ((), False)


def test_page_numbers_and_running_headers_go(make, one):
    words = "东南西北上下左右"
    pages = [
        [
            "某市年度报告汇编",
            *(f"{words[i]}部{words[j]}段的正文内容。" for j in range(4)),
            f"— {i + 1} —",
        ]
        for i in range(6)
    ]
    text = one(pdf, make.pdf(pages)).text
    assert "汇编" not in text
    assert "—" not in text
    assert text.count("正文内容") == 24


def test_bare_page_numbers_go_only_where_they_count(make, one):
    words = "甲乙丙丁"
    pages = [[f"第{w}章", f"{w}改革发展", f"{w}推进建设", str(i + 3)] for i, w in enumerate(words)]
    assert one(pdf, make.pdf(pages)).text.split("\n")[-1] == "丁推进建设"
    years = [[f"产值{y}", f"企业{y}", f"创新{y}", y] for y in ("2019", "1987", "2024")]
    assert one(pdf, make.pdf(years)).text.count("1987") == 4


def test_letter_spacing_is_left_to_normalisation(make, one):
    assert "国 务 院" in one(pdf, make.pdf([["国 务 院 关 于 加 强 企 业 创 新"]])).text


def noise(seed):
    """Another character for each: what a font without names of characters looks like."""
    draw = random.Random(seed)
    return {char: chr(draw.randrange(0x5000, 0x9F00)) for line in LINES * 3 for char in line}


FOUR = {
    "no text layer": (lambda make: make.pdf([[]], picture=True), "no_text_layer"),
    "a scanner's mark is no text layer": (
        lambda make: make.pdf([["扫"]], picture=True),
        "no_text_layer",
    ),
    "private characters": (
        lambda make: make.pdf(
            [LINES * 3], mapping={c: chr(0xE000 + ord(c) % 999) for c in "".join(LINES)}
        ),
        "garbage_text_layer",
    ),
    "random Hanzi": (lambda make: make.pdf([LINES * 3], mapping=noise(1)), "garbage_text_layer"),
    "encrypted": (lambda make: make.pdf([LINES], encrypt=True), "encrypted"),
    "damaged": (lambda make: b"%PDF-1.4\n" + b"nonsense " * 50, "damaged"),
}


@pytest.mark.parametrize(("build", "kind"), FOUR.values(), ids=FOUR)
def test_four_plain_reasons(make, one, build, kind):
    with pytest.raises(ReadError) as caught:
        one(pdf, build(make))
    assert caught.value.kind == kind
    assert caught.value.remedy


def test_english_is_not_garbage(make, one):
    assert one(pdf, make.pdf([["Report on the work of the government"] * 5])).text


def test_a_truncated_file_is_marked(make, one):
    whole = make.pdf([LINES, LINES])
    found = one(pdf, whole[: whole.rindex(b"xref\n0")])
    assert found.partial
    assert "cut off" in found.warnings[-1]
    assert LINES[0] in found.text


def test_pages_beyond_the_limit_are_told(make, one):
    found = one(pdf, make.pdf([["甲甲甲"], ["乙乙乙"], ["丙丙丙"]]), pdf_pages=2)
    assert found.partial
    assert "丙" not in found.text
    assert "first 2 of 3" in found.warnings[0]


def test_a_page_without_text_among_others_is_told(make, one):
    both = make.pdf([LINES * 5, [], LINES * 5], picture=True)
    found = one(pdf, both)
    assert found.partial
    assert "pages 2 are pictures" in found.warnings[0]
