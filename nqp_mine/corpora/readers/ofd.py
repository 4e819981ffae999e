"""OFD (GB/T 33190), the national format for finished documents: a zip of XML pages.

Element names are taken without their namespace, since programs differ in it. The pieces of a
page are put in reading order by their place, top to bottom and left to right.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.limits import Budget, Limits
from nqp_mine.corpora.readers.pdf import is_garbage, without_furniture
from nqp_mine.corpora.readers.safe_xml import attribute, parse
from nqp_mine.corpora.readers.zipped import find_member, open_zip, read_member
from nqp_mine.errors import ReadError


@dataclass(frozen=True, slots=True)
class _Piece:
    top: float
    left: float
    height: float
    text: str


def read(data: bytes, *, name: str, limits: Limits) -> Iterator[RawDocument]:  # noqa: ARG001
    """Yield the one document.

    Raises:
        ReadError: the file is damaged, unsafe, too large, or without text.
    """
    package = _Package(open_zip(data, "the OFD document"), Budget(limits, len(data)))
    pages, lost = _pages(package, limits)
    shown = [page for page in pages if page.strip()]
    text = "\n".join(without_furniture(shown))
    if not text.strip():
        raise ReadError(
            "the OFD document has no text: its pages are pictures or outlines of letters.",
            remedy="Run text recognition (OCR) on it first.",
            kind="no_text_layer",
        )
    if is_garbage(text):
        raise ReadError(
            "the OFD document's text is garbage: its fonts do not say which characters they draw.",
            remedy="Run text recognition (OCR) on it, or find the text elsewhere.",
            kind="garbage_text_layer",
        )
    notes = (f"{lost} pages could not be read.",) if lost else ()
    yield RawDocument(text=text, warnings=notes, partial=lost > 0)


@dataclass(frozen=True, slots=True)
class _Package:
    """The parts of an OFD file by path."""

    opened: zipfile.ZipFile
    budget: Budget

    def part(self, path: str) -> Any:
        """Return the part's root element."""
        info = find_member(self.opened, path)
        if info is None:
            raise ReadError(
                f"the OFD document is incomplete: {path} is missing.",
                remedy="Copy or download it again.",
                kind="damaged",
            )
        return parse(read_member(self.opened, info, self.budget))


def _join(base: str, location: str) -> str:
    """Return a location, which is absolute with a slash and else relative to its part."""
    if location.startswith("/"):
        return location.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), location))


def _pages(package: _Package, limits: Limits) -> tuple[list[str], int]:
    found: list[str] = []
    lost = 0
    for root in package.part("OFD.xml").iter("{*}DocRoot"):
        main = _join("OFD.xml", (root.text or "").strip())
        for page in package.part(main).iterfind("{*}Pages/{*}Page"):
            if len(found) >= limits.pdf_pages:
                return found, lost + 1
            path = _join(main, attribute(page, "BaseLoc"))
            try:
                found.append(_page_text(package.part(path)))
            except ReadError as error:
                if error.kind != "damaged":
                    raise
                lost += 1
    if not found and lost:
        raise ReadError(
            "the OFD document is damaged: none of its pages can be read.",
            remedy="Copy or download it again.",
            kind="damaged",
        )
    return found, lost


def _page_text(root: Any) -> str:
    pieces = sorted(_pieces(root), key=lambda piece: piece.top)
    lines: list[list[_Piece]] = []
    for piece in pieces:
        # On one line: it begins less than half a letter below the line's first piece.
        if lines and piece.top - lines[-1][0].top < 0.5 * max(lines[-1][0].height, 1.0):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return "\n".join(
        "".join(piece.text for piece in sorted(line, key=lambda piece: piece.left))
        for line in lines
    )


def _pieces(root: Any) -> Iterator[_Piece]:
    for item in root.iter("{*}TextObject"):
        box = _numbers(attribute(item, "Boundary"), 4)
        size = (_numbers(attribute(item, "Size"), 1) or [box[3]])[0]
        for code in item.iterfind("{*}TextCode"):
            x, y = (_numbers(attribute(code, axis), 1)[0] for axis in ("X", "Y"))
            text = code.text or ""
            if text.strip():
                yield _Piece(box[1] + y, box[0] + x, size or box[3], text)


def _numbers(value: str, count: int) -> list[float]:
    found = []
    for word in value.split()[:count]:
        try:
            found.append(float(word))
        except ValueError:
            found.append(0.0)
    return found + [0.0] * (count - len(found))
