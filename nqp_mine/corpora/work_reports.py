"""政府工作报告: whose a report is and in which year it was given, when the page does not say so."""

import re
from collections.abc import Sequence
from typing import Literal

from nqp_mine.corpora.regions import NATION, Region, find_region, full_name

Kind = Literal["政府工作报告", "报告", ""]
_ON_BEHALF = re.compile(r"代表(?P<who>[^，。、；]{2,20}?)(?:人民)?政府")
_CONGRESS = re.compile(
    r"在(?P<who>[^，。、；第]{2,20}?)第?[一二三四五六七八九十百零〇\d]+届(?:全国)?(?:人民代表大会|人大)"
)
_HEAD_OF = re.compile(r"(?P<who>[\u4e00-\u9fff]{2,16}?)(?:人民政府)?[省市区县州旗]长[\s\u3000\xa0]")
_NATIONAL = re.compile(
    r"代表(?:中华人民共和国)?国务院|国务院总理|代表中央人民政府|第.{1,3}届全国人民代表大会|国务院的?委托|全国政协"
)
_REVIEW = re.compile(
    r"(?P<year>(?:19|20)\d\d)年的?(?:政府)?(?:主要工作|工作的?(?:主要)?(?:回顾|情况)|工作(?:完成)?情况)"
)
_SPEAKS = re.compile(r"代表[^，。]{0,16}政府，?向大会")
_ON_WORK = re.compile(
    r"(?:报告|作|提出).{0,6}工作|工作(?:的)?报告|政府工作|(?:过去|以来).{0,2}[一两三四五]年的?工作"
)
_BARE = re.compile(r"(?:\d{4}年)?政府工作报告")


def report_kind(title: str, head: str, name: str) -> Kind:
    """Return what a government gives a congress: 政府工作报告, another 报告, or "" for neither.

    A work report shows by its title, its file's name, or by how it speaks to the congress.
    """
    opening = re.sub(r"\s", "", head[:800])
    if "政府工作报告" in title or "政府工作报告" in opening[:200] or "政府工作报告" in name:
        return "政府工作报告"
    if "各位代表" not in opening[:300] and not _SPEAKS.search(opening[:200]):
        return ""
    return "政府工作报告" if _ON_WORK.search(opening) else "报告"


def report_region(lines: Sequence[str]) -> Region | None:
    """Return the place whose government reports, as the first lines name it."""
    text = "\n".join(lines)[:900]
    if _NATIONAL.search(text[:500]):
        return Region(province=NATION, code="000000", level="国家")
    for pattern in (_ON_BEHALF, _CONGRESS, _HEAD_OF):
        for match in pattern.finditer(text):
            if found := find_region(_named(match["who"])):
                return found
    return None


def _named(who: str) -> str:
    """Give a bare name its place in a government's name, where it is read as one."""
    return who if who.endswith(tuple("省市州区县盟旗")) else who + "人民政府"


def year_given(lines: Sequence[str]) -> str:
    """Return the year after the one that the report's first heading looks back on, or ""."""
    match = _REVIEW.search("\n".join(lines)[:2500])
    return str(int(match["year"]) + 1) if match else ""


def report_title(title: str, kind: Kind, year: str, region: Region | None) -> str:
    """Return a title that says whose report it is and when, where the written one does not."""
    if title and not _BARE.fullmatch(title):
        return title
    if region is None or not year:
        return title
    who = "国务院" if region.province == NATION else full_name(region)
    return f"{year}年{who}{kind}"


def report_issuer(region: Region) -> str:
    """Return the government that gives the report."""
    return "国务院" if region.province == NATION else f"{full_name(region)}人民政府"
