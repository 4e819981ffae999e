import numpy as np
import pytest

from nqp_mine.corpora.document import Document
from nqp_mine.errors import UsageError
from nqp_mine.models import new_phrases
from nqp_mine.models.codebook import Category, Codebook, Term
from nqp_mine.models.columns import CountsInMemory
from nqp_mine.models.measure import DocumentCounts, DocumentWords
from nqp_mine.models.measured import Measured
from nqp_mine.models.new_phrases import UNIT
from nqp_mine.models.sides import Question, key_words, sides
from nqp_mine.nlp.phrases import Phrase
from nqp_mine.nlp.terms import block

BOOK = Codebook(name="b", version="1", categories=(Category(id="R", axis="theme"),), terms=())
YEARS = ("2005", "2014", "2016", "")


def _measured() -> Measured:
    documents = tuple(
        Document(id=f"d{i}", text="", body_end=0, date=year, region="辽宁" if i < 2 else "广东")
        for i, year in enumerate(YEARS)
    )
    counts = tuple(
        DocumentCounts(
            id=d.id, number=np.arange(2), han=np.ones(2), coded=np.array([[True], [False]]),
            hits=np.zeros((2, 1)), paragraph=np.zeros(2), kinds={}, left_out={},
        )
        for d in documents
    )  # fmt: skip
    words, none = [["创新"] * 6, ["农业"] * 4], np.empty(0)
    return Measured(
        documents=documents,
        counts=CountsInMemory(counts, BOOK),
        words=tuple(DocumentWords(block(words), np.arange(2), none, none) for _ in documents),
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (Question(target="2013-2022", reference="2003-2012"), [-1, -1, 1, 1, 1, 1, 0, 0]),
        (Question(target="2014", reference="2016"), [0, 0, 1, 1, -1, -1, 0, 0]),
        (Question(target="2013—2022"), [-1, -1, 1, 1, 1, 1, 0, 0]),
        (Question(target="辽宁", by="region"), [1, 1, 1, 1, -1, -1, -1, -1]),
        (Question(target="R", by="theme"), [1, -1] * 4),
    ],
)
def test_each_row_has_the_side_of_its_document_or_sentence(question, expected):
    assert sides(_measured(), question, ("R",)).tolist() == expected


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (Question(target="1999", reference="2005"), "1999: no counted words"),
        (Question(target="二〇〇五"), "no year"),
        (Question(target="X", by="theme"), "theme X: unknown"),
    ],
)
def test_a_side_without_anything_is_said(question, said):
    with pytest.raises(UsageError, match=said):
        sides(_measured(), question, ("R",))


def test_key_words_count_tokens_and_documents_of_each_side():
    first, last = key_words(
        _measured(),
        sides(_measured(), Question(target="R", by="theme"), ("R",)),
        Question(target="R", by="theme"),
    )
    assert (first.term, first.side, first.target_count, first.reference_count) == (
        "创新",
        "target",
        24,
        0,
    )
    assert (first.target_documents, first.reference_documents) == (4, 0)
    assert first.target_rate == 10_000
    assert (last.term, last.side) == ("农业", "reference")
    assert first.z > 0 > last.z


def test_phrases_are_compared_and_the_new_ones_told():
    measured = _measured()
    found = [
        Phrase(
            text="数据要素",
            n_tokens=2,
            count=3,
            npmi=0.5,
            entropy=1.5,
            units={UNIT: 2, 2 * UNIT: 1},
        ),
        Phrase(text="研发投入", n_tokens=2, count=3, npmi=0.5, entropy=1.5, units={0: 2, UNIT: 1}),
    ]
    book = Codebook(name="b", version="1", categories=(Category(id="R", axis="theme"),),
                    terms=(Term(text="研发投入", category="R"),))  # fmt: skip
    question = Question(target="2013-2022", reference="2003-2012")
    new, old = new_phrases.compare(found, measured, sides(measured, question, ("R",)), book)
    assert (new.text, new.target_count, new.reference_count, new.new) == ("数据要素", 3, 0, True)
    assert (new.first, new.n_documents, new.category) == ("2014", 2, "")
    assert (old.text, old.new, old.category) == ("研发投入", False, "R")
