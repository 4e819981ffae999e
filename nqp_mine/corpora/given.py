"""The inputs that one ingest was given, in a temporary table and not in memory."""

import sqlite3
from collections.abc import Iterator

from nqp_mine.corpora.document import InputRecord, Outcome
from nqp_mine.corpora.schema import INPUT

_COLUMNS = ", ".join(f"i.{name}" for name in INPUT)
# An archive's own row tells the documents of its members, which have rows of their own.
_ROWS = f"""
WITH own AS (
  SELECT {_COLUMNS}, i.input_id FROM temp.given g JOIN inputs i
  ON i.root = g.root AND i.path = g.path
  UNION
  SELECT {_COLUMNS}, i.input_id FROM temp.given g JOIN inputs i
  ON i.root = g.root AND i.path > g.path || '!/' AND i.path < g.path || '!0'
)
"""


class Given:
    """The inputs given to one ingest, and through them their rows in the ledger."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._db.execute("PRAGMA temp.cache_size = -500")
        self._db.execute("DROP TABLE IF EXISTS temp.given")
        self._db.execute(
            "CREATE TEMP TABLE given (root TEXT, path TEXT, PRIMARY KEY (root, path)) WITHOUT ROWID"
        )

    def add(self, root: str, path: str) -> None:
        """Add an input."""
        self._db.execute("INSERT OR IGNORE INTO temp.given VALUES (?, ?)", (root, path))

    def records(self, *outcomes: Outcome) -> Iterator[InputRecord]:
        """Yield the records of the inputs and of archives' members: all, or of some outcomes."""
        chosen = f"WHERE outcome IN ({','.join('?' * len(outcomes))})" if outcomes else ""
        query = f"{_ROWS} SELECT {', '.join(INPUT)} FROM own {chosen} ORDER BY root, path"
        for row in self._db.execute(query, outcomes):
            yield InputRecord(**dict(zip(INPUT, row, strict=True)))

    def counts(self) -> dict[Outcome, tuple[int, int]]:
        """Return for each outcome the number of its inputs and members, and of their documents."""
        query = (
            f"{_ROWS} SELECT outcome, count(DISTINCT own.input_id), count(d.id) FROM own"
            " LEFT JOIN documents d ON d.input_id = own.input_id GROUP BY outcome"
        )
        return {row[0]: (row[1], row[2]) for row in self._db.execute(query)}
