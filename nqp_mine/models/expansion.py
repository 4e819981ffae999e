"""Terms that a codebook may lack: words and phrases that are key to the sentences of a theme.

Keyness by log odds against all other sentences, with the coder's themes; false discoveries are
controlled within a theme, and a person decides on the rest. For each candidate it is told how
often its sentences have the theme (how right it would be) and how many of them no term of the
theme has found so far (what it would add). Beside these, words of the same company
(word2vec), which may be too rare to be key.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nqp_mine.corpora.document import Document
from nqp_mine.corpora.source import open_corpus
from nqp_mine.models import neighbours, new_phrases
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.measure import parts_left_out, prepare
from nqp_mine.models.measured import Measured
from nqp_mine.models.new_phrases import UNIT
from nqp_mine.models.sides import MIN_COUNT
from nqp_mine.nlp.keyness import keyness
from nqp_mine.study import Study

MAX_Q = 0.05
MIN_RIGHT = 0.5  # of a candidate's sentences, the share that has the theme
N_EXAMPLES = 3
NEAR = 120  # words of a theme's company that are looked at
EXAMPLE = 120  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A term that is proposed for a theme; `right` and `adds` as told above.

    `category` is the sub-theme whose terms stand most often in the same sentences, or the theme.
    """

    theme: str
    category: str
    term: str
    kind: str
    z: float
    q: float
    n_sentences: int
    n_documents: int
    right: float
    adds: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """All candidate words and phrases with the sentences (by unit) that hold them."""

    texts: list[str]
    kinds: list[str]
    units: list[Mapping[int, int]]


def propose(
    path: Path, measured: Measured, book: Codebook, study: Study, *, top: int = 30
) -> list[Candidate]:
    """Return the candidates of every theme, best first, with example sentences.

    Args:
        path: the corpus.
        measured: its words, cut by sentence.
        book: the codebook to expand; its themes are the coder's.
        study: says how texts are read.
        top: candidates a theme, half of them phrases, which say more than words; a third as many
            again are words of the same company, where the corpus is large enough.
    """
    found = _found(path, measured, book, study)
    near = _near(measured, book, study)
    totals = np.array([sum(units.values()) for units in found.units], float)
    known = set(found.texts)
    chosen: list[tuple[Candidate, list[int]]] = []
    for k, theme in enumerate(book.themes):
        inside = np.array([
            sum(n for unit, n in units.items() if _sentence(measured, unit).coded[k])
            for units in found.units
        ], float)  # fmt: skip
        rows = _of_theme(theme, k, inside, totals, found, measured, book)
        for kind, n in (("phrase", top - top // 2), ("word", top // 2)):
            chosen += [row for row in rows if row[0].kind == kind][:n]
        named = {row[0].term for row in chosen}
        only = [found.texts.index(w) for w in near.get(theme, ()) if w in known and w not in named]
        rows = _of_theme(theme, k, inside, totals, found, measured, book, only)
        chosen += [(replace(one, kind="similar"), units) for one, units in rows[: top // 3]]
    return _with_examples(chosen, path, measured.documents, study)


@dataclass(frozen=True, slots=True, eq=False)
class _Sentence:
    coded: np.ndarray
    hits: np.ndarray


def _sentence(measured: Measured, unit: int) -> _Sentence:
    one, place = measured.counts[unit // UNIT], unit % UNIT
    return _Sentence(one.coded[place], one.hits[place])


def _found(path: Path, measured: Measured, book: Codebook, study: Study) -> _Found:
    known = {term.text for term in book.terms}
    phrases = [p for p in new_phrases.find(path, measured, study) if p.text not in known]
    texts, kinds = [p.text for p in phrases], ["phrase"] * len(phrases)
    units: list[Mapping[int, int]] = [p.units for p in phrases]
    columns = measured.paragraphs.counts.tocsc()
    rows = np.array(measured.owners) * UNIT + np.minimum(measured.places, UNIT - 1)
    for i, term in enumerate(measured.paragraphs.terms):
        where = slice(columns.indptr[i], columns.indptr[i + 1])
        counts = columns.data[where]
        if counts.sum() >= MIN_COUNT and term not in known:
            texts.append(term)
            kinds.append("word")
            own = rows[columns.indices[where]].tolist()
            units.append(dict(zip(own, counts.tolist(), strict=True)))
    return _Found(texts, kinds, units)


def _near(measured: Measured, book: Codebook, study: Study) -> dict[str, list[str]]:
    terms = np.array(measured.paragraphs.terms, object)
    lengths = np.asarray(measured.paragraphs.counts.sum(axis=1)).ravel()
    sentences = [
        part.tolist() for part in np.split(terms[measured.tokens], np.cumsum(lengths)[:-1])
    ]
    seeds = {theme: book.seeds(theme) for theme in book.themes}
    return neighbours.near_words(sentences, seeds, top=NEAR, seed=study.seed)


def _of_theme(
    theme: str,
    k: int,
    inside: np.ndarray,
    totals: np.ndarray,
    found: _Found,
    measured: Measured,
    book: Codebook,
    only: Sequence[int] | None = None,
) -> list[tuple[Candidate, list[int]]]:
    """Return the candidates that are key to a theme, or of `only` these those that are right."""
    names = [category.id for category in book.categories]
    key = keyness(inside, totals - inside)
    rows = []
    for i in np.argsort(-key.z, kind="stable") if only is None else only:
        if only is None and (key.z[i] <= 0 or key.q_z[i] > MAX_Q):
            continue
        units = sorted(found.units[i])
        sentences = [_sentence(measured, unit) for unit in units]
        with_theme = [s for s in sentences if s.coded[k]]
        right = len(with_theme) / len(sentences)
        if right < MIN_RIGHT:
            continue
        rows.append((
            Candidate(
                theme=theme, category=_category(theme, with_theme, names, book),
                term=found.texts[i], kind=found.kinds[i], z=float(key.z[i]),
                q=float(key.q_z[i]), n_sentences=len(units),
                n_documents=len({unit // UNIT for unit in units}), right=right,
                adds=sum(not s.hits[names.index(theme)] for s in sentences),
            ),
            [u for u in units if _sentence(measured, u).coded[k]],
        ))  # fmt: skip
    return rows


def _category(
    theme: str, sentences: Sequence[_Sentence], names: Sequence[str], book: Codebook
) -> str:
    inner = [c.id for c in book.categories if c.parent == theme]
    votes: Counter[str] = Counter()
    for sentence in sentences:
        votes.update(name for name in inner if sentence.hits[names.index(name)])
    return max(inner, key=lambda name: (votes[name], name), default=theme) if votes else theme


def _with_examples(
    chosen: Sequence[tuple[Candidate, list[int]]],
    path: Path,
    documents: Sequence[Document],
    study: Study,
) -> list[Candidate]:
    """Add the first sentence of as many different documents as there is room for, latest first."""
    wanted = [_examples(units) for _, units in chosen]
    numbers = sorted({unit // UNIT for units in wanted for unit in units})
    texts: dict[int, str] = {}
    with open_corpus(path) as corpus:
        read = corpus.documents([documents[n].id for n in numbers])
        for number, document in zip(numbers, read, strict=True):
            texts |= _texts(document, number, wanted, study)
    return [
        replace(one, examples=tuple(texts[unit] for unit in units))
        for (one, _), units in zip(chosen, wanted, strict=True)
    ]


def _examples(units: Iterable[int]) -> list[int]:
    first: dict[int, int] = {}
    for unit in units:
        first.setdefault(unit // UNIT, unit)
    return list(first.values())[::-1][:N_EXAMPLES]


def _texts(
    document: Document, number: int, wanted: Sequence[list[int]], study: Study
) -> dict[int, str]:
    sentences = prepare(document, parts_left_out(study), traditional=study.traditional).texts
    places = {unit % UNIT for units in wanted for unit in units if unit // UNIT == number}
    return {number * UNIT + place: sentences[place].strip()[:EXAMPLE] for place in places}
