"""The corpus: one SQLite file with documents and the ledger of inputs.

Every input is written in one transaction, so after a crash a file is in the corpus whole or not
at all. Readers see a snapshot; a second writer waits a while and is then refused.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from nqp_mine.corpora.document import Document, InputRecord
from nqp_mine.corpora.duplicates import Fingerprint, Pair, originals
from nqp_mine.corpora.sketch import plain, sketch
from nqp_mine.errors import CorpusError
from nqp_mine.text import normalise

_APPLICATION_ID = 0x4E51504D  # "NQPM"
_VERSION = 1
_INPUT = (
    "root", "path", "outcome", "reason", "remedy", "n_documents", "sha256", "size", "mtime_ns",
    "row_sha256",
)  # fmt: skip
_WAIT = 10.0  # seconds that a writer waits for another one
_FIELDS = (
    "id", "text", "body_end", "title", "date", "date_precision", "issuer", "doc_number", "region",
    "level", "doc_type", "source", "sha256", "duplicate_of",
)  # fmt: skip
_TEXTS = [name for name in _FIELDS if name not in ("id", "body_end")]
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS documents (
  {", ".join(f"{name} TEXT NOT NULL DEFAULT ''" for name in _TEXTS)},
  id TEXT PRIMARY KEY, body_end INTEGER NOT NULL,
  facts TEXT NOT NULL, columns TEXT NOT NULL, warnings TEXT NOT NULL,
  plain_sha256 TEXT NOT NULL, coarse BLOB NOT NULL,
  input_id INTEGER NOT NULL REFERENCES inputs(input_id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS documents_input ON documents(input_id);
CREATE TABLE IF NOT EXISTS inputs (
  input_id INTEGER PRIMARY KEY, root TEXT NOT NULL, path TEXT NOT NULL,
  outcome TEXT NOT NULL, reason TEXT NOT NULL, remedy TEXT NOT NULL,
  n_documents INTEGER NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL, row_sha256 TEXT NOT NULL,
  UNIQUE (root, path)
);
CREATE TABLE IF NOT EXISTS pairs (
  copy TEXT NOT NULL, original TEXT NOT NULL, kind TEXT NOT NULL, score REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS amendments (
  id TEXT NOT NULL, field TEXT NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL,
  at TEXT NOT NULL, sheet TEXT NOT NULL
);
"""


class Corpus:
    """An open corpus file. Use it as a context manager.

    Args:
        path: the SQLite file.
        write: open for writing, and make the file where there is none.

    Raises:
        CorpusError: no such file, no corpus, made by a newer version, or locked by a writer.
    """

    def __init__(self, path: Path, *, write: bool = False) -> None:
        self.path = path
        self._write = write
        self._db = _connect(path, write=write)
        try:
            _check(self._db, path, write=write)
        except CorpusError:
            self._db.close()
            raise

    def __enter__(self) -> "Corpus":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(sqlite3.Error):  # another writer is still at work: the last one does it
            if self._write:
                self._db.execute("PRAGMA journal_mode = DELETE")
        self._db.close()

    # -- reading -------------------------------------------------------------------------

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM documents").fetchone()[0])

    def ids(self) -> list[str]:
        """Return the ids of all documents, in order."""
        return [row[0] for row in self._db.execute("SELECT id FROM documents ORDER BY id")]

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        """Yield documents in the order of their ids (or those of `ids`, in that order)."""
        query = f"SELECT {','.join(_FIELDS)}, facts, columns, warnings FROM documents"
        if ids is None:
            for row in self._db.execute(f"{query} ORDER BY id"):
                yield _document(row)
            return
        for one in ids:
            row = self._db.execute(f"{query} WHERE id = ?", (one,)).fetchone()
            if row is None:
                raise CorpusError(f"{self.path}: no document {one}.", remedy="See corpus list.")
            yield _document(row)

    def outcomes(self) -> list[InputRecord]:
        """Return the ledger: one record for every input path ever given."""
        query = f"SELECT {', '.join(_INPUT)} FROM inputs ORDER BY root, path"
        return [
            InputRecord(**dict(zip(_INPUT, row, strict=True))) for row in self._db.execute(query)
        ]

    def known(self, root: str) -> dict[str, InputRecord]:
        """Return the ledger of one root by path."""
        return {record.path: record for record in self.outcomes() if record.root == root}

    # -- writing -------------------------------------------------------------------------

    def put(self, entries: Sequence[tuple[InputRecord, Sequence[Document]]]) -> None:
        """Replace what is known of one input and, for an archive, of its members.

        The first entry is the input itself. All is written in one transaction. An id that
        another input holds already gets a suffix (`~2`), so nothing is overwritten.
        """
        first = entries[0][0]
        inside = f"{first.path}!/"
        marks = ",".join("?" * len(_INPUT))
        with self._writing():
            self._db.execute(
                "DELETE FROM inputs WHERE root = ? AND (path = ? OR substr(path, 1, ?) = ?)",
                (first.root, first.path, len(inside), inside),
            )
            for record, documents in entries:
                cursor = self._db.execute(
                    f"INSERT INTO inputs ({', '.join(_INPUT)}) VALUES ({marks})",
                    [getattr(record, name) for name in _INPUT],
                )
                for document in documents:
                    self._insert(document, cursor.lastrowid)

    def fingerprints(self) -> list[Fingerprint]:
        """Return what duplicates are found by, in the order of the ids."""
        import numpy as np

        query = (
            "SELECT id, coarse, plain_sha256, date, region, columns, facts FROM documents"
            " ORDER BY id"
        )
        return [
            Fingerprint(
                id=row[0], coarse=np.frombuffer(row[1], np.uint64), digest=row[2], date=row[3],
                region=row[4] + json.loads(row[5]).get("city", ""), known=_known(row[6]),
            )
            for row in self._db.execute(query)
        ]  # fmt: skip

    def pairs(self) -> list[Pair]:
        """Return the repeating pairs that were found."""
        rows = self._db.execute("SELECT copy, original, kind, score FROM pairs ORDER BY 1, 2")
        return [Pair(copy=r[0], original=r[1], kind=r[2], score=r[3]) for r in rows]

    def put_pairs(self, found: Sequence[Pair]) -> None:
        """Record the repeating pairs, and for each copy the document that counts for it."""
        with self._writing():
            self._db.execute("DELETE FROM pairs")
            self._db.executemany(
                "INSERT INTO pairs VALUES (?, ?, ?, ?)",
                [(pair.copy, pair.original, pair.kind, pair.score) for pair in found],
            )
            self._db.execute("UPDATE documents SET duplicate_of = '' WHERE duplicate_of <> ''")
            self._db.executemany(
                "UPDATE documents SET duplicate_of = ? WHERE id = ?",
                [(original, copy) for copy, original in sorted(originals(found).items())],
            )

    def _insert(self, document: Document, input_id: int | None) -> None:
        names = ",".join(_FIELDS)
        marks = ",".join("?" * (len(_FIELDS) + 6))
        mine = sketch(plain(normalise(document.body).text))
        values = [getattr(document, name) for name in _FIELDS]
        values[0] = self._free_id(document.id)
        values += [
            json.dumps(dict(document.facts), ensure_ascii=False, sort_keys=True),
            json.dumps(dict(document.columns), ensure_ascii=False),
            json.dumps(list(document.warnings), ensure_ascii=False),
            mine.digest,
            mine.coarse.tobytes(),
            input_id,
        ]
        self._db.execute(
            f"INSERT INTO documents ({names}, facts, columns, warnings, plain_sha256, coarse,"
            f" input_id) VALUES ({marks})",
            values,
        )

    def _free_id(self, wanted: str) -> str:
        name, number = wanted, 1
        while self._db.execute("SELECT 1 FROM documents WHERE id = ?", (name,)).fetchone():
            number += 1
            name = f"{wanted}~{number}"
        return name

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise _corpus_error(self.path, error) from error
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise


def _connect(path: Path, *, write: bool) -> sqlite3.Connection:
    if not write and not path.is_file():
        raise CorpusError(
            f"{path}: no such corpus.", remedy=f"Make one: nqp-mine ingest FOLDER --corpus {path}"
        )
    if path.is_dir():
        raise CorpusError(
            f"{path}: is a folder, not a corpus file.", remedy="Name a file, e.g. x.db."
        )
    try:
        uri = f"{path.resolve().as_uri()}?mode={'rwc' if write else 'ro'}"
        db = sqlite3.connect(uri, uri=True, timeout=_WAIT, isolation_level=None)
        db.execute("PRAGMA foreign_keys = ON")
    except sqlite3.Error as error:
        raise _corpus_error(path, error) from error
    return db


def _check(db: sqlite3.Connection, path: Path, *, write: bool) -> None:
    try:
        application = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
        empty = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if write and empty and application == 0:
            db.executescript(
                f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA application_id = {_APPLICATION_ID};"
                f" PRAGMA user_version = {_VERSION}; COMMIT;"
            )
            _speed_up(db, path)
            return
    except sqlite3.Error as error:
        raise _corpus_error(path, error) from error
    if application == _APPLICATION_ID and version <= _VERSION and write:
        _speed_up(db, path)
    if application != _APPLICATION_ID:
        raise CorpusError(
            f"{path}: is not an nqp-mine corpus.", remedy="Give the file that ingest --corpus made."
        )
    if version > _VERSION:
        raise CorpusError(
            f"{path}: was made by a newer version.", remedy="Upgrade: pip install -U nqp-mine"
        )


def _speed_up(db: sqlite3.Connection, path: Path) -> None:
    """Write through a log while there is a writer: one sync a checkpoint, not one a file.

    A killed process loses nothing (the log stays, and the next opening replays it); it goes back
    to a plain journal at the end, because a log in a read-only folder could not be opened.
    """
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.Error as error:
        raise _corpus_error(path, error) from error


def _corpus_error(path: Path, error: sqlite3.Error) -> CorpusError:
    text = str(error)
    if "locked" in text or "busy" in text:
        return CorpusError(
            f"{path}: another process is writing to this corpus.",
            remedy="Wait for it, then repeat.",
        )
    if "not a database" in text or "malformed" in text:
        return CorpusError(
            f"{path}: is not an nqp-mine corpus.", remedy="Give the file that ingest --corpus made."
        )
    return CorpusError(
        f"{path}: {text}.", remedy="Check that the folder exists and can be written."
    )


def _known(facts: str) -> int:
    sure = ("user", "sidecar", "column", "page")
    return sum(source in sure for source in json.loads(facts).values())


def _document(row: tuple[object, ...]) -> Document:
    fields = dict(zip((*_FIELDS, "facts", "columns", "warnings"), row, strict=True))
    for name in ("facts", "columns", "warnings"):
        fields[name] = json.loads(str(fields[name]))
    fields["warnings"] = tuple(fields["warnings"])  # type: ignore[arg-type]
    return Document(**fields)  # type: ignore[arg-type]
