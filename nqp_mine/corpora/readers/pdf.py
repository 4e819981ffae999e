"""PDF: its text layer, or one of four plain reasons why there is none that can be used.

The text is kept as the layer has it; letter-spacing and radicals are repaired in the normalised
copy. Page numbers and running headers go, because they would cut sentences in two.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.encoding import commonness
from nqp_mine.corpora.limits import Limits
from nqp_mine.errors import ReadError
from nqp_mine.text import count_han

_PAGE_NUMBER = re.compile(
    r"\s*(?:[-—–―－·]{1,2}\s*[0-9０-９]{1,4}\s*[-—–―－·]{1,2}|第\s*[0-9]+\s*页.{0,12}|[0-9]{1,4}\s*/\s*[0-9]{1,4})\s*"
)
_BARE_NUMBER = re.compile(r"\s*([0-9]{1,4})\s*")
_EDGE = 2  # lines at the top and the bottom of a page that may be header or footer
_REPEATED = 0.5  # share of the pages on which such a line must stand
_MOST = 0.3  # share of the text that headers and footers may be
_GARBAGE = 0.2  # share of characters that are no text of any language
_IMAGE = 3  # pdfium's number for image objects


@dataclass(frozen=True, slots=True)
class _Page:
    text: str
    pictured: bool = False
    damaged: bool = False


def read(data: bytes, *, name: str, limits: Limits) -> Iterator[RawDocument]:  # noqa: ARG001
    """Yield the one document.

    Raises:
        ReadError: encrypted, damaged, without a text layer (a scan), or with one that is garbage.
    """
    total, pages = _pages(data, limits)
    text = "\n".join(without_furniture([page.text for page in pages if page.text.strip()]))
    _check(text, pages)
    warnings = _warnings(data, pages, total)
    yield RawDocument(text=text, warnings=warnings, partial=bool(warnings))


def _pages(data: bytes, limits: Limits) -> tuple[int, list[_Page]]:
    import pypdfium2

    try:
        opened = _open(pypdfium2, data)
    except pypdfium2.PdfiumError as error:
        raise _not_opened(error) from error
    try:
        total = len(opened)
        if total == 0:
            raise _damaged("it has no pages")
        return total, [_page(opened, i) for i in range(min(total, limits.pdf_pages))]
    finally:
        opened.close()


def _open(pypdfium2: Any, data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        root = re.search(rb"(?:^|\s)([0-9]{1,9})\s+0\s+obj\s*<<[^>]{0,200}/Type\s*/Catalog\b", data)
        if root is None or b"/Encrypt" in data:
            raise
        # A file that lost its end has lost the way to its root: say where that is.
        return pypdfium2.PdfDocument(data + b"\ntrailer<</Root %s 0 R>>\n" % root[1])


def _not_opened(error: Exception) -> ReadError:
    if "password" in str(error).lower() or "security" in str(error).lower():
        return ReadError(
            "the PDF is protected by a password.",
            remedy="Open it with the password and print it to a new PDF.",
            kind="encrypted",
        )
    return _damaged("its structure cannot be read; it may have been cut off")


def _damaged(why: str) -> ReadError:
    return ReadError(
        f"the PDF is damaged ({why}).",
        remedy="Download or copy it again.",
        kind="damaged",
    )


def _page(opened: Any, number: int) -> _Page:
    import pypdfium2

    try:
        page = opened[number]
        layer = page.get_textpage()
        # U+0002 and U+FFFE stand for a hyphen at the end of a line.
        text = re.sub("[\x02\ufffe]", "-", layer.get_text_range().replace("\r\n", "\n"))
        pictured = not text.strip() and any(
            item.type == _IMAGE for item in page.get_objects(max_depth=2)
        )
        layer.close()
        page.close()
    except pypdfium2.PdfiumError:
        return _Page("", damaged=True)
    return _Page(text, pictured=pictured)


def _check(text: str, pages: list[_Page]) -> None:
    if pages and all(page.damaged for page in pages):
        raise _damaged("none of its pages can be read")
    visible = len(re.findall(r"\S", text))
    pictured = sum(page.pictured for page in pages)
    # Portal stamps and scanner marks leave a handful of characters on a scan.
    if visible == 0 or (pictured > 0.5 * len(pages) and visible < 20 * len(pages)):
        raise ReadError(
            "the PDF has no text layer: its pages are pictures (a scan).",
            remedy="Run text recognition (OCR) on it first.",
            kind="no_text_layer",
        )
    if is_garbage(text):
        raise ReadError(
            "the PDF's text layer is garbage: its fonts do not say which characters they draw.",
            remedy="Run text recognition (OCR) on it, or find the text elsewhere.",
            kind="garbage_text_layer",
        )


def is_garbage(text: str) -> bool:
    """Tell whether a text layer is noise: no letters of a language, or Hanzi at random."""
    shown = re.sub(r"\s", "", text)[:50_000]
    categories = Counter(_class(char) for char in shown)
    if categories["bad"] > _GARBAGE * max(len(shown), 1):
        return True
    plain = unicodedata.normalize("NFKC", shown)
    han = count_han(plain)
    # 0.4 in official prose; 0.05 where each glyph got some other character's number.
    return han > 50 and commonness(plain) * len(plain[:20_000]) < 0.08 * count_han(plain[:20_000])


def _class(char: str) -> str:
    # Latin-1 letters in number are Chinese bytes read one by one.
    if (
        unicodedata.category(char) in {"Co", "Cn", "Cc", "Cs"}
        or char == "\ufffd"
        or "\x80" <= char < "\u0100"
    ):
        return "bad" if char not in "·×°±÷§" else "good"
    return "good"


def without_furniture(pages: list[str]) -> list[str]:
    """Return the pages without page numbers and without lines that repeat at their edges."""
    split = [[line for line in page.split("\n") if line.strip()] for page in pages]
    repeated = Counter(key for lines in split for key in {_key(lines[i]) for i in _edges(lines)})
    enough = max(3, _REPEATED * len(pages))
    furniture = {key for key, count in repeated.items() if count >= enough and key != "0"}
    if sum(len(key) * repeated[key] for key in furniture) > _MOST * sum(map(len, pages)):
        furniture = set()  # slides or forms: what repeats there is the text
    offset = _number_offset(split)
    kept = []
    for at, lines in enumerate(split):
        drop = {
            i
            for i in _edges(lines)
            if _key(lines[i]) in furniture or _is_number(lines[i], at, offset)
        }
        kept.append("\n".join(line for i, line in enumerate(lines) if i not in drop))
    return kept


def _edges(lines: list[str]) -> list[int]:
    count = len(lines)
    # Only real edges: on a page of three lines nothing is told from the text.
    return (
        sorted({*range(min(_EDGE, count)), *range(max(count - _EDGE, 0), count)})
        if count > 3
        else [*range(count)][-1:]
    )


def _key(line: str) -> str:
    return re.sub("[0-9０-９]+", "0", re.sub(r"\s", "", line))


def _is_number(line: str, at: int, offset: int | None) -> bool:
    if _PAGE_NUMBER.fullmatch(line):
        return True
    bare = _BARE_NUMBER.fullmatch(line)
    return bare is not None and offset is not None and int(bare[1]) - at == offset


def _number_offset(split: list[list[str]]) -> int | None:
    """Return by how much bare page numbers run before the pages, if they do at all."""
    offsets = Counter(
        int(bare[1]) - at
        for at, lines in enumerate(split)
        for i in _edges(lines)
        if (bare := _BARE_NUMBER.fullmatch(lines[i]))
    )
    best = offsets.most_common(1)
    return best[0][0] if best and best[0][1] >= 2 else None


def _warnings(data: bytes, pages: list[_Page], total: int) -> tuple[str, ...]:
    notes = []
    if total > len(pages):
        notes.append(f"only the first {len(pages):,} of {total:,} pages were read.")
    if numbers := _numbers(page.damaged for page in pages):
        notes.append(f"pages {numbers} could not be read.")
    if numbers := _numbers(page.pictured for page in pages):
        notes.append(f"pages {numbers} are pictures without text.")
    # A whole PDF ends with this mark; without it the pages were put together from what is left.
    if b"%%EOF" not in data[-2048:]:
        notes.append("the PDF was cut off; what could be recovered was read.")
    return tuple(notes)


def _numbers(marks: Iterable[bool]) -> str:
    """Return the numbers of the marked pages; of many, the first ten and how many more."""
    found = [str(i) for i, marked in enumerate(marks, start=1) if marked]
    numbers = ", ".join(found[:10])
    return f"{numbers} and {len(found) - 10} more" if len(found) > 10 else numbers
