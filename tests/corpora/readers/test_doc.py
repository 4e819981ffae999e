"""Word 97 and WPS files, by our own reader and by way of LibreOffice."""

import os
import sys

import pytest

from nqp_mine.corpora.readers import doc, soffice
from nqp_mine.errors import ReadError


def test_text_footnotes_and_boxes_are_read_and_headers_are_not(make, one):
    found = one(
        doc, make.word("正文甲\r乙。\r", footnotes="脚注\r", headers="页眉\r", boxes="文本框\r")
    )
    assert found.text == "正文甲\n乙。\n脚注\n文本框"
    assert not found.partial


def test_deleted_text_is_left_out(make, one):
    assert one(doc, make.word("发展删去改革\r", deleted=[(2, 4)])).text == "发展改革"


def test_field_codes_are_left_out_also_nested(make, one):
    raw = '见\x13HYPERLINK "http://x" \x14附\x13PAGEREF y\x14件\x15\x15。\x13PAGE\x15\r'
    assert one(doc, make.word(raw)).text == "见附件。"


def test_cells_and_rows_of_a_table(make, one):
    assert one(doc, make.word("甲\x07乙\x07\x07丙\x07丁\x07\x07\r")).text == "甲\t乙\n丙\t丁"


def test_marks_of_pictures_vanish(make, one):
    assert one(doc, make.word("甲\x01\x08乙\x0b丙\x1e丁\r")).text == "甲乙\n丙-丁"


def test_characters_beyond_the_basic_plane_stay_whole(make, one):
    assert one(doc, make.word("\ud842\udfb7野家\r")).text == "𠮷野家"


BAD = {
    "encrypted": (lambda make: make.word("甲\r", flags=0x0100), "encrypted"),
    "Word 95": (lambda make: make.word("甲\r", version=0x68), "unsupported"),
    "no text": (lambda make: make.word("\x01\r"), "no_text"),
    "cut off": (lambda make: make.word("甲" * 9000)[:9000], "damaged"),
    "no header": (lambda make: make.ole({"WordDocument": b"x" * 600}), "damaged"),
}


@pytest.mark.parametrize(("build", "kind"), BAD.values(), ids=BAD)
def test_refusals(make, one, build, kind, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ReadError) as caught:
        one(doc, build(make))
    assert caught.value.kind == kind
    assert caught.value.remedy


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Put a program called soffice on the PATH that does as it is told."""
    if os.name != "posix":
        pytest.skip("the stand-in is a shell script")

    def install(body):
        script = tmp_path / "soffice"
        script.write_text(
            f"#!{sys.executable}\nimport sys, shutil, time, os\n{body}\n", encoding="utf-8"
        )
        script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return install


def test_what_we_cannot_read_goes_through_libreoffice(make, one, office, tmp_path):
    (tmp_path / "made.docx").write_bytes(make.docx("<w:p><w:r><w:t>转换</w:t></w:r></w:p>"))
    office(f"shutil.copy({str(tmp_path / 'made.docx')!r}, sys.argv[-1].replace('.doc', '.docx'))")
    found = one(doc, make.word("甲\r", version=0x68))
    assert found.text == "转换"
    assert "LibreOffice" in found.warnings[-1]


def test_what_we_can_read_does_not(make, one, office):
    office("sys.exit(1)")
    assert one(doc, make.word("甲\r")).text == "甲"


def test_an_empty_success_of_the_converter_is_a_failure(make, one, office, tmp_path):
    (tmp_path / "made.docx").write_bytes(make.docx("<w:p/>"))
    office(f"shutil.copy({str(tmp_path / 'made.docx')!r}, sys.argv[-1].replace('.doc', '.docx'))")
    with pytest.raises(ReadError, match="Word 95"):
        one(doc, make.word("甲\r", version=0x68))


def test_a_converter_that_hangs_is_ended(office):
    office("time.sleep(600)")
    assert soffice.to_docx(b"x", ".doc", seconds=0.5) is None
