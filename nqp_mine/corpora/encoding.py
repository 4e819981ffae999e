"""Bytes to text, by a rule and not by a guess.

Order: byte-order mark, the encoding that the file declares, strict UTF-8, and then a vote: the
bytes are decoded as GB18030 and as Big5-HKSCS and the reading with more common Hanzi wins (a
general detector fails on short Chinese text, and strict GB18030 accepts nearly all Big5). If
nothing decodes, the damaged bytes are replaced, counted and reported.
"""

import re
from dataclasses import dataclass

from nqp_mine.errors import ReadError

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
    """Text with the encoding that was used and how many bytes had to be replaced."""

    text: str
    encoding: str
    replaced: int = 0


def decode(data: bytes) -> Decoded:
    """Decode `data` by the rule above.

    Raises:
        ReadError: the bytes are no text (many NUL bytes without a byte-order mark).
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = data.decode(encoding, errors="replace").lstrip("\ufeff")
            return Decoded(text, encoding, text.count("\ufffd"))
    if data[:4096].count(0) > len(data[:4096]) // 20:
        raise ReadError(
            "is not text (binary data).", remedy="Save it as txt, docx or pdf.", kind="binary"
        )
    strict = _strict(data)
    return strict if strict is not None else _damaged(data)


def _strict(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    for encoding in _declared(data):
        try:
            return Decoded(data.decode(encoding), encoding)
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
    return None if damaged > 2 * best else Decoded(text, encoding)


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


def _damaged(data: bytes) -> Decoded:
    """Decode with replacements, by the encoding that gives the most common Hanzi.

    A cut UTF-8 tail must not push the whole file to GB18030.
    """
    texts = [
        (data.decode(name, errors="replace"), name) for name in ("utf-8", "gb18030", "big5hkscs")
    ]
    text, encoding = max(texts, key=lambda reading: _quality(reading[0]))
    return Decoded(text, encoding, text.count("\ufffd"))


def _quality(text: str) -> tuple[float, int]:
    return round(commonness(text), 2), -text.count("\ufffd")
