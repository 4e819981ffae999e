"""Provinces, prefectures and counties, and which of them a title, an issuer or a path names.

The table (data/regions.csv) is dated in its first lines. A place is read from where a name stands
first; a bare short name (沈阳) counts only where a name can stand, so that 中山大学 or 大同社会
is no city.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

_FULL = ("海南州",)  # a short name that keeps its last character, or it would be the province's
Level = Literal["国家", "省", "市", "县", ""]
NATION = "全国"
_NORTHEAST = frozenset({"辽宁", "吉林", "黑龙江"})
# Eastern Inner Mongolia, as the national plans for the revitalisation of the Northeast define it.
_EAST_INNER_MONGOLIA = frozenset({"呼伦贝尔", "兴安盟", "通辽", "赤峰", "锡林郭勒"})
_CENTRAL = re.compile(
    r"(?:中华人民共和国|国务院|中共中央|中国共产党中央|全国(?:人民代表大会|人大|政协|总工会|工商联|妇联)"
    r"|中央(?:人民政府|军委|办公厅|委员会|宣传部|组织部|政法委|网信办|[^部]{2,8}(?:领导小组|委员会))"
    r"|中国人民政治协商会议|中国(?:人民)?政协|最高人民"
    r"|国家(?!级)[^关省市县]{1,12}?[委局办署院部行]|国家(?!级)[^关省市县]{1,12}?中心"
    r"|中国(?:人民银行|证监会|证券监督|银保监会|银监会|保监会|银行保险监督|科学院|工程院|科协)"
    r"|(?:教育|科学?技术?|工业和信息化|公安|安全|民政|司法|财政|人力资源(?:和)?社会保障|人事|监察"
    r"|自然资源|国土资源|生态环境|环境保护|住房(?:和)?城乡建设|建设|交通(?:运输)?|铁道|信息产业"
    r"|水利|农业(?:农村)?|商务|文化(?:和旅游)?|卫生|外交|国防|应急管理|退役军人事务"
    r"|劳动(?:和社会保障)?)部(?![门队分])"
    r"|审计署|海关总署|税务总局|市场监管总局|广电总局|体育总局"
    r"|(?:发展改革委|证监会|银保监会)(?=、|关于|$))"
)
_NAME_BEFORE = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|年|关于|印发|转发|同意|以|为|在|代表|对|省|自治区|省级|市级)$"
)
_NAME_AFTER = re.compile(
    r"(?:$|[^\u4e00-\u9fff区县旗镇乡]|市|州|地区|盟|政府|人民|人大|政协|工作|管委|国民经济|经济社会"
    r"|发展|建设|新区|高新|自贸|关于|统计|办公)"
)
_SPLIT = re.compile(r"黄河南|淮河南|长江西|珠江西|太行山西|雪山西|中山西|锦江西|湖南北|上海南")
_COUNTY_START = re.compile(r"(?:^|[^\u4e00-\u9fff]|年|关于|代表|在)$")


@dataclass(frozen=True, slots=True)
class Region:
    """A place: `province` is a short name (辽宁) or 全国, `code` the deepest part's six digits.

    `city` is the prefecture's short name (沈阳, 呼伦贝尔), `county` the full name (海拉尔区).
    Counties directly under a province (天门) stand as cities: they answer to the province.
    """

    province: str
    city: str = ""
    county: str = ""
    code: str = ""
    level: Level = ""


@dataclass(frozen=True, slots=True)
class _Place:
    region: Region
    full: bool  # a name with its 省, 市, 区, … rather than a bare short one


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    """Names to places; a county's name may stand for several."""

    places: Mapping[str, _Place]
    counties: Mapping[str, tuple[Region, ...]]
    offices: Mapping[tuple[str, str], str]  # (province, city) -> full name
    abbreviations: Mapping[str, str]
    longest: int


def find_region(text: str) -> Region | None:
    """Return the region that `text` (title, issuer, path) names first, as deep as it goes."""
    table = _gazetteer()
    central = _CENTRAL.search(text)
    split = [m.end() - 2 for m in _SPLIT.finditer(text)]
    for start in range(len(text)):
        if central is not None and start == central.start():
            branch = _branch(text[central.end() :])
            return branch or Region(province=NATION, code="000000", level="国家")
        if start in split:
            continue
        for length in range(min(table.longest, len(text) - start), 1, -1):
            name = text[start : start + length]
            if name not in table.places and name not in table.counties:
                continue
            found = _place_at(text, start, name, table)
            if found is not None:
                return _deeper(text[start + length :], found, table)
    return None


def _branch(rest: str) -> Region | None:
    """Return the place of a local branch of a central body (国家税务总局沈阳市税务局)."""
    match = re.match(
        r"(?P<place>[\u4e00-\u9fff]{2,16}?)(?:[^关于、]{0,6}?)(?:税务局|分局|分行|支行|监管局|管理局|专员办|调查总队)",
        rest,
    )
    return find_region(match["place"]) if match else None


def _place_at(text: str, start: int, name: str, table: _Gazetteer) -> Region | None:
    before, after = text[max(0, start - 3) : start], text[start + len(name) :]
    place = table.places.get(name)
    if place is not None:
        stands = _NAME_BEFORE.search(before) and _NAME_AFTER.match(after)
        if place.full or place.region.level == "省" or stands:
            return place.region
    counties = table.counties.get(name, ())
    if len(counties) == 1 and len(name) > 2 and _COUNTY_START.search(before):
        return counties[0]
    return None


def _deeper(rest: str, region: Region, table: _Gazetteer) -> Region:
    """Return the deepest place under `region` that follows it at once: 辽宁-沈阳, 吉林省长春市."""
    rest = re.sub(r"^(?:[省市州盟]|自治区|地区|人民政府)?[\s_\-—·/\\、，,]*", "", rest)
    for length in range(min(table.longest, len(rest)), 1, -1):
        name = rest[:length]
        place = table.places.get(name)
        after = rest[length:]
        if (
            place is not None
            and region.level == "省"
            and place.region.city
            and place.region.province == region.province
            and (place.full or _NAME_AFTER.match(after))
        ):
            return _deeper(after, place.region, table)
        for county in table.counties.get(name, ()):
            if county.province == region.province and region.city in ("", county.city):
                return replace(county, city=region.city or county.city)
    return region


def province_of(abbreviation: str) -> str:
    """Return the province that one character stands for (辽 -> 辽宁), or an empty string."""
    return _gazetteer().abbreviations.get(abbreviation, "")


def full_name(region: Region) -> str:
    """Return the place's official name (辽宁省, 沈阳市, 海拉尔区), or an empty string for 全国."""
    return region.county or _gazetteer().offices.get((region.province, region.city), "")


def code_of(province: str, city: str = "") -> str:
    """Return the six digits of a province or city, 100000 for 全国, or an empty string."""
    if province == NATION:
        return "100000"
    table = _gazetteer()
    name = table.offices.get((province, city.removesuffix("市")))
    place = table.places.get(name) if name else None
    return place.region.code if place else ""


def is_northeast(region: str, city: str = "") -> bool:
    """Tell whether a province (and city) is of the Northeast.

    The three provinces, and the five eastern leagues and cities of Inner Mongolia.
    """
    return region in _NORTHEAST or (
        region == "内蒙古"
        and city.removesuffix("市") in _EAST_INNER_MONGOLIA | {"锡林郭勒盟", "兴安"}
    )


@cache
def _gazetteer() -> _Gazetteer:
    path = files("nqp_mine.corpora").joinpath("data/regions.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    places: dict[str, _Place] = {}
    counties: dict[str, list[Region]] = {}
    abbreviations: dict[str, str] = {}
    offices: dict[tuple[str, str], str] = {}
    cities: dict[str, str] = {}
    for row in rows:
        region = _region(row, cities)
        if row["level"] == "county":
            counties.setdefault(row["name"], []).append(region)
            continue
        offices.setdefault((region.province, region.city), row["name"])
        for name in _names(row):
            # Provinces come first in the table: 海南 and 吉林 alone are the provinces.
            full = name != row["short"] or name == row["name"] or name in _FULL
            places.setdefault(name, _Place(region, full))
        abbreviations |= dict.fromkeys(
            filter(None, row["abbreviation"].split("|")), region.province
        )
    return _Gazetteer(
        places=MappingProxyType(places),
        counties=MappingProxyType({name: tuple(found) for name, found in counties.items()}),
        offices=MappingProxyType(offices),
        abbreviations=MappingProxyType(abbreviations),
        longest=max(map(len, [*places, *counties])),
    )


def _region(row: Mapping[str, str], cities: dict[str, str]) -> Region:
    """Return the row's region; `cities` collects four-digit codes of prefectures on the way."""
    code, level = row["code"], row["level"]
    if level == "province":
        return Region(province=row["province"], code=code, level="省")
    if level == "county":
        city = cities.get(code[:4], "")
        return Region(row["province"], city, row["name"], code, "县")
    if level == "prefecture":
        cities[code[:4]] = row["short"]
    return Region(province=row["province"], city=row["short"], code=code, level="市")


def _names(row: Mapping[str, str]) -> list[str]:
    short, name = row["short"], row["name"]
    names = [name, short]
    if name.endswith(("自治州", "地区", "盟")) and short + name[-1] not in names:
        names.append(
            short + ("州" if name.endswith("州") else "盟" if name.endswith("盟") else "地区")
        )
    if row["level"] == "province" and short not in ("北京", "天津", "上海", "重庆"):
        names += [short + "自治区"] if "自治区" in name else []
    return names
