"""The kind of a file is that of its content; names only decide between kinds of text."""

import pytest

from nqp_mine.corpora.limits import Limits
from nqp_mine.corpora.readers.dispatch import READERS, read, reader
from nqp_mine.corpora.sniff import NAMES, contradiction, sniff
from nqp_mine.errors import ReadError

PAGE = "<!DOCTYPE html>\n<html><body><p>各级政府要加强对科技创新工作的领导。</p></body></html>".encode()
TEXT = "关于推动创新的意见，各市、县：".encode()
ODF = "application/vnd.oasis.opendocument."
KINDS = {
    "docx": (lambda make: make.docx("<w:p/>"), "docx"),
    "ofd": (lambda make: make.ofd([[]]), "ofd"),
    "zip": (lambda make: make.zip({"a.txt": "x"}), "zip"),
    "empty zip": (lambda make: make.zip({}), "zip"),
    "doc": (lambda make: make.word("甲\r"), "doc"),
    "xls": (lambda make: make.ole({"Workbook": b"x"}), "xlsx"),
    "xlsx": (lambda make: make.zip({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "xlsx"),
    "ods": (
        lambda make: make.zip({"mimetype": f"{ODF}spreadsheet", "content.xml": ""}, method=0),
        "xlsx",
    ),
    "pdf": (lambda make: make.pdf([["甲"]]), "pdf"),
    "pdf after white space": (lambda make: b"\n\n" + make.pdf([["甲"]]), "pdf"),
    "rtf": (lambda make: b"{\\rtf1 x}", "rtf"),
    "html": (lambda make: PAGE, "html"),
    "html after a comment": (
        lambda make: b"<!-- saved from url=(0022)http://x/ -->\r\n" + PAGE,
        "html",
    ),
    "html in UTF-16": (lambda make: b"\xff\xfe" + PAGE.decode().encode("utf-16-le"), "html"),
    "mhtml": (
        lambda make: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n",
        "mhtml",
    ),
    "json array": (lambda make: b'[{"text": "x"}]', "json"),
    "json object": (lambda make: b'{\n "text": "x"}', "json"),
    "json lines": (lambda make: b'{"text": "x"}\n{"text": "y"}\n', "jsonl"),
    "csv": (lambda make: "标题,正文\n甲,乙\n".encode("gbk"), "csv"),
    "text": (lambda make: TEXT, "txt"),
    "text in GBK": (lambda make: TEXT.decode().encode("gbk"), "txt"),
    "text that begins with a bracket": (lambda make: "[2020]5号".encode(), "txt"),
    "text with an angle": (lambda make: "<通知> 各市".encode(), "txt"),
}


@pytest.mark.parametrize("name", ["file", "file.pdf", "file.docx", "file.doc"])
@pytest.mark.parametrize(("build", "kind"), KINDS.values(), ids=KINDS)
def test_content_decides(make, build, kind, name):
    assert sniff(build(make), name) == kind


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"a,b\n1,2\n", "x.csv", "csv"),
        (b"a,b\n1,2\n", "x.txt", "txt"),
        (b'{"text": "x"}', "x.jsonl", "jsonl"),
        (b"a\tb\n", "x.TSV", "csv"),
        ("正文没有标签<br>".encode(), "x.html", "html"),
        (b"PK\x03\x04" + b"x" * 50, "x.docx", "docx"),
        (b"PK\x03\x04" + b"x" * 50, "x.zip", "zip"),
    ],
)
def test_names_decide_only_between_texts_and_ruins(data, name, kind):
    assert sniff(data, name) == kind


@pytest.mark.parametrize(
    ("build", "kind", "what"),
    [
        (lambda make: b"", "empty", "empty"),
        (lambda make: b"\0" * 100, "empty", "empty"),
        (lambda make: b"Rar!\x1a\x07\x00", "unsupported", "RAR"),
        (lambda make: b"\x89PNG\r\n\x1a\n", "unsupported", "picture"),
        (lambda make: make.ole({"EncryptedPackage": b"x"}), "encrypted", "password"),
        (lambda make: make.ole({"MatOST": b"x"}), "unsupported", "Works"),
        (
            lambda make: make.zip({"[Content_Types].xml": "", "ppt/a.xml": ""}),
            "unsupported",
            "presentation",
        ),
        (
            lambda make: make.zip({"mimetype": f"{ODF}text", "content.xml": ""}, method=0),
            "unsupported",
            "OpenDocument",
        ),
        (lambda make: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "damaged", "damaged"),
        (lambda make: b'<?xml version="1.0"?><x/>', "unsupported", "XML"),
    ],
)
def test_what_cannot_be_read_is_named(make, build, kind, what):
    with pytest.raises(ReadError, match=what) as caught:
        sniff(build(make), "x.docx")
    assert caught.value.kind == kind
    assert caught.value.remedy


def test_a_lying_suffix_is_told(make):
    (found,) = read(PAGE, name="通知.doc", limits=Limits())
    assert "is a web page, although its name ends in .doc" in found.warnings[0]
    assert contradiction("doc", "x.wps") == ""
    assert contradiction("docx", "x.wps") == ""
    assert contradiction("xlsx", "x.et") == ""
    assert contradiction("html", "x.htm") == ""


def test_a_document_is_cut_at_the_limit_with_a_mark():
    (found,) = read(b"0123456789", name="x.txt", limits=Limits(characters=4))
    assert (found.text, found.partial) == ("0123", True)


def test_a_table_of_too_many_columns_is_cut_with_a_mark():
    table = ",".join(["text", *map(str, range(9))]) + "\n改革,a,b,c,d,e,f,g,h,i\n"
    (found,) = read(table.encode(), name="x.csv", limits=Limits(columns=4))
    assert (found.text, found.partial) == ("改革", True)
    assert dict(found.columns) == {"0": "a", "1": "b", "2": "c", "3": "d"}
    assert found.warnings == ("only the first 4 of 9 columns were kept.",)


def test_every_kind_has_a_reader():
    assert set(READERS) == set(NAMES)
    assert all(callable(reader(kind)) for kind in READERS)
