"""What results depend on beside the text, as one digest: equal digests give equal results."""

import hashlib
import json
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from nqp_mine.models.codebook import Codebook
from nqp_mine.models.coding import Coder
from nqp_mine.models.measure import TokenUnit
from nqp_mine.nlp import stopwords
from nqp_mine.study import Study

_CODE = ("", "nlp", "models")  # the rooms that turn a text into numbers


def of_counts(study: Study, book: Codebook, coder: Coder) -> str:
    """Return the digest of all that counts and evidence depend on."""
    return _digest(
        [_parts(study), book.digest, coder.name, coder.digest, version("ahocorasick-rs")]
    )


def of_words(study: Study, book: Codebook, unit: TokenUnit) -> str:
    """Return the digest of all that words depend on: of the codebook, the terms alone."""
    terms = sorted({term.text for term in book.terms})
    return _digest([_parts(study), terms, sorted(stopwords.default()), unit, version("rjieba")])


def _parts(study: Study) -> list[Any]:
    return [_code(), study.annexes, study.boilerplate, study.traditional]


def _code() -> str:
    """Return a digest of the program's own text, so that no result outlives a change of it."""
    total = hashlib.sha256()
    for room in _CODE:
        folder = files("nqp_mine") / room if room else files("nqp_mine")
        for one in sorted(folder.iterdir(), key=lambda path: path.name):
            if one.is_file() and not one.name.endswith(".pyc"):
                total.update(one.name.encode() + one.read_bytes())
    return total.hexdigest()


def _digest(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
