from nqp_mine.corpora.document import Document
from nqp_mine.models.codebook import Category, Codebook, Term
from nqp_mine.models.codebook_check import check
from nqp_mine.nlp.tokenizer import Tokenizer


def test_fates_of_hits_with_a_plain_dictionary():
    text = "加快发展新质生产力。支持中小企业发展。改革开放以来成绩很大。\n"
    book = Codebook(
        name="b",
        version="1",
        categories=(Category(id="E", axis="theme"),),
        terms=tuple(
            Term(text=term, category="E") for term in ("新质生产力", "中小企业", "改革", "展中")
        ),
    )
    document = Document(id="d", text=text, body_end=len(text))
    found = check(book, [document], Tokenizer())
    fates = {one.term: (one.whole, one.split, one.inside, one.cut) for one in found}
    assert fates == {
        "新质生产力": (0, 1, 0, 0),  # 新质 | 生产力
        "中小企业": (1, 0, 0, 0),
        "改革": (0, 0, 1, 0),  # 改革开放
        "展中": (0, 0, 0, 0),
    }
    assert [one.is_broken for one in found] == [True, False, True, False]


def test_show(objects, words):
    terms = objects("codebook", "show", words)
    assert len(terms) == 5
    assert terms[0] == {
        "category": "研发", "theme": "研发", "axis": "theme", "term": "研发机构", "source": "words",
        "not_in": [], "needs": [],
    }  # fmt: skip


def test_show_the_built_in_one(call):
    code, out, _ = call("codebook", "show")
    assert code == 0
    assert "新质生产力" in out


def test_check_counts_hits_and_names_what_breaks(call, objects, words, corpus):
    found = {row["term"]: row for row in objects("codebook", "check", words, "--corpus", corpus)}
    assert {
        term: (row["one_token"], row["hits"], row["broken"]) for term, row in found.items()
    } == {
        "研发机构": (True, 1, 0),
        "新质生产力": (True, 1, 0),
        "中小企业": (True, 1, 0),
        "云计算 平台": (False, 0, 0),
        "数字孪生": (True, 0, 0),
    }
    _, out, _ = call("codebook", "check", words, "--corpus", corpus)
    lines = out.splitlines()
    assert lines[0] == "Terms that the segmenter breaks (text matching finds all of their hits):"
    assert "  企业: 云计算 平台 数字孪生" in lines
    assert lines[-1] == (
        "5 terms: 4 are one token alone, 1 are not; 3 hits, 0 of them broken by the segmenter;"
        " 2 terms never found"
    )


def test_check_without_a_corpus(call, words):
    _, out, _ = call("codebook", "check", words)
    assert out.splitlines()[-1] == "5 terms: 4 are one token alone, 1 are not"


def test_bad_rows_are_named(call, tmp_path):
    (tmp_path / "bad.csv").write_text("theme,term\n研发,\n", encoding="utf-8")
    code, _, err = call("codebook", "check", tmp_path / "bad.csv")
    assert code == 2
    assert "row 2: theme or term is empty" in err
