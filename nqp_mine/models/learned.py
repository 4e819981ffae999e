"""The learned coder: a score a theme from n-grams, cue groups, codebook hits and their context.

Its numbers come from coded sentences (`training/train_coder.py`): a logistic regression gives each
feature a weight, and a support vector machine compares the whole with coded sentences (`likeness`).
What ships are numbers and short strings, never a sentence. The score is half of the one and all of
the other, less a threshold: about half the log odds. Above zero the theme is given. Every
decision can be read: the features with their weights and one number for the context add up to the
score.
"""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from nqp_mine.models.codebook import Codebook
from nqp_mine.models.coding import Coding, CompiledCodebook, Identity
from nqp_mine.models.features import Cues, Grams, dense, dense_names, plain, weighted
from nqp_mine.models.likeness import Likeness
from nqp_mine.nlp.matcher import Hit

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_SHOWN = 4  # features named for each theme of a sentence
_SHOWN_WORDS = 3  # words named of each cue group or category
REACH = 2.0  # no context lifts a score so far below zero: such sentences are not compared


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Weights:
    """The learned numbers.

    `grams` (G,) n-grams with `idf` (G,) and `gram_weights` (G, 3); `dense_weights` (D, 3);
    `bias` (3,), from which the decision threshold is already taken; `likeness` the coded sentences
    to compare with.
    """

    themes: tuple[str, ...]
    grams: tuple[str, ...]
    idf: np.ndarray
    gram_weights: np.ndarray
    dense_weights: np.ndarray
    bias: np.ndarray
    likeness: Likeness
    codebook: str


def load_weights() -> Weights:
    """Read the weights that come with the package: JSON for the names, npz for the numbers."""
    about = json.loads(_shipped("about.json"))
    with np.load(io.BytesIO(_shipped("weights.npz")), allow_pickle=False) as data:
        numbers = {name: data[name] for name in data.files}
    own = ("idf", "gram_weights", "dense_weights", "bias")
    return Weights(
        themes=tuple(about["themes"]), codebook=about["codebook"],
        grams=tuple(numbers["grams"].tobytes().decode().split("\n")),
        likeness=Likeness.unpack(numbers),
        **{name: numbers[name].astype(np.float64) for name in own},
    )  # fmt: skip


def _shipped(name: str) -> bytes:
    return (files("nqp_mine.models") / "coder" / name).read_bytes()


@dataclass(frozen=True, slots=True, eq=False)
class LearnedCoder:
    """A coder for the built-in codebook's themes. See the module for what it does."""

    codebook: CompiledCodebook
    weights: Weights
    grams: Grams
    cues: Cues

    @classmethod
    def build(cls, codebook: CompiledCodebook) -> "LearnedCoder":
        """Load the weights that ship with the package."""
        weights = load_weights()
        return cls(codebook, weights, Grams.build(weights.grams), Cues.load())

    @staticmethod
    def identity(book: Codebook) -> Identity:
        """Return what identifies the coder: weights, cues, codebook. It is not built for that."""
        weights = hashlib.sha256(_shipped("about.json") + _shipped("weights.npz")).hexdigest()
        cues = hashlib.sha256(_shipped("cues.toml")).hexdigest()
        parts = f"{weights}:{cues}:{book.digest}"
        return Identity("learned", hashlib.sha256(parts.encode()).hexdigest())

    @property
    def name(self) -> str:
        """What the coder is called in a study."""
        return "learned"

    @property
    def themes(self) -> tuple[str, ...]:
        """The ids of the themes, in the order of the columns of a Coding."""
        return self.weights.themes

    def code(self, sentences: Sequence[str], hits: Sequence[Sequence[Hit]]) -> Coding:
        """Return the codes of normalised sentences; `why` names what decided."""
        if not len(sentences):
            return Coding(np.zeros((0, len(self.themes)), bool), ())
        texts = plain(sentences)
        grams, others = self._of_plain(texts, hits)
        pull = self.pull(grams, others)
        scores = self.score(grams, others, pull)
        coded = scores > 0
        names = self._names()
        book = self.codebook.book
        theme_of = {category.id: book.theme_of(category.id) for category in book.categories}
        why = [""] * len(sentences)
        for i in np.flatnonzero(coded.any(axis=1)).tolist():
            told = self._told(texts[i], hits[i], theme_of)
            why[i] = self._why(grams, others[i], pull[i], i, scores[i], names, told)
        return Coding(coded, tuple(why))

    def features(
        self, sentences: Sequence[str], hits: Sequence[Sequence[Hit]]
    ) -> "tuple[csr_matrix, np.ndarray]":
        """Return the n-gram and the dense features of normalised sentences."""
        return self._of_plain(plain(sentences), hits)

    def _of_plain(
        self, texts: Sequence[str], hits: Sequence[Sequence[Hit]]
    ) -> "tuple[csr_matrix, np.ndarray]":
        counts = self.codebook.count(hits)
        others = dense(self.cues.count(texts), counts, self.codebook.book, texts)
        return weighted(self.grams.count(texts), self.weights.idf), others

    def linear(self, grams: "csr_matrix", others: np.ndarray) -> np.ndarray:
        """Return the part of the scores that the features add up to, shape (n, n_themes)."""
        w = self.weights
        return np.asarray(grams @ w.gram_weights + others @ w.dense_weights + w.bias)

    def pull(self, grams: "csr_matrix", others: np.ndarray) -> np.ndarray:
        """Return the part of the scores that the context adds, zero where it could not decide."""
        pull = np.zeros((len(others), len(self.themes)))
        near = np.flatnonzero((self.linear(grams, others).round(6) > -REACH).any(axis=1))
        pull[near] = self.weights.likeness.pull(grams[near], others[near])
        return pull

    def score(
        self, grams: "csr_matrix", others: np.ndarray, pull: np.ndarray | None = None
    ) -> np.ndarray:
        """Return the score of each theme; above zero it is given. Shape (n, n_themes)."""
        added = self.pull(grams, others) if pull is None else pull
        # Rounded, so that the order of additions cannot turn a code on another machine.
        return np.asarray(np.round(self.linear(grams, others) + added, 6))

    def _names(self) -> tuple[tuple[str, ...], np.ndarray]:
        """Return the names of the dense features, each once, and which of them each one has."""
        each = dense_names(self.cues, self.codebook.book)
        names = tuple(dict.fromkeys(each))
        return names, np.array([names.index(name) for name in each])

    def _told(
        self, text: str, hits: Sequence[Hit], theme_of: Mapping[str, str]
    ) -> dict[str, list[str]]:
        """Return the words that the dense features of a sentence counted, by their names."""
        told = {f"[{name}]": words for name, words in self.cues.words(text).items()}
        for hit in hits:
            pattern = self.codebook.matcher.patterns[hit.pattern]
            for name in {pattern.label, theme_of[pattern.label]}:
                told.setdefault(f"<{name}>", []).append(pattern.text)
        return told

    def _why(
        self,
        grams: "csr_matrix",
        others: np.ndarray,
        pull: np.ndarray,
        row: int,
        scores: np.ndarray,
        dense_of: tuple[tuple[str, ...], np.ndarray],
        told: Mapping[str, Sequence[str]],
    ) -> str:
        """Name the features that spoke most for each theme of a sentence, and the context."""
        place = slice(grams.indptr[row], grams.indptr[row + 1])
        columns, values = grams.indices[place], grams.data[place]
        names, which = dense_of
        parts = []
        for k in np.flatnonzero(scores > 0):
            spoken = np.concatenate(
                [
                    values * self.weights.gram_weights[columns, k],
                    np.bincount(which, others * self.weights.dense_weights[:, k], len(names)),
                ]
            ).round(6)
            best = np.argsort(-spoken, kind="stable")[:_SHOWN]
            shown = [
                f"{self.weights.grams[columns[i]]}{spoken[i]:+.2f}"
                if i < len(columns)
                else f"{_called(names[i - len(columns)], told)}{spoken[i]:+.2f}"
                for i in best
                if spoken[i] > 0
            ]
            shown.append(f"(context){pull[k]:+.2f}")
            parts.append(f"{self.themes[k]} {scores[k]:+.2f}: {' '.join(shown)}")
        return "; ".join(parts)


def _called(name: str, told: Mapping[str, Sequence[str]]) -> str:
    """Return what to call a dense feature: its name and the first words that it counted."""
    return name + "/".join(list(dict.fromkeys(told.get(name, ())))[:_SHOWN_WORDS])
