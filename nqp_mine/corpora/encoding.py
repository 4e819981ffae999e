"""Bytes to text, by a rule and not by a guess.

Order: byte-order mark, the encoding that the file declares, strict UTF-8, and then a vote: the
bytes are decoded as GB18030 and as Big5-HKSCS and the reading with more common Hanzi wins (a
general detector fails on short Chinese text, and strict GB18030 accepts nearly all Big5). If
nothing decodes, the damaged bytes are replaced, counted and reported; bytes that give no Chinese
text by any reading are refused.
"""

import re
from dataclasses import dataclass

from nqp_mine.corpora.mojibake import repair
from nqp_mine.errors import ReadError

_LOST = "锟斤拷"  # two characters U+FFFD as GBK shows their UTF-8; what stood there is gone
# Shares of common Hanzi: prose has 0.3; of 300 characters of any real document, none had under
# 0.07; random bytes have 0.01 by any reading. Fewer characters than `_ENOUGH` prove nothing.
_PROSE = 0.1
_NOISE = 0.03
_ENOUGH = 100

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)

# The commonest characters of official prose, simplified and traditional: enough to tell a right
# decoding from a wrong one, in which such characters appear only by chance.
_COMMON = frozenset(
    "的一是在不了和有大这主中人上为们地个用工时要动国产以我到他会作来分生对于学下级就年发成部民"
    "可出能方进行面加力业务政府经济社会建设全实施推展企技创新服理制度改革开放提高重点市场区域农村"
    "資產業經濟會發國為學務實與這個們來時對於進後過說動長開體機關縣場議報書"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding that was used and how many damaged characters are U+FFFD in it.

    `fault` says what had been done to the text before it was saved, where that was undone.
    """

    text: str
    encoding: str
    replaced: int = 0
    fault: str = ""


def decode(data: bytes) -> Decoded:
    """Decode `data` by the rule above, and undo a wrong decoding before that.

    Raises:
        ReadError: the bytes are no text, or of no known encoding.
    """
    text, encoding = _read(data)
    text, fault = repair(text) or (text, "")
    damaged = text.count("\ufffd")
    if not encoding.startswith("utf-8") or damaged > len(text) // 20:
        _refuse_noise(text)
    return Decoded(text, encoding, damaged + 2 * text.count(_LOST), fault)


def _read(data: bytes) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").lstrip("\ufeff"), encoding
    if data[:4096].count(0) > len(data[:4096]) // 20 and not _unmarked_utf16(data[:4096]):
        raise ReadError(
            "is not text (binary data).", remedy="Save it as txt, docx or pdf.", kind="binary"
        )
    return _strict(data) or _unmarked_utf16(data) or _damaged(data)


def _unmarked_utf16(data: bytes) -> tuple[str, str] | None:
    """Return the reading as UTF-16 without a byte-order mark, where that gives prose."""
    readings = [(data.decode(name, errors="replace"), name) for name in ("utf-16-le", "utf-16-be")]
    best = max(readings, key=lambda reading: commonness(reading[0]))
    return best if commonness(best[0]) > _PROSE else None


def _strict(data: bytes) -> tuple[str, str] | None:
    for encoding in ("utf-8", *_declared(data)):
        try:
            return data.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    readings = []
    for encoding in ("gb18030", "big5hkscs"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        readings.append((commonness(text), encoding == "gb18030", encoding, text))
    if not readings:
        return None
    best, _, encoding, text = max(readings)
    # Damaged UTF-8 can pass as GB18030. Of real GB18030, next to nothing is read as UTF-8.
    damaged = commonness(data.decode("utf-8", errors="replace"))
    return None if damaged > 2 * best else (text, encoding)


def _declared(data: bytes) -> list[str]:
    found = _DECLARED.search(data[:2048])
    if not found:
        return []
    name = found[1].decode("ascii").lower()
    # What calls itself gb2312 or gbk is nearly always GB18030 in practice; a Western encoding
    # decodes any bytes, so that its name proves nothing.
    known = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "gb18030": "gb18030"}
    known |= {"big5": "big5hkscs", "big5-hkscs": "big5hkscs", "utf-16": "utf-16"}
    return [known[name]] if name in known else []


def commonness(text: str) -> float:
    """Return the share of the commonest Hanzi in the first 20,000 characters."""
    return sum(char in _COMMON for char in text[:20_000]) / max(len(text[:20_000]), 1)


def _damaged(data: bytes) -> tuple[str, str]:
    """Decode with replacements, by the encoding that gives the most common Hanzi.

    A cut UTF-8 tail must not push the whole file to GB18030.
    """
    texts = [
        (data.decode(name, errors="replace"), name) for name in ("utf-8", "gb18030", "big5hkscs")
    ]
    return max(texts, key=lambda reading: _quality(reading[0]))


def _refuse_noise(text: str) -> None:
    signs = "".join(char for char in text[:20_000] if char > "\x7f")
    if len(signs) >= _ENOUGH and commonness(signs) < _NOISE:
        raise ReadError(
            "holds no Chinese text in any known encoding (noise, or another language?).",
            remedy="Copy it again, or save it as txt in UTF-8.",
            kind="binary",
        )


def _quality(text: str) -> tuple[float, int]:
    return round(commonness(text), 2), -text.count("\ufffd")
