"""发文字号, the number that a document carries: one written form, and which number is its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nqp_mine.corpora.dates import parse_date
from nqp_mine.corpora.issuers import order_issuers

_ORG = r"[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z（）()、\-—]{0,24}?"
_OPEN, _CLOSE = r"[〔\[［【（(〈﹝「『]", r"[〕\]］】）)〉﹞」』]"
_YEAR = "[0-9０-９〇○零一二三四五六七八九]{4}"
_SERIAL = r"[0-9０-９]{1,5}"
_NUMBER = re.compile(rf"(?P<org>{_ORG}){_OPEN}(?P<year>{_YEAR})年?{_CLOSE}第?(?P<n>{_SERIAL})号")
_ORDER = re.compile(
    rf"(?P<org>[\u4e00-\u9fff、]{{1,40}}?)令?(?:（?第)(?P<n>{_SERIAL}|[一二三四五六七八九十百零〇]+)号）?"
)
_NOTICE = re.compile(
    rf"(?P<org>[\u4e00-\u9fff]{{0,30}}公告)[（(〔\[]?(?P<year>\d{{4}})年?[）)〕\]]?第?(?P<n>{_SERIAL})号"
)
_ORDER_HEAD = re.compile(r"[\u4e00-\u9fff、\s]{0,60}令")
_ORDER_TAIL = re.compile(rf"（?第(?P<n>{_SERIAL}|[一二三四五六七八九十百零〇]+)号）?")
_STATE_COUNCIL = re.compile(r"^(?:中华人民共和国)?国(?:务院)?令$")
_NUMERAL = {ch: n for n, ch in enumerate("零一二三四五六七八九")} | {"〇": 0}


@dataclass(frozen=True, slots=True)
class DocNumber:
    """A number in its one form, or as written with the `problem` that it has."""

    value: str
    problem: str = ""


def normalise_number(written: str) -> DocNumber:
    """Return 国办发〔2019〕6号 for any spelling of it; what is no such number stays as written."""
    text = re.sub(r"[\s\u3000]+", "", written).strip("，。；、")
    bare = text[1:-1] if text[:1] in "（(" and text[-1:] in "）)" else text
    if match := _NUMBER.fullmatch(bare):
        parsed = parse_date(match["year"])
        serial = int(match["n"])
        if parsed is None or not parsed.value or parsed.problem or serial == 0:
            return DocNumber(
                written.strip(), f"The document number {written.strip()} is not valid."
            )
        return DocNumber(f"{match['org']}〔{parsed.value}〕{serial}号")
    if match := _NOTICE.fullmatch(bare):
        return DocNumber(f"{match['org']}{match['year']}年第{int(match['n'])}号")
    if "令" in bare and (match := _ORDER.fullmatch(bare)):
        org = match["org"] if match["org"].endswith("令") else match["org"] + "令"
        return DocNumber(
            f"{'国令' if _STATE_COUNCIL.match(org) else org}第{_integer(match['n'])}号"
        )
    return DocNumber(
        written.strip(), f"The document number {written.strip()} is not in a known form."
    )


def own_number(head: Sequence[str]) -> tuple[str, int] | None:
    """Return (number as written, index of its line) where a line of the head holds it alone.

    A number inside a sentence or beside a 《title》 is cited, and another document's.
    """
    for i, line in enumerate(head):
        tight = re.sub(r"[\s\u3000]+", "", line)
        bare = tight[1:-1] if tight[:1] in "（(" and tight[-1:] in "）)" else tight
        if _NUMBER.fullmatch(bare) or _NOTICE.fullmatch(bare):
            return bare, i
        if "令" in bare and len(bare) < 60 and (_ORDER.fullmatch(bare)):
            return bare, i
        if i and _ORDER_TAIL.fullmatch(bare) and _order_above(head[:i]):
            above = re.sub(r"[\s\u3000]+", "", _order_above(head[:i]))
            return above + bare, i
    return None


def _order_above(head: Sequence[str]) -> str:
    """Return the order's name above its number: a joint order counts as its first issuer's."""
    if not _ORDER_HEAD.fullmatch(head[-1]):
        return ""
    names = order_issuers(head)
    return f"{names[0]}令" if names else head[-1]


def _integer(text: str) -> int:
    """Return the value of 12, １２ or 十二 (numerals below 1,000)."""
    if text.isdigit():
        return int(text)
    value = digit = 0
    for ch in text:
        if ch in "十百":
            value += (digit or 1) * (10 if ch == "十" else 100)
            digit = 0
        else:
            digit = _NUMERAL.get(ch, 0)
    return value + digit
