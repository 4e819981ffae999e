import numpy as np

from nqp_mine.models.grouping import Cell
from nqp_mine.models.keywording import COLUMNS, keywords
from nqp_mine.models.measure import DocumentWords
from nqp_mine.models.words import vocabulary
from nqp_mine.nlp.terms import block
from nqp_mine.report import folder, results, tables
from nqp_mine.study import Study


def test_keywords_are_written_as_any_table_is(tmp_path):
    texts = [[["产业", "=cmd", "企业"], ["企业", "科技"]], [["科技", "a,b"]]]
    words = tuple(
        DocumentWords(block(one), np.arange(len(one)), np.array([0, 1]), np.array([0.25, 1e-7]))
        for one in texts
    )
    ids, known = ["=1+1,甲", '乙"丙'], vocabulary(words)
    cells = [Cell(period="2024", group="all", members=np.array([0, 1]))]
    assert results.keywords(tmp_path, words, ids, known, cells, Study()) == ["keywords.csv"]
    found = keywords(words, ids, known, cells, Study().n_keywords)
    rows = [
        [one.scope, one.key, k.rank, k.term, k.score, one.method]
        for one in found
        for k in one.found
    ]
    tables.write(tmp_path / "plain.csv", COLUMNS, rows)
    assert (tmp_path / "keywords.csv").read_bytes() == (tmp_path / "plain.csv").read_bytes()
    read = list(folder.rows(tmp_path / "keywords.csv"))
    assert {row["key"] for row in read} == {*ids, "2024"}
    assert "=cmd" in {row["term"] for row in read}
