"""Walk, read, describe, store: one transaction and one outcome an input.

Repeating an ingest is safe: an unchanged file is not read again, a changed one (or one whose
sidecar row changed) replaces its own documents, and nothing is added twice. After a kill the same
command goes on where the last transaction ended.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from nqp_mine.corpora.describing import SHORT, describe
from nqp_mine.corpora.document import Document, InputRecord, Outcome, RawDocument
from nqp_mine.corpora.duplicates import find_pairs
from nqp_mine.corpora.limits import Limits
from nqp_mine.corpora.portal import wrong_page
from nqp_mine.corpora.reading import Failure, ReadResult
from nqp_mine.corpora.sandbox import read_files
from nqp_mine.corpora.sketch import plain
from nqp_mine.corpora.store import Corpus
from nqp_mine.corpora.walk import Source, walk
from nqp_mine.errors import UsageError
from nqp_mine.text import normalise

_SHOWN_NOTES = 3
_SKIPPING = frozenset({"empty", "unknown", "not_a_file", "link"})

Progress = Callable[[int, int], None]
Entry = tuple[InputRecord, tuple[Document, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestSummary:
    """What an ingest did: the records of its inputs, and how many of these had not changed.

    `suspicious` counts the suspicious pairs of the whole corpus.
    """

    records: tuple[InputRecord, ...]
    unchanged: int
    new_documents: int
    suspicious: int = 0

    def count(self, outcome: Outcome) -> int:
        """Return the number of inputs with this outcome."""
        return sum(record.outcome == outcome for record in self.records)


def ingest(
    paths: list[Path],
    corpus: Corpus,
    *,
    workers: int = 0,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> IngestSummary:
    """Read every file under `paths` into `corpus`, in `workers` child processes (0: all cores).

    With limits other than the usual ones, what was not read whole before is tried again.

    Raises:
        UsageError: a path does not exist, or there is no file under any of them.
        CorpusError: the corpus cannot be written, or the child processes do not start.
    """
    sources = list(walk(paths))
    if not sources:
        raise UsageError(f"{paths[0]}: no files in it.", remedy="Name a folder with documents.")
    known = {root: corpus.known(root) for root in sorted({s.place for s in sources})}
    retry = limits is not None and limits != Limits()
    changed = [source for source in sources if not _unchanged(source, known, retry=retry)]
    records = {(s.place, s.name): known[s.place].get(s.name) for s in sources}
    new = 0
    today = date.today()  # noqa: DTZ011  # the user's own day, as written in documents
    results = _read(changed, workers or os.cpu_count() or 1, limits or Limits(), today)
    for done, entries in enumerate(results, start=1):
        corpus.put(entries)
        records |= {(record.root, record.path): record for record, _ in entries}
        new += sum(len(documents) for _, documents in entries)
        if progress:
            progress(done, len(changed))
    if corpus.pairs_pending:  # by this run, or by one that was stopped before it came here
        find_duplicates(corpus)
    final = tuple(record for record in records.values() if record is not None)
    return IngestSummary(
        records=final, unchanged=len(sources) - len(changed), new_documents=new,
        suspicious=sum(pair.kind == "suspicious" for pair in corpus.pairs()),
    )  # fmt: skip


def _unchanged(
    source: Source, known: Mapping[str, Mapping[str, InputRecord]], *, retry: bool
) -> bool:
    before = known[source.place].get(source.name)
    if before is None or (retry and before.outcome in ("failed", "partial")):
        return False
    if source.skip:
        return (before.outcome, before.reason) == ("skipped", source.skip)
    try:
        stat = source.path.stat()
    except OSError:
        return False
    same = (before.size, before.mtime_ns) == (stat.st_size, stat.st_mtime_ns)
    return same and before.row_sha256 == _row_digest(source)


def _row_digest(source: Source) -> str:
    if not source.row:
        return ""
    text = json.dumps(dict(source.row), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _read(
    sources: Sequence[Source], workers: int, limits: Limits, today: date
) -> Iterator[list[Entry]]:
    """Yield the entries of each source, in order: read, or skipped by what it is."""
    results = read_files(
        (source.path for source in sources if not source.skip), workers=workers, limits=limits
    )
    for source in sources:
        if source.skip:
            yield [(_record(source, "skipped", source.skip, source.remedy), ())]
        else:
            yield _entries(source, next(results), today)


def _entries(source: Source, result: ReadResult, today: date) -> list[Entry]:
    base = replace(
        _record(source, "failed"), sha256=result.sha256, size=result.size,
        mtime_ns=result.mtime_ns, row_sha256=_row_digest(source),
    )  # fmt: skip
    if result.failure is not None:
        return [(_failed(base, result.failure), ())]
    if not result.members:
        return [_judged(base, source, result.documents, result.warnings, today)]
    inside: list[Entry] = []
    for member in result.members:
        record = replace(
            base, path=f"{source.name}!/{member.name}", sha256=member.sha256, size=member.size
        )
        if member.failure is not None:
            inside.append((_failed(record, member.failure), ()))
        else:
            inside.append(_judged(record, source, member.documents, (), today))
    return [(_archive(base, inside, result.warnings), ()), *inside]


def _archive(base: InputRecord, inside: Sequence[Entry], notes: Sequence[str]) -> InputRecord:
    documents = sum(record.n_documents for record, _ in inside)
    bad = [record for record, _ in inside if record.outcome in ("failed", "partial")]
    if not documents:
        outcome: Outcome = "failed" if bad else "skipped"
        return replace(base, outcome=outcome, reason="no member of the archive could be read.",
                       remedy="See the reasons of its members.")  # fmt: skip
    reason = " ".join(notes)
    if bad:
        reason = f"{len(bad)} of {len(inside)} members were not read whole. {reason}".strip()
    return replace(
        base, outcome="partial" if bad else "ingested", reason=reason, n_documents=documents,
        remedy="See the reasons of its members." if bad else "",
    )  # fmt: skip


def _failed(base: InputRecord, failure: Failure) -> InputRecord:
    outcome: Outcome = "skipped" if failure.kind in _SKIPPING else "failed"
    return replace(base, outcome=outcome, reason=failure.reason, remedy=failure.remedy)


def _judged(
    base: InputRecord,
    source: Source,
    found: Sequence[RawDocument],
    notes: Sequence[str],
    today: date,
) -> Entry:
    label = f"{source.label}{base.path[len(source.name) :]}"
    row = source.row if base.path == source.name else {}
    stored = []
    for raw in found:
        document = describe(
            raw, label=label, name=base.path, row=row, digest=base.sha256, today=today
        )
        if document is not None:
            stored.append(document)
    said = list(dict.fromkeys([*notes, *(note for raw in found for note in raw.warnings)]))
    strange = [note for raw in found if (note := wrong_page(raw.text, base.path))]
    said += strange
    short = len(found) - len(stored)
    if short:
        said.append(f"{short} of {len(found)} texts have fewer than {SHORT} Han characters.")
    more = f" and {len(said) - _SHOWN_NOTES} more" if len(said) > _SHOWN_NOTES else ""
    reason = " ".join(said[:_SHOWN_NOTES]) + more
    if not stored:
        reason = f"holds no Chinese text. {reason}".strip()
        return replace(base, outcome="skipped", reason=reason, remedy="Nothing to do."), ()
    partial = bool(short or strange) or any(raw.partial for raw in found)
    record = replace(
        base, outcome="partial" if partial else "ingested", reason=reason,
        n_documents=len(stored),
        remedy="Look at the source at these places." if partial else "",
    )  # fmt: skip
    return record, tuple(stored)


def _record(source: Source, outcome: Outcome, reason: str = "", remedy: str = "") -> InputRecord:
    return InputRecord(
        root=source.place, path=source.name, outcome=outcome, reason=reason, remedy=remedy
    )


def find_duplicates(corpus: Corpus) -> None:
    """Find the repeating pairs anew; to be called after documents have changed."""

    def plain_text(name: str) -> str:
        document = next(corpus.documents([name]))
        return plain(normalise(document.body).text)

    corpus.put_pairs(find_pairs(corpus.fingerprints(), plain_text))
