from dataclasses import replace

import pytest

from nqp_mine.errors import CodebookError
from nqp_mine.models import codebook
from nqp_mine.models.acceptance import ACCEPT, REJECT, Decision, accept, next_version
from nqp_mine.models.codebook import Category, Codebook, Term
from nqp_mine.report import codebook_file

BOOK = Codebook(
    name="b", version="1.0", title_zh='标题 "引号" \\', citation="a\nb",
    categories=(Category(id="R", axis="theme", zh="研发"),
                Category(id="R1", axis="theme", parent="R", source="§1"),
                Category(id="T", axis="technology")),
    terms=(Term(text="研发", category="R", source="s"),
           Term(text="小巨人“专精特新”", category="R1", source="§1", not_in=("新小巨人“专精特新”",)),
           Term(text="芯片", category="T", needs=("半导体", "集成"))),
)  # fmt: skip


@pytest.mark.parametrize("book", [BOOK, codebook.load("nqp"), codebook.load("placebo")])
def test_a_written_codebook_loads_as_it_was(tmp_path, book):
    path = tmp_path / "b.toml"
    codebook_file.write(path, book)
    again = codebook.load(str(path))
    assert again.categories == book.categories
    assert set(again.terms) == set(book.terms)
    assert replace(again, terms=()) == replace(book, terms=())


def test_versions_follow_each_other():
    assert [next_version("1.0"), next_version("1.0+1"), next_version("1.0+9")] == [
        "1.0+1", "1.0+2", "1.0+10"]  # fmt: skip


def _decision(term, category="R1", decision=ACCEPT):
    return Decision(row=3, decision=decision, term=term, category=category, note="")


def test_accepted_terms_join_their_category_and_say_who():
    new = accept(
        BOOK, [_decision("算力"), _decision("负担", decision=REJECT), _decision("x", "", "")], "王"
    )
    assert new.version == "1.0+1"
    assert [term.text for term in new.terms] == ["研发", "小巨人“专精特新”", "算力", "芯片"]
    assert new.terms[2].source == "expand; 王"


def test_a_term_stands_once_in_a_theme():
    with pytest.raises(CodebookError, match="R has 研发 already"):
        accept(BOOK, [_decision("研发")], "王")
    with pytest.raises(CodebookError, match="R has 算力 already"):
        accept(BOOK, [_decision("算力"), _decision("算力", "R")], "王")
