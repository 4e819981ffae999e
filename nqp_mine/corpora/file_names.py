"""What the name of a file says: region, year or date, title.

People name files 辽宁-沈阳_2024.txt, 1954.txt, 2026_四川省_政府工作报告.csv. A year in the
middle of a title (2021—2023年行动计划) is the title's, not the document's.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from nqp_mine.corpora.dates import ParsedDate, find_dates, parse_date
from nqp_mine.corpora.regions import Region, find_region
from nqp_mine.corpora.titles import title_of_name
from nqp_mine.text import count_han

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_OWN_YEAR = re.compile(
    r"(?:^|(?<=[_\-.\s（()）\[\]【】]))(?P<y>(?:19|20)\d\d)年?(?=$|[_\-.\s（()）\[\]【】])"
)
_YEAR = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?!\d)")
_RANGE = re.compile(r"\d{4}年?\s*[-—–~～至到_]{1,2}\s*\d{4}")


@dataclass(frozen=True, slots=True)
class NameFacts:
    """`title` is empty where the name is a number or a code."""

    stem: str
    title: str
    region: Region | None
    date: ParsedDate | None


def read_name(name: str, *, report: bool, today: date | None = None) -> NameFacts:
    """Return the facts of `name`, a path with "/"; `report` when it is a work report's.

    A work report's name may hold its year anywhere (政府工作报告2022, 2024年沈阳市…).
    """
    path = PurePosixPath(name.replace("!/", "/"))
    stem = _SUFFIX.sub("", path.name)
    own = find_region(stem)
    whole = find_region("/".join([*path.parts[:-1], stem]))
    if own is None or (whole is not None and whole.province == own.province and whole.city):
        own = whole or own
    title = title_of_name(stem) if count_han(stem) >= 6 else ""
    return NameFacts(stem, title, own, _date(stem, report, today))


def _date(stem: str, report: bool, today: date | None) -> ParsedDate | None:
    full = [item.date for item in find_dates(stem, today=today) if item.date.precision == "day"]
    if len(full) == 1 and full[0].value:
        return full[0]
    years = {m["y"] for m in _OWN_YEAR.finditer(stem)}
    if not years and report and not _RANGE.search(stem):
        years = {m["y"] for m in _YEAR.finditer(stem)}
    if len(years) != 1 or _RANGE.search(stem):
        return None
    return parse_date(years.pop(), today=today)
