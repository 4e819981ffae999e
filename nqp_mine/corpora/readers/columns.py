"""Rows of tables and JSON records to documents: which column is the text, which are facts."""

from collections.abc import Mapping

from nqp_mine.corpora.document import RawDocument

TEXT_COLUMNS = (
    "text",
    "content",
    "body",
    "fulltext",
    "full_text",
    "正文",
    "内容",
    "全文",
    "文本",
    "正文内容",
    "政策内容",
    "政策文本",
    "文件内容",
)
FIELDS = {
    "title": "title",
    "标题": "title",
    "题名": "title",
    "文件名称": "title",
    "政策名称": "title",
    "issuer": "issuer",
    "发文机关": "issuer",
    "发布机构": "issuer",
    "发布部门": "issuer",
    "制定机关": "issuer",
    "发文单位": "issuer",
    "date": "date",
    "日期": "date",
    "时间": "date",
    "publish_date": "date_published",
    "date_published": "date_published",
    "发布日期": "date_published",
    "公布日期": "date_published",
    "发布时间": "date_published",
    "date_written": "date_written",
    "成文日期": "date_written",
    "year": "year",
    "年份": "year",
    "年度": "year",
    "doc_number": "doc_number",
    "发文字号": "doc_number",
    "文号": "doc_number",
    "region": "region",
    "地区": "region",
    "province": "province",
    "省份": "province",
    "省": "province",
    "city": "city",
    "城市": "city",
    "level": "level",
    "级别": "level",
    "效力级别": "level",
    "doc_type": "doc_type",
    "类型": "doc_type",
    "文件类型": "doc_type",
    "文种": "doc_type",
    "status": "status",
    "效力": "status",
    "时效性": "status",
    "id": "id",
}


def text_column(names: list[str]) -> str | None:
    """Return the column that holds the documents' text, or None."""
    plain = {name.strip().lower(): name for name in names}
    return next((plain[wanted] for wanted in TEXT_COLUMNS if wanted in plain), None)


def as_document(row: Mapping[str, str], *, text: str, part: str) -> RawDocument:
    """Return one row as a document; columns that are no known field are kept for the user."""
    metadata: dict[str, str] = {}
    columns: dict[str, str] = {}
    for name, value in row.items():
        if name == text or not value:
            continue
        field = FIELDS.get(name.strip().lower())
        (metadata if field else columns).setdefault(field or name.strip(), value.strip())
    return RawDocument(text=row.get(text, ""), part=part, metadata=metadata, columns=columns)
