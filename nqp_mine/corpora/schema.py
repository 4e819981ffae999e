"""The tables of a corpus file, and how it is opened."""

import sqlite3
from pathlib import Path

from nqp_mine.errors import CorpusError

_APPLICATION_ID = 0x4E51504D  # "NQPM"
_VERSION = 1
_WAIT = 10.0  # seconds that a writer waits for another one
FIELDS = (
    "id", "text", "body_end", "title", "date", "date_precision", "issuer", "doc_number", "region",
    "level", "doc_type", "source", "sha256", "duplicate_of",
)  # fmt: skip
INPUT = (
    "root", "path", "outcome", "reason", "remedy", "n_documents", "sha256", "size", "mtime_ns",
    "row_sha256",
)  # fmt: skip
TEXTS = [name for name in FIELDS if name not in ("id", "body_end")]
# The text comes last, so that reading the other columns does not go through all of it.
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS documents (
  {", ".join(f"{name} TEXT NOT NULL DEFAULT ''" for name in TEXTS if name != "text")},
  id TEXT PRIMARY KEY, body_end INTEGER NOT NULL,
  facts TEXT NOT NULL, columns TEXT NOT NULL, warnings TEXT NOT NULL,
  plain_sha256 TEXT NOT NULL, coarse BLOB NOT NULL,
  input_id INTEGER NOT NULL REFERENCES inputs(input_id) ON DELETE CASCADE,
  text TEXT NOT NULL DEFAULT ''
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
CREATE INDEX IF NOT EXISTS amendments_id ON amendments(id);
CREATE TABLE IF NOT EXISTS pending (task TEXT PRIMARY KEY);
"""


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """Open the file, for writing made where there is none.

    Raises:
        CorpusError: there is no such file, or it cannot be opened.
    """
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
        raise corpus_error(path, error) from error
    return db


def check(db: sqlite3.Connection, path: Path, *, write: bool) -> None:
    """Check that this is a corpus of this version, and make the tables that it lacks.

    Raises:
        CorpusError: it is no corpus, was made by a newer version, or is locked by a writer.
    """
    try:
        db.execute("BEGIN")  # all of one moment: another process may be making the tables
        application = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
        names = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
        db.execute("COMMIT")
        ours = application == _APPLICATION_ID and version <= _VERSION
        if write and ((ours and "pending" not in names) or (not names and application == 0)):
            db.executescript(
                f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA application_id = {_APPLICATION_ID};"
                f" PRAGMA user_version = {_VERSION}; COMMIT;"
            )
            ours, application = True, _APPLICATION_ID
    except sqlite3.Error as error:
        raise corpus_error(path, error) from error
    if ours and write:
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
        raise corpus_error(path, error) from error


def corpus_error(path: Path, error: sqlite3.Error) -> CorpusError:
    """Return what SQLite says as one plain line with a remedy."""
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
