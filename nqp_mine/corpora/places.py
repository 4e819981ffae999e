"""Which region and level of government a document belongs to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nqp_mine.corpora.document import SOURCES, Fact
from nqp_mine.corpora.regions import NATION, Region, find_region, province_of
from nqp_mine.corpora.work_reports import report_region

_NATIONAL = frozenset({"全国", "中央", "国家", "中国", "国务院"})
# First characters of numbers that cities use as well as provinces (宁政发 is Nanjing's too).
_SHARED = "宁青云台新内"
_LEVELS = (
    (
        "国家",
        re.compile(r"^(?:国家级?|中央|国务院|全国|部委|国家部委|党中央)|^部门规章|^行政法规|^法律"),
    ),
    ("市", re.compile(r"^(?:地级?市?级?|市级?|地市级?|设区的市|副省级)$")),
    ("县", re.compile(r"^(?:区县级?|县区级?|县级?|区级?|县级市|旗)$")),
    ("省", re.compile(r"^(?:省部?级?|自治区级?|直辖市级?)$")),
)


@dataclass(frozen=True, slots=True)
class Placed:
    """The region as stored, the level, the columns city and county, and the place itself."""

    region: Fact
    level: Fact
    where: Region | None = None
    columns: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def settle(
    *,
    tables: Sequence[tuple[Mapping[str, str], str]],
    issuer: Fact,
    title: Fact,
    number: str,
    name_region: Region | None,
    report_lines: Sequence[str] | None,
) -> Placed:
    """Choose the region: the tables', then the issuer's, the report's, the title's, the name's."""
    found = _guesses(issuer, title, number, name_region, report_lines)
    given, raw = _given(tables)
    if given is not None:
        found = [given, *found]
    where, source = found[0] if found else (None, "derived")
    if where is not None and where.level == "省":
        # A manifest that says no more than the province does not hide the city of the file's name.
        deeper = [r for r, _ in found[1:] if r.province == where.province and r.city]
        if deeper and given is not None and report_lines is not None:
            where = deeper[0]
    region = Fact(where.province if where else raw.value, source if where else raw.source)
    columns = {"city": where.city, "county": where.county} if where else {}
    return Placed(
        region=region,
        level=_level(tables, where, source),
        where=where,
        columns={key: value for key, value in columns.items() if value},
        warnings=_contradictions(found),
    )


def _guesses(
    issuer: Fact,
    title: Fact,
    number: str,
    name_region: Region | None,
    report_lines: Sequence[str] | None,
) -> list[tuple[Region, str]]:
    found: list[tuple[Region, str]] = []
    if report_lines is not None and (region := report_region(report_lines)):
        found.append((region, "body"))
    found += [
        (region, fact.source)
        for fact in (issuer, title)
        if fact.value and (region := find_region(fact.value))
    ]
    if name_region is not None:
        found.append((name_region, "file_name"))
    if number.startswith("国"):
        found.append((Region(province=NATION, code="000000", level="国家"), "derived"))
    elif number and number[0] not in _SHARED and (province := province_of(number[0])):
        found.append((Region(province=province), "derived"))
    return sorted(found, key=lambda item: SOURCES.index(item[1]))


def _given(
    tables: Sequence[tuple[Mapping[str, str], str]],
) -> tuple[tuple[Region, str] | None, Fact]:
    """Return the region that a table names, and the written value in case no table knows it."""
    for facts, source in tables:
        written = [facts.get(key, "") for key in ("province", "region", "city")]
        parts = [part for part in dict.fromkeys(written) if part]
        if not parts:
            continue
        if parts[0] in _NATIONAL:
            return (Region(province=NATION, code="000000", level="国家"), source), Fact("", source)
        region = find_region("/".join(parts))
        for part in parts[1:]:
            own = find_region(f"{region.province}/{part}") if region else find_region(part)
            if own is not None and own.city:
                region = own
        if region is not None:
            return (region, source), Fact("", source)
        return None, Fact(parts[0], source)
    return None, Fact("", "derived")


def _level(
    tables: Sequence[tuple[Mapping[str, str], str]], where: Region | None, source: str
) -> Fact:
    other = None  # 地方, 地方规范性文件: a word that names no level is the last resort
    for facts, table in tables:
        if written := facts.get("level", "").strip():
            known = next((level for level, form in _LEVELS if form.match(written)), "")
            if known:
                return Fact(known, table)
            other = other or Fact(written, table)
    if where is not None and where.level:
        return Fact(where.level, source)
    return other or Fact("", "derived")


def _contradictions(found: Sequence[tuple[Region, str]]) -> tuple[str, ...]:
    if not found:
        return ()
    first, source = found[0]
    for other, where in found[1:]:
        cities = first.city and other.city and first.city != other.city
        if where in ("body", "file_name", "signature") and (
            (other.province != first.province and NATION not in (other.province, first.province))
            or cities
        ):
            return (
                f"The region is not certain: {first.province}{first.city} ({source}), "
                f"{other.province}{other.city} ({where}).",
            )
    return ()
