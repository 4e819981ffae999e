"""The learned coder: a linear score a theme over n-grams, cue groups and codebook hits.

Its weights come from coded sentences by logistic regression (`training/train_coder.py`); what ships
are numbers and short strings, never a sentence. A score is the log odds of the theme, less the
threshold; above zero the theme is given. Every decision can be read: the features with their
weights add up to the score.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from nqp_mine.models.coding import Coding, CompiledCodebook
from nqp_mine.models.features import Cues, Grams, dense, dense_names, plain, weighted
from nqp_mine.nlp.matcher import Hit

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_SHOWN = 4  # features named for each theme of a sentence
_SHOWN_WORDS = 3  # words named of each cue group or category


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Weights:
    """The learned numbers.

    `grams` (G,) n-grams with `idf` (G,) and `gram_weights` (G, 3); `dense_weights` (D, 3);
    `bias` (3,), from which the decision threshold is already taken.
    """

    themes: tuple[str, ...]
    grams: tuple[str, ...]
    idf: np.ndarray
    gram_weights: np.ndarray
    dense_weights: np.ndarray
    bias: np.ndarray
    codebook: str
    digest: str


def load_weights() -> Weights:
    """Read the weights that come with the package: JSON for the strings, npz for the numbers."""
    folder = files("nqp_mine.models") / "coder"
    text = (folder / "grams.json").read_bytes()
    head = json.loads(text)
    raw = (folder / "weights.npz").read_bytes()
    with (folder / "weights.npz").open("rb") as stream:
        data = np.load(stream, allow_pickle=False)
        numbers = {name: data[name].astype(np.float64) for name in data.files}
    return Weights(
        themes=tuple(head["themes"]), grams=tuple(head["grams"]), codebook=head["codebook"],
        digest=hashlib.sha256(text + raw).hexdigest(), **numbers,
    )  # fmt: skip


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

    @property
    def name(self) -> str:
        """What the coder is called in a study."""
        return "learned"

    @property
    def themes(self) -> tuple[str, ...]:
        """The ids of the themes, in the order of the columns of a Coding."""
        return self.weights.themes

    @property
    def digest(self) -> str:
        """SHA-256 that identifies the coder: weights, cues and codebook."""
        cues = (files("nqp_mine.models") / "coder" / "cues.toml").read_bytes()
        parts = f"{self.weights.digest}:{hashlib.sha256(cues).hexdigest()}"
        return hashlib.sha256(f"{parts}:{self.codebook.book.digest}".encode()).hexdigest()

    def code(self, sentences: Sequence[str], hits: Sequence[Sequence[Hit]]) -> Coding:
        """Return the codes of normalised sentences; `why` names what decided."""
        if not len(sentences):
            return Coding(np.zeros((0, len(self.themes)), bool), ())
        grams, others = self.features(sentences, hits)
        scores = self.score(grams, others)
        coded = scores > 0
        names = self._names()
        why = tuple(
            self._why(
                grams, others[i], i, scores[i], coded[i], names, self._told(sentences[i], hits[i])
            )
            if coded[i].any()
            else ""
            for i in range(len(sentences))
        )
        return Coding(coded, why)

    def features(
        self, sentences: Sequence[str], hits: Sequence[Sequence[Hit]]
    ) -> "tuple[csr_matrix, np.ndarray]":
        """Return the n-gram and the dense features of normalised sentences."""
        texts = [plain(sentence) for sentence in sentences]
        counts = self.codebook.count(hits)
        others = dense(self.cues.count(texts), counts, self.codebook.book, texts)
        return weighted(self.grams.count(texts), self.weights.idf), others

    def score(self, grams: "csr_matrix", others: np.ndarray) -> np.ndarray:
        """Return the score of each theme; above zero it is given. Shape (n, n_themes)."""
        w = self.weights
        # Rounded, so that the order of additions cannot turn a code on another machine.
        return np.asarray(np.round(grams @ w.gram_weights + others @ w.dense_weights + w.bias, 6))

    def _names(self) -> tuple[tuple[str, ...], np.ndarray]:
        """Return the names of the dense features, each once, and which of them each one has."""
        each = dense_names(self.cues, self.codebook.book)
        names = tuple(dict.fromkeys(each))
        return names, np.array([names.index(name) for name in each])

    def _told(self, sentence: str, hits: Sequence[Hit]) -> dict[str, str]:
        """Return what to call the dense features of a sentence: the words that they counted."""
        told = {f"[{name}]": words for name, words in self.cues.words(plain(sentence)).items()}
        book = self.codebook.book
        for hit in hits:
            pattern = self.codebook.matcher.patterns[hit.pattern]
            for name in {pattern.label, book.theme_of(pattern.label)}:
                told.setdefault(f"<{name}>", []).append(pattern.text)
        return {
            name: f"{name}{'/'.join(list(dict.fromkeys(words))[:_SHOWN_WORDS])}"
            for name, words in told.items()
        }

    def _why(
        self,
        grams: "csr_matrix",
        others: np.ndarray,
        row: int,
        scores: np.ndarray,
        coded: np.ndarray,
        dense_of: tuple[tuple[str, ...], np.ndarray],
        told: dict[str, str],
    ) -> str:
        """Name the features that spoke most for each theme of a sentence."""
        place = slice(grams.indptr[row], grams.indptr[row + 1])
        columns, values = grams.indices[place], grams.data[place]
        names, which = dense_of
        parts = []
        for k in np.flatnonzero(coded):
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
                else f"{told.get(names[i - len(columns)], names[i - len(columns)])}{spoken[i]:+.2f}"
                for i in best
                if spoken[i] > 0
            ]
            parts.append(f"{self.themes[k]} {scores[k]:+.2f}: {' '.join(shown)}")
        return "; ".join(parts)
