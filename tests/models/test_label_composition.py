import numpy as np
import pytest

from nqp_mine.corpora.document import Document
from nqp_mine.models import codebook, composition, grouping, label
from nqp_mine.models.columns import CountsInMemory
from nqp_mine.models.measure import DocumentCounts
from nqp_mine.study import Study

BOOK = codebook.Codebook(
    name="b", version="1",
    categories=(
        codebook.Category(id="R", axis="theme"), codebook.Category(id="L", axis="label"),
    ),
    terms=(codebook.Term(text="研发", category="R"), codebook.Term(text="新质生产力", category="L")),
)  # fmt: skip
STUDY = Study(replicates=200)


def document(name, date, level):
    return Document(
        id=name, text="", body_end=0, date=date, date_precision="day", level=level,
        region="辽宁", issuer="甲",
    )  # fmt: skip


def counts(name, coded, labelled):
    coded, labelled = np.array(coded, bool), np.array(labelled, int)
    return DocumentCounts(
        id=name, number=np.arange(len(coded)), kinds={}, left_out={},
        han=np.full(len(coded), 20, np.int32), coded=coded[:, None],
        hits=np.column_stack([coded.astype(np.int32), labelled.astype(np.int32)]),
        paragraph=np.zeros(len(coded), np.int32),
    )  # fmt: skip


DOCUMENTS = [
    document("a", "2022-03-01", "省"), document("b", "2022-04-01", "县"),
    document("c", "2023-03-01", "省"), document("d", "2024-03-01", "省"),
    document("e", "2024-03-01", "县"),
]  # fmt: skip
COUNTS = CountsInMemory([
    counts("a", [1] * 10 + [0] * 10, [0] * 20), counts("b", [1] * 2 + [0] * 18, [0] * 20),
    counts("c", [1] * 10 + [0] * 10, [0] * 20),
    counts("d", [1] * 10 + [0] * 10, [1] * 2 + [0] * 18),
    counts("e", [1] * 2 + [0] * 18, [0] * 18 + [1] * 2),
], BOOK)  # fmt: skip


def test_changing_supply_does_not_move_the_standardised_share():
    cells = grouping.cells(DOCUMENTS, STUDY)
    rows = composition.standardised(DOCUMENTS, COUNTS, cells, BOOK, STUDY)
    by_period = {row.period: row for row in rows}
    assert [by_period[p].raw for p in ("2022", "2023", "2024")] == pytest.approx([0.3, 0.5, 0.3])
    # 60 sentences of provinces and 40 of counties: .6 × .5 + .4 × .1
    assert by_period["2022"].value == by_period["2024"].value == pytest.approx(0.34)
    assert by_period["2023"].coverage == pytest.approx(0.6)
    assert by_period["2023"].flag == "few_documents;renormalised"
    assert all(row.ci_low <= row.value <= row.ci_high for row in rows)


def test_label_only_is_what_carries_no_theme():
    cells = grouping.cells(DOCUMENTS, STUDY)
    rows = label.label_rows(COUNTS, cells, BOOK, STUDY)
    found = {(row.period, row.measure): row for row in rows}
    assert found["2024", "label_share"].value == pytest.approx(0.1)
    assert found["2024", "label_only_share"].value == pytest.approx(0.05)
    assert found["2024", "label_only_of_label"].value == pytest.approx(0.5)
    assert np.isnan(found["2022", "label_only_of_label"].value)
    assert found["2022", "label_share"].ci_method == "rule_of_three"
    assert found["2022", "label_share"].ci_high == pytest.approx(3 / 40)
