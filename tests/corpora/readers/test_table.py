import pytest

from nqp_mine.corpora.readers.table import read
from nqp_mine.errors import ReadError


def rows(text, name="a.csv", encoding="utf-8"):
    return list(read(text.encode(encoding), name=name))


def test_a_row_is_a_document_with_known_fields_and_the_users_columns():
    found = rows(
        "标题,发布日期,正文,城市群\n通知,2024-03-05,加强科技创新。,哈长\n报告,,支持企业。,\n"
    )
    assert [one.text for one in found] == ["加强科技创新。", "支持企业。"]
    assert [one.part for one in found] == ["1", "2"]
    assert found[0].metadata == {"title": "通知", "date_published": "2024-03-05"}
    assert found[0].columns == {"城市群": "哈长"}
    assert found[1].metadata == {"title": "报告"}
    assert not any(one.partial for one in found)


@pytest.mark.parametrize("column", ["text", "Content", " 正文 ", "全文", "政策内容"])
def test_the_text_column_has_many_names(column):
    assert rows(f"title,{column}\n通知,加强科技创新。\n")[0].text == "加强科技创新。"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16"])
def test_exports_of_excel_are_read(encoding):
    found = rows("标题,正文\r\n通知,各级政府要加强科技创新。\r\n", encoding=encoding)
    assert [one.text for one in found] == ["各级政府要加强科技创新。"]


def test_tabs_part_the_cells_of_a_tsv_and_of_a_tabbed_csv():
    for name in ("a.tsv", "a.csv"):
        assert rows("标题\t正文\n通知\t加强，科技,创新。\n", name)[0].text == "加强，科技,创新。"


def test_line_breaks_quotes_and_commas_in_a_cell_are_kept():
    found = rows('标题,正文\n通知,"第一段。\n第二段，""引文""。"\n报告,正文二\n')
    assert [one.text for one in found] == ['第一段。\n第二段，"引文"。', "正文二"]


def test_a_cell_longer_than_the_csv_modules_limit_is_read_whole():
    assert len(rows(f"正文\n{'长' * 200_000}\n")[0].text) == 200_000


def test_a_ragged_row_is_named_by_its_line_and_costs_itself_alone():
    good, bad, short = rows("标题,正文\n甲,正文一\n乙,正文二,多余\n丙\n")
    assert (good.partial, bad.partial, short.partial) == (False, True, True)
    assert bad.warnings == ("line 3: 3 cells under 2 headings.",)
    assert (bad.text, short.text) == ("正文二", "")


def test_blank_rows_are_no_documents():
    assert len(rows("标题,正文\n\n甲,正文一\n,\n")) == 1


def test_a_table_without_a_text_column_is_one_document():
    (document,) = rows("年份,指标\n2024,研发投入\n")
    assert document.text == "年份\n指标\n2024\n研发投入"


def test_nul_characters_do_not_break_a_table():
    assert rows("标题,正文\n" + "甲,正文一\n" * 20 + "乙,正\0文二\n")[-1].text == "正文二"


@pytest.mark.parametrize("text", ["标题,正文\n", "\n\n", ",,\n"])
def test_a_table_without_rows_is_refused(text):
    with pytest.raises(ReadError) as caught:
        rows(text)
    assert caught.value.kind == "empty"
