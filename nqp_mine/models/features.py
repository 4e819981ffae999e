"""Sentences as numbers, for the learned coder: n-grams, cue groups, codebook hits.

Three kinds of features, all taken from the sentence's own text:

- character 1- to 4-grams of a kept vocabulary, (1 + ln tf) · idf, rows of unit length;
- for each cue group, whether any of its words stands there, and ln(1 + how many different ones);
- for each theme and sub-theme, whether and how often the codebook hits, and the length.

Names of bodies are masked first (工业和信息化部 is no industry), numbers become one digit, and
spaces vanish.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from nqp_mine.models.codebook import Codebook

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LONGEST = 4
_BODY = re.compile(
    "[\u4e00-\u9fff]{0,2}(?:工业和信息化|发展改革|发展和改革|科学技术|科技|市场监管|国资|知识产权|大数据"
    "|数据|商务|财政|教育|人力资源社会保障|营商环境建设|地方金融监管|政务服务|行政审批)"
    "(?:委员会|委|部|局|厅)(?![门署])"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SPACE = re.compile(r"[^\S\n]+")


def plain(texts: Sequence[str]) -> list[str]:
    """Return normalised sentences with bodies masked and numbers as 0."""
    joined = "\n".join(text.replace("\n", "") for text in texts)  # a hundred times fewer calls
    short = _NUMBER.sub("0", _BODY.sub("□", _SPACE.sub("", joined)))
    return short.split("\n") if texts else []


@dataclass(frozen=True, slots=True, eq=False)
class Grams:
    """A vocabulary of n-grams, each as one number made of its characters, by length.

    With an n-gram its beginning is in the vocabulary, too (it is at least as frequent).
    `keys[n - 1]` are the sorted numbers of the n-grams; `first[n - 1]` is the column of the first.
    The short ones, which most places of a text have, are looked up: `single` and `second` number
    the code points that are n-grams and that end one of two characters, `pairs` is the column by
    both numbers; -1 is none.
    """

    keys: tuple[np.ndarray, ...]
    first: tuple[int, ...]
    width: int
    single: np.ndarray
    second: np.ndarray
    pairs: np.ndarray

    @classmethod
    def build(cls, grams: Sequence[str]) -> "Grams":
        """Build the vocabulary; columns are in the order of length and number.

        Raises:
            ValueError: the beginning of an n-gram is missing.
        """
        keys: list[np.ndarray] = []
        first, width = [], 0
        for n in range(1, LONGEST + 1):
            numbers = np.sort(np.array([_number(g) for g in grams if len(g) == n], np.uint64))
            if n > 1 and not np.isin(numbers >> np.uint64(16), keys[-1]).all():
                raise ValueError(f"the beginning of an n-gram of {n} characters is missing")
            keys.append(numbers)
            first.append(width)
            width += len(numbers)
        begin, end = keys[1] >> np.uint64(16), keys[1] & np.uint64(0xFFFF)
        single, second = _numbered(keys[0]), _numbered(np.unique(end))
        pairs = np.full((len(keys[0]), second.max() + 1), -1, np.int32)
        pairs[single[begin], second[end]] = np.arange(first[1], first[2])
        return cls(tuple(keys), tuple(first), width, single, second, pairs)

    def names(self) -> list[str]:
        """Return the n-gram of each column."""
        return [_text(int(key), n + 1) for n, keys in enumerate(self.keys) for key in keys]

    def count(self, texts: Sequence[str]) -> "csr_matrix":
        """Return the counts of the n-grams, shape (n_texts, width)."""
        from scipy.sparse import csr_matrix

        codes = np.frombuffer("\n".join(texts).encode("utf-32-le"), np.uint32)
        codes = np.minimum(codes, 0xFFFF)  # rarer planes share one number
        row = np.cumsum(codes == 10)
        found = list(self._found(codes))
        rows = np.concatenate([row[start] for start, _ in found])
        columns = np.concatenate([column for _, column in found])
        shape = (len(texts), self.width)
        return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)

    def _found(self, codes: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield where n-grams begin and which they are, by length.

        No longer one begins with an unknown one.
        """
        single = self.single.take(codes)
        start = np.flatnonzero(single >= 0)
        yield start, single[start]
        second = self.second.take(codes)
        start = start[start + 1 < len(codes)]
        start = start[second[start + 1] >= 0]
        column = self.pairs[single[start], second[start + 1]]
        start = start[column >= 0]
        yield start, column[column >= 0]
        wide = codes.astype(np.uint64)
        key = (wide[start] << np.uint64(16)) | wide[start + 1]
        for n in range(3, LONGEST + 1):
            known = self.keys[n - 1]
            inside = start + n <= len(codes)
            start, key = start[inside], key[inside]
            key = (key << np.uint64(16)) | wide[start + n - 1]
            place = np.searchsorted(known, key)
            place[place == len(known)] = 0
            hit = known[place] == key if len(known) else np.zeros(len(key), bool)
            start, key = start[hit], key[hit]
            yield start, place[hit] + self.first[n - 1]


def _numbered(codes: np.ndarray) -> np.ndarray:
    """Return the number of each code point in a sorted list; -1 for the others."""
    numbers = np.full(0x10000, -1, np.int32)
    numbers[codes] = np.arange(len(codes))
    return numbers


def _number(gram: str) -> int:
    value = 0
    for char in gram:
        value = (value << 16) | min(ord(char), 0xFFFF)
    return value


def _text(number: int, length: int) -> str:
    return "".join(chr((number >> (16 * i)) & 0xFFFF) for i in reversed(range(length)))


def weighted(counts: "csr_matrix", idf: np.ndarray) -> "csr_matrix":
    """Return (1 + ln tf) · idf with rows of unit length (Salton & Buckley 1988)."""
    from scipy.sparse import csr_matrix

    rows = counts.tocsr()
    values = (1 + np.log(rows.data)) * idf[rows.indices]
    squares = csr_matrix((values**2, rows.indices, rows.indptr), rows.shape)
    norms = np.maximum(np.sqrt(np.asarray(squares.sum(axis=1)).ravel()), 1e-12)
    values *= np.repeat(1 / norms, np.diff(rows.indptr))
    return csr_matrix((values, rows.indices, rows.indptr), rows.shape)


@dataclass(frozen=True, slots=True, eq=False)
class Cues:
    """Groups of words, each with the automaton that finds them."""

    names: tuple[str, ...]
    _automaton: object
    _words: tuple[str, ...]
    _groups: tuple[tuple[int, ...], ...]

    @classmethod
    def load(cls) -> "Cues":
        """Read the cue groups that come with the package."""
        from ahocorasick_rs import AhoCorasick

        source = files("nqp_mine.models") / "coder" / "cues.toml"
        groups = tomllib.loads(source.read_text(encoding="utf-8"))["cue"]
        words: dict[str, list[int]] = {}
        for number, group in enumerate(groups):
            for term in dict.fromkeys(plain(group["terms"])):
                words.setdefault(term, []).append(number)
        automaton = AhoCorasick(list(words))
        names = tuple(group["id"] for group in groups)
        return cls(names, automaton, tuple(words), tuple(map(tuple, words.values())))

    def count(self, texts: Sequence[str]) -> np.ndarray:
        """Return how many different words of each group stand in each text."""
        found = self._found("\n".join(texts))  # no word holds a line's end
        word, place = np.array(found, np.int64).reshape(-1, 3)[:, :2].T
        ends = np.cumsum([len(text) + 1 for text in texts])
        row, word = np.divmod(
            np.unique(np.searchsorted(ends, place, side="right") * len(self._words) + word),
            len(self._words),
        )  # each word once a text
        sizes = np.array([len(groups) for groups in self._groups])[word]
        group = np.array([one for i in word.tolist() for one in self._groups[i]], np.int64)
        both = np.repeat(row, sizes) * len(self.names) + group
        shape = len(texts), len(self.names)
        return np.bincount(both, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)

    def words(self, text: str) -> dict[str, list[str]]:
        """Return the words of each group that stand in a text, longest first."""
        found: dict[str, list[str]] = {}
        here = {word for word, _, _ in self._found(text)}
        for word in sorted(here, key=lambda i: (-len(self._words[i]), self._words[i])):
            for group in self._groups[word]:
                found.setdefault(self.names[group], []).append(self._words[word])
        return found

    def _found(self, text: str) -> list[tuple[int, int, int]]:
        """Return (word, start, end) of all words that stand in a text."""
        return self._automaton.find_matches_as_indexes(text, overlapping=True)  # type: ignore[attr-defined,no-any-return]


def dense(cues: np.ndarray, hits: np.ndarray, book: Codebook, texts: Sequence[str]) -> np.ndarray:
    """Return the cue and codebook features and the length, shape (n_texts, n_dense).

    `hits` are codebook hits per category, shape (n_texts, n_categories), in the codebook's order.
    """
    names = [category.id for category in book.categories]
    themes = hits[:, [names.index(theme) for theme in book.themes]].astype(float)
    below = [i for i, c in enumerate(book.categories) if c.axis == "theme" and c.parent]
    sub = hits[:, below].astype(float)
    length = np.array([max(len(text), 1) for text in texts], float)[:, None]
    parts = [cues > 0, np.log1p(cues), sub > 0, np.log1p(sub), themes > 0, themes > 1]
    parts += [np.log1p(themes), 3 * themes / np.sqrt(length), np.log(length) / 4]
    return np.hstack([np.asarray(part, float) for part in parts])


def dense_names(cues: Cues, book: Codebook) -> list[str]:
    """Return a readable name for each dense feature, in the order of `dense`."""
    sub = [c.id for c in book.categories if c.axis == "theme" and c.parent]
    themes = list(book.themes)
    both = [f"[{name}]" for name in cues.names]
    return [
        *both, *both, *(f"<{s}>" for s in sub), *(f"<{s}>" for s in sub),
        *(f"<{t}>" for t in themes), *(f"<{t}>" for t in themes), *(f"<{t}>" for t in themes),
        *(f"<{t}>" for t in themes), "length",
    ]  # fmt: skip
