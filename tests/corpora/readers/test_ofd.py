"""OFD: reading order, foreign namespaces, and refusals."""

import pytest

from nqp_mine.corpora.readers import ofd
from nqp_mine.errors import ReadError


def test_pieces_come_in_reading_order(make, one):
    page = [(50, 20, "务院"), (10, 40, "第二行"), (10, 20.4, "国")]
    assert one(ofd, make.ofd([page, [(10, 10, "第二页")]])).text == "国务院\n第二行\n第二页"


def test_namespace_does_not_matter(make, one):
    assert one(ofd, make.ofd([[(0, 0, "甲")]], namespace="urn:other")).text == "甲"


def test_page_numbers_go(make, one):
    pages = [
        [
            (0, 10, f"{'甲乙丙丁'[i]}部分的正文"),
            (0, 20, "改革"),
            (0, 30, "发展"),
            (0, 40, f"- {i + 1} -"),
        ]
        for i in range(4)
    ]
    assert "-" not in one(ofd, make.ofd(pages)).text


def test_a_missing_page_is_told(make, one):
    whole = make.ofd([[(0, 0, "甲")], [(0, 0, "乙")]])
    found = one(ofd, whole.replace(b"Page_1/Content.xml", b"Page_9/Content.xml"))
    assert found.text == "甲"
    assert found.partial


BAD = {
    "pictures only": (lambda make: make.ofd([[]]), "no_text_layer"),
    "document type": (lambda make: make.ofd([[(0, 0, "甲")]], head="<!DOCTYPE x>"), "unsafe"),
    "incomplete": (
        lambda make: make.zip({"OFD.xml": "<OFD><DocRoot>Doc_0/Document.xml</DocRoot></OFD>"}),
        "damaged",
    ),
    "bomb": (lambda make: make.ofd([[(0, 0, "0" * 12_000_000)]]), "limit"),
}


@pytest.mark.parametrize(("build", "kind"), BAD.values(), ids=BAD)
def test_refusals(make, one, build, kind):
    with pytest.raises(ReadError) as caught:
        one(ofd, build(make))
    assert caught.value.kind == kind
    assert caught.value.remedy
