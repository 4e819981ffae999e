"""The corpus: one SQLite file with documents and the ledger of inputs.

Every input is written in one transaction, so after a crash a file is in the corpus whole or not
at all. Readers see a snapshot; a second writer waits a while and is then refused.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from nqp_mine.corpora.amendments import Amendment, amended, value_of
from nqp_mine.corpora.catalogue import Catalogue
from nqp_mine.corpora.document import Document, InputRecord
from nqp_mine.corpora.given import Given
from nqp_mine.corpora.rows import NOTES, StoredFingerprints, document_of, notes_of
from nqp_mine.corpora.schema import FIELDS, INPUT, TEXTS, check, connect, corpus_error
from nqp_mine.errors import CorpusError

if TYPE_CHECKING:  # with NumPy, which looking at a corpus does not need
    from nqp_mine.corpora.duplicates import Kind, Pair
    from nqp_mine.corpora.sketch import Sketched

_EDIT = ("id", "field", "old", "new", "at", "sheet")
_REMOVED = "Documents of it were removed with corpus forget."
_REMOVED_REMEDY = "To get them back: corpus forget its path, then ingest it again."


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
        self._db = connect(path, write=write)
        try:
            check(self._db, path, write=write)
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
        query = f"SELECT {','.join((*FIELDS, *NOTES))} FROM documents"
        try:
            if ids is None:
                for row in self._db.execute(f"{query} ORDER BY id"):
                    yield document_of(row)
                return
            for one in ids:
                row = self._db.execute(f"{query} WHERE id = ?", (one,)).fetchone()
                if row is None:
                    raise CorpusError(f"{self.path}: no document {one}.", remedy="See corpus list.")
                yield document_of(row)
        except sqlite3.Error as error:
            raise corpus_error(self.path, error) from error

    def catalogue(self, *, counted: bool = False) -> Catalogue:
        """Return all documents, or those that repeat no other, without their texts."""
        return Catalogue(self._db, counted=counted)

    def prints(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the ids with a fingerprint of the text that is measured, 16 bytes."""
        for one in ids:
            query = "SELECT text, body_end FROM documents WHERE id = ?"
            text, end = self._db.execute(query, (one,)).fetchone()
            yield one, blake2b(text[:end].encode("utf-8", "surrogatepass"), digest_size=16).digest()

    def values(self, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Yield these fields of all documents, in the order of their ids; no more is read.

        Args:
            names: fields of a document that are columns of the corpus.
        """
        try:
            for row in self._db.execute(f"SELECT {', '.join(names)} FROM documents ORDER BY id"):  # noqa: UP028
                yield row  # `yield from` would close the cursor, of a corpus that may be closed
        except sqlite3.Error as error:
            raise corpus_error(self.path, error) from error

    def outcomes(self) -> list[InputRecord]:
        """Return the ledger: one record for every input path ever given."""
        return list(self._outcomes(""))

    def left_out(self) -> Iterator[InputRecord]:
        """Yield the records of inputs that were not ingested whole."""
        return self._outcomes("WHERE outcome <> 'ingested'")

    def count_outcomes(self) -> dict[str, int]:
        """Return how many inputs ended in each outcome."""
        query = "SELECT outcome, count(*) FROM inputs GROUP BY outcome ORDER BY outcome"
        return dict(self._db.execute(query).fetchall())

    def _outcomes(self, where: str) -> Iterator[InputRecord]:
        query = f"SELECT {', '.join(INPUT)} FROM inputs {where} ORDER BY root, path"
        for row in self._db.execute(query):
            yield InputRecord(**dict(zip(INPUT, row, strict=True)))

    def record(self, root: str, path: str) -> InputRecord | None:
        """Return what became of an input, or None where it was never given."""
        query = f"SELECT {', '.join(INPUT)} FROM inputs WHERE root = ? AND path = ?"
        row = self._db.execute(query, (root, path)).fetchone()
        return None if row is None else InputRecord(**dict(zip(INPUT, row, strict=True)))

    def given(self) -> Given:
        """Return an empty list of inputs, to be filled by an ingest."""
        return Given(self._db)

    def origins(self) -> dict[str, tuple[str, str]]:
        """Return for each document the root and the path of its input."""
        query = "SELECT id, root, path FROM documents JOIN inputs USING (input_id) ORDER BY id"
        return {row[0]: (row[1], row[2]) for row in self._db.execute(query)}

    def amendments(self) -> list[Amendment]:
        """Return all edits ever made, in their order."""
        rows = self._db.execute(f"SELECT {', '.join(_EDIT)} FROM amendments ORDER BY rowid")
        return [Amendment(**dict(zip(_EDIT, row, strict=True))) for row in rows]

    @property
    def pairs_pending(self) -> bool:
        """Whether documents have changed since the repeating pairs were recorded."""
        return self._db.execute("SELECT 1 FROM pending WHERE task = 'pairs'").fetchone() is not None

    # -- writing -------------------------------------------------------------------------

    def put(self, entries: "Sequence[tuple[InputRecord, Sequence[Sketched]]]") -> None:
        """Replace what is known of one input and, for an archive, of its members.

        The first entry is the input itself. All is written in one transaction. An id that
        another input holds already gets a suffix (`~2`), so nothing is overwritten.
        """
        first = entries[0][0]
        marks = ",".join("?" * len(INPUT))
        with self._writing(pairs_change=True):
            self._remove(first.root, first.path)
            for record, documents in entries:
                cursor = self._db.execute(
                    f"INSERT INTO inputs ({', '.join(INPUT)}) VALUES ({marks})",
                    [getattr(record, name) for name in INPUT],
                )
                for document in documents:
                    self._insert(document, cursor.lastrowid)

    def amend(self, edits: Sequence[Amendment]) -> None:
        """Record edits and change their documents, all in one transaction.

        Raises:
            CorpusError: there is no such document, or it is no longer what the edit began with.
        """
        by_id: dict[str, list[Amendment]] = {}
        for edit in edits:
            by_id.setdefault(edit.id, []).append(edit)
        texts = ", ".join(f"{name} = ?" for name in TEXTS)
        with self._writing(pairs_change=True):
            for document in self.documents(by_id):
                mine = by_id[document.id]
                if any(value_of(document, edit.field) != edit.old for edit in mine):
                    raise CorpusError(
                        f"{self.path}: {document.id} was changed meanwhile.", remedy="Repeat."
                    )
                changed = amended(document, {edit.field: edit.new for edit in mine})
                self._db.execute(
                    f"UPDATE documents SET {texts}, facts = ?, columns = ? WHERE id = ?",
                    [*(getattr(changed, n) for n in TEXTS), *notes_of(changed)[:2], changed.id],
                )
            self._db.executemany(
                f"INSERT INTO amendments ({', '.join(_EDIT)}) VALUES (?, ?, ?, ?, ?, ?)",
                [[getattr(edit, name) for name in _EDIT] for edit in edits],
            )

    def forget(self, inputs: Sequence[InputRecord], ids: Sequence[str]) -> None:
        """Remove inputs with their documents, and single documents, in one transaction.

        An input that loses a single document stays in the ledger, and so the document does not
        come back before its file changes.
        """
        with self._writing(pairs_change=True):
            origins = self.origins()
            touched = [(record.root, record.path) for record in inputs]
            for root, path in touched:
                self._remove(root, path)
            for one in ids:
                self._db.execute("DELETE FROM documents WHERE id = ?", (one,))
                touched.append(origins[one])
            for root, path in sorted(set(touched)):
                for name in {path, path.split("!/")[0]}:  # a member, and its archive
                    self._recount(root, name)

    def fingerprints(self) -> StoredFingerprints:
        """Return what duplicates are found by, in the order of the ids, read when wanted."""
        return StoredFingerprints(self._db)

    def pairs(self) -> "list[Pair]":
        """Return the repeating pairs that were found."""
        from nqp_mine.corpora.duplicates import Pair

        rows = self._db.execute("SELECT copy, original, kind, score FROM pairs ORDER BY 1, 2")
        return [Pair(copy=r[0], original=r[1], kind=r[2], score=r[3]) for r in rows]

    def count_pairs(self, kind: "Kind") -> int:
        """Return how many pairs of a kind were found."""
        query = "SELECT count(*) FROM pairs WHERE kind = ?"
        return int(self._db.execute(query, (kind,)).fetchone()[0])

    @contextmanager
    def snapshot(self) -> Iterator[int]:
        """Read one state of the corpus, whatever other processes write; yield its version."""
        self._db.execute("BEGIN")
        try:
            yield self._version()
        finally:
            self._db.execute("ROLLBACK")

    def put_pairs(self, found: "Sequence[Pair]", version: int | None = None) -> None:
        """Record the repeating pairs, and for each copy the document that counts for it.

        Where another process has written since `version`, they are of an older state: nothing is
        recorded, and the pairs stay pending for the last writer.
        """
        from nqp_mine.corpora.duplicates import originals

        with self._writing():
            if version is not None and version != self._version():
                return
            self._db.execute("DELETE FROM pending WHERE task = 'pairs'")
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

    def _version(self) -> int:
        """Return a number that changes when another connection has written."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def _insert(self, sketched: "Sketched", input_id: int | None) -> None:
        name = self._free_id(sketched.document.id)
        edits = self._db.execute(
            "SELECT field, new FROM amendments WHERE id = ? ORDER BY rowid", (name,)
        )
        document = amended(replace(sketched.document, id=name), dict(edits.fetchall()))
        values = [getattr(document, field) for field in FIELDS]
        values += [*notes_of(document), sketched.digest, sketched.coarse, input_id]
        self._db.execute(
            f"INSERT INTO documents ({','.join((*FIELDS, *NOTES))}, plain_sha256, coarse, input_id)"
            f" VALUES ({','.join('?' * len(values))})",
            values,
        )

    def _remove(self, root: str, path: str) -> None:
        self._db.execute("DELETE FROM inputs WHERE root = ? AND path = ?", (root, path))
        self._db.execute(
            "DELETE FROM inputs WHERE root = ? AND path > ? AND path < ?",
            (root, *_members(path)),
        )

    def _recount(self, root: str, path: str) -> None:
        count = self._db.execute(
            "SELECT count(*) FROM documents JOIN inputs USING (input_id)"
            " WHERE root = ? AND (path = ? OR (path > ? AND path < ?))",
            (root, path, *_members(path)),
        ).fetchone()[0]
        self._db.execute(
            "UPDATE inputs SET n_documents = ?, remedy = ?,"
            " outcome = CASE WHEN ? THEN outcome ELSE 'skipped' END,"
            " reason = trim(replace(reason, ?, '') || ' ' || ?)"
            " WHERE root = ? AND path = ? AND n_documents <> ?",
            (count, _REMOVED_REMEDY, count, _REMOVED, _REMOVED, root, path, count),
        )

    def _free_id(self, wanted: str) -> str:
        name, number = wanted, 1
        while self._db.execute("SELECT 1 FROM documents WHERE id = ?", (name,)).fetchone():
            number += 1
            name = f"{wanted}~{number}"
        return name

    @contextmanager
    def _writing(self, *, pairs_change: bool = False) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            if pairs_change:
                self._db.execute("INSERT OR IGNORE INTO pending VALUES ('pairs')")
            yield
            self._db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise corpus_error(self.path, error) from error
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise


def _members(path: str) -> tuple[str, str]:
    """Return what the members of an archive stand between; `0` comes after `/`."""
    return f"{path}!/", f"{path}!0"
