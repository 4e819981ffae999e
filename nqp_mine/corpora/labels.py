"""Labelled facts: what the keys of a table, a sidecar or a page header are called in the corpus."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

FIELDS = (
    "id", "title", "issuer", "date", "date_written", "date_published", "year", "doc_number",
    "region", "province", "city", "level", "doc_type", "status",
)  # fmt: skip

_NAMES: dict[str, str] = {
    "title": "title articletitle 标题 题名 题目 文件名称 政策名称 法规名称 名称",
    "issuer": "issuer 发文机关 发文单位 发文部门 发布机构 发布机关 发布部门 发布单位 制定机关"
    " 制定部门 颁布机关 颁布部门",
    "date": "date 日期 时间",
    "date_written": "date_written 成文日期 成文时间 发文日期 发文时间",
    "date_published": "date_published publish_date pubdate 发布日期 发布时间 公布日期 公布时间"
    " 公开日期 颁布日期 发表时间",
    "year": "year 年份 年度",
    "doc_number": "doc_number 发文字号 发文文号 文号 文件编号",
    "region": "region 地区 区域",
    "province": "province 省份 省",
    "city": "city 城市 地级市",
    "level": "level 级别 行政级别",
    "doc_type": "doc_type 文种 文件类型 公文种类",
    "status": "status effect_status 时效性 时效 有效性 效力 效力状态",
    "date_effective": "date_effective 施行日期 实施日期 生效日期",
    "effect_level": "effect_level 效力位阶 效力级别",
    "index_number": "index_number 索引号",
    "topic_class": "topic_class 主题分类 法规类别",
    "topic_words": "topic_words 主题词",
    "pkulaw_code": "pkulaw_code 法宝引证码",
    "source_name": "source_name contentsource 来源 信息来源 文章来源 稿源",
    "source_url": "source_url 原文链接 链接",
}
_FIELD_OF = {name: key for key, names in _NAMES.items() for name in names.split()}
# Everyday words label a line of a page only at its start, or after the time that it was put up.
_EVERYDAY = frozenset(
    [
        "名称",
        "题目",
        "日期",
        "时间",
        "省",
        "地区",
        "区域",
        "城市",
        "级别",
        "效力",
        "链接",
        "来源",
        "标题",
        "年度",
        "年份",
        "省份",
    ]
)
_BLANK = frozenset({"", "-", "--", "—", "——", "/", "nan", "none", "null", "n/a", "未知", "无"})
_WORDS = re.compile(r"[^\d\s:：.\-/年月日时分秒T]")  # anything but a date and a clock time
_SPACES = re.compile(r"[\s\u3000\xa0:：【】\[\]]+")


def _pattern() -> re.Pattern[str]:
    labels = sorted((n for n in _FIELD_OF if not n.isascii()), key=len, reverse=True)
    spaced = "|".join(r"[ \t\u3000]*".join(label) for label in labels)
    return re.compile(
        rf"(?:^|(?<=[\s\u3000】]))【?(?P<label>{spaced})[ \t\u3000]*"
        r"(?:】[ \t]*[:：]?|[:：])[ \t\u3000]*"
    )


_LABEL = _pattern()


@dataclass(frozen=True, slots=True)
class Labelled:
    """Facts under the corpus's field names, and whatever else the user keeps as columns."""

    facts: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    without_number: bool = False  # the table says that the document has no number (无)


def take(row: Mapping[str, str]) -> Labelled:
    """Sort the cells of a row; its keys are the corpus's names or Chinese labels, in any case."""
    facts: dict[str, str] = {}
    columns: dict[str, str] = {}
    none = False
    for key, written in row.items():
        name = _FIELD_OF.get(_SPACES.sub("", key).lower(), "")
        value = written.strip()
        if value.lower() in _BLANK:
            none = none or (name == "doc_number" and value == "无")
            continue
        if name in FIELDS:
            facts.setdefault(name, value)
        else:
            columns.setdefault(name or key.strip(), value)
    return Labelled(facts, columns, without_number=none)


def in_lines(lines: Sequence[str]) -> tuple[Labelled, frozenset[int]]:
    """Return the labelled facts of a page's or an export's first lines, and those lines' places."""
    found: dict[str, str] = {}
    used: set[int] = set()
    for i, line in enumerate(lines):
        marks = [mark for mark in _LABEL.finditer(line) if _counts(mark, line)]
        if not marks:
            continue
        used.add(i)
        ends = [after.start() for _, after in pairwise(marks)] + [len(line)]
        for mark, end in zip(marks, ends, strict=True):
            value = line[mark.end() : end].strip()
            if mark["label"] == "来源" or mark["label"].endswith("来源"):
                value = re.split(r"[\s（(]", value)[0]
            if not value and end == len(line) and i + 1 < len(lines) and len(lines[i + 1]) <= 60:
                value = lines[i + 1]
                used.add(i + 1)
            found.setdefault(_SPACES.sub("", mark["label"]), value)
    return take(found), frozenset(used)


def _counts(mark: re.Match[str], line: str) -> bool:
    label = _SPACES.sub("", mark["label"])
    return label not in _EVERYDAY or (len(line) <= 80 and not _WORDS.search(line[: mark.start()]))


def status(written: str) -> str:
    """Return 现行有效, 失效, 部分失效, 已修改 or 尚未生效 for the usual ways to say so."""
    for word, meaning in (
        ("部分失效", "部分失效"), ("失效", "失效"), ("废止", "失效"), ("修改", "已修改"),
        ("修订", "已修改"), ("尚未", "尚未生效"), ("未生效", "尚未生效"), ("有效", "现行有效"),
    ):  # fmt: skip
        if word in written:
            return meaning
    return written.strip()
