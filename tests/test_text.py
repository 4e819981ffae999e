"""The normalised copy and its map back: written-out cases and properties."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nqp_mine.text import clean, count_han, han_before, normalise

PIECES = [
    *"国务院发展科技年月日第一章条，。；：！？、“”（）《》〔〕—…1239０９％．.%ＡａAb\u2f2f⻓⻢",
    *" \u3000\t\n\u200b\u200d\ufeff\u00ad\u00a0\u2003",
    " ", "\u3000\u3000", "\n\n", "\n\u200b\n", "国 务 院", "1 9 9 3 年", "GDP\nGrowth", "各项工作任务要落到实处",
]  # fmt: skip
layouts = st.lists(st.sampled_from(PIECES), max_size=80).map("".join)
texts = layouts | st.text(max_size=60)


def places(text):
    normal = normalise(text)
    return [normal.source(i) for i in range(len(normal.text))]


@pytest.mark.parametrize(
    ("original", "copy"),
    [
        ("发展科技", "发展科技"),
        ("", ""),
        ("新质生\u200b产力", "新质生产力"),
        ("\ufeff新质\u2060生产力", "新质生产力"),
        ("第一段。\n\u200b\n第二段。", "第一段。\n第二段。"),
        ("第一段。\n \u200b\ufeff \n第二段。", "第一段。\n第二段。"),
        ("２０２４年ＧＤＰ增长５％", "2024年GDP增长5%"),
        ("ａｉ与ＡＩ", "ai与AI"),
        ("1 9 9 3 年", "1993年"),
        ("增长 12 % ，于 3 月  5 日投入 3.5 亿元", "增长 12% ，于 3月5日投入 3.5亿元"),
        ("第 3 条，共 12 项 GDP 7 位", "第 3 条，共 12 项 GDP 7 位"),  # these belong to no number
        ("甲 乙丙\u3000丁", "甲 乙丙\u3000丁"),  # two gaps are no letter-spacing
        ("１ ９ ９ ３ 年 ３ 月 １ ５ 日", "1993年3月15日"),
        ("1 3 . 4 ％", "13.4%"),
        ("１３．４％", "13.4%"),
        ("增长 5 个百分点", "增长 5个百分点"),
        ("国 务 院", "国务院"),
        ("国 务 院 办公厅通知", "国务院 办公厅通知"),
        ("⼯业⻓期发展，⻢上办", "工业长期发展，马上办"),
        ("\uf9dc", "隆"),
        ("第一段。\u3000\u3000第二段。", "第一段。\n第二段。"),
        ("第一段。\t第二段。", "第一段。\n第二段。"),
        ("一是科技。 \u3000 \u3000 二是产业。", "一是科技。\n二是产业。"),
        ("加强研究，\n推动发展。", "加强研究，推动发展。"),
        ("加强研究\n，推动发展。", "加强研究，推动发展。"),
        ("加强研究。\n推动发展。", "加强研究。\n推动发展。"),
        ("关于科技的通知\n各单位：\n现通知如下。", "关于科技的通知\n各单位：\n现通知如下。"),
    ],
)
def test_the_copy_is(original, copy):
    assert normalise(original).text == copy


def test_a_wholly_letter_spaced_text_is_closed_up():
    text = "关 于 加 强 科 技 创 新 工 作 的 通 知 。 各 省 、 各 市 要 认 真 落 实 2 0 2 4 年 任 务 。"
    assert normalise(text).text == "关于加强科技创新工作的通知。各省、各市要认真落实2024年任务。"


def test_single_spaces_in_running_text_stay():
    text = "全省科技工作会议 今天上午在省城召开，会议总结了去年的工作，部署了今年的任务。"
    assert normalise(text).text == text


def test_a_line_broken_inside_a_word_is_joined_where_blank_lines_part_the_paragraphs():
    paragraph = "今年要推进科技创新，写好政府工作报\n告，各地都要有进展。"
    joined = "今年要推进科技创新，写好政府工作报告，各地都要有进展。"
    assert normalise("\n\n".join([paragraph] * 5)).text == "\n\n".join([joined] * 5)


def test_lines_wrapped_at_a_width_are_joined_up_to_the_short_last_line():
    words = "各地区各部门要把科技创新放在核心位置加快建设创新体系推动产业升级支持企业发展优化环境"
    lines = [words[i : i + 20] for i in range(0, 40, 20)] * 5
    text = "\n".join([*lines, "落实到位。", "第二段开始了。"])
    assert normalise(text).text == "".join(lines) + "落实到位。\n第二段开始了。"


def test_headings_are_never_joined_to_the_line_before():
    text = "\n\n".join(["总体要求\n一、加强科技创新\n（二）支持企业发展\n第三章 保障措施"] * 4)
    assert normalise(text).text == text


def test_latin_words_broken_over_lines_keep_a_space():
    text = "\n\n".join(["采用 cloud\ncomputing 等技术推动生产方式变革。"] * 6)
    assert "cloud computing" in normalise(text).text


def test_the_copys_characters_know_their_places():
    assert places("新\u200b质 １ ９年") == [0, 2, 3, 4, 6, 7]
    assert places("甲。\u3000\u3000乙。") == [0, 1, 2, 4, 5]


def test_a_span_covers_what_was_removed_inside_it_and_nothing_beside_it():
    text = "加快发展新质生\u200b产力\u200b。"
    normal = normalise(text)
    start = normal.text.index("新质生产力")
    left, right = normal.span(start, start + 5)
    assert (left, right, text[left:right]) == (4, 10, "新质生\u200b产力")


@given(texts)
@example("1 ．2")
@example("国\u3000 务 \u3000院")
def test_every_character_of_the_copy_points_to_the_character_that_it_was(text):
    normal = normalise(text)
    for i, char in enumerate(normal.text):
        start, end = normal.span(i, i + 1)
        was = text[start]
        assert end == start + 1
        assert (
            char in (was, normalise(was).text)
            or (char in "\n " and was.isspace())
            or (char, was) == (".", "．")
        )


@given(texts)
def test_places_in_the_original_rise_strictly_and_lie_inside_it(text):
    found = places(text)
    assert all(a < b for a, b in zip(found, found[1:], strict=False))
    assert not found or (found[0] >= 0 and found[-1] < len(text))


@given(texts)
def test_the_copy_holds_every_han_character_in_order(text):
    plain = [normalise(char).text for char in text]
    assert [c for c in normalise(text).text if count_han(c)] == [c for c in plain if count_han(c)]


@given(texts)
def test_the_copy_is_never_longer_than_the_original(text):
    assert len(normalise(text).text) <= len(text)


@pytest.mark.parametrize(
    ("given_text", "kept", "removed"),
    [
        ("甲\r\n乙\r丙\x85丁\u2028戊", "甲\n乙\n丙\n丁\n戊", 0),
        ("甲\x00乙\x1b[0m", "甲乙[0m", 2),
        ("甲\ud800乙\uffff", "甲乙", 2),
        ("甲\t乙\u200b\u202e丙", "甲\t乙\u200b\u202e丙", 0),
    ],
)
def test_cleaning_removes_what_no_export_can_carry(given_text, kept, removed):
    found = clean(given_text)
    assert (found.text, found.removed) == (kept, removed)


@given(st.text(st.characters(), max_size=60))
def test_cleaned_text_can_be_encoded_and_cleaning_it_again_changes_nothing(text):
    once = clean(text).text
    once.encode("utf-8")
    assert clean(once).text == once
    assert clean(once).removed == 0


def test_only_han_characters_are_counted():
    assert count_han("发展 GDP，5％。\u3400\U00020000") == 4
    assert count_han("") == 0
    assert count_han("二〇二三年") == 5  # 〇 is a Han numeral, though it stands outside the blocks


@given(
    st.text(
        st.sampled_from("科〇𠀀㐀\u9fff\ua000\u4dff\U000323af\U000323b0aＡ\n。\ud800"), max_size=20
    )
)
def test_the_han_of_a_part_is_the_difference_between_its_ends(text):
    before = han_before(text)
    assert len(before) == len(text) + 1
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            assert before[end] - before[start] == count_han(text[start:end])
