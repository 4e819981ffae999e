from nqp_mine.corpora.document import Document
from nqp_mine.models.codebook import Category, Codebook, Term
from nqp_mine.models.first_use import FirstUses, label_uses
from nqp_mine.models.measure import Evidence

BOOK = Codebook(
    name="b", version="1",
    categories=(Category(id="R", axis="theme"), Category(id="L", axis="label")),
    terms=(Term(text="研发", category="R"), Term(text="新质生产力", category="L")),
)  # fmt: skip


def evidence(sid, text, spans):
    return Evidence(
        id=sid.partition("@")[0], sid=sid, start=100, end=100 + len(text), text=text, themes="",
        terms="", spans=spans, why="",
    )  # fmt: skip


def document(name, date, **facts):
    return Document(id=name, text="", body_end=0, date=date, title=f"{name}号", **facts)


def test_uses_are_of_the_label_alone_each_at_its_first_sentence():
    rows = [
        evidence("d@4", "发展新质\u200b生产力。", "L:102-108"),
        evidence("d@2", "发展新质生产力，研发。", "L:102-107;R:108-110"),
        evidence("d@1", "研发。", "R:100-102"),
    ]
    assert label_uses(rows, BOOK) == [("新质生产力", 2)]


def test_first_use_is_the_earliest_whatever_the_order():
    uses = FirstUses()
    uses.add(document("e", "2024-03-01", issuer="甲"), [("新质生产力", 9)])
    uses.add(document("d", "2024-03-01", issuer="甲", region="辽宁"), [("新质生产力", 2)])
    uses.add(document("c", "", issuer="乙"), [("新质生产力", 1)])
    assert [(r.scope, r.key, r.term, r.sid, r.title) for r in uses.rows()] == [
        ("all", "", "新质生产力", "d@2", "d号"), ("issuer", "甲", "新质生产力", "d@2", "d号"),
        ("region", "辽宁", "新质生产力", "d@2", "d号"),
    ]  # fmt: skip
