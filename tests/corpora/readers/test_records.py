"""JSON files and saved pages."""

import pytest

from nqp_mine.corpora.limits import Limits
from nqp_mine.corpora.readers import mhtml, records
from nqp_mine.errors import ReadError


def read(text):
    return list(records.read(text.encode(), name="x.json", limits=Limits()))


@pytest.mark.parametrize(
    "text",
    [
        '[{"正文": "甲", "标题": "题"}]',
        '{"正文": "甲", "标题": "题"}',
        '{"count": 1, "data": [{"正文": "甲", "标题": "题"}]}',
        '{"正文": "甲",\n "标题": "题"}',
    ],
)
def test_records_are_found(text):
    (found,) = read(text)
    assert (found.text, found.metadata) == ("甲", {"title": "题"})


def test_json_lines_that_call_themselves_json():
    assert [doc.text for doc in read('{"text": "甲"}\n{"text": "乙"}\n')] == ["甲", "乙"]


def test_records_without_text_are_named():
    first, _ = read('[{"text": "甲"}, {"x": 1}, "乙", 5, {"text": ""}]')
    assert first.partial
    assert "left out: 2, 4, 5" in first.warnings[0]


def test_a_huge_number_costs_nothing():
    assert read('[{"text": "甲", "n": ' + "9" * 200_000 + "}]")[0].text == "甲"


@pytest.mark.parametrize("text", ["[" * 200_000, '[{"text": "甲"', "{}", "[]", "[NaN]"])
def test_refusals(text):
    with pytest.raises(ReadError) as caught:
        read(text)
    assert caught.value.remedy


PAGE = (
    b'From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n\r\n'
    b"--B\r\nContent-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n--B--\r\n"
)


def test_the_page_of_a_saved_page(one):
    import base64

    html = (
        "<html><body><div id=zoom><p>各级政府要加强对科技创新工作的领导。</p></div></body></html>"
    )
    found = one(mhtml, PAGE % base64.b64encode(html.encode("gbk")))
    assert found.text == "各级政府要加强对科技创新工作的领导。"
    with pytest.raises(ReadError):
        one(mhtml, b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx")
