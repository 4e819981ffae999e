"""Saved web pages: the body of the article, and what the page says of itself.

The containers of Chinese government sites are tried in order; a page without one is read by its
densest block. The 索引号 table and the meta tags (ArticleTitle, PubDate, …) become metadata and
leave the text. Nothing is fetched, no script is run.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.encoding import decode
from nqp_mine.corpora.readers.plain import encoding_warnings
from nqp_mine.errors import ReadError
from nqp_mine.text import HAN, count_han

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# Government content systems in use: gov.cn (UCAP), TRS, and their descendants.
_CONTAINERS = (
    "#UCAP-CONTENT",
    ".pages_content",
    ".TRS_Editor",
    ".trs_editor_view",
    "#zoom",
    "#Zoom",
    ".article-content",
    "#article",
    ".content_body",
    "article",
    "main",
)
_CHROME = "script,style,noscript,template,nav,header,footer,aside,iframe,form,select,button,svg"
_BLOCK = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "section",
        "article",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "hr",
        "body",
    ]
)
_META = {
    "articletitle": "title",
    "pubdate": "date_published",
    "contentsource": "source_name",
    "sitename": "site",
    "columnname": "column_name",
}
_LABELS = {
    "索引号": "index_number",
    "主题分类": "topic_class",
    "发文机关": "issuer",
    "发布机构": "issuer",
    "成文日期": "date_written",
    "标题": "title",
    "名称": "title",
    "发文字号": "doc_number",
    "文号": "doc_number",
    "发布日期": "date_published",
    "主题词": "topic_words",
    "有效性": "status",
}
_LABEL_TEXT = re.compile(r"[\s\u3000:：]+")


def read(data: bytes, *, name: str) -> Iterator[RawDocument]:  # noqa: ARG001
    """Yield the page's one document.

    Raises:
        ReadError: the page holds no article text.
    """
    from selectolax.lexbor import LexborHTMLParser

    decoded = decode(data)
    page = LexborHTMLParser(decoded.text)
    metadata = _meta_tags(page)
    body = page.body
    if body is None:
        raise ReadError("the page is empty.", remedy="Save the page again.", kind="empty")
    for node in page.css(_CHROME):
        node.decompose()
    metadata |= _take_label_table(page)
    text = _block_text(_article(page) or body)
    if count_han(text) < 10:
        raise ReadError(
            "the page has no article text (an error page, or text loaded by a script?).",
            remedy="Open it in a browser and save it complete, or as txt.",
            kind="no_text",
        )
    yield RawDocument(
        text=text,
        metadata=metadata,
        metadata_source="page",
        warnings=encoding_warnings(decoded),
        partial=decoded.replaced > 0,
        encoding=decoded.encoding,
    )


def _meta_tags(page: "LexborHTMLParser") -> dict[str, str]:
    found: dict[str, str] = {}
    for node in page.css("meta[name][content]"):
        field = _META.get((node.attributes.get("name") or "").strip().lower())
        content = (node.attributes.get("content") or "").strip()
        if field and content:
            found.setdefault(field, content)
    title = page.css_first("title")
    if title is not None and title.text().strip():
        found.setdefault("page_title", title.text().strip())
    return found


def _take_label_table(page: "LexborHTMLParser") -> dict[str, str]:
    """Read the table of labelled facts and remove it from the page."""
    for table in page.css("table"):
        if len(table.css("table")) > 1:  # an outer layout table
            continue
        found = _labelled(table)
        if "doc_number" in found or "index_number" in found:
            table.decompose()
            return found
    return {}


def _labelled(table: "LexborNode") -> dict[str, str]:
    cells = [cell.text(separator=" ").strip() for cell in table.css("td,th")]
    if len(cells) > 60:
        return {}
    found: dict[str, str] = {}
    for label, value in zip(cells, [*cells[1:], ""], strict=True):
        plain = _LABEL_TEXT.sub("", label)
        if plain in _LABELS and _LABEL_TEXT.sub("", value) not in _LABELS:
            found.setdefault(_LABELS[plain], re.sub(r"\s+", " ", value).strip())
        else:
            head, _, rest = label.partition("：")
            if rest and _LABEL_TEXT.sub("", head) in _LABELS:
                found.setdefault(_LABELS[_LABEL_TEXT.sub("", head)], rest.strip())
    return {field: value for field, value in found.items() if value}


def _article(page: "LexborHTMLParser") -> "LexborNode | None":
    for selector in _CONTAINERS:
        nodes = page.css(selector)
        best = max(nodes, key=lambda node: count_han(node.text()), default=None)
        if best is not None and count_han(best.text()) >= 50:
            return best
    return _densest(page)


def _densest(page: "LexborHTMLParser") -> "LexborNode | None":
    """Return the smallest block that holds most of the page's text outside links."""
    body = page.body
    if body is None:
        return None
    total = _prose(body)
    best = body
    while True:
        inner = [child for child in best.iter() if _prose(child) >= 0.7 * total]
        if not inner or total == 0:
            return best
        best = inner[0]


def _prose(node: "LexborNode") -> int:
    linked = sum(count_han(link.text()) for link in node.css("a"))
    return count_han(node.text()) - linked


def _block_text(node: "LexborNode") -> str:
    """Return the text with a line break around every block, and a tab between cells."""
    parts: list[str] = []
    _collect(node, parts)
    text = _SOURCE_BREAK.sub("", "".join(parts).replace("\t\n", "\n"))
    lines = (line.strip(" \t") for line in re.sub(r"[\r\f\v ]+", " ", text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines).replace(_SOFT, " ")).strip("\n")


_SOFT = "\x1f"  # a line end of the page's source, which shows as a space or, in Chinese, as nothing
_SOURCE_BREAK = re.compile(f"(?<=[{HAN}，。、；：！？）”》])[ ]*{_SOFT}[ ]*(?=[{HAN}（“《])")


def _collect(node: "LexborNode", parts: list[str]) -> None:
    """Walk the nodes with a stack of our own: pages nest deeper than Python's calls may."""
    stack: list[LexborNode | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
        elif item.tag == "-text":
            parts.append(re.sub(r"[ \t]*[\r\n][\r\n\t ]*", _SOFT, item.text_content or ""))
        else:
            end = "\t" if item.tag in ("td", "th") else "\n" if item.tag in _BLOCK else ""
            parts.append("\n" if item.tag in _BLOCK else "")
            stack.append(end)
            stack.extend(reversed(list(item.iter(include_text=True))))
