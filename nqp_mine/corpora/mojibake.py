"""Text that was decoded wrongly once and saved so: recognised, and repaired where it is certain.

Two kinds are met: UTF-8 read as Western letters (关于 as å…³äºŽ) and UTF-8 read as GBK (的，as
鐨勶紝). Both are undone by going back to the bytes; that these are then the UTF-8 of Chinese
characters does not happen by chance. A line that has lost bytes on the way is undone as far as
it goes, and what cannot be told is U+FFFD.
"""

import re

from nqp_mine.text import count_han

_FEW = 5  # characters; fewer may be examples in a text about encodings
_LINE = 8  # Hanzi that come out of a line read as GBK, of which fewer are no proof

# Windows-1252 as browsers read it: the five bytes that it leaves open are controls.
_WESTERN = {chr(code): code for code in range(0x80, 0x100)}
_WESTERN |= {
    bytes([code]).decode("cp1252"): code
    for code in range(0x80, 0xA0)
    if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_TAIL = "[" + re.escape("".join(sign for sign, code in _WESTERN.items() if code < 0xC0)) + "]"
_HANZI = re.compile(f"[\u00e3-\u00e9\u00ef]{_TAIL}{{2}}")
_RUN = re.compile(
    f"(?:[\u00c2-\u00df]{_TAIL}|[\u00e0-\u00ef]{_TAIL}{{2}}|[\u00f0-\u00f4]{_TAIL}{{3}})+"
    f"|[\u00e3-\u00ef]{_TAIL}|(?<![A-Za-z])[\u00e3-\u00ef](?![A-Za-z])"
)
# How GBK shows the beginnings of the UTF-8 of ，： of 。、“ of 的 and of many common Hanzi.
_GBK_SIGNS = "锛銆鐨勬鍙"
_TWO_BYTES = re.compile("[\x80-\u07ff]")


def repair(text: str) -> tuple[str, str] | None:
    """Return the decoded `text` as it was meant and what had been done to it; None if sound."""
    if len(_HANZI.findall(text)) >= _FEW:
        return _RUN.sub(_from_western, text), "UTF-8 read as Western letters"
    if sum(map(text.count, _GBK_SIGNS)) >= _FEW:
        lines = text.split("\n")
        fixed = [_from_gbk(line) for line in lines]
        if any(_proven(one) for one in fixed):
            both = zip(lines, fixed, strict=True)
            whole = "\n".join(new if _better(new) else old for old, new in both)
            return whole, "UTF-8 read as GBK"
    return None


def _from_western(run: re.Match[str]) -> str:
    return bytes(_WESTERN[sign] for sign in run[0]).decode("utf-8", errors="replace")


def _from_gbk(line: str) -> str:
    # FF is no byte of UTF-8: it keeps a lost byte's neighbours apart.
    data = b"\xff".join(part.encode("gb18030") for part in line.split("\ufffd"))
    return re.sub("\ufffd+", "\ufffd", data.decode("utf-8", errors="replace"))


def _better(fixed: str) -> bool:
    """Tell whether the bytes are UTF-8 of Hanzi: real GBK read so is nearly all damage.

    Two or three Hanzi of real GBK can be letters of other scripts in UTF-8 (联通).
    """
    return not _TWO_BYTES.search(fixed) and count_han(fixed) >= fixed.count("\ufffd")


def _proven(fixed: str) -> bool:
    return _better(fixed) and count_han(fixed) >= _LINE
