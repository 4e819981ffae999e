"""What results depend on beside the text, as one digest: equal digests give equal results."""

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nqp_mine
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.coding import Identity
from nqp_mine.models.measure import TokenUnit
from nqp_mine.nlp import stopwords
from nqp_mine.study import Study

_MEASURING = ("", "nlp", "models")  # the rooms that turn a text into numbers


def of_counts(study: Study, book: Codebook, coder: Identity) -> str:
    """Return the digest of all that counts and evidence depend on."""
    return _digest(
        [_parts(study), book.digest, coder.name, coder.digest, version("ahocorasick-rs")]
    )


def of_words(study: Study, book: Codebook, unit: TokenUnit) -> str:
    """Return the digest of all that words depend on: of the codebook, the terms alone."""
    terms = sorted({term.text for term in book.terms})
    own = [terms, sorted(stopwords.default()), unit, study.n_keywords, version("rjieba")]
    return _digest([_parts(study), *own])


def _parts(study: Study) -> list[Any]:
    return [code_digest(_MEASURING), study.annexes, study.boilerplate, study.traditional]


def code_digest(rooms: Sequence[str] | None = None) -> str:
    """Return a digest of the program's own files, so that no result outlives a change of them.

    `rooms` are folders of the package whose own files count; None: everything in it.
    """
    total = hashlib.sha256()
    root = Path(nqp_mine.__file__).parent
    every = root.rglob("*") if rooms is None else (p for r in rooms for p in (root / r).iterdir())
    for one in sorted(every):
        if one.is_file() and one.suffix != ".pyc":
            total.update(one.relative_to(root).as_posix().encode() + one.read_bytes())
    return total.hexdigest()


def _digest(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
