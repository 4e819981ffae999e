"""Dates as Chinese documents write them, checked and never guessed.

Digits, full-width digits and Chinese numerals with any of the signs in use for zero; a date that
names only a month or a year stays so; a date that cannot exist is reported and not rolled over;
a two-digit year is no year. Nothing here looks at a clock: who wants dates of the future to be
flagged passes `today`.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from nqp_mine.corpora.document import Precision

_ZEROS = "〇○◯⭘零０OＯ"
_FIRST_YEAR = 1949  # of the People's Republic; an earlier date is kept, and flagged
_CREDIBLE = range(1900, 2100)  # outside, the number is a misreading and no date
_DIGITS = {ch: str(n) for n, ch in enumerate("〇一二三四五六七八九")}
_DIGITS |= dict.fromkeys(_ZEROS, "0") | {chr(0xFF10 + n): str(n) for n in range(10)}
_TO_DIGIT = str.maketrans(_DIGITS)

_N = f"[0-9０-９{_ZEROS}一二三四五六七八九]"
_SMALL = f"(?:[0-9０-９][ \u3000]?[0-9０-９]?|[{_ZEROS}一二三四五六七八九十廿卅]{{1,3}})"
_S = "[ \t\u3000\xa0]{0,4}"
_WRITTEN = re.compile(
    rf"(?<!{_N})(?P<y>{_N}(?:[ \u3000]?{_N}){{3}}){_S}年"
    rf"(?:{_S}(?P<m>{_SMALL}|元){_S}月(?:份|(?:{_S}(?P<d>{_SMALL}){_S}[日号])?))?"
)
_D = "[0-9０-９]"
_NUMERIC = re.compile(
    rf"(?<![0-9０-９.．])(?P<y>{_D}{{4}}){_S}(?P<s>[-/.．－／‐‑–—]){_S}(?P<m>{_D}{{1,2}}){_S}(?P=s){_S}"
    rf"(?P<d>{_D}{{1,2}})(?![0-9０-９]|[.．][0-9０-９])"
)
_COMPACT = re.compile(
    r"(?<![0-9A-Za-z.])(?P<y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?![0-9A-Za-z.])"
)
_FIELD_MONTH = re.compile(rf"(?P<y>{_D}{{4}}){_S}[-/.．－／]{_S}(?P<m>{_D}{{1,2}})")
_FIELD_COMPACT = re.compile(rf"(?P<y>{_D}{{4}})(?P<m>{_D}{{2}})(?P<d>{_D}{{2}})")
_FIELD_YEAR = re.compile(rf"(?P<y>{_N}{{4}})年?度?")
_SPAN = re.compile(
    rf"{_N}{{4}}{_S}年?{_S}[-—–－～~至到]+{_S}{_N}{{4}}{_S}年?(?!{_S}{_SMALL}{_S}月)"
)
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_EPOCH = date(
    1899, 12, 30
)  # day 0 of Excel's 1900 system for every date after its false 29 Feb 1900


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date cut to its precision: 2024, 2024-03 or 2024-03-05.

    `value` is empty where the text names a date that cannot exist, and `problem` says why;
    `problem` beside a value flags a year that is hardly right for a policy document.
    """

    value: str
    precision: Precision
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: characters [start, end)."""

    start: int
    end: int
    date: ParsedDate


def parse_date(
    text: str, *, today: date | None = None, excel_serial: bool = False
) -> ParsedDate | None:
    """Return the date that the field `text` holds, or None where it holds none.

    A field may be shorter than running text allows (2024, 2024-03, 20240305). With
    `excel_serial`, a number of five digits is Excel's count of days (1900 system).
    `today` flags years after next year.
    """
    field = re.sub(r"\.0+$", "", text.strip(" \t\r\n\u3000\xa0\ufeff（）()[]【】"))
    if excel_serial and _SERIAL.fullmatch(field):
        day = _EPOCH + timedelta(days=int(field.split(".")[0]))
        return _checked(day.year, day.month, day.day, today)
    for form in (_FIELD_COMPACT, _FIELD_MONTH, _FIELD_YEAR):
        if match := form.fullmatch(field):
            return _parsed(match, today)
    found = [] if _SPAN.search(field) else find_dates(field, today=today)
    return found[0].date if found else None


def find_dates(text: str, *, today: date | None = None) -> list[FoundDate]:
    """Return the dates of a running text in their order, impossible ones with their problem."""
    found = [
        FoundDate(match.start(), match.end(), _parsed(match, today))
        for form in (_WRITTEN, _NUMERIC)
        for match in form.finditer(text)
    ]
    for match in _COMPACT.finditer(text):
        parsed = _parsed(match, today)
        if parsed.value:  # eight digits that are no date are some other number
            found.append(FoundDate(match.start(), match.end(), parsed))
    return sorted(found, key=lambda item: item.start)


def _parsed(match: re.Match[str], today: date | None) -> ParsedDate:
    parts = match.groupdict()
    year = int(re.sub(r"\s", "", parts["y"]).translate(_TO_DIGIT))
    month, day = parts.get("m"), parts.get("d")
    return _checked(year, month and _small(month), day and _small(day), today)


def _small(text: str) -> int:
    """Return the value of a day or month: 5, 05, 十五, 二十, 三十一, 一○, 元; 0 for nonsense."""
    if text == "元":
        return 1
    plain = re.sub(r"\s", "", text).replace("廿", "二十").replace("卅", "三十")
    if "十" not in plain:
        return int(plain.translate(_TO_DIGIT))
    tens, _, ones = plain.partition("十")
    tens, ones = tens.translate(_TO_DIGIT), ones.translate(_TO_DIGIT)
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return int(tens or "1") * 10 + int(ones or "0")


def _checked(
    year: int, month: int | str | None, day: int | str | None, today: date | None
) -> ParsedDate:
    if year not in _CREDIBLE:
        return ParsedDate("", "", f"the year {year} is not possible")
    month, day = (None if part in (None, "") else int(part) for part in (month, day))
    if month is not None and not 1 <= month <= 12:
        return ParsedDate("", "", f"there is no month {month} (of {year})")
    if month is not None and day is not None and not 1 <= day <= monthrange(year, month)[1]:
        return ParsedDate("", "", f"there is no day {day} in {year}-{month:02}")
    problem = _unlikely(year, today)
    if month is None:
        return ParsedDate(f"{year}", "year", problem)
    if day is None:
        return ParsedDate(f"{year}-{month:02}", "month", problem)
    return ParsedDate(f"{year}-{month:02}-{day:02}", "day", problem)


def _unlikely(year: int, today: date | None) -> str:
    if year < _FIRST_YEAR:
        return f"the year {year} is before {_FIRST_YEAR}"
    if today is not None and year > today.year + 1:
        return f"the year {year} lies in the future"
    return ""
