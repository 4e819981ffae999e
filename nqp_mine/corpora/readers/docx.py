"""Word documents (docx): the text as it would be printed with all changes accepted.

Tables, text boxes, content controls, tracked insertions, automatic numbers, foot- and endnotes
are text; deletions, comments, field codes, running headers and hidden text are not.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.limits import Budget, Limits
from nqp_mine.corpora.readers.docx_numbers import Numbering
from nqp_mine.corpora.readers.safe_xml import attribute, local, parse
from nqp_mine.corpora.readers.zipped import find_member, open_zip, read_member
from nqp_mine.errors import ReadError

_SKIPPED = frozenset(
    "del moveFrom delText delInstrText instrText pPr rPr tblPr tblGrid trPr tcPr sectPr sdtPr "
    "sdtEndPr rt fldData annotationRef footnoteRef endnoteRef txbxContent drawing pict object".split()
)
_GLYPHS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = {"0", "false", "off"}


def read(data: bytes, *, name: str, limits: Limits) -> Iterator[RawDocument]:  # noqa: ARG001
    """Yield the one document.

    Raises:
        ReadError: the file is damaged, unsafe, too large, or holds no text.
    """
    budget = Budget(limits, len(data))
    opened = open_zip(data, "the Word document")
    main = _main_part(opened, budget)
    body = _Body(_numbering(opened, main, budget))
    lines = list(body.blocks(parse(_part(opened, main, budget))))
    for notes in ("footnotes", "endnotes"):
        info = find_member(opened, posixpath.join(posixpath.dirname(main), f"{notes}.xml"))
        if info is not None:
            lines += _note_lines(body, parse(read_member(opened, info, budget)))
    text = "\n".join(lines).strip("\n")
    if not text.strip():
        raise ReadError(
            "the Word document holds no text (only pictures of pages?).",
            remedy="Run text recognition (OCR) on it first.",
            kind="no_text",
        )
    yield RawDocument(text=text, warnings=body.warnings(), partial=body.embedded > 0)


def _part(opened: zipfile.ZipFile, path: str, budget: Budget) -> bytes:
    info = find_member(opened, path)
    if info is None:
        raise ReadError(
            f"the Word document is incomplete: {path} is missing.",
            remedy="Open it in Word or WPS and save it again.",
            kind="damaged",
        )
    return read_member(opened, info, budget)


def _main_part(opened: zipfile.ZipFile, budget: Budget) -> str:
    """Return the path of the main document, which is not always word/document.xml."""
    info = find_member(opened, "_rels/.rels")
    if info is not None:
        for relation in parse(read_member(opened, info, budget)):
            if attribute(relation, "Type").endswith("/officeDocument"):
                return attribute(relation, "Target").lstrip("/")
    return "word/document.xml"


def _numbering(opened: zipfile.ZipFile, main: str, budget: Budget) -> Numbering:
    folder = posixpath.dirname(main)
    roots = []
    for part in ("numbering.xml", "styles.xml"):
        info = find_member(opened, posixpath.join(folder, part))
        roots.append(None if info is None else parse(read_member(opened, info, budget)))
    return Numbering(*roots)


def _note_lines(body: "_Body", root: Any) -> Iterator[str]:
    for note in root:
        # Separators are notes by name only.
        if attribute(note, "type") in {"", "normal"}:
            yield from body.blocks(note)


class _Body:
    """A walk through the document; fields and numbers run on from paragraph to paragraph."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.fields: list[bool] = []  # for each open field: are we past its code?
        self.hidden = 0
        self.embedded = 0

    def warnings(self) -> tuple[str, ...]:
        notes = []
        if self.hidden:
            notes.append(f"{self.hidden} characters of hidden text were left out.")
        if self.embedded:
            notes.append(f"{self.embedded} embedded files were left out; save it again as docx.")
        return tuple(notes)

    def blocks(self, element: Any) -> Iterator[str]:
        """Yield the lines of an element's paragraphs and tables."""
        for child in element:
            kind = local(child)
            if kind == "p":
                yield from self._paragraph(child)
            elif kind == "tbl":
                yield from self._table(child)
            elif kind == "altChunk":
                self.embedded += 1
            elif kind == "AlternateContent":
                yield from self.blocks(_chosen(child))
            elif kind not in _SKIPPED:
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Any) -> Iterator[str]:
        boxes: list[Any] = []
        number = self.numbering.next(paragraph)
        text = "".join(self._pieces(paragraph, boxes))
        yield f"{number}{text}" if text.strip() else text
        for box in boxes:
            yield from self.blocks(box)

    def _table(self, table: Any) -> Iterator[str]:
        for row in _rows(table):
            cells = [
                [line for line in self.blocks(cell) if line.strip()]
                for cell in row.iter("{*}tc")
                if _owner(cell) is row
            ]
            if all(len(cell) <= 1 for cell in cells):
                yield "\t".join(cell[0] for cell in cells if cell)
            else:
                yield from (line for cell in cells for line in cell)

    def _pieces(self, element: Any, boxes: list[Any]) -> Iterator[str]:
        for child in element:
            kind = local(child)
            if kind == "t":
                if all(self.fields):
                    yield child.text or ""
            elif kind == "fldChar":
                self._field(attribute(child, "fldCharType"))
            elif kind in _GLYPHS:
                if all(self.fields):
                    yield _GLYPHS[kind]
            elif kind == "AlternateContent":
                yield from self._pieces(_chosen(child), boxes)
            elif kind == "r" and _is_hidden(child):
                self.hidden += sum(len(text.text or "") for text in child.iter("{*}t"))
            elif kind in {"drawing", "pict", "object"}:
                boxes += _outer_boxes(child)
            elif kind not in _SKIPPED:
                yield from self._pieces(child, boxes)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(False)
        elif kind == "separate" and self.fields:
            self.fields[-1] = True
        elif kind == "end" and self.fields:
            self.fields.pop()


def _chosen(alternatives: Any) -> Any:
    """Return one of the two drawings of the same thing; both would count its text twice."""
    by_kind = {local(child): child for child in reversed(alternatives)}
    return by_kind.get("Choice", by_kind.get("Fallback", ()))


def _outer_boxes(drawing: Any) -> list[Any]:
    found = []
    for box in drawing.iter("{*}txbxContent"):
        above = [local(parent) for parent in box.iterancestors()]
        inside = above[: above.index(local(drawing)) if local(drawing) in above else None]
        if "txbxContent" not in inside and "Fallback" not in inside:
            found.append(box)
    return found


def _rows(table: Any) -> Iterator[Any]:
    """Yield the table's own rows, also those inside content controls, without deleted ones."""
    for row in table.iter("{*}tr"):
        owner = next((up for up in row.iterancestors("{*}tbl", "{*}txbxContent")), None)
        if owner is table and row.find("{*}trPr/{*}del") is None:
            yield row


def _owner(cell: Any) -> Any:
    return next(cell.iterancestors("{*}tr"))


def _is_hidden(run: Any) -> bool:
    mark = run.find("{*}rPr/{*}vanish")
    return mark is not None and attribute(mark, "val") not in _OFF
