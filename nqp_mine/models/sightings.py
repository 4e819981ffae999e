"""One pass over a corpus: for every sentence which terms stand in it; everything else is counting.

A sentence holds a term where the term itself was counted, or a longer term of the same theme
that contains it: without the longer one, the shorter one would have counted. So leaving terms out
needs no second matching. (Overlapping terms of which neither holds the other are not followed;
a nested term with `needs` counts where one of them stands in the sentence.)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nqp_mine.corpora.document import Document
from nqp_mine.corpora.source import open_corpus
from nqp_mine.models.boilerplate import boilerplate
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.measure import Instruments, prepare, sentence_hits
from nqp_mine.nlp.matcher import Hit, Pattern, fold
from nqp_mine.nlp.terms import TermMatrix, block, merge
from nqp_mine.nlp.tokenizer import Tokenizer, is_word
from nqp_mine.study import Study
from nqp_mine.text import count_han

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sightings:
    """What stands in each of n sentences.

    `document` (n,): its document's number; `han` (n,); `boilerplate` (n,), bool; `coded`
    (n, n_themes), bool: the coder's themes; `held` (n, n_terms): the terms it holds; `hits`
    (n, n_terms): how often each was counted. `words` are the documents' words by segmenter.
    """

    documents: tuple[Document, ...]
    book: Codebook
    document: np.ndarray
    han: np.ndarray
    boilerplate: np.ndarray
    coded: np.ndarray
    held: "csr_matrix"
    hits: "csr_matrix"
    words: dict[str, TermMatrix]

    def columns(self, theme: str) -> np.ndarray:
        """Return the numbers of the terms of a theme (or a category of another axis)."""
        terms = self.book.terms
        own = [i for i, t in enumerate(terms) if self.book.theme_of(t.category) == theme]
        return np.array(own, np.int64)


def collect(corpus: Path, study: Study, tell: Tell | None = None) -> Sightings:
    """Read a corpus once, duplicates included.

    Raises:
        UsageError: an unknown codebook.
        CorpusError: the corpus cannot be read.
    """
    builder = _Builder(Instruments.build(study))
    with open_corpus(corpus) as opened:
        total = len(opened)
        for number, document in enumerate(opened.documents(), start=1):
            builder.add(document)
            if tell:
                tell("measuring", number, total)
    return builder.finish()


class _Builder:
    def __init__(self, tools: Instruments) -> None:
        self._tools = tools
        self._cutters = segmenters(tools)
        self._inside = nested(tools.codebook.matcher.patterns)
        self._documents: list[Document] = []
        self._owner: list[int] = []
        self._han: list[int] = []
        self._ritual: list[np.ndarray] = [np.zeros(0, bool)]
        self._coded: list[np.ndarray] = [np.zeros((0, len(tools.coder.themes)), bool)]
        self._held, self._hits = _Sparse(), _Sparse()
        self._words: dict[str, list[list[str]]] = {name: [] for name in self._cutters}

    def add(self, document: Document) -> None:
        one = prepare(document, self._tools.left_out, traditional=self._tools.traditional)
        texts = one.texts
        found = sentence_hits(one.normal.text, one.sentences, self._tools.codebook)
        self._owner += [len(self._documents)] * len(texts)
        self._documents.append(replace(document, text=""))
        self._han += [count_han(text) for text in texts]
        self._ritual.append(boilerplate(texts))
        self._coded.append(self._tools.coder.code(texts, found).themes)
        patterns = self._tools.codebook.matcher.patterns
        for text, row in zip(texts, found, strict=True):
            self._hits.add([hit.pattern for hit in row])
            self._held.add(sorted(_held(text, row, self._inside, patterns)))
        for name, cutter in self._cutters.items():
            self._words[name].append(_words(texts, cutter, self._tools.stop))

    def finish(self) -> Sightings:
        names = [document.id for document in self._documents]
        book = self._tools.codebook.book
        return Sightings(
            documents=tuple(self._documents), book=book,
            document=np.array(self._owner, np.int64), han=np.array(self._han, np.float64),
            boilerplate=np.concatenate(self._ritual), coded=np.vstack(self._coded),
            held=self._held.matrix(len(book.terms)), hits=self._hits.matrix(len(book.terms)),
            words={name: merge([block(cut)], names) for name, cut in self._words.items()},
        )  # fmt: skip


def nested(patterns: Sequence[Pattern]) -> list[tuple[int, ...]]:
    """Return for each pattern the others of its group that would count inside it."""
    by_text: dict[tuple[str, str], int] = {
        (p.group, fold(p.text)): i for i, p in enumerate(patterns)
    }
    found = []
    for i, pattern in enumerate(patterns):
        text = fold(pattern.text)
        parts = {text[a:b] for a in range(len(text)) for b in range(a + 1, len(text) + 1)}
        inner = {by_text[pattern.group, part] for part in parts if (pattern.group, part) in by_text}
        barred = {j for j in inner if any(fold(rule) in text for rule in patterns[j].not_in)}
        found.append(tuple(sorted(inner - barred - {i})))
    return found


def segmenters(tools: Instruments) -> dict[str, Tokenizer]:
    """Return the tokenizers that are compared; `plain` does not know the codebook's terms."""
    terms = [term.text for term in tools.codebook.book.terms]
    return {
        "rjieba": tools.tokenizer,
        "jieba": Tokenizer(terms, engine="jieba"),
        "plain": Tokenizer(),
    }


def _words(texts: Sequence[str], cutter: Tokenizer, stop: frozenset[str]) -> list[str]:
    cut = (word for text in texts for word in cutter.cut(text))
    return [word for word in cut if is_word(word) and word not in stop]


def _held(
    text: str, hits: Sequence[Hit], inside: list[tuple[int, ...]], patterns: Sequence[Pattern]
) -> set[int]:
    own = {hit.pattern for hit in hits}
    inner = {j for i in own for j in inside[i]} - own
    folded = fold(text) if any(patterns[j].needs for j in inner) else ""
    return own | {
        j
        for j in inner
        if not patterns[j].needs or any(fold(need) in folded for need in patterns[j].needs)
    }


class _Sparse:
    """Rows of column numbers that become a CSR matrix of counts."""

    def __init__(self) -> None:
        self._columns: list[int] = []
        self._ends = [0]

    def add(self, columns: Sequence[int]) -> None:
        self._columns += columns
        self._ends.append(len(self._columns))

    def matrix(self, width: int) -> "csr_matrix":
        from scipy.sparse import csr_matrix

        ones = np.ones(len(self._columns), np.int32)
        shape = (len(self._ends) - 1, width)
        made = csr_matrix((ones, self._columns, self._ends), shape=shape)
        made.sum_duplicates()
        return made
