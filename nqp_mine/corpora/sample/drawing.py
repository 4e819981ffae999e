"""The bank of made-up sentences, the planted shares, and the drawing of sentences by them.

What is planted stands in `CURVE` and `REGION_FACTOR`: the share of a document's sentences
that carry a theme, by year, and how a region departs from it. Counts are rounded at
random, so that documents of forty sentences can hold a mean share of 3 %.
"""

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

THEMES = ("R", "I", "E")
YEARS = range(2003, 2026)

# Planted share of sentences at the years named, linear in between.
CURVE: Mapping[str, tuple[tuple[int, float], ...]] = {
    "R": ((2003, 0.040), (2012, 0.050), (2018, 0.075), (2025, 0.110)),
    "I": ((2003, 0.060), (2012, 0.080), (2016, 0.120), (2025, 0.170)),
    "E": ((2003, 0.050), (2012, 0.060), (2018, 0.135), (2025, 0.125)),
}
REGION_FACTOR: Mapping[str, Mapping[str, float]] = {
    "全国": {"R": 1.15, "I": 0.95, "E": 1.00},
    "辽宁": {"R": 0.95, "I": 1.20, "E": 1.00},
    "吉林": {"R": 1.10, "I": 1.05, "E": 0.80},
    "黑龙江": {"R": 0.80, "I": 0.80, "E": 1.20},
}
PARAPHRASE_SHARE = 0.40  # of the positive sentences
# Styles of the sentences without a theme, and how often each is drawn.
NEGATIVE_STYLES: Mapping[str, float] = {
    "plain": 0.64,
    "decoy": 0.24,
    "modifier": 0.09,
    "label": 0.03,
}


@dataclass(frozen=True)
class Entry:
    """A sentence of the bank, with its code."""

    text: str
    themes: frozenset[str]
    sub: tuple[str, ...]
    style: str
    kinds: frozenset[str]
    first: int
    last: int


@dataclass(frozen=True)
class Bank:
    """The sentences and the frame texts of bank.toml."""

    entries: tuple[Entry, ...]
    frame: Mapping[str, Any]

    def pool(self, kind: str, year: int) -> tuple[Entry, ...]:
        """The entries that may stand in such a text of that year."""
        return tuple(e for e in self.entries if kind in e.kinds and e.first <= year <= e.last)


def load_bank() -> Bank:
    """Read the bank.toml beside this module."""
    data = tomllib.loads(Path(__file__).with_name("bank.toml").read_text(encoding="utf-8"))
    entries = tuple(
        Entry(
            item["text"],
            frozenset(item["themes"]),
            tuple(item["sub"]),
            item["style"],
            frozenset(item["kind"]),
            *item.get("period", (YEARS[0], YEARS[-1])),
        )
        for item in data.pop("sentence")
    )
    return Bank(entries, data)


def planted_share(theme: str, year: int, region: str) -> float:
    """Share of sentences that carry the theme, by the declared tables."""
    points = CURVE[theme]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= year <= x1:
            value = y0 + (y1 - y0) * (year - x0) / (x1 - x0)
            return value * REGION_FACTOR[region][theme]
    raise ValueError(f"no planted share for {year}")


def round_randomly(value: float, rng: random.Random) -> int:
    """Round up or down so that the mean is kept."""
    return int(value) + (rng.random() < value % 1)


def fill(text: str, values: Mapping[str, str], rng: random.Random) -> str:
    """Put values, drawn numbers or one of the alternatives into the slots of a text."""
    ranges = {"n": (3, 38), "m": (110, 960), "pct": (31, 189), "pct_s": (4, 39)}

    def slot(match: re.Match[str]) -> str:
        name: str = match[1].rstrip("2")
        if "/" in name:
            return rng.choice(name.split("/"))
        if name == "city":
            return rng.choice(values["towns"].split())
        if name not in ranges:
            return values[name]
        number = rng.randint(*ranges[name])
        return f"{number / 10:.1f}" if name.startswith("pct") else str(number)

    return re.sub(r"\{([^{}]+)\}", slot, text)


def _draw(pool: Sequence[Entry], styles: Sequence[str], rng: random.Random) -> Entry:
    """Draw an entry of the first style that the pool has."""
    for style in styles:
        if kept := [entry for entry in pool if entry.style == style]:
            return rng.choice(kept)
    return rng.choice(pool)


def draw_positive(
    pool: Sequence[Entry], wanted: Mapping[str, int], rng: random.Random
) -> list[Entry]:
    """Draw entries, none twice, until each theme has the wanted number of sentences."""
    chosen: list[Entry] = []
    left = dict(wanted)
    for theme in THEMES:
        while left[theme] > 0:
            able = [e for e in pool if theme in e.themes and e not in chosen]
            exact = [e for e in able if all(left[other] > 0 for other in e.themes)]
            styles = ("paraphrase", "keyword")
            if rng.random() >= PARAPHRASE_SHARE:
                styles = ("keyword", "paraphrase")
            entry = _draw(exact or able, styles, rng)
            chosen.append(entry)
            for other in entry.themes:
                left[other] -= 1
    return chosen


def draw_negative(pool: Sequence[Entry], size: int, rng: random.Random) -> list[Entry]:
    """Draw entries without a theme, none twice: plain ones, decoys, slogans."""
    chosen: list[Entry] = []
    while len(chosen) < size:
        able = [entry for entry in pool if not entry.themes and entry not in chosen]
        style = rng.choices(tuple(NEGATIVE_STYLES), tuple(NEGATIVE_STYLES.values()))[0]
        chosen.append(_draw(able, (style, "plain"), rng))
    return chosen


def draw_heading(bank: Bank, theme: str | None, year: int, rng: random.Random) -> Entry:
    """Draw a sub-heading for a theme, or one for the rest."""
    pool = bank.pool("heading", year)
    return rng.choice([e for e in pool if (theme in e.themes if theme else not e.themes)])
