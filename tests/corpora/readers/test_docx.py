"""What a Word document prints is read; what it does not print is not."""

import pytest

from nqp_mine.corpora.readers import docx
from nqp_mine.errors import ReadError


def p(text, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def run(text):
    return f"<w:r><w:t>{text}</w:t></w:r>"


CASES = {
    "paragraphs": (p("甲") + p("乙"), "甲\n乙"),
    "a run that is split": (f"<w:p>{run('新质')}{run('生产力')}</w:p>", "新质生产力"),
    "tracked insertion": (f"<w:p>{run('甲')}<w:ins>{run('乙')}</w:ins></w:p>", "甲乙"),
    "tracked deletion": (
        f"<w:p>{run('甲')}<w:del><w:r><w:delText>乙</w:delText></w:r></w:del></w:p>",
        "甲",
    ),
    "moved text stands once": (
        f"<w:p><w:moveFrom>{run('甲')}</w:moveFrom>{run('乙')}<w:moveTo>{run('甲')}</w:moveTo></w:p>",
        "乙甲",
    ),
    "content control around a run": (
        f"<w:p><w:sdt><w:sdtContent>{run('甲')}</w:sdtContent></w:sdt></w:p>",
        "甲",
    ),
    "content control around a block": (
        f"<w:sdt><w:sdtContent>{p('甲')}</w:sdtContent></w:sdt>",
        "甲",
    ),
    "smart tag": (f"<w:p><w:smartTag>{run('甲')}</w:smartTag></w:p>", "甲"),
    "hyperlink": (f"<w:p><w:hyperlink>{run('甲')}</w:hyperlink></w:p>", "甲"),
    "tab and break": (
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>",
        "甲\t乙\n丙",
    ),
    "field result without its code": (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>甲</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>乙</w:t></w:r></w:p>',
        "甲乙",
    ),
    "table": (
        f"<w:tbl><w:tr><w:tc>{p('甲')}</w:tc><w:tc>{p('乙')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{p('丙')}{p('丁')}</w:tc><w:tc>{p('戊')}</w:tc></w:tr></w:tbl>",
        "甲\t乙\n丙\n丁\n戊",
    ),
    "table in a table": (
        f"<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc>{p('甲')}</w:tc></w:tr></w:tbl>{p('乙')}</w:tc></w:tr></w:tbl>",
        "甲\n乙",
    ),
    "deleted row": (
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('甲')}</w:tc></w:tr><w:tr><w:tc>{p('乙')}</w:tc></w:tr></w:tbl>",
        "乙",
    ),
    "text box, drawn twice, read once": (
        "<w:p><w:r><w:t>甲</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>"
        f"<w:txbxContent>{p('乙')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:textbox><w:txbxContent>{p('乙')}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
        "甲\n乙",
    ),
    "old text box": (
        f"<w:p><w:r><w:pict><v:textbox><w:txbxContent>{p('乙')}</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
        "乙",
    ),
}


@pytest.mark.parametrize(("body", "text"), CASES.values(), ids=CASES)
def test_text_is_what_is_printed(make, one, body, text):
    found = one(docx, make.docx(body))
    assert found.text == text
    assert not found.partial


def test_hidden_text_is_left_out_and_told(make, one):
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
    found = one(docx, make.docx(f"<w:p>{run('甲')}{hidden}</w:p>"))
    assert found.text == "甲"
    assert "2 characters of hidden text" in found.warnings[0]


def test_automatic_numbers_are_text(make, one):
    level = '<w:lvl w:ilvl="{0}"><w:start w:val="1"/><w:numFmt w:val="{1}"/><w:lvlText w:val="{2}"/></w:lvl>'
    numbering = (
        '<w:numbering xmlns:w="x"><w:abstractNum w:abstractNumId="7">'
        + level.format(0, "chineseCountingThousand", "%1、")
        + level.format(1, "decimal", "%2.")
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )

    def item(text, depth):
        return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>')

    body = item("甲", 0) + item("乙", 1) + item("丙", 1) + item("丁", 0) + item("戊", 1)
    assert (
        one(docx, make.docx(body, numbering=numbering)).text == "一、甲\n1.乙\n2.丙\n二、丁\n1.戊"
    )


def test_notes_are_text_and_running_headers_are_not(make, one):
    notes = f'<w:footnotes xmlns:w="x"><w:footnote w:type="separator">{p("线")}</w:footnote><w:footnote>{p("注")}</w:footnote></w:footnotes>'
    header = f'<w:hdr xmlns:w="x">{p("页眉")}</w:hdr>'
    comments = f'<w:comments xmlns:w="x"><w:comment>{p("批注")}</w:comment></w:comments>'
    found = one(docx, make.docx(p("甲"), footnotes=notes, header1=header, comments=comments))
    assert found.text == "甲\n注"


def test_main_part_may_have_another_name(make, one):
    data = make.zip(
        {
            "_rels/.rels": '<Relationships><Relationship Type="http://x/officeDocument" Target="/word/document2.xml"/></Relationships>',
            "word/document2.xml": f'<w:document xmlns:w="x"><w:body>{p("甲")}</w:body></w:document>',
        }
    )
    assert one(docx, data).text == "甲"


def test_embedded_file_is_told(make, one):
    found = one(docx, make.docx(p("甲") + "<w:altChunk/>"))
    assert found.partial
    assert "1 embedded" in found.warnings[0]


ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip
BAD = {
    "entity bomb": (lambda make: make.docx(p("&i;"), head=ENTITIES), "unsafe"),
    "external entity": (
        lambda make: make.docx(
            p("&a;"), head='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        ),
        "unsafe",
    ),
    "missing part": (
        lambda make: make.zip({"[Content_Types].xml": "", "word/x.xml": ""}),
        "damaged",
    ),
    "broken xml": (lambda make: make.docx("<w:p>"), "damaged"),
    "nested too deeply": (lambda make: make.docx("<w:p>" * 5000 + "</w:p>" * 5000), "damaged"),
    "cut off": (lambda make: make.docx(p("甲"))[:-60], "damaged"),
    "no text": (lambda make: make.docx("<w:p/>"), "no_text"),
    "zip bomb": (lambda make: make.docx(p("0" * 12_000_000)), "limit"),
}


@pytest.mark.parametrize(("build", "kind"), BAD.values(), ids=BAD)
def test_refusals_have_a_reason_and_a_remedy(make, one, build, kind):
    with pytest.raises(ReadError) as caught:
        one(docx, build(make))
    assert caught.value.kind == kind
    assert caught.value.remedy
