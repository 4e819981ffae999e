"""The parts of a Chinese official document: title, headings, boilerplate, enclosures, signature.

`sections` divides a normalised text (see `nqp_mine.text`) into consecutive parts. It goes by the
fixed forms of official writing alone, and where a form is not certain the part stays body text:
a part wrongly marked would be left out of a measure without anybody seeing it.

- title: the lines above the first sentence; salutation: 各位代表：, 各市人民政府：
- heading: a numbered line without a full stop; its level is 1 第一编, 2 第一章, 3 第一节, 4 一、 or
  第一条, 5 （一）, 6 1., 7 （1）. A numbered sentence is body text, but closes parts all the same.
- boilerplate: 指导思想, 总体要求, 基本原则 and the like with their headings and paragraphs, up to
  the next heading of the same or a higher level, or to a heading of goals (主要目标) inside;
  where no such heading follows it is body text.
- attachment: from a line 附件, 附件1, 附表, 附录 to the next such line; tasks: one that divides the
  work (重点任务分工方案). Headings and boilerplate inside are marked as such. A list of attachments
  at a notice's foot is body text.
- glossary: from 名词解释, 名词注释, 注释 in the second half to the end or the next attachment.
- signature: a line that is a full date, and the issuers in the lines above it.
- imprint: 抄送, 某办公厅2020年1月1日印发, （此件公开发布）.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from nqp_mine.nlp import forms

Kind = Literal[
    "title", "salutation", "body", "heading", "boilerplate", "attachment", "tasks", "glossary",
    "signature", "imprint",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)

_LONGEST_HEADING = 40  # characters
_LONGEST_TITLE = 100
_LONGEST_IMPRINT = 400
_LONGEST_ISSUER = 40
_OPENING = 12  # filled lines in which the title ends
_ISSUERS = 20  # lines above a date that can be issuers
_LIST = 15  # filled lines in which a signature follows a list of attachments

_BLANK = " \t\u3000"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a text: its span, and the level of a heading or of what opened it (0: none)."""

    kind: Kind
    start: int
    end: int
    level: int = 0


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    text: str
    level: int
    kind: Kind = "body"

    @property
    def bare(self) -> str:
        """The line without its number."""
        match = forms.LEVELS[self.level - 1][1].match(self.text) if self.level else None
        return self.text[match.end() :].strip(_BLANK) if match else self.text

    @property
    def short(self) -> bool:
        """Whether it can be a heading: short and no sentence."""
        return len(self.text) <= _LONGEST_HEADING and not forms.SENTENCE.search(self.text[:-1])


def sections(text: str) -> list[Section]:
    r"""Return the parts of a normalised text, in order and without overlap, blank lines left out.

    >>> [part.kind for part in sections("各位代表：\n一、去年工作\n粮食增产。")]
    ['salutation', 'heading', 'body']
    """
    lines = _lines(text)
    _mark_headings(lines)
    _mark_boilerplate(lines)
    _mark_opening(lines)
    _mark_signatures(lines)
    _mark_enclosures(lines)
    _mark_imprint(lines)
    return _merged(lines)


def kinds_at(parts: Sequence[Section], positions: Sequence[int]) -> list[Kind]:
    """Return the kind of the part that holds each position."""
    starts = [part.start for part in parts]
    found = [bisect_right(starts, position) - 1 for position in positions]
    return [parts[i].kind if i >= 0 else "body" for i in found]


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    start = 0
    for written in text.split("\n"):
        if shown := written.strip(_BLANK):
            lines.append(_Line(start, start + len(written), shown, _level(shown)))
        start += len(written) + 1
    return lines


def _level(line: str) -> int:
    return next((level for level, number in forms.LEVELS if number.match(line)), 0)


def _mark_headings(lines: Sequence[_Line]) -> None:
    for line in lines:
        if line.level and line.short and line.text[-1] not in "。；;，,、" and line.bare:
            line.kind = "heading"


def _mark_boilerplate(lines: Sequence[_Line]) -> None:
    opened = 0  # the level of what opened the boilerplate that runs; 0: none
    running: list[_Line] = []
    for line in lines:
        if opened and _closes_boilerplate(line, opened):
            for one in running:
                one.kind = "boilerplate"
            opened, running = 0, []
        if not opened and _opens_boilerplate(line):
            opened = line.level or forms.DEEPEST
        if opened:
            running.append(line)


def _closes_boilerplate(line: _Line, opened: int) -> bool:
    if opened == forms.DEEPEST:  # without numbers, every line that looks like a heading may be one
        return bool(line.level) or (line.short and line.text[-1] not in "。！？；：:，、")
    return bool(line.level) and (line.level <= opened or bool(forms.GOALS.match(line.bare)))


def _opens_boilerplate(line: _Line) -> bool:
    if line.short and forms.BOILERPLATE.fullmatch(line.bare):
        return True
    return bool(line.level and forms.BOILERPLATE_SENTENCE.match(line.bare))


def _mark_opening(lines: Sequence[_Line]) -> None:
    for line in lines[:_OPENING]:
        if len(line.text) <= _LONGEST_TITLE and forms.SALUTATION.fullmatch(line.text):
            line.kind = "salutation"
            return
        first = len(line.text) > _LONGEST_TITLE or forms.SENTENCE.search(line.text)
        if first or line.kind != "body":
            return
        line.kind = "title"


def _mark_signatures(lines: Sequence[_Line]) -> None:
    for i, line in enumerate(lines):
        if line.kind == "title" or not (date := forms.DATE.search(line.text)):
            continue
        before = line.text[: date.start()].strip(_BLANK)
        if date.end() < len(line.text) or (before and not _is_issuer(before)):
            continue
        names = 0
        for above in reversed(lines[max(0, i - _ISSUERS) : i]):
            if above.kind != "body" or not _is_issuer(above.text):
                break
            names += 1
        if before or names or i == len(lines) - 1:
            for own in lines[i - names : i + 1]:
                own.kind = "signature"


def _is_issuer(line: str) -> bool:
    return len(line) <= _LONGEST_ISSUER and bool(forms.ISSUER.fullmatch(line)) and not _level(line)


def _mark_enclosures(lines: Sequence[_Line]) -> None:
    running: Kind | None = None
    for i, line in enumerate(lines):
        if line.kind in ("title", "signature"):
            continue
        if _begins_attachment(lines, i):
            names = " ".join(near.text for near in lines[i : i + 3] if near.short)
            running = "tasks" if forms.TASKS.search(names) else "attachment"
        if 2 * line.start > lines[-1].end and _begins_glossary(line):
            running = "glossary"
        if running == "glossary" or (running and line.kind in ("body", "title")):
            line.kind = running


def _begins_glossary(line: _Line) -> bool:
    return line.short and not line.level and bool(forms.GLOSSARY.fullmatch(line.text))


def _begins_attachment(lines: Sequence[_Line], i: int) -> bool:
    match = forms.ATTACHMENT.fullmatch(lines[i].text)
    if not match or not lines[i].short or i + 1 == len(lines):
        return False
    rest = match["rest"].strip(_BLANK)
    if rest and (not match["colon"] or _level(rest)):  # 附件1所列项目; 附件：1.… heads a list
        return False
    if not rest and not match["colon"]:
        return True
    for near in lines[i + 1 : i + 1 + _LIST]:
        if near.kind == "signature" or forms.ATTACHMENT.fullmatch(near.text):
            return False
        if len(near.text) > _LONGEST_HEADING and forms.SENTENCE.search(near.text):
            return bool(rest)
    return False


def _mark_imprint(lines: Sequence[_Line]) -> None:
    for line in lines:
        if len(line.text) <= _LONGEST_IMPRINT and (
            forms.COPIES.match(line.text)
            or forms.PRINTED.fullmatch(line.text)
            or forms.PUBLIC.fullmatch(line.text)
        ):
            line.kind = "imprint"


def _merged(lines: Sequence[_Line]) -> list[Section]:
    found: list[Section] = []
    for line in lines:
        last = found[-1] if found else None
        if last and last.kind == line.kind and line.kind != "heading":
            found[-1] = Section(last.kind, last.start, line.end, last.level)
        else:
            level = line.level if line.kind in ("heading", "boilerplate") else 0
            found.append(Section(line.kind, line.start, line.end, level))
    return found
