"""Which documents the sample holds, and the composing of each from drawn sentences."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nqp_mine.corpora.sample.drawing import (
    REGION_FACTOR,
    THEMES,
    YEARS,
    Bank,
    Entry,
    draw_heading,
    draw_negative,
    draw_positive,
    fill,
    planted_share,
    round_randomly,
)

PLAN_YEARS = (2006, 2011, 2016, 2021)
FORMS = ("utf8", "gb18030", "html", "csv")
KIND_NAMES = {
    "report": "政府工作报告",
    "plan": "五年规划纲要",
    "notice": "通知",
    "opinion": "意见",
}
NUMERALS = "〇一二三四五六七八九十"


@dataclass(frozen=True)
class Spec:
    """What a document is to be, before its sentences are drawn."""

    serial: int
    year: int
    region: str
    kind: str
    form: str

    @property
    def local(self) -> bool:
        """Whether the issuer stands below the region's own government."""
        return self.kind in ("notice", "opinion")


@dataclass(frozen=True)
class Line:
    """A sentence as it stands in a document, with its code."""

    text: str
    themes: frozenset[str] = frozenset()
    sub: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A finished document; each paragraph of the body is a tuple of sentences."""

    spec: Spec
    title: str
    issuer: str
    date: dt.date
    head: tuple[str, ...]
    body: tuple[tuple[Line, ...], ...]
    foot: tuple[str, ...]

    @property
    def text(self) -> str:
        """All but the title, one paragraph a line."""
        body = ("".join(line.text for line in paragraph) for paragraph in self.body)
        return "\n".join((*self.head, *(f"\u3000\u3000{text}" for text in body), *self.foot))


def plan_documents() -> tuple[Spec, ...]:
    """All documents: a work report a year and region; plans, notices, opinions between."""
    regions = tuple(REGION_FACTOR)
    wanted: list[tuple[int, str, str]] = []
    for i, year in enumerate(YEARS):  # the form turns, so that every region has all four
        wanted += [(year, region, "report") for region in regions]
        wanted += [(year, region, "plan") for region in regions if year in PLAN_YEARS]
        wanted.append((year, regions[i % 4], ("notice", "opinion")[i // 4 % 2]))
    return tuple(
        Spec(n, year, region, kind, FORMS[(year + year // 4 + regions.index(region)) % 4])
        for n, (year, region, kind) in enumerate(wanted)
    )


def chinese_date(date: dt.date) -> str:
    """The date as documents write it: in Chinese numerals until 2012, in digits since.

    >>> chinese_date(dt.date(2006, 3, 15))
    '二〇〇六年三月十五日'
    """
    if date.year > 2012:
        return f"{date.year}年{date.month}月{date.day}日"
    tens = ("", "十", "二十", "三十")
    month, day = (
        tens[number // 10] + (NUMERALS[number % 10] if number % 10 else "")
        for number in (date.month, date.day)
    )
    return f"{''.join(NUMERALS[int(digit)] for digit in str(date.year))}年{month}月{day}日"


def slot_values(spec: Spec, bank: Bank, date: dt.date) -> dict[str, str]:
    """What the named slots of a document's sentences stand for."""
    region = bank.frame["region"][spec.region]
    county = spec.local and spec.region != "全国"
    return {
        "place": region["place"],
        "name": spec.region.replace("全国", "国务院" if spec.kind == "report" else "全国")
        + ("" if spec.region == "全国" else "省"),
        "area": "全县" if county else region["area"],
        "gov": "县政府" if county else region["gov"],
        "issuer": region["county" if spec.local else "issuer"],
        "towns": " ".join(region["towns"]),
        "year": str(spec.year),
        "prev": str(spec.year - 1),
        "next": str(spec.year + 4),
        "date": chinese_date(date),
    }


def draw_date(spec: Spec, rng: random.Random) -> dt.date:
    """A work report is given early in the year, a plan in March, the rest at any time."""
    months = {"report": (1, 2), "plan": (3, 3)}.get(spec.kind, (2, 11))
    return dt.date(spec.year, rng.randint(*months), rng.randint(8, 28))


def chunked(lines: Sequence[Line], rng: random.Random) -> list[tuple[Line, ...]]:
    """Cut sentences into paragraphs of two to four."""
    rest, out = list(lines), []
    while rest:
        size = rng.randint(2, 4)
        out.append(tuple(rest[:size]))
        rest = rest[size:]
    return out


def leading_theme(entry: Entry) -> str:
    """The theme under which a sentence stands in its section; O for none."""
    return next((theme for theme in ("I", "R", "E") if theme in entry.themes), "O")


def compose_section(
    bank: Bank,
    year: int,
    pool: Sequence[Entry],
    size: int,
    wanted: Mapping[str, int],
    rng: random.Random,
) -> list[tuple[Entry | None, list[Entry]]]:
    """Draw a section's sentences; themes with enough of them get a sub-heading."""
    headed = [theme for theme in THEMES if wanted[theme] >= 3]
    headings = {t: draw_heading(bank, t, year, rng) for t in headed}
    chosen = draw_positive(pool, {t: wanted[t] - (t in headings) for t in THEMES}, rng)
    if headings:
        headings["O"] = draw_heading(bank, None, year, rng)
    chosen += draw_negative(pool, size - len(chosen) - len(headings), rng)
    groups: dict[str, list[Entry]] = {}
    for entry in chosen:
        key = leading_theme(entry)
        groups.setdefault(key if key in headings else "", []).append(entry)
    order = ["I", "R", "E", "O"]
    rng.shuffle(order)
    loose = sorted(groups.pop("", []), key=lambda entry: order.index(leading_theme(entry)))
    return [(None, loose)] + [(headings[key], groups.get(key, [])) for key in headings]


def compose_body(
    spec: Spec, bank: Bank, values: Mapping[str, str], rng: random.Random
) -> tuple[tuple[Line, ...], ...]:
    """Draw the whole body, with the planted number of sentences for each theme."""
    frame = bank.frame["frame"][spec.kind]
    total = rng.randint(29, 46)
    free = total - len(frame["opening"]) - len(frame["sections"]) - len(frame["closing"])
    shares = {t: total * planted_share(t, spec.year, spec.region) for t in THEMES}

    def line(entry: Entry, mark: str = "") -> Line:
        return Line(mark + fill(entry.text, values, rng), entry.themes, entry.sub)

    used: set[Entry] = set()
    body = [tuple(Line(fill(text, values, rng)) for text in frame["opening"])]
    for n, (heading, kind, part) in enumerate(frame["sections"], start=1):
        body.append((Line(f"{NUMERALS[n]}、{fill(heading, values, rng)}"),))
        wanted = {t: round_randomly(shares[t] * part, rng) for t in THEMES}
        pool = [entry for entry in bank.pool(kind, spec.year) if entry not in used]
        groups = compose_section(bank, spec.year, pool, round(free * part), wanted, rng)
        used.update(member for _, members in groups for member in members)
        for k, (entry, members) in enumerate(groups):
            if entry:
                body.append((line(entry, f"（{NUMERALS[k]}）"),))
            body += chunked([line(member) for member in members], rng)
    body.append(tuple(Line(fill(text, values, rng)) for text in frame["closing"]))
    return tuple(body)


def compose(spec: Spec, bank: Bank, seed: int) -> Paper:
    """Write one document; it depends on its spec and the seed alone."""
    rng = random.Random(f"{seed}/{spec.serial}")
    frame, date = bank.frame["frame"][spec.kind], draw_date(spec, rng)
    values = slot_values(spec, bank, date)
    region, head = bank.frame["region"][spec.region], [fill(t, values, rng) for t in frame["lead"]]
    if spec.local:
        head.insert(0, f"{region['county_number']}〔{spec.year}〕{rng.randint(1, 60)}号")
    title = bank.frame["mark"]["prefix"] + fill(frame["title"], values, rng)
    body = compose_body(spec, bank, values, rng)
    foot = (values["issuer"], values["date"])
    return Paper(spec, title, values["issuer"], date, tuple(head), body, foot)
