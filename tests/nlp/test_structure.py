"""The parts of made-up documents."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_mine.nlp.structure import kinds_at, sections
from nqp_mine.text import normalise

LONG = "各部门要结合实际抓好落实，把各项任务分解到人，按月检查，按季通报，年底考核，确保全年目标顺利完成。"
NOTICE = f"""某市人民政府办公室关于印发湖区建设方案的通知
某政办发〔2021〕5号
各县人民政府，市政府各部门：
《湖区建设方案》已经市政府同意，现印发给你们，请认真组织实施。
附件：1.湖区建设方案
2.重点项目表
某市人民政府办公室
2021年3月5日
（此件公开发布）
附件1
湖区建设方案
一、总体要求
（一）指导思想。坚持生态优先。
（二）主要目标。到2025年建成三个湿地公园。
二、重点任务
（一）修复湿地
{LONG}
三、基本原则
1.统筹兼顾。坚持水陆一体。
四、保障措施
{LONG}
附件2
湖区重点任务分工方案
湿地修复由水利局负责，明年六月底前完成并报市政府。
抄送：市委各部门，市人大常委会办公室。
某市人民政府办公室2021年3月6日印发
"""


def shown(text):
    return [(part.kind, part.level, text[part.start : part.end]) for part in sections(text)]


def of_kind(text, kind):
    return [piece for found, _, piece in shown(text) if found == kind]


def test_the_parts_of_a_notice_with_attachments():
    parts = shown(NOTICE)
    assert parts[0][::2] == ("title", "\n".join(NOTICE.split("\n")[:2]))
    assert of_kind(NOTICE, "salutation") == ["各县人民政府，市政府各部门："]
    assert of_kind(NOTICE, "signature") == ["某市人民政府办公室\n2021年3月5日"]
    assert of_kind(NOTICE, "attachment")[0] == "附件1\n湖区建设方案"
    assert of_kind(NOTICE, "tasks")[0].startswith("附件2\n湖区重点任务")
    assert [text[:3] for text in of_kind(NOTICE, "imprint")] == ["（此件", "抄送："]


def test_a_list_of_attachments_is_no_attachment():
    assert not any("附件：1" in text for text in of_kind(NOTICE, "attachment"))


def test_boilerplate_ends_at_the_next_heading_of_its_level_or_at_goals():
    assert of_kind(NOTICE, "boilerplate") == [
        "一、总体要求\n（一）指导思想。坚持生态优先。",
        "三、基本原则\n1.统筹兼顾。坚持水陆一体。",
    ]


def test_boilerplate_that_no_heading_ends_is_not_marked():
    assert of_kind("一、总体要求\n坚持改革。\n" + LONG, "boilerplate") == []
    text = f"指导思想\n坚持改革创新。\n重点任务\n{LONG}"
    assert of_kind(text, "boilerplate") == ["指导思想\n坚持改革创新。"]


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("第一编 总论", 1), ("第二章 职责", 2), ("第三节 管理", 3), ("第四条 适用范围", 4),
        ("五、保障措施", 4), ("（六）修复湿地", 5), ("7.水质监测", 6), ("7．水质监测", 6),
        ("（8）取样办法", 7),
    ],
)  # fmt: skip
def test_levels_of_headings(line, level):
    assert ("heading", level, line) in shown(f"{LONG}\n{line}\n{LONG}")


@pytest.mark.parametrize(
    "line", ["一、修复湿地，恢复水面。", "3.5亿元用于修复湿地", "一是修复湿地", "第一，修复湿地"]
)
def test_what_is_no_heading(line):
    assert "heading" not in [kind for kind, _, _ in shown(f"{LONG}\n{line}\n{LONG}")]


@pytest.mark.parametrize(
    "head", ["名词解释", "《报告》有关名词注释", "（名词解释）", "附件2：名词解释", "注释"]
)
def test_a_glossary_runs_to_the_end(head):
    text = f"{LONG}\n" * 4 + f"{head}\n1.“两湖”：指南湖和北湖。\n一、三园\n指三个湿地公园。"
    assert of_kind(text, "glossary")[-1].endswith("指三个湿地公园。")
    assert head in of_kind(text, "glossary")[0]


def test_a_glossary_ends_at_an_attachment():
    text = f"{LONG}\n" * 4 + f"名词解释\n“两湖”：指南湖和北湖。\n附件2\n项目表\n{LONG}"
    assert of_kind(text, "glossary") == ["名词解释\n“两湖”：指南湖和北湖。"]


@pytest.mark.parametrize(
    "text",
    [
        f"名词解释\n“两湖”：指南湖和北湖。\n{LONG}\n{LONG}\n{LONG}",  # in the first half
        f"{LONG}\n{LONG}\n{LONG}\n要做好名词解释和宣传工作。\n{LONG}",
        f"{LONG}\n{LONG}\n{LONG}\n第九条 名词解释\n{LONG}",
    ],
)
def test_what_is_no_glossary(text):
    assert of_kind(text, "glossary") == []


def test_a_date_under_the_title_or_in_a_sentence_is_no_signature():
    text = f"政府工作报告\n2021年1月9日\n各位代表：\n{LONG}\n会议定于2021年3月5日\n{LONG}"
    assert of_kind(text, "signature") == []


def test_joint_signature_and_chinese_numerals():
    text = f"关于湖区的通知\n{LONG}\n某市水利局\n某市财政局\n二〇二一年三月五日"
    assert of_kind(text, "signature") == ["某市水利局\n某市财政局\n二〇二一年三月五日"]


def test_kinds_at_positions():
    parts = sections(NOTICE)
    at = [NOTICE.index(word) for word in ("生态优先", "2021年3月5日", "建成三个")]
    assert kinds_at(parts, at) == ["boilerplate", "signature", "attachment"]
    assert kinds_at([], [3]) == ["body"]


@given(
    st.text(
        alphabet="一二、（）1.附件名词解释总体要求。：\n　 第章条2021年3月5日政府", max_size=120
    )
)
def test_every_filled_line_is_in_exactly_one_part(written):
    text = normalise(written).text
    parts = sections(text)
    assert all(a.end <= b.start for a, b in pairwise(parts))
    covered = {i for part in parts for i in range(part.start, part.end)}
    assert all(i in covered for i, char in enumerate(text) if not char.isspace())
