r"""RTF: code pages, \u escapes, and groups that are not shown."""

import pytest

from nqp_mine.corpora.readers import rtf
from nqp_mine.errors import ReadError


def hexed(text, encoding="gb18030"):
    return "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))


def whole(body, head="\\ansi\\ansicpg936"):
    return f"{{\\rtf1{head}{{\\fonttbl{{\\f0\\fcharset134 SimSun;}}{{\\f1\\fcharset0 Times;}}}}{body}}}".encode(
        "ascii"
    )


CASES = {
    "hexadecimal GBK": (hexed("新质生产力"), "新质生产力"),
    "a line break inside a character": (hexed("国务院").replace("\\'ce", "\r\n\\'ce"), "国务院"),
    "a plain sign as second byte": ("\\'81@", b"\x81@".decode("gb18030")),
    "unicode with a stand-in": ("\\u22269?\\u21153?\\u-26878?", "国务" + chr(0x10000 - 26878)),
    "unicode with a hexadecimal stand-in": ("\\uc1\\u22269\\'3f\\u21153\\'3f", "国务"),
    "unicode without stand-in": ("\\uc0\\u22269\\u21153", "国务"),
    "two-byte stand-ins": (f"\\uc2\\u22269{hexed('国')}\\u21153{hexed('务')}", "国务"),
    "a surrogate pair": ("\\uc0\\u-10174\\u-8265", "𠮷"),
    "paragraphs, tabs, cells": ("A\\par B\\tab C\\cell D\\row E", "A\nB\tC\tD\nE"),
    "quotes and escapes": ("\\ldblquote A\\rdblquote \\{\\\\\\}", "“A”{\\}"),
    "field result without its code": (
        '{\\field{\\*\\fldinst HYPERLINK "http://x"}{\\fldrslt ' + hexed("附件") + "}}",
        "附件",
    ),
    "deleted text": (f"A{{\\deleted {hexed('删')}}}B", "AB"),
    "hidden text": ("A{\\v x}B", "AB"),
    "pictures and headers": ("A{\\pict 0102ff}{\\header x}{\\*\\unknown y}B", "AB"),
    "binary data": ("A{\\pict\\bin4 }{x}}B", "AB"),
    "text box": ("A{\\shp{\\*\\shpinst{\\sp{\\sn n}{\\sv v}}{\\shptxt B}}{\\shprslt B}}", "AB"),
    "footnote": ("A{\\footnote B}", "AB"),
    "number of a list": ("{\\listtext 1.\\tab}A", "1.\tA"),
    "Latin font with Chinese bytes": ("\\f1 " + hexed("改革"), "改革"),
}


@pytest.mark.parametrize(("body", "text"), CASES.values(), ids=CASES)
def test_text_is_what_is_shown(one, body, text):
    found = one(rtf, whole(body))
    assert found.text == text
    assert not found.partial


def test_font_names_the_code_page_where_the_head_does_not(one):
    assert one(rtf, whole("\\f0 " + hexed("改革"), head="\\ansi")).text == "改革"


def test_damage_is_counted_and_a_cut_is_told(one):
    found = one(rtf, whole("A\\'ff\\'ff B"))
    assert found.partial
    assert "replaced" in found.warnings[0]
    cut = one(rtf, whole("A{\\b B")[:-1])
    assert "cut off" in cut.warnings[0]


@pytest.mark.parametrize(
    "data", [whole(""), b"{\\rtf1" + b"{" * 9_000 + b"x"], ids=["empty", "deep"]
)
def test_refusals(one, data):
    with pytest.raises(ReadError) as caught:
        one(rtf, data)
    assert caught.value.remedy
