from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_mine.corpora.document import Document
from nqp_mine.models.measure import Instruments, cut, prepare
from nqp_mine.nlp.tokenizer import is_word
from nqp_mine.study import Study

SENTENCES = (
    "加快发展新质生产力，培育未来产业。",
    "会议强调！",
    "二〇二四年，",
    "营商环境2",
    "\n",
    "；",
)


@pytest.fixture(scope="module")
def tools():
    return Instruments.build(Study())


def one_by_one(prepared, tools, unit):
    """The words of each unit, from sentences that are cut alone."""
    owners = [s.paragraph if unit == "paragraph" else i for i, s in enumerate(prepared.sentences)]
    words = [
        [w for w in tools.tokenizer.cut(text) if is_word(w) and w not in tools.stop]
        for text in prepared.texts
    ]
    grouped = groupby(zip(owners, words, strict=True), key=lambda pair: pair[0])
    found = [(place, [w for _, part in parts for w in part]) for place, parts in grouped]
    return [(place, own) for place, own in found if own]


@pytest.mark.parametrize("unit", ["paragraph", "sentence"])
@given(parts=st.lists(st.sampled_from(SENTENCES), max_size=12))
def test_a_document_is_cut_as_its_sentences_are(tools, unit, parts):
    text = "".join(parts)
    document = Document(id="a", text=text, body_end=len(text))
    prepared = prepare(document, tools.left_out, traditional=True)
    found = cut(prepared, tools, unit)
    ends = np.cumsum(found.block.lengths)
    words = [found.block.terms[i] for i in found.block.tokens]
    units = [words[a:b] for a, b in zip([0, *ends], ends, strict=False)]
    assert list(zip(found.places.tolist(), units, strict=True)) == one_by_one(prepared, tools, unit)
    assert list(found.block.terms) == sorted(set(words))
    assert {found.block.terms[i] for i in found.best} == set(words)
    assert (np.diff(found.ranks.round(12)) <= 0).all()
