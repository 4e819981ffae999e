"""Phrases of a corpus that its codebook has not, and what they are key to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nqp_mine.corpora.document import Document
from nqp_mine.corpora.source import open_corpus
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.measure import parts_left_out, prepare
from nqp_mine.models.measured import Measured
from nqp_mine.nlp import phrases, stopwords
from nqp_mine.nlp.keyness import keyness
from nqp_mine.nlp.phrases import Phrase
from nqp_mine.nlp.tokenizer import Tokenizer
from nqp_mine.study import Study

UNIT = 10_000  # sentences of a document that are told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhrase:
    """One row of phrases.csv: a phrase, how firm it is, and how the two sides differ in it.

    `category` is the codebook's category of the phrase where it is a term already; `first` the
    date of the first document with it, among all that are counted; `new`: it stands in the
    target, and in no older document outside of it.
    """

    rank: int
    text: str
    category: str
    count: int
    npmi: float
    entropy: float
    first: str
    new: bool
    n_documents: int
    target_count: int
    reference_count: int
    log_odds: float
    z: float
    q_z: float


def clauses(
    path: Path, documents: Sequence[Document], study: Study
) -> Iterator[tuple[int, list[list[str]]]]:
    """Yield (document number * UNIT + sentence number, its clauses' tokens).

    The segmenter has no words of the codebook here: what is a phrase must show by itself.
    """
    tokenizer, parts = Tokenizer(), parts_left_out(study)
    with open_corpus(path) as corpus:
        for number, document in enumerate(corpus.documents([d.id for d in documents])):
            read = prepare(document, parts, traditional=study.traditional)
            for place, text in enumerate(read.texts):
                yield number * UNIT + min(place, UNIT - 1), tokenizer.cut_clauses(text)


def find(path: Path, measured: Measured, study: Study) -> list[Phrase]:
    """Return the phrases of the counted documents."""
    return phrases.find(
        lambda: clauses(path, measured.documents, study),
        stopwords.load("stopwords"), stopwords.load("policy_verbs"),
    )  # fmt: skip


def compare(
    found: Sequence[Phrase], measured: Measured, side: np.ndarray, book: Codebook
) -> list[NewPhrase]:
    """Return the phrases with their keyness, those of the target first.

    `side` is that of each row of `measured`, cut by sentence; see `sides.sides`. Sentences without
    counted words have none.
    """
    of_unit = {
        owner * UNIT + min(place, UNIT - 1): int(value)
        for owner, place, value in zip(measured.owners, measured.places, side, strict=True)
    }
    counts = np.zeros((2, len(found)))
    for i, phrase in enumerate(found):
        for unit, n in phrase.units.items():
            if value := of_unit.get(unit, 0):
                counts[0 if value > 0 else 1, i] += n
    tokens = np.asarray(measured.paragraphs.counts.sum(axis=1)).ravel()
    rest = [
        np.append(row, tokens[side == value].sum())
        for row, value in zip(counts, (1, -1), strict=True)
    ]
    key = keyness(*rest)
    known = {term.text: term.category for term in book.terms}
    dates = [d.date for d in measured.documents]
    newer = [_is_new(one, of_unit, dates) for one in found]
    order = np.argsort(-key.z[:-1], kind="stable")
    rows = []
    for rank, i in enumerate(order, start=1):
        one = found[i]
        documents = sorted({unit // UNIT for unit in one.units})
        rows.append(
            NewPhrase(
                rank=rank, text=one.text, category=known.get(one.text, ""), count=one.count,
                npmi=one.npmi, entropy=one.entropy,
                first=min((dates[d] for d in documents if dates[d]), default=""),
                new=newer[i], n_documents=len(documents), target_count=int(counts[0, i]),
                reference_count=int(counts[1, i]), log_odds=float(key.log_odds[i]),
                z=float(key.z[i]), q_z=float(key.q_z[i]),
            )
        )  # fmt: skip
    return rows


def _is_new(phrase: Phrase, side: Mapping[int, int], dates: Sequence[str]) -> bool:
    """Tell whether the target has a phrase before all other dated documents do."""
    own = [dates[u // UNIT] for u in phrase.units if side.get(u, 0) > 0 and dates[u // UNIT]]
    others = [dates[u // UNIT] for u in phrase.units if side.get(u, 0) <= 0 and dates[u // UNIT]]
    return bool(own) and (not others or min(own) < min(others))
