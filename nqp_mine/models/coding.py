"""Which themes a sentence gives attention to, and why.

A sentence's code depends on its text alone. `run` and `gold` call the same `code`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from nqp_mine.models.codebook import Codebook
from nqp_mine.nlp.matcher import Hit, Matcher


@dataclass(frozen=True, slots=True, eq=False)
class Coding:
    """Codes of sentences: `themes` of shape (n_sentences, n_themes), bool; `why` a text each."""

    themes: np.ndarray
    why: tuple[str, ...]


class Identity(NamedTuple):
    """What a coder is called in a study, and the SHA-256 of all that its codes depend on."""

    name: str
    digest: str


class Coder(Protocol):
    """Anything that gives sentences their themes."""

    @property
    def name(self) -> str:
        """What the coder is called in a study."""

    @property
    def themes(self) -> tuple[str, ...]:
        """The ids of the themes, in the order of the columns of a Coding."""

    def code(self, sentences: Sequence[str], hits: Sequence[Sequence[Hit]]) -> Coding:
        """Return the codes of normalised sentences, whose codebook hits are known already."""


@dataclass(frozen=True, slots=True, eq=False)
class CompiledCodebook:
    """A codebook with its automaton, and the columns that its hits are counted in.

    `columns[i]` are the categories that a hit of pattern i counts for: its own and its theme.
    """

    book: Codebook
    matcher: Matcher
    names: tuple[str, ...]
    columns: tuple[tuple[int, ...], ...]

    @classmethod
    def build(cls, book: Codebook) -> "CompiledCodebook":
        """Build the automaton of a codebook."""
        names = tuple(category.id for category in book.categories)
        index = {name: i for i, name in enumerate(names)}
        columns = tuple(
            tuple(sorted({index[term.category], index[book.theme_of(term.category)]}))
            for term in book.terms
        )
        return cls(book, Matcher.build(book.patterns()), names, columns)

    def count(self, hits: Sequence[Sequence[Hit]]) -> np.ndarray:
        """Return hits per sentence and category, shape (n_sentences, n_categories), int32."""
        counts = np.zeros((len(hits), len(self.names)), np.int32)
        for row, found in enumerate(hits):
            for hit in found:
                for column in self.columns[hit.pattern]:
                    counts[row, column] += 1
        return counts


@dataclass(frozen=True, slots=True, eq=False)
class DictionaryCoder:
    """A sentence has the themes whose terms stand in it."""

    codebook: CompiledCodebook

    @staticmethod
    def identity(book: Codebook) -> Identity:
        """Return what identifies the coder of a codebook; it need not be built for that."""
        return Identity(
            "dictionary", hashlib.sha256(f"dictionary:{book.digest}".encode()).hexdigest()
        )

    @property
    def name(self) -> str:
        """What the coder is called in a study."""
        return "dictionary"

    @property
    def themes(self) -> tuple[str, ...]:
        """The ids of the themes, in the order of the columns of a Coding."""
        return self.codebook.book.themes

    def code(self, sentences: Sequence[str], hits: Sequence[Sequence[Hit]]) -> Coding:
        """Return the codes; `why` names the terms of each theme."""
        del sentences
        counts = self.codebook.count(hits)
        themes = self.themes
        columns = [self.codebook.names.index(theme) for theme in themes]
        why = tuple(self._why(found, themes) for found in hits)
        return Coding(counts[:, columns] > 0, why)

    def _why(self, hits: Sequence[Hit], themes: Sequence[str]) -> str:
        patterns = self.codebook.matcher.patterns
        terms: dict[str, set[str]] = {}
        for hit in hits:
            pattern = patterns[hit.pattern]
            terms.setdefault(pattern.group, set()).add(pattern.text)
        own = ((theme, sorted(terms[theme])) for theme in themes if theme in terms)
        return "; ".join(f"{theme}: {'+'.join(words)}" for theme, words in own)
