"""A file of results, one row a document, each good for one state of its text.

It is made again whenever it is missing or damaged, so it is safe to delete. SQLite keeps it whole
when a process dies, and lets several processes use it.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from nqp_mine.errors import OutputError

_WAIT = 60.0  # seconds that a writer waits for another one
_TOGETHER = 100  # rows read at a time


class Shelf:
    """Results with named columns by document.

    Args:
        path: the file; it is made where there is none, and anew where it is damaged.
        columns: the names of the columns.

    Raises:
        OutputError: the file cannot be made.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path = path
        self._columns = tuple(columns)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = self._open()
            path.touch()  # used now: the files used least recently are removed
        except (OSError, sqlite3.Error) as error:
            raise OutputError(
                f"{path.parent}: {error}.", remedy="Make it writable, or use --no-cache."
            ) from error

    def __reduce__(self) -> tuple[Any, ...]:
        """Let another process open the file itself."""
        return Shelf, (self.path, self._columns)

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=_WAIT, isolation_level=None)
        try:
            columns = ", ".join(f"{name} NOT NULL" for name in self._columns)
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute(
                f"CREATE TABLE IF NOT EXISTS results (id TEXT PRIMARY KEY, print BLOB, {columns})"
            )
        except sqlite3.OperationalError:
            db.close()
            raise
        except sqlite3.DatabaseError:  # damaged: what it held is measured again
            db.close()
            self.path.unlink()
            return self._open()
        return db

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def missing(self, wanted: Iterable[tuple[str, bytes]]) -> list[str]:
        """Return the ids of `wanted` (id, fingerprint) without a row that is good for them.

        Rows of other documents are removed, so that nothing is kept of what a corpus forgot.
        """
        self._db.execute("DROP TABLE IF EXISTS temp.wanted")
        self._db.execute("CREATE TEMP TABLE wanted (id TEXT PRIMARY KEY, print BLOB)")
        self._db.executemany("INSERT INTO wanted VALUES (?, ?)", wanted)
        self._db.execute("DELETE FROM results WHERE id NOT IN (SELECT id FROM wanted)")
        query = (
            "SELECT w.id FROM wanted w LEFT JOIN results r ON r.id = w.id AND r.print = w.print"
            " WHERE r.id IS NULL ORDER BY w.id"
        )
        return [row[0] for row in self._db.execute(query)]

    def put(self, rows: Iterable[tuple[str, bytes, Sequence[Any]]]) -> None:
        """Write rows of (id, fingerprint, columns), all of them or none.

        Raises:
            OutputError: the disk is full.
        """
        marks = ", ".join("?" * (2 + len(self._columns)))
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(
                f"INSERT OR REPLACE INTO results VALUES ({marks})",
                ((name, mark, *columns) for name, mark, columns in rows),
            )
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise OutputError(
                f"{self.path}: {error}.", remedy="Free some space, or use --no-cache."
            ) from error

    def get(self, ids: Iterable[str], columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Yield columns of the documents, in the order of `ids`.

        Raises:
            OutputError: the file is damaged, or a document is not in it.
        """
        rest = iter(ids)
        while names := list(islice(rest, _TOGETHER)):
            marks = ", ".join("?" * len(names))
            query = f"SELECT id, {', '.join(columns)} FROM results WHERE id IN ({marks})"
            try:
                rows = {row[0]: row[1:] for row in self._db.execute(query, names)}
            except sqlite3.Error as error:
                raise self._damaged(str(error)) from error
            for name in names:
                if name not in rows:
                    raise self._damaged(f"{name} is missing")
                yield rows[name]

    def _damaged(self, why: str) -> OutputError:
        return OutputError(f"{self.path}: {why}.", remedy="Delete the file, and repeat.")
