import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_mine.nlp.sentences import paragraphs, split_sentences
from nqp_mine.text import count_han


def sentences(text):
    return [text[s.start : s.end] for s in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("加强科技创新。支持企业发展！", ["加强科技创新。", "支持企业发展！"]),
        ("加强科技创新；支持企业发展", ["加强科技创新；", "支持企业发展"]),
        ("能否加强创新？？支持企业发展。", ["能否加强创新？？", "支持企业发展。"]),
        (
            "他说：“要加强科技创新。”大家都同意。",
            ["他说：“要加强科技创新。”", "大家都同意。"],
        ),
        ("（一）加强科技创新。）支持企业发展。", ["（一）加强科技创新。）", "支持企业发展。"]),
        ("加强科技创新，支持企业发展。", ["加强科技创新，支持企业发展。"]),
        ("关于科技的通知\n各地区各部门：", ["关于科技的通知", "各地区各部门："]),
        ("  加强科技创新。\u3000 支持企业发展。 ", ["加强科技创新。", "支持企业发展。"]),
        ("增长5.2%以上。就业平稳。", ["增长5.2%以上。", "就业平稳。"]),
    ],
)
def test_sentences_end_at_their_marks_and_at_a_lines_end(text, expected):
    assert sentences(text) == expected


@pytest.mark.parametrize("text", ["一、二。", "好。", "2024。", "GDP growth.", "。。。", "”\n。"])
def test_fragments_below_four_han_characters_are_no_sentences(text):
    assert sentences(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "第一章 总体要求 ........ 3",
        "第一章 总体要求…………12",
        "【字号：大 中 小】【打印本页】",
        "当前位置：首页 > 政务公开 > 文件",
        "来源：某某省人民政府网站",
        "责任编辑：某某某同志",
        "某ICP备12345678号。",
    ],
)
def test_contents_lines_and_page_chrome_are_no_sentences(line):
    assert sentences(f"加强科技创新。\n{line}\n支持企业发展。") == [
        "加强科技创新。",
        "支持企业发展。",
    ]


@pytest.mark.parametrize(
    "line",
    ["建设统一的打印服务平台。", "清理违规下载软件的行为；", "他说：“规范收藏品市场秩序。”"],
)
def test_whole_sentences_about_printing_or_downloads_stay(line):
    assert sentences(line) == [line]


def test_a_long_line_with_a_word_of_page_chrome_stays():
    line = "加强软件下载管理" + "，推动产业升级和企业创新" * 6
    assert sentences(line) == [line]


def test_paragraph_numbers_rise_with_the_lines_that_hold_text():
    text = "加强科技创新。支持企业发展。\n\n打印本页\n优化营商环境。"
    assert [s.paragraph for s in split_sentences(text)] == [0, 0, 1]
    assert [text[a:b] for a, b in paragraphs(text)] == [
        "加强科技创新。支持企业发展。",
        "优化营商环境。",
    ]


@given(st.text('加强科技创新企业。！；？，”）)"\n 　\t打印.…12Aa', max_size=80))
def test_sentences_are_ordered_disjoint_trimmed_and_within_one_line(text):
    end = 0
    for sentence in split_sentences(text):
        shown = text[sentence.start : sentence.end]
        assert sentence.start >= end
        assert shown == shown.strip(" \u3000\t")
        assert "\n" not in shown
        assert count_han(shown) >= 4
        end = sentence.end
