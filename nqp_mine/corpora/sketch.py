"""Sketches of texts: fixed samples of the hashes of their character 5-grams.

Keeping the hashes that are divisible by a number (FracMinHash; Irber et al. 2022) estimates
resemblance and containment (Broder 1997) without bias for texts of any length. Only letters,
digits and Han characters count: layout and punctuation do not make a text another one.
"""

import hashlib
import re
from dataclasses import dataclass

import numpy as np

from nqp_mine.corpora.document import Document
from nqp_mine.text import HAN, normalise

GRAM = 5
FINE = 8  # one hash of 8 is compared,
COARSE = 32  # one of 32, and the smallest four, are searched for candidates
_SMALLEST = 4
_SHORT = 400  # characters; shorter texts keep all their hashes for the comparison
_OTHER = re.compile(f"[^{HAN}0-9A-Za-z]+")
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9))


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """The kept hashes of a text (sorted, distinct, uint64), its length and its digest."""

    hashes: np.ndarray
    length: int
    digest: str

    @property
    def coarse(self) -> np.ndarray:
        """The hashes by which candidates are found."""
        chosen = self.hashes % np.uint64(COARSE) == 0
        thin = np.flatnonzero(self.hashes % np.uint64(FINE) == 0)
        chosen[thin[:_SMALLEST] if len(thin) >= _SMALLEST else slice(_SMALLEST)] = True
        return np.asarray(self.hashes[chosen])

    def thinned(self) -> "Sketch":
        """Return the sketch with one hash of FINE, as that of a longer text has them."""
        kept = self.hashes[self.hashes % np.uint64(FINE) == 0]
        return Sketch(kept, self.length, self.digest)


@dataclass(frozen=True, slots=True, eq=False)
class Sketched:
    """A document with what its copies are found by."""

    document: Document
    digest: str
    coarse: bytes

    @property
    def text(self) -> str:
        """The document's text."""
        return self.document.text


def sketched(document: Document) -> Sketched:
    """Return a document with the digest and the coarse hashes of its body."""
    mine = sketch(plain(normalise(document.body).text))
    return Sketched(document, mine.digest, mine.coarse.tobytes())


def plain(text: str) -> str:
    """Return the letters, digits and Han characters of `text`."""
    return _OTHER.sub("", text)


def sketch(letters: str) -> Sketch:
    """Return the sketch of a plain text."""
    digest = hashlib.sha256(letters.encode()).hexdigest()
    codes = np.frombuffer(letters.encode("utf-32-le"), np.uint32).astype(np.uint64)
    if len(codes) < GRAM:
        return Sketch(np.zeros(0, np.uint64), len(codes), digest)
    count = len(codes) - GRAM + 1
    value = np.zeros(count, np.uint64)
    for offset in range(GRAM):
        value = value * _MIX[0] + codes[offset : offset + count]
    value ^= value >> np.uint64(31)
    value *= _MIX[1]
    value ^= value >> np.uint64(29)
    if len(codes) >= _SHORT:
        value = value[value % np.uint64(FINE) == 0]
    return Sketch(np.unique(value), len(codes), digest)


def comparable(a: Sketch, b: Sketch) -> tuple[Sketch, Sketch]:
    """Return two sketches of equal density: only texts that are both short keep all hashes."""
    if max(a.length, b.length) < _SHORT:
        return a, b
    return a.thinned(), b.thinned()


def overlap(a: Sketch, b: Sketch) -> int:
    """Return the number of hashes that two sketches share."""
    return int(np.intersect1d(a.hashes, b.hashes, assume_unique=True).size)
