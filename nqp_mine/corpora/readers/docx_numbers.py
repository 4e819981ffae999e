"""Automatic numbers of Word paragraphs (一、（一）1.): text that stands nowhere in the document."""

import re
from typing import Any

from nqp_mine.corpora.readers.safe_xml import attribute, local

_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
    "taiwaneseCountingThousand",
    "taiwaneseCounting",
    "taiwaneseDigital",
    "japaneseDigitalTenThousand",
}
_DIGITS = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


class Numbering:
    """The lists of a document and how far each has counted."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.lists: dict[str, str] = {}
        self.styles: dict[str, tuple[str, str]] = {}
        self.counts: dict[str, dict[int, int]] = {}
        if numbering is not None:
            self._load(numbering)
            self._load_styles(styles if styles is not None else ())

    def next(self, paragraph: Any) -> str:
        """Return the number before this paragraph, or "", and count it."""
        if not self.levels:
            return ""
        number, level_name = self._place(paragraph)
        list_name = self.lists.get(number, "")
        level = int(level_name) if level_name.isdigit() else 0
        levels = self.levels.get(list_name, {})
        if level not in levels:
            return ""
        counts = self.counts.setdefault(list_name, {})
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        return _label(levels, counts, level)

    def _place(self, paragraph: Any) -> tuple[str, str]:
        properties = paragraph.find("{*}pPr")
        if properties is None:
            return "", ""
        style = properties.find("{*}pStyle")
        number, level = (
            self.styles.get(attribute(style, "val"), ("", "")) if style is not None else ("", "")
        )
        own = properties.find("{*}numPr")
        if own is None:
            return number, level
        return _value(own, "numId") or number, _value(own, "ilvl") or level

    def _load(self, root: Any) -> None:
        for item in root:
            if local(item) == "abstractNum":
                self.levels[attribute(item, "abstractNumId")] = {
                    int(attribute(level, "ilvl") or 0): (
                        _value(level, "numFmt"),
                        _value(level, "lvlText"),
                        int(_value(level, "start") or 1),
                    )
                    for level in item.findall("{*}lvl")
                }
            elif local(item) == "num":
                self.lists[attribute(item, "numId")] = _value(item, "abstractNumId")

    def _load_styles(self, root: Any) -> None:
        for style in root:
            own = style.find("{*}pPr/{*}numPr")
            if own is not None:
                self.styles[attribute(style, "styleId")] = (
                    _value(own, "numId"),
                    _value(own, "ilvl"),
                )


def _value(element: Any, name: str) -> str:
    child = element.find("{*}" + name)
    return attribute(child, "val") if child is not None else ""


def _label(levels: dict[int, tuple[str, str, int]], counts: dict[int, int], level: int) -> str:
    form, pattern, _ = levels[level]
    if form in {"bullet", "none", ""}:
        return ""

    def put(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        form_there, _, start = levels.get(at, ("decimal", "", 1))
        return _numeral(counts.get(at, start), form_there)

    return re.sub(r"%([1-9])", put, pattern)


def _numeral(value: int, form: str) -> str:
    if form in _CHINESE and 0 < value < 100:
        return _chinese(value)
    if form.startswith("decimalEnclosed") and 0 < value <= len(_CIRCLED):
        return _CIRCLED[value - 1]
    if form in {"upperLetter", "lowerLetter"} and 0 < value <= 26:
        return chr((65 if form == "upperLetter" else 97) + value - 1)
    if form in {"upperRoman", "lowerRoman"} and 0 < value < 4000:
        text = _roman(value)
        return text.upper() if form == "upperRoman" else text
    return str(value)


def _chinese(value: int) -> str:
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def _roman(value: int) -> str:
    text = ""
    for amount, letters in _ROMAN:
        count, value = divmod(value, amount)
        text += letters * count
    return text
