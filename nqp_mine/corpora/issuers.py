"""发文机关: names of the bodies that issue documents, alone and jointly."""

import re
from collections.abc import Sequence

_ENDING = re.compile(
    r"(?:国务院|(?:人民)?政府|办公厅|办公室|政府办|(?:党|省|市|县|区|州|工)委|委员会|[委部厅局署院会司处社行室办]|总局|中央|中心|领导小组|工作组|专家组|执行小组"
    r"|管委会|公司|集团|银行|法院|检察院|大会|联合会|协会|公署|政协|军委|人大)"
)
_NAME = re.compile(r"[\u4e00-\u9fff（）()“”\"、·]{2,40}")
_LIST = re.compile(r"[;；、,，/\s\u3000]+")
_BEFORE_SUBJECT = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff（）()、，,“”\s\u3000]{2,80}?)\s*"
    r"(?:关于|印发|转发|批转|公布|发布|下发|对(?=.{2,40}(?:答复|批复|复函|意见)$)|贯彻)"
)
_NO_NAME = re.compile(
    r"(?<!中华人民)共和国|.中华人民共和国|[的了]|。|现将|根据|为了?|报送|抄送|附件|第[一二三四五六七八九十\d]+[章条]"
)
_STATE = re.compile(r"^中华人民共和国(?=.{2,})")
_ORDER_LINE = re.compile(r"^[^，。；《]{0,60}令(?:$|（?第)")
_PASSED = re.compile(
    r"[（(][^（(）)]{0,40}?日(?P<place>[\u4e00-\u9fff]{0,12}?)第[一二三四五六七八九十\d]{1,4}届"
    r"(?P<body>(?:全国)?人民代表大会(?:常务委员会)?)第[一二三四五六七八九十百\d]{1,6}次会议[^）)]{0,12}通过"
)
_OFFICE = re.compile(r"(?<=.)(?:办公厅|办公室)$")
_NUMBERED = re.compile(r"等\s*[0-9一二三四五六七八九十]+\s*(?:个)?(?:部门|单位|部委)$")


def is_issuer(name: str) -> bool:
    """Tell whether `name` can be one body's name: short, no sentence, the right last word."""
    tight = re.sub(r"[\s\u3000]+", "", name)
    return bool(
        _NAME.fullmatch(tight)
        and (match := list(_ENDING.finditer(tight)))
        and match[-1].end() == len(tight)
        and not _NO_NAME.search(tight)
    )


def split_issuers(written: str) -> tuple[str, ...]:
    """Return the bodies of a joint issue; text that is no such list is one name.

    Spaces inside a name (国 务 院) are closed up; Latin text (a translation) is left as it is.
    """
    text = written.strip()
    if not text or re.search("[A-Za-z]{3}", text) or _NUMBERED.search(text):
        return (text,) if text else ()
    parts = [part for part in _LIST.split(text) if part]
    if len(parts) > 1 and all(is_issuer(part) for part in parts):
        return tuple(dict.fromkeys(parts))
    firm = [part.strip() for part in re.split(r"[;；]", text) if part.strip()]
    if len(firm) > 1:
        return tuple(dict.fromkeys(firm))
    return (re.sub(r"(?<=[\u4e00-\u9fff])[\s\u3000]+(?=[\u4e00-\u9fff])", "", text),)


def join_issuers(names: tuple[str, ...]) -> str:
    """Return the names as the corpus stores them."""
    return ";".join(names)


def issuer_line(line: str) -> tuple[str, ...]:
    """Return the bodies that a signature line names, or nothing where it is another line.

    中华人民共和国 before a ministry's name is left out: other documents of the same ministry do.
    """
    names = tuple(_STATE.sub("", name) for name in split_issuers(line))
    return names if names and all(is_issuer(name) for name in names) else ()


def issuer_of_title(title: str) -> tuple[str, ...]:
    """Return the bodies before 关于, 印发, 转发, … in a title."""
    match = _BEFORE_SUBJECT.match(title)
    return issuer_line(match["issuer"].strip(" 、，,")) if match else ()


def order_issuers(head: Sequence[str]) -> tuple[str, ...]:
    """Return the bodies over an order: 某部令第9号, or a list of names above 令."""
    for i, line in enumerate(head[:16]):
        if not _ORDER_LINE.search(line):
            continue
        names = issuer_line(line.split("令")[0])
        for above in reversed(head[:i]):
            if not (more := issuer_line(above)):
                break
            names = (*more, *names)
        return tuple(dict.fromkeys(names))
    return ()


def passed_by(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the congress that passed a law, as the bracket under its title names it."""
    match = _PASSED.search("".join(lines[:6])[:600])
    return (match["place"] + match["body"],) if match else ()


def same_body(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two lists name a body in common, one perhaps by its longer name.

    A body's office signs for it: 某市人民政府办公室 counts as 某市人民政府.
    """
    firm = [_OFFICE.sub("", name) for name in one]
    others = [_OFFICE.sub("", name) for name in other]
    return any(a.endswith(b) or b.endswith(a) for a in firm for b in others)
