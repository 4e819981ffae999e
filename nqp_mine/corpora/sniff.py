"""What a file is, from its content. The suffix only decides between kinds of plain text."""

import json
import re
from pathlib import PurePath

from nqp_mine.corpora.readers.columns import text_column
from nqp_mine.errors import ReadError

#: How a kind is called in messages.
NAMES = {
    "txt": "plain text",
    "html": "a web page",
    "mhtml": "a saved web page (mhtml)",
    "csv": "a CSV table",
    "json": "JSON",
    "jsonl": "JSON lines",
    "pdf": "a PDF",
    "docx": "a Word document (docx)",
    "doc": "a Word 97 document (doc or wps)",
    "rtf": "an RTF document",
    "ofd": "an OFD document",
    "xlsx": "a workbook",
    "zip": "a zip archive",
}
_ALIASES = {
    "htm": "html",
    "shtml": "html",
    "xhtml": "html",
    "mht": "mhtml",
    "tsv": "csv",
    "ndjson": "jsonl",
    "docm": "docx",
    "dotx": "docx",
    "xlsm": "xlsx",
    "xls": "xlsx",
    "ods": "xlsx",
    "text": "txt",
}
# WPS Office writes its own suffixes on Word and Excel files, old and new.
_SUITE = {"wps": {"doc", "docx", "rtf"}, "wpt": {"doc", "docx"}, "et": {"xlsx"}, "ett": {"xlsx"}}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"Rar!\x1a\x07", "a RAR archive", "Unpack it and read the folder."),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it and read the folder."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it and read the folder."),
    (b"BZh", "a bzip2 archive", "Unpack it and read the folder."),
    (b"\xfd7zXZ\x00", "an xz archive", "Unpack it and read the folder."),
    (b"\x89PNG\r\n", "a picture", "Run text recognition (OCR) on it first."),
    (b"\xff\xd8\xff", "a picture", "Run text recognition (OCR) on it first."),
    (b"GIF8", "a picture", "Run text recognition (OCR) on it first."),
    (b"II*\x00", "a picture", "Run text recognition (OCR) on it first."),
    (b"MM\x00*", "a picture", "Run text recognition (OCR) on it first."),
    (b"SQLite format 3\x00", "a database", "Export its texts as CSV or JSON lines."),
    (b"MZ\x90", "a program", "Leave it out."),
    (b"\x7fELF", "a program", "Leave it out."),
)
_HTML = re.compile(
    rb"\A(?:\s|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype html|html|head|body|meta|title|div|table|p|h1|span|article)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_INSIDE = re.compile(rb"<(?:html|body|head)\b[^>]*>", re.IGNORECASE)
_JSON_ARRAY = re.compile(rb"\A\s*\[\s*[{\[\"]")
_JSON_OBJECT = re.compile(rb"\A\s*\{\s*[\"}]")


def suffix_kind(name: str) -> str:
    """Return the kind that a file's name claims, or ""."""
    suffix = PurePath(name).suffix.lower().lstrip(".")
    kind = _ALIASES.get(suffix, suffix)
    return kind if kind in NAMES or kind in _SUITE else ""


def contradiction(kind: str, name: str) -> str:
    """Return a sentence for the user where the name claims another kind, or ""."""
    claimed = suffix_kind(name)
    if not claimed or claimed == kind or kind in _SUITE.get(claimed, ()):
        return ""
    if claimed in {"txt", "csv"} and kind in {"txt", "csv"}:
        return ""
    return (
        f"is {NAMES[kind]}, although its name ends in {PurePath(name).suffix}; read as what it is."
    )


def sniff(data: bytes, name: str) -> str:
    """Return the kind (a key of NAMES) of a file's content.

    Raises:
        ReadError: the file is empty, or of a kind that cannot be read; the real kind is named.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise ReadError("is empty (0 bytes of content).", remedy="Copy it again.", kind="empty")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(data, name)
    if data.startswith(_OLE):
        return _ole_kind(data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:5] == b"{\\rtf":
        return "rtf"
    for magic, what, remedy in _OTHERS:
        if data.startswith(magic):
            raise ReadError(f"is {what}.", remedy=remedy, kind="unsupported")
    return _text_kind(data, name)


def _zip_kind(data: bytes, name: str) -> str:
    from nqp_mine.corpora.readers.zipped import open_zip

    claimed = suffix_kind(name)
    try:
        members = {info.filename.replace("\\", "/").lower() for info in open_zip(data).infolist()}
    except ReadError:
        # Too damaged to look into: the suffix says which reader explains it best.
        return claimed if claimed in {"docx", "xlsx", "ofd"} else "zip"
    if "ofd.xml" in members:
        return "ofd"
    if "[content_types].xml" in members:
        folders = {member.partition("/")[0] for member in members}
        for folder, kind in (("word", "docx"), ("xl", "xlsx")):
            if folder in folders:
                return kind
        if "ppt" in folders:
            raise ReadError("is a presentation.", remedy="Save it as pdf.", kind="unsupported")
    if {"mimetype", "content.xml"} <= members:
        if b"opendocument.spreadsheet" in data[:200]:  # the mimetype comes first, not compressed
            return "xlsx"
        raise ReadError(
            "is an OpenDocument file.", remedy="Save it as docx or xlsx.", kind="unsupported"
        )
    return "zip"


def _ole_kind(data: bytes) -> str:
    from nqp_mine.corpora.readers.ole import stream_names

    streams = stream_names(data)
    if "encryptedpackage" in streams:
        raise ReadError(
            "is protected by a password.",
            remedy="Open it, remove the password and save it again.",
            kind="encrypted",
        )
    if "worddocument" in streams:
        return "doc"
    if streams & {"workbook", "book"}:
        return "xlsx"
    if "powerpoint document" in streams:
        raise ReadError("is a presentation.", remedy="Save it as pdf.", kind="unsupported")
    raise ReadError(
        "is an old office file of unknown kind (Microsoft Works, or an early WPS?).",
        remedy="Open it in WPS or LibreOffice and save it as docx.",
        kind="unsupported",
    )


def _text_kind(data: bytes, name: str) -> str:
    head = _ascii_view(data)
    claimed = suffix_kind(name)
    if _HTML.match(head) or (claimed == "html" and b"<" in head):
        return "html"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if head[:2000].lower().find(b"mime-version:") >= 0 and b"multipart/related" in head.lower():
        return "mhtml"
    if b"<?mso-application" in head or head.lstrip().startswith(b"<?xml"):
        raise ReadError("is an XML file.", remedy="Save it as docx or txt.", kind="unsupported")
    if _JSON_ARRAY.match(head) or (claimed == "json" and head.lstrip()[:1] in {b"[", b"{"}):
        return "json" if claimed != "jsonl" else "jsonl"
    if _JSON_OBJECT.match(head):
        return claimed if claimed in {"json", "jsonl"} else _object_or_lines(data)
    if _HTML_INSIDE.search(head) and b"</" in data:
        return "html"
    return "csv" if claimed == "csv" or _has_text_column(data) else "txt"


def _ascii_view(data: bytes) -> bytes:
    """Return the head of the file in which ASCII is ASCII, whatever the encoding."""
    head = data[:8192]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace").encode("utf-8", errors="replace")
    return head.removeprefix(b"\xef\xbb\xbf")


def _object_or_lines(data: bytes) -> str:
    first, _, rest = data.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return "json"
    return "jsonl" if rest.strip() else "json"


def _has_text_column(data: bytes) -> bool:
    """Tell whether the first line is a table's header with a column for the text."""
    from nqp_mine.corpora.encoding import decode

    try:
        line = decode(data[:4096].partition(b"\n")[0]).text
    except ReadError:
        return False
    for separator in (",", "\t"):
        cells = [cell.strip(' "\r') for cell in line.split(separator)]
        if len(cells) > 1 and len(line) < 500 and text_column(cells):
            return True
    return False
