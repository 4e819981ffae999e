from contextlib import suppress

import pytest

from nqp_mine.errors import CodebookError, UsageError
from nqp_mine.models.codebook import join, load

TOML = """
name = "mine"
version = "2.0"
title_zh = "词表"
[[category]]
id = "R"
zh = "研发"
source = "一"
terms = ["研发", { term = "科研", source = "二", not_in = ["科研所"] }]
[[category]]
id = "R1"
parent = "R"
terms = [{ term = "攻关", needs = ["技术", "科研"] }]
[[category]]
id = "L"
axis = "label"
terms = ["新质生产力"]
"""


@pytest.fixture
def read(tmp_path):
    def write_and_load(text, name="book.toml", encoding="utf-8"):
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        return load(str(path))

    return write_and_load


def problems(read, text, name="book.toml"):
    with pytest.raises(CodebookError) as caught:
        read(text, name)
    assert caught.value.exit_code == 2
    return caught.value.problems


def test_a_toml_codebook_says_where_each_term_belongs_and_comes_from(read):
    book = read(TOML)
    assert (book.name, book.version, book.title_zh, book.themes) == ("mine", "2.0", "词表", ("R",))
    assert [(t.text, t.category, t.source) for t in book.terms] == [
        ("研发", "R", "一"),
        ("科研", "R", "二"),
        ("攻关", "R1", ""),
        ("新质生产力", "L", ""),
    ]
    assert book.terms[1].not_in == ("科研所",)
    assert book.terms[2].needs == ("技术", "科研")
    assert book.theme_of("R1") == book.theme_of("R") == "R"
    assert book.theme_of("L") == "L"
    assert book.seeds("R") == ("攻关", "研发", "科研")


def test_terms_compete_within_a_theme_or_another_axis(read):
    assert [(p.text, p.group, p.label) for p in read(TOML).patterns()] == [
        ("研发", "R", "R"),
        ("科研", "R", "R"),
        ("攻关", "R", "R1"),
        ("新质生产力", "label", "L"),
    ]


def test_the_digest_changes_with_any_term_and_with_nothing_else(read):
    assert read(TOML).digest == read(TOML + "# a remark\n").digest
    assert read(TOML).digest != read(TOML.replace("科研所", "科研院")).digest


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (('id = "R1"', 'id = "R"'), "category R stands twice"),
        (('parent = "R"', 'parent = "X"'), "category R1: unknown parent X"),
        (('axis = "label"', 'axis = "mood"'), "category L: unknown axis mood"),
        (('"科研所"', '"实验室"'), "term 科研: not_in 实验室 does not hold it"),
        (('"攻关"', '"研发"'), "term 研发 stands twice in R"),
        (('term = "攻关"', 'term = " "'), "R1, term 1: no term"),
        (("needs =", "need ="), "R1, term 1: unknown key need"),
        (('"研发",', f'"{"长" * 51}",'), f"term {'长' * 20}…: longer than 50 characters"),
    ],
)
def test_every_error_of_a_toml_codebook_is_named(read, change, problem):
    assert problem in problems(read, TOML.replace(*change))


def test_a_codebook_without_terms_or_without_syntax_is_refused(read):
    assert problems(read, "") == ["no terms"]
    assert "Expected" in problems(read, "[[category")[0]


def test_a_rule_written_as_a_text_is_one_rule_or_an_error(read):
    text = TOML.replace('needs = ["技术", "科研"]', 'needs = "技术"')
    with suppress(CodebookError):
        assert read(text).terms[2].needs == ("技术",)


def test_a_single_bracket_is_named_as_an_error(read):
    problems(read, '[category]\nid = "R"\nterms = ["研发"]\n')


def test_an_unknown_key_of_a_category_is_named(read):
    problems(read, TOML.replace('axis = "label"', 'axes = "label"'))


ROWS = "theme,sub_theme,term,not_in\n研发,,科技,科技部;科技局\n研发,攻关,核心技术,\n,,,\n企业,,中小企业,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_word_list_is_a_codebook(read, encoding):
    book = read(ROWS, "words.csv", encoding)
    assert (book.name, book.themes) == ("words", ("研发", "企业"))
    assert [(t.text, t.category, t.not_in) for t in book.terms] == [
        ("科技", "研发", ("科技部", "科技局")),
        ("核心技术", "攻关", ()),
        ("中小企业", "企业", ()),
    ]
    assert book.theme_of("攻关") == "研发"


def test_chinese_headings_tabs_and_full_width_semicolons_are_understood(read):
    book = read("主题\t子主题\t词语\t排除\n研发\t\t科技\t科技部；科技局\n", "words.txt")
    assert [(t.text, t.not_in) for t in book.terms] == [("科技", ("科技部", "科技局"))]


def test_a_workbook_is_read_like_a_csv(tmp_path):
    import xlsxwriter

    path = tmp_path / "words.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([["theme", "term"], ["研发", "科技"], ["企业", "中小企业"]]):
            sheet.write_row(number, 0, row)
    assert [(t.category, t.text) for t in load(str(path)).terms] == [
        ("研发", "科技"),
        ("企业", "中小企业"),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("theme,word\n研发,科技\n", "row 1: the columns theme and term are needed"),
        ("", "row 1: the columns theme and term are needed"),
        ("theme,term\n研发,\n", "row 2: theme or term is empty"),
        ("theme,term\n研发,科技\n\n研发,科技\n", "row 4: term 科技 stands twice in 研发"),
        ("theme,term,not_in\n研发,科技,教育部\n", "row 2: not_in 教育部 does not hold 科技"),
        ("theme,term\n", "no terms"),
    ],
)
def test_every_error_of_a_word_list_is_named_by_its_row(read, text, problem):
    assert problem in problems(read, text, "words.csv")


def test_one_term_may_stand_in_two_themes(read):
    book = read("theme,term\n研发,研发机构\n企业,研发机构\n", "words.csv")
    assert [p.group for p in book.patterns()] == ["研发", "企业"]


def test_a_sub_theme_of_the_same_name_in_two_themes_keeps_them_apart(read):
    try:
        book = read("theme,sub_theme,term\n研发,其他,科技\n企业,其他,商户\n", "words.csv")
    except CodebookError:
        return
    assert [book.theme_of(term.category) for term in book.terms] == ["研发", "企业"]


def test_a_codebook_that_is_not_there_is_a_wrong_call(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        load("none")
    (tmp_path / "words.pdf").write_bytes(b"%PDF")
    with pytest.raises(UsageError, match="unknown type"):
        load(str(tmp_path / "words.pdf"))


def test_damaged_files_are_codebook_errors(tmp_path):
    (tmp_path / "words.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (tmp_path / "words.csv").write_bytes(b"theme,term\n\xff\xff,\x80\n")
    for name in ("words.xlsx", "words.csv"):
        with pytest.raises(CodebookError):
            load(str(tmp_path / name))


def test_joined_codebooks_keep_the_first_ones_name_and_all_terms(read):
    both = join(read(TOML), read(ROWS, "words.csv"))
    assert both.name == "mine"
    assert both.themes == ("R", "研发", "企业")
    assert len(both.terms) == 7


def test_the_built_in_codebook_has_the_framework_of_the_paper():
    book = load("nqp")
    assert book.themes == ("R", "I", "E")
    subs = [c.id for c in book.categories if c.axis == "theme" and c.parent]
    assert sorted(subs) == ["E1", "E2", "E3", "E4", "I1", "I2", "I3", "I4", "R1", "R2", "R3"]
    assert {c.axis for c in book.categories} == {"theme", "facet", "technology", "label"}
    assert all(c.zh and c.en for c in book.categories)
    assert all(term.source for term in book.terms)
    assert "苏玺鉴" in book.citation


def test_the_placebo_shares_no_category_and_no_theme_with_the_concept():
    nqp, placebo = load("nqp"), load("placebo")
    assert {c.axis for c in placebo.categories} == {"placebo"}
    assert placebo.themes == ()
    assert not {c.id for c in nqp.categories} & {c.id for c in placebo.categories}
    assert not {t.text for t in nqp.terms} & {t.text for t in placebo.terms}
