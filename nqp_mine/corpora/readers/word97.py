"""The binary format of Word 97–2003, which WPS Writer uses for wps files, too.

Only what text needs (MS-DOC): the information block, the piece table, and of the character
properties the two that take text away, deleted and hidden.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from nqp_mine.errors import ReadError

_MAGIC = 0xA5EC
_WORD97 = 0xC1  # the first version with this layout
_PAGE = 512
_DELETED, _HIDDEN = 0x0800, 0x083C
_OPERAND = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # bytes after a property's code, by its class
_COUNTS = 0x4C  # where the lengths of the parts stand
_PARTS = ("text", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header_boxes")


@dataclass(frozen=True, slots=True)
class WordText:
    """The raw characters of a document's parts, without deleted and hidden ones."""

    parts: dict[str, str]
    deleted: int
    hidden: int
    incomplete: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int  # in characters of the document
    end: int
    offset: int  # in bytes of the stream
    width: int  # bytes a character


def table_name(word: bytes) -> str:
    """Return the name of the stream with the tables.

    Raises:
        ReadError: the document is encrypted, or older than Word 97.
    """
    if len(word) < 0x200 or _u16(word, 0) not in {_MAGIC, 0xA5DC}:
        raise ReadError(
            "the Word document is damaged (no header).", remedy="Copy it again.", kind="damaged"
        )
    flags = _u16(word, 0x0A)
    if flags & 0x0100:
        raise ReadError(
            "the Word document is protected by a password.",
            remedy="Open it, remove the password and save it again.",
            kind="encrypted",
        )
    if _u16(word, 2) < _WORD97:
        raise ReadError(
            "is a document of Word 95 or older.",
            remedy="Open it in Word, WPS or LibreOffice and save it as docx.",
            kind="unsupported",
        )
    return "1Table" if flags & 0x0200 else "0Table"


def extract(word: bytes, table: bytes) -> WordText:
    """Return the characters of a document.

    Raises:
        ReadError: the piece table is damaged.
    """
    try:
        counts = struct.unpack_from(f"<{len(_PARTS)}I", word, _COUNTS)
        pieces = list(_pieces(_piece_table(word, table), len(word)))
        gone = sorted(_removed(word, table))
    except (struct.error, IndexError, ValueError) as error:
        raise ReadError(
            f"the Word document is damaged ({error}).", remedy="Copy it again.", kind="damaged"
        ) from error
    chars, lost = _characters(word, pieces, gone)
    parts, at = {}, 0
    for name, count in zip(_PARTS, counts, strict=True):
        parts[name] = "".join(chars[at : at + count])
        at += count
    totals = {
        kind: sum(end - start for start, end, k in gone if k == kind)
        for kind in (_DELETED, _HIDDEN)
    }
    return WordText(parts, totals[_DELETED], totals[_HIDDEN], lost)


def _piece_table(word: bytes, table: bytes) -> bytes:
    start, length = struct.unpack_from("<II", word, 0x01A2)
    clx = table[start : start + length]
    at = 0
    while at < len(clx) and clx[at] == 1:  # property lists come before the table
        at += 3 + _u16(clx, at + 1)
    if at >= len(clx) or clx[at] != 2:
        raise ValueError("no piece table")
    size = _u32(clx, at + 1)
    return clx[at + 5 : at + 5 + size]


def _pieces(plc: bytes, size: int) -> Iterator[_Piece]:
    count = (len(plc) - 4) // 12
    if count < 1:
        raise ValueError("an empty piece table")
    bounds = struct.unpack_from(f"<{count + 1}I", plc, 0)
    for i, (start, end) in enumerate(pairwise(bounds)):
        packed = _u32(plc, 4 * (count + 1) + 8 * i + 2)
        compressed = bool(packed & 0x4000_0000)
        offset = packed & 0x3FFF_FFFF
        if end > 2 * size:
            raise ValueError("a piece table beyond the file")
        if end > start:
            yield _Piece(start, end, offset // 2 if compressed else offset, 1 if compressed else 2)


def _characters(
    word: bytes, pieces: list[_Piece], gone: list[tuple[int, int, int]]
) -> tuple[list[str], bool]:
    """Return one string a character, empty where it was taken away, so that counts still hold."""
    chars: list[str] = []
    lost = False
    for piece in pieces:
        size = (piece.end - piece.start) * piece.width
        raw = word[piece.offset : piece.offset + size]
        lost = lost or len(raw) < size
        kept = _decode(raw, piece.width)
        for start, end, _ in gone:
            first = max((start - piece.offset) // piece.width, 0)
            last = min((end - piece.offset) // piece.width, len(kept))
            if first < last:
                kept[first:last] = [""] * (last - first)
        chars += kept + [""] * (piece.end - piece.start - len(kept))
    return chars, lost


def _decode(raw: bytes, width: int) -> list[str]:
    if width == 1:
        return list(raw.decode("cp1252", errors="replace"))
    # Unit by unit: Word counts UTF-16 units, and a pair must stay one character in the end.
    units = [raw[i : i + 2] for i in range(0, len(raw) - 1, 2)]
    text = [unit.decode("utf-16-le", errors="surrogatepass") for unit in units]
    for i, (high, low) in enumerate(pairwise(text)):
        if "\ud800" <= high < "\udc00" <= low < "\ue000":
            text[i] = (units[i] + units[i + 1]).decode("utf-16-le")
            text[i + 1] = ""
    return text


def _removed(word: bytes, table: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (first byte, end, property) of each run that is deleted or hidden."""
    start, length = struct.unpack_from("<II", word, 0x00FA)
    plc = table[start : start + length]
    count = (len(plc) - 4) // 8
    for i in range(max(count, 0)):
        number = _u32(plc, 4 * (count + 1) + 4 * i) & 0x3FFFFF
        page = word[number * _PAGE : (number + 1) * _PAGE]
        if len(page) < _PAGE:
            continue
        runs = page[_PAGE - 1]
        bounds = struct.unpack_from(f"<{runs + 1}I", page, 0)
        for run, (first, end) in enumerate(pairwise(bounds)):
            at = 2 * page[4 * (runs + 1) + run]
            properties = page[at + 1 : at + 1 + page[at]] if at else b""
            for code in _switched_on(properties):
                yield first, end, code


def _switched_on(properties: bytes) -> Iterator[int]:
    at = 0
    while at + 2 < len(properties):
        code = _u16(properties, at)
        size = _OPERAND.get(code >> 13, 1 + properties[at + 2])
        if code in {_DELETED, _HIDDEN} and properties[at + 2] & 1:
            yield code
            return
        at += 2 + size


def _u16(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", data, at)[0])


def _u32(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])
