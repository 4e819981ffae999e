r"""RTF: text with the code pages of its fonts, \u escapes, and Chinese bytes in hexadecimal.

A two-byte character may be written as two escapes, as an escape and a plain sign, and across a
line break; so bytes are gathered until something else comes and then decoded together.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.limits import Limits
from nqp_mine.errors import ReadError

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)"
)
# Groups whose text is not shown. Text boxes, foot- and endnotes are shown.
_HIDDEN_GROUPS = frozenset(
    b"fonttbl colortbl stylesheet info pict object objdata themedata colorschememapping datastore "
    b"latentstyles listtable listoverridetable rsidtbl revtbl generator header headerl headerr headerf "
    b"footer footerl footerr footerf fldinst annotation atnid atnauthor atnref atndate atntime "
    b"atrfstart atrfend bkmkstart bkmkend xe tc tcn filetbl xmlnstbl mmathPr userprops docvar "
    b"pgptbl shprslt do ftnsep ftnsepc aftnsep aftnsepc nonshppict sp sn sv pn pntxta pntxtb private "
    b"background nonesttables falt panose fontemb wgrffmtfilter operator title author".split()
)
_SIGNS = {
    b"par": "\n",
    b"line": "\n",
    b"sect": "\n",
    b"page": "\n",
    b"row": "\n",
    b"nestrow": "\n",
    b"tab": "\t",
    b"cell": "\t",
    b"nestcell": "\t",
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"emspace": "\u2003",
    b"enspace": "\u2002",
}
_ESCAPED = {b"\\": "\\", b"{": "{", b"}": "}", b"~": "\xa0", b"_": "-", b"\n": "\n", b"\r": "\n"}
_CHARSETS = {
    0: "cp1252",
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "big5hkscs",
    161: "cp1253",
    162: "cp1254",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
_FONT = re.compile(rb"\\f([0-9]+)\b[^;{}]*?\\fcharset([0-9]+)")
_MAX_DEPTH = 5_000


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds inside a pair of braces."""

    shown: bool = True
    deleted: bool = False
    font: int = -1
    skip: int = 1  # how many signs stand in for a \u character for old readers


def read(data: bytes, *, name: str, limits: Limits) -> Iterator[RawDocument]:  # noqa: ARG001
    """Yield the one document.

    Raises:
        ReadError: the file is damaged, or holds no text.
    """
    walk = _Walk(data)
    text = walk.run()
    if not text.strip():
        raise ReadError(
            "the RTF document holds no text.", remedy="Open it and save it as docx.", kind="no_text"
        )
    notes = []
    if walk.replaced:
        notes.append(f"{walk.replaced} damaged characters were replaced.")
    if walk.stack:
        notes.append("the document was cut off; what was there was read.")
    yield RawDocument(text=text, warnings=tuple(notes), partial=bool(notes))


class _Walk:
    """One pass over the tokens."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        page = re.search(rb"\\ansicpg([0-9]+)", data[:4096])
        self.codepage = _codec(int(page[1])) if page else "cp1252"
        end = data.find(b"\\stylesheet")
        fonts = _FONT.finditer(data[: end if end > 0 else 100_000])
        self.fonts = {int(f[1]): _CHARSETS[int(f[2])] for f in fonts if int(f[2]) in _CHARSETS}
        self.group = _Group()
        self.stack: list[_Group] = []
        self.pending = bytearray()
        self.parts: list[str] = []
        self.skip = 0
        self.opened = False  # did a group just begin?
        self.replaced = 0

    def run(self) -> str:
        while (match := _TOKEN.search(self.data, self.at)) is not None:
            self.at = match.end()
            word, number, code, sign, brace, plain = match.groups()
            if word == b"bin":
                self.at += max(int(number or 0), 0)
            elif code:
                self._bytes(bytes.fromhex(code.decode("ascii")))
            elif plain:
                self._bytes(plain)
            elif not self._marked(word, number, sign, brace):
                break
        self._flush()
        text = (
            "".join(self.parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        )
        lines = (line.strip("\t ") for line in text.split("\n"))
        return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n")

    def _marked(
        self, word: bytes | None, number: bytes | None, sign: bytes | None, brace: bytes | None
    ) -> bool:
        """Take a control or a brace; False at the end of the document."""
        self._flush()
        opened, self.opened = self.opened, False
        if brace == b"{":
            if len(self.stack) > _MAX_DEPTH:
                raise ReadError("is nested too deeply.", remedy="Save it as docx.", kind="damaged")
            self.stack.append(self.group)
            self.opened = True
            self.skip = 0
        elif brace == b"}":
            self.skip = 0
            if self.stack:
                self.group = self.stack.pop()
            return bool(self.stack)
        elif sign == b"*" and opened:
            # \* marks groups that an old reader may leave out; those with text are known by name.
            name = _TOKEN.match(self.data, self.at)
            if name is None or name[1] not in {b"shptxt", b"shpinst"}:
                self.group = replace(self.group, shown=False)
        elif sign in _ESCAPED:
            self._put(_ESCAPED[sign])
        elif word is not None:
            self._word(word, int(number) if number else None, opened=opened)
        return True

    def _word(self, word: bytes, number: int | None, *, opened: bool) -> None:
        if word in _HIDDEN_GROUPS and (opened or word in {b"fonttbl", b"pict"}):
            self.group = replace(self.group, shown=False)
        elif word in _SIGNS:
            self._put(_SIGNS[word])
        elif word == b"u" and number is not None:
            self._put(chr(number % 0x10000))
            self.skip = self.group.skip
        elif word == b"uc":
            self.group = replace(self.group, skip=number or 0)
        elif word == b"f" and number is not None:
            self.group = replace(self.group, font=number)
        elif word in {b"deleted", b"v"}:
            self.group = replace(self.group, deleted=number != 0)
        elif word == b"plain":
            self.group = replace(self.group, font=-1, deleted=False)

    def _put(self, text: str) -> None:
        if self.skip:
            self.skip -= 1
        elif self.group.shown and not self.group.deleted:
            self.parts.append(text)

    def _bytes(self, raw: bytes) -> None:
        self.opened = False
        dropped = min(self.skip, len(raw))
        self.skip -= dropped
        if self.group.shown and not self.group.deleted:
            self.pending += raw[dropped:]

    def _flush(self) -> None:
        if self.pending:
            encoding = self.fonts.get(self.group.font, self.codepage)
            if encoding == "cp1252" and self.codepage != "cp1252":
                encoding = self.codepage  # Latin fonts carry Chinese bytes in files made by WPS
            text = self.pending.decode(encoding, errors="replace")
            self.replaced += text.count("\ufffd")
            self.parts.append(text)
            self.pending.clear()


def _codec(page: int) -> str:
    named = {936: "gb18030", 54936: "gb18030", 950: "big5hkscs", 65001: "utf-8"}.get(
        page, f"cp{page}"
    )
    try:
        codecs.lookup(named)
    except LookupError:
        return "cp1252"
    return named
