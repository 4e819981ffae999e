r"""Text hygiene, and the normalised copy on which everything is matched and counted.

A document is stored as it was written (`clean` removes only what no reader can see and no
export can carry). Measuring runs on a normalised copy made by `normalise`, in which

1. full-width letters and digits, radicals and compatibility ideographs are ordinary characters,
   and traditional characters are simplified ones (unless that is switched off),
2. zero-width characters are gone,
3. letter-spacing (国 务 院) and split digits (1 9 9 3 年) are closed up,
4. lines broken inside a paragraph are joined, and paragraphs that were marked only by
   U+3000 pairs or tabs begin on a line of their own: "\n" means a paragraph's end, nothing else.

Every character of the copy knows the place it came from, so that evidence is always shown as
in the source. Chinese punctuation is kept as it is.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from nqp_mine import traditional as _traditional
from nqp_mine.characters import Replacements

if TYPE_CHECKING:
    import numpy as np

_HAN = ((0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x323AF))
HAN = "".join(f"{chr(first)}-{chr(last)}" for first, last in _HAN)
TERMINAL = "。！？；!?;"
CLOSING = "”’」』）)》】〕〉\"'"

_ZERO_WIDTH = "\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
_HAN_RUN = re.compile(f"[{HAN}]+")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_NEWLINE = re.compile("\r\n?|\x85|\u2028|\u2029")
_VANISHING_LINE = re.compile(
    f"(?<=\n)[ \t]*+[{_ZERO_WIDTH}]++[ \t{_ZERO_WIDTH}]*+\n|[{_ZERO_WIDTH}]+"
)
_DIGIT_RUN = re.compile(r"(?<![0-9])[0-9](?:[ \u3000][0-9.．])+(?:[ \u3000][0-9])*(?![0-9])")
_SPACED_WORD = re.compile(f"(?<![{HAN}])[{HAN}](?: {{1,2}}[{HAN}]){{2,}}(?![{HAN}])")
_DIGITS = frozenset("0123456789")
_IN_NUMBER = frozenset("0123456789.．")
_AFTER_DIGITS = frozenset(".．%年月日亿万元个")  # what belongs to a number across a gap,
_BEFORE_DIGITS = frozenset("年月日．.")  # and what a number belongs to
_LONGEST_GAP = 3  # blanks between letter-spaced characters
_IS_HAN = re.compile(f"[{HAN}]").match
_SPACE_BETWEEN = re.compile(
    f"(?<=[{HAN}，。、；：！？（）“”《》〔〕0-9]) +(?=[{HAN}，。、；：！？（）“”《》〔〕0-9])"
)
_SPACES = re.compile("[ \u3000]+")
_IS_ZERO_WIDTH = re.compile(f"[{_ZERO_WIDTH}]")
_INLINE_BREAK = re.compile(r"(?<=\S)[ \t\u3000]*(?:\u3000[ ]?\u3000|\t)[ \t\u3000]*(?=\S)")
_HEADING = re.compile(
    r"[ \u3000]*(?:第[一二三四五六七八九十百零〇0-9]+[章节条编部篇]"
    r"|[（(]?[一二三四五六七八九十]+[）)、．.]|[（(]?[0-9]{1,2}[）)、．.](?![0-9])|——|[●■◆•·①-⑳])"
)
_OPEN_END = "，、（“《：:—("  # a line that ends so is not finished
_CLOSED_START = "，、。；：）”》！？)"  # nor does a paragraph begin so

# Radicals of the supplement block that PDF text layers use for whole characters; Unicode gives
# most of them no compatibility mapping, so the pairs are written out.
_RADICALS = dict(
    zip(
        "⺁⺎⺝⺟⺠⺮⺶⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "厂兀月母民竹羊虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)


def _one_to_one() -> dict[int, str]:
    table = {0xFF10 + i: chr(0x30 + i) for i in range(10)}
    table |= {0xFF21 + i: chr(0x41 + i) for i in range(26)}
    table |= {0xFF41 + i: chr(0x61 + i) for i in range(26)}
    table |= {ord("％"): "%", 0xA0: " ", 0x202F: " "} | dict.fromkeys(range(8194, 8203), " ")
    table |= {ord(k): v for k, v in _RADICALS.items()}
    for code in [*range(0x2F00, 0x2FD6), *range(0xF900, 0xFADA)]:
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1:
            table[code] = plain
    return table


_TABLE = _one_to_one()


@cache
def _simplifying() -> dict[int, str]:
    # Compatibility ideographs may stand for traditional characters (U+F9B4 is 領).
    simple = _traditional.table()
    return {**simple, **{code: put.translate(simple) for code, put in _TABLE.items()}}


@cache
def _replacements(*, simplifying: bool) -> Replacements:
    return Replacements.of(_simplifying() if simplifying else _TABLE)


#: What `normalise` may take out of the middle of a word, as the inside of a character class.
VANISHING = f" \t\n\u3000\xa0\u2002-\u200a\u202f{_ZERO_WIDTH}"


@cache
def _other_forms() -> dict[str, str]:
    forms = {".": "．"}  # _point_edits
    for code, put in _simplifying().items():
        forms[put] = forms.get(put, "") + chr(code)
    return forms


def other_forms(char: str) -> str:
    """Return the characters of an original that `normalise` turns into `char`.

    >>> "發" in other_forms("发")
    True
    """
    return _other_forms().get(char, "")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Text that every export can carry, and how many characters had to go."""

    text: str
    removed: int


def clean(text: str) -> Cleaned:
    r"""Return `text` without NUL, controls, ESC and lone surrogates, with newlines as "\n".

    Bidirectional and zero-width marks stay (they may be part of the source) and are left out
    of the normalised copy instead.
    """
    unified = _NEWLINE.sub("\n", text)
    kept, removed = _CONTROL.subn("", unified)
    return Cleaned(kept, removed)


def count_han(text: str) -> int:
    """Return the number of Han characters in `text`."""
    return sum(map(len, _HAN_RUN.findall(text)))


def han_before(text: str) -> "np.ndarray":
    """Return how many Han characters stand before each place of `text`, shape (n + 1,).

    Of many parts of a text, `count_han` is the difference between their ends.
    """
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    han = np.zeros(len(codes), bool)
    for first, last in _HAN:
        han |= codes - np.uint32(first) <= last - first  # below the first it wraps around
    return np.concatenate([[0], np.cumsum(han, dtype=np.int64)])


@dataclass(frozen=True, slots=True)
class _Layer:
    """One pass of edits: where each piece of the new text began in the old one."""

    new: tuple[int, ...]
    old: tuple[int, ...]

    def source(self, position: int) -> int:
        piece = bisect_right(self.new, position) - 1
        return self.old[piece] + position - self.new[piece]


@dataclass(frozen=True, slots=True)
class NormalText:
    """The normalised copy and its map back to the original."""

    text: str
    layers: tuple[_Layer, ...]

    def source(self, position: int) -> int:
        """Return the original offset of the character at `position` of the copy."""
        for layer in reversed(self.layers):
            position = layer.source(position)
        return position

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original (start, end) of the copy's non-empty span [start, end)."""
        return self.source(start), self.source(end - 1) + 1


Edit = tuple[int, int, str]


def _apply(text: str, edits: Iterable[Edit]) -> tuple[str, _Layer | None]:
    """Replace each (start, end, replacement), in order and without overlap.

    A replacement is at most as long as what it replaces, so each of its characters can be
    given a place inside the replaced span.
    """
    parts: list[str] = []
    new: list[int] = []
    old: list[int] = []
    length = at = 0
    for start, end, put in edits:
        for piece, origin in ((text[at:start], at), (put, start)):
            if piece:
                parts.append(piece)
                new.append(length)
                old.append(origin)
                length += len(piece)
        at = end
    if not new and at == 0:
        return text, None
    parts.append(text[at:])
    new.append(length)
    old.append(at)
    return "".join(parts), _Layer(tuple(new), tuple(old))


def _space_edits(text: str) -> list[Edit]:
    found = set()
    pairs = numbers = 0  # letters and digits with a gap between them
    for gap in _SPACES.finditer(text):
        start, end = gap.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if after in _DIGITS or before in _DIGITS:
            numbers += before in _DIGITS and after in _IN_NUMBER
            if (before in _DIGITS and after in _AFTER_DIGITS) or before in _BEFORE_DIGITS:
                found.add((start, end))
        elif end - start <= _LONGEST_GAP and _IS_HAN(before) and _IS_HAN(after):
            pairs += "\u3000" not in gap[0]
    for run in _DIGIT_RUN.finditer(text) if numbers else ():
        found |= {
            (run.start() + m.start(), run.start() + m.end()) for m in _SPACES.finditer(run[0])
        }
    # 0.3: in running text under 2 % of the Han characters stand before a space; in the
    # letter-spaced text layers seen it was over 80 %.
    if pairs and pairs > 0.3 * max(count_han(text), 20):
        found |= {m.span() for m in _SPACE_BETWEEN.finditer(text)}
    elif pairs:
        for word in _SPACED_WORD.finditer(text):
            found |= {
                (word.start() + m.start(), word.start() + m.end())
                for m in _SPACES.finditer(word[0])
            }
    return _without_overlap(found)


def _without_overlap(spans: Iterable[tuple[int, int]]) -> list[Edit]:
    edits: list[Edit] = []
    for start, end in sorted(spans):
        if not edits or start >= edits[-1][1]:
            edits.append((start, end, ""))
    return edits


def _line_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _ends_sentence(line: str) -> bool:
    return line.rstrip(" \u3000\t" + CLOSING)[-1:] in TERMINAL


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a text marks its paragraphs: by blank lines, by wrapping at a width, or by lines."""

    separated: bool
    width: int


def _layout(lines: list[str]) -> _Layout:
    shown = [line.strip(" \u3000\t") for line in lines]
    filled = [line for line in shown if line]
    if len(filled) < 8:
        return _Layout(separated=False, width=0)
    blanks = len(shown) - len(filled)
    open_lines = sum(not _ends_sentence(line) for line in filled)
    lengths = sorted(len(line) for line in filled)
    width = lengths[int(0.9 * len(lengths))]
    # Wrapped by width: most lines stop in mid-sentence and half of them are nearly full.
    full = sum(length >= 0.85 * width for length in lengths)
    wrapped = open_lines > 0.6 * len(filled) and full > 0.4 * len(filled) and 12 <= width <= 120
    return _Layout(separated=blanks > 0.3 * len(filled), width=width if wrapped else 0)


def _joins(before: str, after: str, layout: _Layout) -> bool:
    """Tell whether the line break between two non-empty lines lies inside a paragraph."""
    left, right = before.rstrip(" \u3000\t"), after.lstrip(" \t")
    if left[-1] in _OPEN_END and not left.endswith(("：", ":", "——")):
        return not right.startswith("\u3000\u3000")
    if right[0] in _CLOSED_START:
        return True
    if _ends_sentence(left) or right[0] == "\u3000" or _HEADING.match(right):
        return False
    if layout.width:
        return len(left.strip(" \u3000\t")) >= 0.85 * layout.width
    return layout.separated and not left.endswith(("：", ":"))


def _line_edits(text: str) -> list[Edit]:
    spans = list(_line_spans(text))
    lines = [text[start:end] for start, end in spans]
    layout = _layout(lines)
    edits: list[Edit] = []
    for i in range(len(lines) - 1):
        edits += _breaks_inside(lines[i], spans[i][0])
        here, after = lines[i].rstrip(" \u3000\t"), lines[i + 1]
        if here.strip(" \u3000\t") and after.strip(" \u3000\t") and _joins(here, after, layout):
            gap = len(after) - len(after.lstrip(" \t\u3000"))
            glue = (
                " "
                if here[-1].isascii()
                and here[-1].isalpha()
                and after[gap].isascii()
                and after[gap].isalpha()
                else ""
            )
            edits.append((spans[i][0] + len(here), spans[i + 1][0] + gap, glue))
    return edits + _breaks_inside(lines[-1], spans[-1][0])


def _breaks_inside(line: str, start: int) -> list[Edit]:
    shown = line.strip()  # a pattern that begins by looking back is slow: first ask for its marks
    if "\t" not in shown and "\u3000" not in shown:
        return []
    return [(start + m.start(), start + m.end(), "\n") for m in _INLINE_BREAK.finditer(line)]


def _point_edits(text: str) -> list[Edit]:
    if "．" not in text:
        return []
    return [(m.start(), m.end(), ".") for m in re.finditer(r"(?<=[0-9])．(?=[0-9])", text)]


def _vanishing_edits(text: str) -> list[Edit]:
    if not _IS_ZERO_WIDTH.search(text):
        return []
    return [(m.start(), m.end(), "") for m in _VANISHING_LINE.finditer(text)]


def normalise(text: str, *, traditional: bool = True) -> NormalText:
    """Return the normalised copy of `text` described at the top of this module.

    Idempotent in effect: normalising the copy again changes nothing that is matched.

    Args:
        text: a document, as it was written.
        traditional: map traditional characters to simplified ones.
    """
    copy = _replacements(simplifying=traditional).replace(text)
    layers: list[_Layer] = []

    def run(edits: Iterable[Edit]) -> None:
        nonlocal copy
        copy, layer = _apply(copy, edits)
        if layer is not None:
            layers.append(layer)

    run(_vanishing_edits(copy))
    run(_space_edits(copy))
    run(_point_edits(copy))
    run(_line_edits(copy))
    return NormalText(copy, tuple(layers))
