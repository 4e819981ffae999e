"""Walk, read, describe, store: one transaction and one outcome an input.

Repeating an ingest is safe: an unchanged file is not read again, a changed one replaces its own
documents, and nothing is added twice.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nqp_mine.corpora import body, metadata
from nqp_mine.corpora.document import Document, InputRecord, Outcome, RawDocument
from nqp_mine.corpora.duplicates import exact_duplicates
from nqp_mine.corpora.readers.dispatch import read
from nqp_mine.corpora.store import Corpus
from nqp_mine.corpora.walk import Source, walk
from nqp_mine.errors import ReadError, UsageError
from nqp_mine.text import clean, count_han

_SHORT = 10  # Han characters; below this a text holds no sentence worth counting

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestSummary:
    """What an ingest did: the records of this run, and how many inputs had not changed."""

    records: tuple[InputRecord, ...]
    unchanged: int
    new_documents: int

    def count(self, outcome: Outcome) -> int:
        """Return the number of inputs with this outcome."""
        return sum(record.outcome == outcome for record in self.records)


def ingest(paths: list[Path], corpus: Corpus, *, progress: Progress | None = None) -> IngestSummary:
    """Read every file under `paths` into `corpus`.

    Raises:
        UsageError: a path does not exist, or there is no file under any of them.
        CorpusError: the corpus cannot be written.
    """
    sources = list(walk(paths))
    if not sources:
        raise UsageError(f"{paths[0]}: no files in it.", remedy="Name a folder with documents.")
    known = {str(root): corpus.known(str(root)) for root in {source.root for source in sources}}
    records = []
    unchanged = new = 0
    for number, source in enumerate(sources, start=1):
        before = known[str(source.root)].get(source.name)
        after = _take(source, before, corpus)
        records.append(after)
        same = after is before
        unchanged += same
        new += 0 if same else after.n_documents
        if progress:
            progress(number, len(sources))
    if new:
        corpus.mark_duplicates(exact_duplicates(corpus.documents()))
    return IngestSummary(records=tuple(records), unchanged=unchanged, new_documents=new)


def _take(source: Source, before: InputRecord | None, corpus: Corpus) -> InputRecord:
    if source.skip:
        record = _record(source, "skipped", reason=source.skip, remedy=source.remedy)
        return before if before == record and before is not None else _put(corpus, record, ())
    try:
        stat = source.path.stat()
        if before is not None and (before.size, before.mtime_ns) == (
            stat.st_size,
            stat.st_mtime_ns,
        ):
            return before
        data = source.path.read_bytes()
    except OSError as error:
        reason = f"cannot be opened: {error.strerror}."
        return _put(
            corpus, _record(source, "failed", reason=reason, remedy="Check its rights."), ()
        )
    digest = hashlib.sha256(data).hexdigest()
    stamp: dict[str, Any] = {
        "sha256": digest,
        "size": stat.st_size,
        "mtime_ns": stat.st_mtime_ns,
    }
    try:
        documents = [_document(raw, source, digest) for raw in read(data, name=source.name)]
    except ReadError as error:
        outcome: Outcome = "skipped" if error.kind in {"empty", "unknown"} else "failed"
        record = _record(source, outcome, reason=error.what, remedy=error.remedy, **stamp)
        return _put(corpus, record, ())
    return _put(
        corpus, _judge(source, documents, stamp), [d for d, _ in documents if d is not None]
    )


def _put(corpus: Corpus, record: InputRecord, documents: Iterable[Document]) -> InputRecord:
    corpus.put(record, documents)
    return record


def _record(
    source: Source,
    outcome: Outcome,
    *,
    reason: str = "",
    remedy: str = "",
    n_documents: int = 0,
    sha256: str = "",
    size: int = 0,
    mtime_ns: int = 0,
) -> InputRecord:
    return InputRecord(
        root=str(source.root), path=source.name, outcome=outcome, reason=reason, remedy=remedy,
        n_documents=n_documents, sha256=sha256, size=size, mtime_ns=mtime_ns,
    )  # fmt: skip


def _judge(
    source: Source, documents: list[tuple[Document | None, RawDocument]], stamp: dict[str, Any]
) -> InputRecord:
    stored = [document for document, _ in documents if document is not None]
    short = len(documents) - len(stored)
    notes = [note for _, raw in documents for note in raw.warnings]
    if short:
        notes.append(f"{short} of {len(documents)} texts have fewer than {_SHORT} Han characters.")
    if not stored:
        reason = f"holds no Chinese text ({notes[-1]})" if notes else "holds no text."
        return _record(source, "skipped", reason=reason, remedy="Nothing to do.", **stamp)
    partial = short > 0 or any(raw.partial for _, raw in documents)
    outcome: Outcome = "partial" if partial else "ingested"
    more = f" and {len(notes) - 3} more" if len(notes) > 3 else ""
    return _record(
        source, outcome, reason=" ".join(notes[:3]) + more, n_documents=len(stored),
        remedy="Look at the source at these places." if partial else "", **stamp,
    )  # fmt: skip


def _document(raw: RawDocument, source: Source, digest: str) -> tuple[Document | None, RawDocument]:
    cleaned = clean(raw.text)
    if count_han(cleaned.text) < _SHORT:
        return None, raw
    row = dict(source.row) if not raw.part else {}
    end = row.pop("body_end_offset", "")
    stop = _given_end(raw.text, end) if end.isdigit() else body.body_end(cleaned.text)
    found = metadata.describe(raw, name=source.name, sidecar=row)
    warnings = (*raw.warnings, *found.warnings)
    if cleaned.removed:
        warnings = (*warnings, f"{cleaned.removed} control characters were removed.")
    given = row.get("id") or raw.metadata.get("id") or ""
    stem = source.label.rsplit(".", 1)[0] if "." in source.path.name else source.label
    return Document(
        id=given or (f"{stem}#{raw.part}" if raw.part else stem),
        text=cleaned.text, body_end=stop, title=found.title, date=found.date,
        date_precision=found.date_precision, issuer=found.issuer, doc_number=found.doc_number,
        region=found.region, level=found.level, doc_type=found.doc_type, source=source.label,
        sha256=digest, facts=found.facts, columns=found.columns, warnings=warnings,
    ), raw  # fmt: skip


def _given_end(text: str, end: str) -> int:
    """Return the sidecar's offset, which counts in the file, as an offset in the cleaned text."""
    return len(clean(text[: int(end)]).text)
