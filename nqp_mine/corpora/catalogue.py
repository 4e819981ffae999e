"""The documents of a corpus without their texts, each read when it is wanted."""

import sqlite3
from collections.abc import Iterator

from nqp_mine.corpora.document import Document
from nqp_mine.corpora.rows import NOTES, document_of
from nqp_mine.corpora.schema import FIELDS
from nqp_mine.on_demand import OnDemand

_COLUMNS = ", ".join("'' AS text" if name == "text" else name for name in (*FIELDS, *NOTES))
_PART = 500  # documents fetched at a time


class Catalogue(OnDemand[Document]):
    """Documents in the order of their ids; they hold no text.

    Args:
        db: the open corpus.
        counted: leave out those that repeat others.
    """

    def __init__(self, db: sqlite3.Connection, *, counted: bool) -> None:
        self._db = db
        self._where = "WHERE duplicate_of = ''" if counted else ""
        query = f"SELECT id FROM documents {self._where} ORDER BY id"
        self.ids = tuple(row[0] for row in db.execute(query))

    def __len__(self) -> int:
        return len(self.ids)

    def _item(self, number: int) -> Document:
        query = f"SELECT {_COLUMNS} FROM documents WHERE id = ?"
        return document_of(self._db.execute(query, (self.ids[number],)).fetchone())

    def __iter__(self) -> Iterator[Document]:
        cursor = self._db.execute(f"SELECT {_COLUMNS} FROM documents {self._where} ORDER BY id")
        while rows := cursor.fetchmany(_PART):
            yield from map(document_of, rows)
