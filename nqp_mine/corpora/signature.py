"""落款: who signed a document and when, and the date that stands under a title.

A date inside a sentence (2023年9月7日召开) belongs to what the sentence tells. A document's own
date has a line of its own under the issuer's name, or stands in brackets or after a dash under the
title.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nqp_mine.corpora.dates import FoundDate, ParsedDate, find_dates
from nqp_mine.corpora.issuers import issuer_line, same_body
from nqp_mine.corpora.opening import plain

_LONGEST = 60  # characters of a signature line
_NEAR_END = 12  # filled lines from the end in which an unsigned date can still be the document's
_NEAR_START = 30  # filled lines from the start in which a notice can end before its enclosure
_ABOVE = 24  # issuers at most in one joint signature
_TITLE_REACH = 400  # characters from the start in which a bracket without a line of its own counts
_STAMP_LINES = 14  # filled lines from the start in which a page prints when it was put up
_CLOCK = re.compile(r"[\s\u3000T]*\d{1,2}\s*[:：时]\s*\d{2}")
_LEFT_OVER = re.compile(r"[\s\u3000（）()【】\[\]，,。:：]+")
_SIGNER = re.compile(
    r".{0,20}(?:总理|主席|主任|[部省市县区州局厅]长)[\s\u3000]*[\u4e00-\u9fff·\s\u3000]{2,6}"
)
_MIGHT_BE_DATE = re.compile(r"年|\d{4}[-./]\d")
_MEETING = re.compile(r"\s*在[^。；]{2,60}(?:会议|大会)|\s*(?:[^。；]{2,40}(?:会议|大会))?上")
_MADE = re.compile(
    r"[^（(）)]{0,120}?(?:通过|修订|修正|公布|发布|印发|批准|施行)?[^（(）)]{0,120}?[）)]"
)
_OPENING_SIGN = re.compile(r"(?:^|[\n（(—―－–\-─\s])$")


@dataclass(frozen=True, slots=True)
class Signature:
    """A dated line of its own, with the bodies named above it (none where it stands alone)."""

    issuers: tuple[str, ...]
    date: ParsedDate
    from_end: int  # filled lines below it
    from_start: int  # filled lines above it


def find_signatures(text: str, *, today: date | None = None) -> list[Signature]:
    """Return every line that is a date, with the issuers over it, in the text's order."""
    filled = [line for line in text.split("\n") if line.strip()]
    found = []
    for i, written in enumerate(filled):
        if len(written) > 3 * _LONGEST or not _MIGHT_BE_DATE.search(written):
            continue
        line = plain(written).strip().replace("\n", " ")
        dates = find_dates(line, today=today) if len(line) <= _LONGEST else []
        if len(dates) != 1 or dates[0].date.precision == "year":
            continue
        rest = line[: dates[0].start].strip()
        if _LEFT_OVER.sub("", line[dates[0].end :]) or line.startswith(("（", "(")):
            continue
        if not _LEFT_OVER.sub("", rest):
            names = _issuers_above(filled[max(0, i - _ABOVE) : i])
        elif _SIGNER.fullmatch(rest):
            names = ()
        elif not (names := issuer_line(rest)):
            continue
        found.append(Signature(names, dates[0].date, len(filled) - 1 - i, i))
    return found


def _issuers_above(lines: Sequence[str]) -> tuple[str, ...]:
    names: tuple[str, ...] = ()
    for written in reversed(lines):
        here = issuer_line(plain(written).strip().replace("\n", " ")) if len(written) <= 200 else ()
        if not here:
            break
        names = (*here, *names)
    return names


def choose(signatures: Sequence[Signature], issuers: tuple[str, ...]) -> Signature | None:
    """Return the signature of the document itself.

    `issuers` are the bodies known from elsewhere. A forwarded document brings its own signature
    at the very end, so the first one that agrees with the issuer wins over the last one.
    """
    signed = [one for one in signatures if one.issuers]
    own = [one for one in signed if same_body(one.issuers, issuers)]
    if own:
        return own[0]
    if signed and (not issuers or len(signatures) == 1):
        return signed[0]
    bare = [one for one in signatures if not one.issuers]
    early = [one for one in bare if one.from_start < _NEAR_START]
    if len(bare) == 1 and early:  # a notice whose enclosure follows, an order
        return early[0]
    last = [one for one in bare if one.from_end < _NEAR_END]
    return last[-1] if last else None


def published_stamp(lines: Sequence[str], *, today: date | None = None) -> ParsedDate | None:
    """Return the date with a clock time that web pages print under a title, a 发布日期."""
    for line in lines[:_STAMP_LINES]:
        for found in find_dates(line, today=today):
            if found.date.value and _CLOCK.match(line[found.end :]):
                return found.date
    return None


def date_under_title(lines: Sequence[str], *, today: date | None = None) -> ParsedDate | None:
    """Return the date in brackets or after a dash among the first lines.

    ——2024年1月13日在…会议上, （2020年3月30日）, （…第二十九次会议通过）. Where a law names its
    amendments too, the last of them is the date of this wording.
    """
    text = "\n".join(lines)[:1500]
    found = [item.date for item in find_dates(text, today=today) if _stands_under_title(text, item)]
    full = [item for item in found if item.precision != "year"]
    if not full:
        return None
    bracketed = "修订" in text[:1500] or "修正" in text[:1500]
    return max(full, key=lambda item: item.value) if bracketed else full[0]


def _stands_under_title(text: str, item: FoundDate) -> bool:
    before, after = text[: item.start], text[item.end :].replace("\n", "")
    if not _OPENING_SIGN.search(before):
        return False
    if _MEETING.match(after):
        return True
    opened = max(before.rfind("（"), before.rfind("("))
    inside = opened >= 0 and opened > max(before.rfind("）"), before.rfind(")"))
    if not inside or not (match := _MADE.match(after)):
        return False
    own_line = opened == 0 or text[opened - 1] in "\n 　"
    if re.search("通过|修订|修正|公布|发布|印发|批准", match[0]):
        # Web pages run the title and the bracket together; a cited law ends in 》.
        return own_line or (item.start < _TITLE_REACH and text[opened - 1] != "》")
    return own_line and not _LEFT_OVER.sub("", match[0])
