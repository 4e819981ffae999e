"""Documents that repeat another one, so that a text is counted once."""

import hashlib
import re
from collections.abc import Iterable

from nqp_mine.corpora.document import Document
from nqp_mine.text import HAN, normalise

_NOT_HAN = re.compile(f"[^{HAN}0-9A-Za-z]+")


def exact_duplicates(documents: Iterable[Document]) -> dict[str, str]:
    """Return {duplicate's id: original's id} for bodies equal in every letter and digit.

    The original is the first by id. Punctuation and layout do not make a text another one.
    """
    first: dict[bytes, str] = {}
    found: dict[str, str] = {}
    for document in documents:
        plain = _NOT_HAN.sub("", normalise(document.body).text)
        digest = hashlib.sha256(plain.encode()).digest()
        original = first.setdefault(digest, document.id)
        if original != document.id:
            found[document.id] = original
    return found
