"""What was measured in one document as bytes, and back: arrays and JSON, for caches and pipes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np

from nqp_mine import cells
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.columns import N_LABEL, n_sentence_columns, totals
from nqp_mine.models.first_use import Use, label_uses
from nqp_mine.models.measure import DocumentCounts, DocumentWords, Evidence
from nqp_mine.nlp.terms import TermBlock

EVIDENCE_COLUMNS = tuple(one.name for one in fields(Evidence))


class PackedCounts(NamedTuple):
    """Little-endian integers: `numbers` (3, n) of place, Han characters and paragraph; `coded`
    (n, n_themes) bits; `hits` (3, k) of sentence, category and count; `totals`.

    `notes` is JSON; `evidence` are lines of a CSV file in UTF-8.
    """  # noqa: D205

    numbers: bytes
    coded: bytes
    hits: bytes
    totals: bytes
    notes: str
    evidence: bytes


class PackedWords(NamedTuple):
    """`terms` are joined by line feeds; `ranks` are doubles, the others integers, little-endian."""

    terms: str
    lengths: bytes
    tokens: bytes
    places: bytes
    best: bytes
    ranks: bytes


@dataclass(frozen=True, slots=True)
class Notes:
    """What was counted beside the sentences: parts of the document, and uses of the label."""

    kinds: Mapping[str, int]
    left_out: Mapping[str, int]
    uses: Sequence[Use]


def pack_counts(
    counts: DocumentCounts, evidence: Sequence[Evidence], book: Codebook
) -> PackedCounts:
    """Return counts and evidence as bytes."""
    sentence, category = np.nonzero(counts.hits)
    notes = {
        "kinds": dict(counts.kinds),
        "left_out": dict(counts.left_out),
        "uses": label_uses(evidence, book),
    }
    rows = ([getattr(one, name) for name in EVIDENCE_COLUMNS] for one in evidence)
    return PackedCounts(
        numbers=_bytes(np.stack([counts.number, counts.han, counts.paragraph])),
        coded=np.packbits(counts.coded).tobytes(),
        hits=_bytes(np.stack([sentence, category, counts.hits[sentence, category]])),
        totals=_bytes(totals(counts, book)),
        notes=json.dumps(notes, ensure_ascii=False),
        evidence=cells.lines(rows).encode(),
    )


def unpack_counts(name: str, packed: PackedCounts, book: Codebook) -> DocumentCounts:
    """Return the counts of the document `name`."""
    number, han, paragraph = _array(packed.numbers).reshape(3, -1)
    n, n_themes = len(number), len(book.themes)
    bits = np.unpackbits(np.frombuffer(packed.coded, np.uint8), count=n * n_themes)
    sentence, category, times = _array(packed.hits).reshape(3, -1)
    hits = np.zeros((n, len(book.categories)), np.int32)
    hits[sentence, category] = times
    notes = unpack_notes(packed.notes)
    return DocumentCounts(
        id=name, number=number, han=han, paragraph=paragraph, hits=hits,
        coded=bits.reshape(n, n_themes).astype(bool), kinds=notes.kinds, left_out=notes.left_out,
    )  # fmt: skip


def unpack_notes(text: str) -> Notes:
    """Return the notes of packed counts."""
    known = json.loads(text)
    return Notes(known["kinds"], known["left_out"], [(term, n) for term, n in known["uses"]])


def unpack_totals(packed: Sequence[bytes], book: Codebook) -> np.ndarray:
    """Return the totals of some documents, shape (n, n_columns)."""
    width = n_sentence_columns(book) + N_LABEL
    return _array(b"".join(packed)).astype(np.float64).reshape(len(packed), width)


def pack_words(words: DocumentWords) -> PackedWords:
    """Return words as bytes."""
    block = words.block
    return PackedWords(
        "\n".join(block.terms), _bytes(block.lengths), _bytes(block.tokens), _bytes(words.places),
        _bytes(words.best), words.ranks.astype("<f8").tobytes(),
    )  # fmt: skip


def unpack_words(packed: PackedWords) -> DocumentWords:
    """Return the words of a document."""
    terms = tuple(packed.terms.split("\n")) if packed.terms else ()
    block = TermBlock(terms, _array(packed.lengths), _array(packed.tokens))
    ranks = np.frombuffer(packed.ranks, "<f8").astype(np.float64, copy=False)
    return DocumentWords(block, _array(packed.places), _array(packed.best), ranks)


def _bytes(values: np.ndarray) -> bytes:
    return values.astype("<i4").tobytes()


def _array(data: bytes) -> np.ndarray:
    return np.frombuffer(data, "<i4").astype(np.int32, copy=False)
