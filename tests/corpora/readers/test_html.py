import pytest

from nqp_mine.corpora.readers.html import read
from nqp_mine.errors import ReadError

FIRST = "各级单位要加强科技创新，推动产业升级，支持企业发展，优化营商环境，加快形成新动能。"
SECOND = "坚持问题导向，完善配套措施，加大资金投入，强化督促检查，确保各项任务落到实处见到成效。"
ARTICLE = f"<p>{FIRST}</p><p>{SECOND}</p>"
FACTS = """<table><tr><td>索 引 号：</td><td>000000000/2024-00001</td><td>发文机关：</td><td>某某省人民政府</td></tr>
<tr><td>标　　题：</td><td>关于某事的通知</td><td>成文日期：</td><td>2024年3月5日</td></tr>
<tr><td>发文字号：</td><td>某政发〔2024〕1号</td><td>主题词：</td><td></td></tr></table>"""


def only(body, head=""):
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    (document,) = read(page.encode(), name="a.html")
    return document


def lines(document):
    return [line.strip() for line in document.text.split("\n") if line.strip()]


@pytest.mark.parametrize(
    "container",
    [
        "id=UCAP-CONTENT",
        "class=TRS_Editor",
        "class=pages_content",
        "id=zoom",
        "class=article-content",
    ],
)
def test_the_container_of_a_government_site_is_the_article(container):
    body = f"<div>首页 要闻 政务公开</div><div {container}>{ARTICLE}</div><div>友情链接：某某网站</div>"
    assert lines(only(body)) == [FIRST, SECOND]


def test_without_a_known_container_the_densest_block_is_the_article():
    links = "".join(f"<a href=x>导航栏目第{i}项内容更多</a>" for i in range(5))
    assert lines(only(f"<div>{links}</div><div><div>{ARTICLE}</div></div>")) == [FIRST, SECOND]


def test_an_empty_container_does_not_win_over_the_text():
    assert lines(only(f"<div id=zoom></div><div>{ARTICLE}</div>")) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "tag", ["script", "style", "nav", "header", "footer", "noscript", "button"]
)
def test_scripts_and_furniture_are_no_text(tag):
    inside = f"<{tag}>分享到朋友圈</{tag}>"
    assert lines(only(f"<div id=zoom>{inside}{ARTICLE}{inside}</div>")) == [FIRST, SECOND]


def test_the_table_of_facts_becomes_metadata_and_leaves_the_text():
    document = only(f"<div id=zoom>{FACTS}{ARTICLE}</div>")
    assert lines(document) == [FIRST, SECOND]
    assert document.metadata_source == "page"
    assert document.metadata == {
        "index_number": "000000000/2024-00001",
        "issuer": "某某省人民政府",
        "title": "关于某事的通知",
        "date_written": "2024年3月5日",
        "doc_number": "某政发〔2024〕1号",
    }


def test_meta_tags_become_metadata_and_the_facts_table_wins():
    head = (
        "<title>某某省政府</title><meta name=ArticleTitle content='页面标题'>"
        "<meta name=PubDate content='2024-03-06'><meta name=Other content=x>"
    )
    document = only(f"{FACTS}<div id=zoom>{ARTICLE}</div>", head)
    assert document.metadata["date_published"] == "2024-03-06"
    assert document.metadata["page_title"] == "某某省政府"
    assert document.metadata["title"] == "关于某事的通知"
    assert "Other" not in document.metadata


def test_a_table_of_the_article_stays_text():
    table = "<table><tr><td>项目</td></tr><tr><td>研发投入</td></tr></table>"
    assert only(f"<div id=zoom>{ARTICLE}{table}</div>").text.split() == [
        FIRST,
        SECOND,
        "项目",
        "研发投入",
    ]


def test_inline_marks_never_split_a_word_and_blocks_always_part():
    document = only(
        f"<div id=zoom>{ARTICLE}<p>新质<b>生产</b><span>力</span><br>二是产业</p></div>"
    )
    assert lines(document) == [FIRST, SECOND, "新质生产力", "二是产业"]


def test_a_page_in_gbk_is_read_by_its_declaration():
    page = (
        f"<html><head><meta charset=gb2312></head><body><div id=zoom>{ARTICLE}</div></body></html>"
    )
    (document,) = read(page.encode("gbk"), name="a.htm")
    assert lines(document) == [FIRST, SECOND]


def test_text_after_a_block_is_a_line_of_its_own():
    text = only(f"<div id=zoom>{ARTICLE}尾段文字在此</div>").text
    assert text.split("\n")[-1] == "尾段文字在此"


def test_cells_of_a_row_stay_apart():
    table = "<table><tr><td>其他科</td><td>技能</td></tr></table>"
    assert "科技" not in only(f"<div id=zoom>{ARTICLE}{table}</div>").text.split(SECOND)[1]


def test_a_line_end_in_the_source_between_two_han_characters_is_no_space():
    assert "新质生产力" in only(f"<div id=zoom>{ARTICLE}<p>加快发展新质\n    生产力</p></div>").text


@pytest.mark.parametrize(
    "body", ["", "<p>404 Not Found</p>", "<div id=zoom></div>", "<p>页面不存在</p>"]
)
def test_a_page_without_an_article_is_refused_with_a_remedy(body):
    with pytest.raises(ReadError, match="no article text") as caught:
        only(body)
    assert caught.value.kind == "no_text"
    assert caught.value.remedy


def test_broken_markup_and_deep_nesting_are_read():
    assert FIRST in only(f"<div><p>{FIRST}<table><td>{SECOND}").text
    assert FIRST in only("<div>" * 300 + ARTICLE).text
