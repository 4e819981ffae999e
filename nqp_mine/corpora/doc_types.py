"""文种: what kind of document a title names."""

import re

# The last word of a title decides; a longer word goes before its own ending (工作报告, 报告).
_KINDS: tuple[tuple[str, str], ...] = (
    ("工作报告", "政府工作报告"),
    ("通知", "通知"), ("意见", "意见"), ("规划", "规划"), ("计划", "计划"), ("方案", "方案"),
    ("报告", "报告"), ("决定", "决定"), ("办法", "办法"), ("条例", "条例"), ("公告", "公告"),
    ("批复", "批复"), ("函", "函"), ("答复", "答复"), ("通告", "通告"), ("通报", "通报"),
    ("决议", "决议"), ("公报", "公报"), ("规定", "规定"), ("细则", "细则"), ("规则", "规则"),
    ("纲要", "纲要"), ("措施", "措施"), ("政策", "政策"), ("指南", "指南"), ("指引", "指引"),
    ("标准", "标准"), ("要点", "要点"), ("目录", "目录"), ("纪要", "纪要"), ("请示", "请示"),
    ("建议", "建议"), ("议案", "议案"), ("章程", "章程"), ("解读", "解读"), ("宣言", "宣言"),
    ("法律", "法"), ("命令", "令"),
)  # fmt: skip
_TRAILING = re.compile(r"[（(\[【][^（(\[【]*[）)\]】]$|[》”\"'\s。]+$")
_LAW = re.compile(r"(?:中华人民共和国.*|.{3,})法")
_NO_LAW = ("办法", "方法", "做法", "司法", "执法", "立法", "普法", "算法", "用法", "疗法", "语法")
_REPORT = re.compile(r"政府工作报告|工作报告(?:（全文）|\(全文\))?$")


def doc_type(title: str) -> str:
    """Return the kind that the title's last word names (通知, 规划, 工作报告, …), or ""."""
    bare = title.strip()
    while (shorter := _TRAILING.sub("", bare)) != bare:
        bare = shorter
    if _REPORT.search(bare):
        return "工作报告"
    for kind, ending in _KINDS:
        if not bare.endswith(ending) or (ending == "令" and len(bare) < 3):
            continue
        if ending == "法" and (bare.endswith(_NO_LAW) or not _LAW.fullmatch(bare)):
            continue
        return kind
    return ""


def ends_a_title(line: str) -> bool:
    """Tell whether a title can end with this line: its last word is a kind of document."""
    return bool(doc_type(line)) and not line.endswith("令")
