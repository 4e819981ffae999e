"""Documents that share hashes, found by sorting on disk, so that memory does not grow with them.

SQLite's own sorter does the work, in a temporary database that nobody else sees and that is gone
when it is closed.
"""

import sqlite3
from collections.abc import Container, Iterator
from itertools import combinations, groupby
from operator import itemgetter

import numpy as np

_COMMON = 200  # documents; a hash in more of them is boilerplate and finds no candidates
_SHARED = 0.3  # of the hashes of the smaller document that candidates share at least
_CACHE = -1_000  # KiB of memory, as SQLite wants it


class SharedHashes:
    """Documents by number with a digest and hashes, to be closed when done."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute(f"PRAGMA cache_size = {_CACHE}")
        self._db.execute("PRAGMA temp_store = FILE")
        self._db.execute(
            "CREATE TABLE digests (number INTEGER PRIMARY KEY, digest TEXT, size INTEGER)"
        )
        self._db.execute("CREATE TABLE hashes (hash INTEGER, number INTEGER)")
        self._db.execute("CREATE TABLE shared (a INTEGER, b INTEGER)")
        self._db.execute("BEGIN")

    def close(self) -> None:
        """Remove everything."""
        self._db.close()

    def add(self, number: int, digest: str, hashes: np.ndarray) -> None:
        """Add one document; `hashes` are distinct, uint64."""
        self._db.execute("INSERT INTO digests VALUES (?, ?, ?)", (number, digest, len(hashes)))
        rows = ((value, number) for value in hashes.astype(np.int64).tolist())
        self._db.executemany("INSERT INTO hashes VALUES (?, ?)", rows)

    def same_digest(self) -> Iterator[list[int]]:
        """Yield the numbers of each group of several documents with one digest."""
        query = (
            "SELECT digest, number FROM digests WHERE digest IN"
            " (SELECT digest FROM digests GROUP BY digest HAVING count(*) > 1) ORDER BY 1, 2"
        )
        for _, group in groupby(self._db.execute(query), key=itemgetter(0)):
            yield [number for _, number in group]

    def candidates(self, without: Container[int]) -> Iterator[tuple[int, int]]:
        """Yield the pairs of numbers that share enough hashes, leaving some documents out."""
        rows = self._db.execute("SELECT hash, number FROM hashes ORDER BY 1, 2")
        for _, group in groupby(rows, key=itemgetter(0)):
            owners = [number for _, number in group if number not in without]
            if 1 < len(owners) <= _COMMON:
                self._db.executemany("INSERT INTO shared VALUES (?, ?)", combinations(owners, 2))
        yield from self._db.execute(
            "SELECT a, b FROM (SELECT a, b, count(*) AS times FROM shared GROUP BY a, b)"
            " JOIN digests x ON x.number = a JOIN digests y ON y.number = b"
            f" WHERE times >= {_SHARED} * min(x.size, y.size) ORDER BY a, b"
        )
