"""Documents and fingerprints as rows of the corpus, and back."""

import json
import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nqp_mine.corpora.document import Document
from nqp_mine.corpora.schema import FIELDS

if TYPE_CHECKING:
    from nqp_mine.corpora.duplicates import Fingerprint

NOTES = ("facts", "columns", "warnings")
_SURE = frozenset({"user", "sidecar", "column", "page"})
_PRINT = "SELECT id, coarse, plain_sha256, date, region, columns, facts FROM documents"


def notes_of(document: Document) -> list[str]:
    """Return the facts, the columns and the warnings as JSON."""
    return [
        json.dumps(dict(document.facts), ensure_ascii=False, sort_keys=True),
        json.dumps(dict(document.columns), ensure_ascii=False),
        json.dumps(list(document.warnings), ensure_ascii=False),
    ]


def document_of(row: tuple[object, ...]) -> Document:
    """Return the document of a row with FIELDS and NOTES."""
    fields: dict[str, Any] = dict(zip((*FIELDS, *NOTES), row, strict=True))
    for name in NOTES:
        fields[name] = _parsed(fields[name])
    fields["warnings"] = tuple(fields["warnings"])
    return Document(**fields)


@lru_cache(maxsize=1024)
def _parsed(notes: str) -> Any:
    """Return notes as they were; many documents have the same, and nobody changes them."""
    return json.loads(notes)


class StoredFingerprints:
    """The fingerprints of a corpus by the order of ids, each read when it is wanted."""

    def __init__(self, db: sqlite3.Connection) -> None:
        import numpy as np

        self._db = db
        numbers = (row[0] for row in db.execute("SELECT rowid FROM documents ORDER BY id"))
        self._rows = np.fromiter(numbers, np.int64)

    def __iter__(self) -> "Iterator[Fingerprint]":
        for row in self._db.execute(f"{_PRINT} ORDER BY id"):
            yield _fingerprint(row)

    def __getitem__(self, number: int, /) -> "Fingerprint":
        query = f"{_PRINT} WHERE rowid = ?"
        return _fingerprint(self._db.execute(query, (int(self._rows[number]),)).fetchone())


def _fingerprint(row: tuple[Any, ...]) -> "Fingerprint":
    import numpy as np

    from nqp_mine.corpora.duplicates import Fingerprint

    name, coarse, digest, date, region, columns, facts = row
    return Fingerprint(
        id=name, coarse=np.frombuffer(coarse, np.uint64), digest=digest, date=date,
        region=region + json.loads(columns).get("city", ""),
        known=sum(source in _SURE for source in json.loads(facts).values()),
    )  # fmt: skip
