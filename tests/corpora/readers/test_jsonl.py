import json
from datetime import date

import pytest

from nqp_mine.corpora.describing import describe
from nqp_mine.corpora.readers.jsonl import read
from nqp_mine.errors import ReadError


def documents(*lines, encoding="utf-8"):
    return list(read("\n".join(lines).encode(encoding), name="a.jsonl"))


def test_a_line_is_a_document_with_known_fields_and_the_users_columns():
    first = {"标题": "通知", "正文": "加强科技创新。", "year": 2024, "标签": ["科技"], "note": None}
    found = documents(json.dumps(first, ensure_ascii=False), "", '{"text": "支持企业。"}', "")
    assert [(one.part, one.text) for one in found] == [("1", "加强科技创新。"), ("3", "支持企业。")]
    assert found[0].metadata == {"title": "通知", "year": "2024"}
    assert found[0].columns == {"标签": '["科技"]'}


def test_line_separators_inside_a_string_do_not_end_the_record():
    assert documents('{"text": "甲\u2028乙\x85丙\\n丁"}')[0].text == "甲\u2028乙\x85丙\n丁"


def test_records_in_gbk_are_read():
    assert documents('{"text": "加强科技创新。"}', encoding="gbk")[0].text == "加强科技创新。"


@pytest.mark.parametrize(
    "bad",
    ['{"text": "未完', "[1, 2]", '"文本"', '{"title": "无正文"}', "1" * 5000, "[" * 200_000],
)
def test_a_bad_line_is_named_and_costs_itself_alone(bad):
    found = documents('{"text": "加强科技创新。"}', bad, '{"text": "支持企业。"}')
    assert [one.text for one in found] == ["加强科技创新。", "支持企业。"]
    assert [one.partial for one in found] == [False, True]
    assert "1 lines left out: line 2" in found[1].warnings[0]


def test_many_bad_lines_are_counted_and_the_first_named():
    (document,) = documents('{"text": "加强科技创新。"}', *["x"] * 8)
    assert document.warnings[0].startswith("8 lines left out: line 2")
    assert document.warnings[0].endswith("and 3 more.")


@pytest.mark.parametrize("lines", [("x",), ("", ""), ("{}", "[]")])
def test_a_file_without_a_record_is_refused(lines):
    with pytest.raises(ReadError, match="no record could be read"):
        documents(*lines)


def test_damaged_bytes_are_told():
    data = '{"text": "加强科技创新。"}\n{"text": "支持'.encode() + b"\xff" + '企业。"}'.encode()
    assert any(one.partial for one in read(data, name="a.jsonl"))


@pytest.mark.parametrize("field", ["title", "id", "标签"])
def test_half_characters_of_broken_exports_never_reach_the_corpus(field):
    record = {"text": "各级政府要加强科技创新。", field: "各级政府要加强科技创新\ud800。"}
    (raw,) = documents(json.dumps(record))
    document = describe(
        raw, label="r/a", name="a.jsonl", row={}, digest="", today=date(2024, 12, 31)
    )
    for value in (document.id, document.text, document.title, *document.columns.values()):
        value.encode("utf-8")
