"""A document's title, from its first lines or from the name of its file."""

import re
from collections.abc import Sequence

from nqp_mine.corpora.dates import find_dates
from nqp_mine.corpora.doc_types import doc_type, ends_a_title
from nqp_mine.corpora.issuers import issuer_line
from nqp_mine.corpora.opening import is_cover
from nqp_mine.text import count_han

_LONGEST = 160  # characters; longer is a paragraph
_MOST_LINES = 7
_HEADING = re.compile(
    r"第[一二三四五六七八九十百\d]+[章条节编部]|[（(]?[一二三四五六七八九十]+[、）).．]|\d+[、.．]"
    r"|目\s*录|前\s*言|序\s*言|附\s*[件录].*|各位代表.*|同志们.*|新华社.*"
)
_NUMBERED = re.compile(r"〔\d{4}〕\d+号")
_PREAMBLE = re.compile(r"为|根据|按照|依据|现将|经|近年|当前")
_CONTINUES = re.compile(r"^(?:的|和|与|及|、|（|\(|》|”)")
_PERSON = re.compile(
    r"(?:.{0,20}(?:长|主席|总理|主任|书记)[\s\u3000]+|国务院总理)[\u4e00-\u9fff·]{1,3}(?:[\s\u3000]+[\u4e00-\u9fff]{1,3})?"
)
_MEETING = re.compile(r"[—―－–\-─（(\s]*.{4,24}在.{3,60}(?:会议|大会)上?[）)]?")
_GIVEN_AT = re.compile(r"[—―－–\-─]{1,}[^—―－–─]{4,24}在.{3,60}(?:会议|大会)上?$")
_TIGHT = re.compile(r"\s+(?=[+”》])|(?<=[+“《])\s+")
_QUOTED = re.compile(r"《([^》]{4,120})》")
_INDEX = re.compile(r"^[A-Za-z]{0,3}\d{1,4}[_\-.、\s]+")
_CODE = re.compile(r"\s*[（(](?:FBM-)?CLI[^）)]*[）)]$")
_CUT = re.compile(r"(?:\.{2,}|…+)$")


def find_title(head: Sequence[str], number_line: int | None) -> str:
    """Return the title in the lines above the body, or an empty string.

    `number_line` is the place of the document's own number: what stands above it is the title,
    except in an order, whose title follows in the sentence that makes it public.
    """
    lines = list(head)
    start = next((i for i, line in enumerate(lines) if _can_begin(line)), None)
    if start is None:
        return ""
    if lines[start].endswith("令") and len(lines[start]) < 40:
        return ""
    stop = number_line if number_line is not None and number_line > start else len(lines)
    taken: list[str] = []
    for line in lines[start : min(stop, start + _MOST_LINES)]:
        if taken and (not _can_go_on(line) or _complete("".join(taken), line)):
            break
        taken.append(line)
    title = _without_repeat(taken)
    if taken and all(issuer_line(line) for line in taken) and not _kind(title):
        return find_title(lines[start + len(taken) :], None)  # the issuers' names, then the title
    known = number_line is not None and number_line == start + len(taken)
    good = known or _kind(title) or (len(taken) == 1 and count_han(title) >= 4 and len(title) <= 60)
    return title if good and len(title) <= _LONGEST else ""


def order_title(lines: Sequence[str]) -> str:
    """Return the 《title》 that an order makes public, from its first sentences."""
    match = _QUOTED.search("".join(lines[:12]))
    return match[1] if match else ""


def title_of_name(stem: str) -> str:
    """Return the title that a file's name spells (its index number and database code left out)."""
    return _CUT.sub("…", _CODE.sub("", _INDEX.sub("", stem))).strip(" _-") or stem


def title_of_page(page_title: str) -> str:
    """Return a web page's title without the names of column and site behind it."""
    return re.split(r"\s*[_|｜]\s*|\s+-+\s+", page_title.strip())[0]


def same_title(one: str, other: str) -> bool:
    """Tell whether two titles differ in nothing but spacing and punctuation."""
    return _letters(one) == _letters(other)


def _letters(title: str) -> str:
    return "".join(re.findall(r"\w", title))


def _kind(title: str) -> bool:
    named = title.startswith("关于") or (title.endswith("》") and "印发" in title)
    return named or bool(doc_type(title)) or "工作报告" in title


def _can_begin(line: str) -> bool:
    return (
        count_han(line) >= 2
        and not _HEADING.match(line)
        and not is_cover(line)
        and not (_PERSON.fullmatch(line) and not doc_type(line))
        and not _is_date(line)
        and len(line) <= _LONGEST
        and not _NUMBERED.search(line)
        and not (_PREAMBLE.match(line) and "，" in line)
        and (count_han(line) >= 4 or line in ("通知", "公告", "决定"))
    )


def _can_go_on(line: str) -> bool:
    return not (
        _HEADING.match(line)
        or _MEETING.fullmatch(line)
        or _is_date(line)
        or (_PERSON.fullmatch(line) and not doc_type(line))
        or (line.startswith(("——", "--", "（", "(")) and not doc_type(line))
    )


def _is_date(line: str) -> bool:
    found = find_dates(line)
    return bool(found) and found[0].start <= 3 and (found[0].date.precision != "year")


def _complete(title: str, after: str) -> bool:
    """Tell whether `title` is whole, so that the line `after` is none of it."""
    if title.count("《") != title.count("》") or title.count("“") != title.count("”"):
        return False
    if same_title(title, after):
        return True
    return (ends_a_title(title) or title.endswith("》")) and not _CONTINUES.match(after)


def _without_repeat(lines: Sequence[str]) -> str:
    """Join the lines of a title that some exports print twice."""
    half = len(lines) // 2
    if half and same_title("".join(lines[:half]), "".join(lines[half:])):
        lines = lines[:half]
    return _TIGHT.sub("", _GIVEN_AT.sub("", "".join(lines))).strip()
