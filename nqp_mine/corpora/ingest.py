"""Walk, read, describe, store: one transaction and one outcome an input.

Repeating an ingest is safe: an unchanged file is not read again, a changed one (or one whose
sidecar row changed) replaces its own documents, and nothing is added twice. After a kill the same
command goes on where the last transaction ended.
"""

import hashlib
import json
import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path

from nqp_mine.corpora.document import InputRecord, Outcome
from nqp_mine.corpora.duplicates import find_pairs
from nqp_mine.corpora.given import Given
from nqp_mine.corpora.limits import Limits
from nqp_mine.corpora.reading import Failure, MemberResult, ReadResult, Task
from nqp_mine.corpora.sandbox import read_files
from nqp_mine.corpora.sketch import Sketched, plain
from nqp_mine.corpora.store import Corpus
from nqp_mine.corpora.walk import Source, walk
from nqp_mine.errors import UsageError
from nqp_mine.text import normalise

_SHOWN_NOTES = 3
_NAMED = 20  # inputs that a summary names
_SKIPPING = frozenset({"empty", "unknown", "not_a_file", "link", "no_text"})

Progress = Callable[[int, int], None]
Report = Callable[[Iterator[InputRecord]], None]
Entry = tuple[InputRecord, tuple[Sketched, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestSummary:
    """What an ingest did: how many inputs, and how many of these had not changed.

    `counts` gives for an outcome its inputs (members of archives are inputs, too) and their
    documents; `named` are the first inputs that failed or, where there is no document at all, the
    first of any outcome; `suspicious` counts the suspicious pairs of the whole corpus.
    """

    counts: Mapping[Outcome, tuple[int, int]]
    unchanged: int
    new_documents: int
    named: tuple[InputRecord, ...] = ()
    suspicious: int = 0

    def count(self, outcome: Outcome) -> int:
        """Return the number of inputs with this outcome."""
        return self.counts.get(outcome, (0, 0))[0]

    def documents(self, outcome: Outcome) -> int:
        """Return the number of documents of the inputs with this outcome."""
        return self.counts.get(outcome, (0, 0))[1]


def ingest(
    paths: list[Path],
    corpus: Corpus,
    *,
    workers: int = 0,
    limits: Limits | None = None,
    progress: Progress | None = None,
    report: Report | None = None,
) -> IngestSummary:
    """Read every file under `paths` into `corpus`, in `workers` child processes (0: all cores).

    With limits other than the usual ones, what was not read whole before is tried again. At the
    end `report` is given the record of every input. Memory does not grow with their number.

    Raises:
        UsageError: a path does not exist, or there is no file under any of them.
        CorpusError: the corpus cannot be written, or the child processes do not start.
    """
    retry = limits is not None and limits != Limits()
    given = corpus.given()
    total = changed = 0
    for source in walk(paths):
        given.add(source.place, source.name)
        total += 1
        changed += not _unchanged(source, corpus, retry=retry)
    if not total:
        raise UsageError(f"{paths[0]}: no files in it.", remedy="Name a folder with documents.")
    new = 0
    today = date.today()  # noqa: DTZ011  # the user's own day, as written in documents
    todo = _changed(paths, corpus, given, retry=retry) if changed else iter(())
    results = _read(todo, workers or os.cpu_count() or 1, limits, today)
    with closing(results):  # an error here must end the children now, not at the very end
        for done, entries in enumerate(results, start=1):
            corpus.put(entries)
            new += sum(len(documents) for _, documents in entries)
            if progress:
                progress(done, max(done, changed))
    if corpus.pairs_pending:  # by this run, or by one that was stopped before it came here
        find_duplicates(corpus)
    if report:
        report(given.records())
    counts = given.counts()
    documents = sum(number for _, number in counts.values())
    return IngestSummary(
        counts=counts, unchanged=total - changed, new_documents=new,
        named=tuple(islice(given.records("failed") if documents else given.records(), _NAMED)),
        suspicious=corpus.count_pairs("suspicious"),
    )  # fmt: skip


def _changed(paths: list[Path], corpus: Corpus, given: Given, *, retry: bool) -> Iterator[Source]:
    for source in walk(paths):
        if not _unchanged(source, corpus, retry=retry):
            given.add(source.place, source.name)  # it may have come after the first walk
            yield source


def _unchanged(source: Source, corpus: Corpus, *, retry: bool) -> bool:
    before = corpus.record(source.place, source.name)
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
    sources: Iterator[Source], workers: int, limits: Limits | None, today: date
) -> Generator[list[Entry], None, None]:
    """Yield the entries of each source, in order: read, or skipped by what it is."""
    waiting: deque[Source] = deque()

    def tasks() -> Iterator[Task]:
        for source in sources:
            waiting.append(source)
            if not source.skip:
                yield Task(os.fspath(source.path), source.name, source.label, source.row, today)

    def skipped() -> Iterator[list[Entry]]:
        while waiting and waiting[0].skip:
            source = waiting.popleft()
            yield [(_record(source, "skipped", source.skip, source.remedy), ())]

    results = read_files(tasks(), workers=workers, limits=limits)
    with closing(results):
        for result in results:
            yield from skipped()
            yield _entries(waiting.popleft(), result)
        yield from skipped()


def _entries(source: Source, result: ReadResult[Sketched]) -> list[Entry]:
    base = replace(
        _record(source, "failed"), sha256=result.sha256, size=result.size,
        mtime_ns=result.mtime_ns, row_sha256=_row_digest(source),
    )  # fmt: skip
    if not result.members:
        return [_entry(base, result)]
    inside = [
        _entry(
            replace(
                base, path=f"{source.name}!/{member.name}", sha256=member.sha256, size=member.size
            ),
            member,
        )
        for member in result.members
    ]
    return [(_archive(base, inside, result.warnings), ()), *inside]


def _entry(base: InputRecord, result: ReadResult[Sketched] | MemberResult[Sketched]) -> Entry:
    if result.failure is not None:
        return _failed(base, result.failure), ()
    notes = result.warnings
    more = [f"and {len(notes) - _SHOWN_NOTES} more"] if len(notes) > _SHOWN_NOTES else []
    record = replace(
        base, outcome="partial" if result.partial else "ingested",
        reason=" ".join([*notes[:_SHOWN_NOTES], *more]), n_documents=len(result.documents),
        remedy="Look at the source at these places." if result.partial else "",
    )  # fmt: skip
    return record, result.documents


def _archive(base: InputRecord, inside: Sequence[Entry], notes: Sequence[str]) -> InputRecord:
    documents = sum(record.n_documents for record, _ in inside)
    bad = [record for record, _ in inside if record.outcome in ("failed", "partial")]
    if not documents:
        outcome: Outcome = "failed" if bad else "skipped"
        return replace(base, outcome=outcome, reason="no member of the archive could be read.",
                       remedy="See the reasons of its members.")  # fmt: skip
    whole = [f"{len(bad)} of {len(inside)} members were not read whole."] if bad else []
    reason = " ".join([*whole, *notes])
    return replace(
        base, outcome="partial" if bad else "ingested", reason=reason, n_documents=documents,
        remedy="See the reasons of its members." if bad else "",
    )  # fmt: skip


def _failed(base: InputRecord, failure: Failure) -> InputRecord:
    outcome: Outcome = "skipped" if failure.kind in _SKIPPING else "failed"
    return replace(base, outcome=outcome, reason=failure.reason, remedy=failure.remedy)


def _record(source: Source, outcome: Outcome, reason: str = "", remedy: str = "") -> InputRecord:
    return InputRecord(
        root=source.place, path=source.name, outcome=outcome, reason=reason, remedy=remedy
    )


def find_duplicates(corpus: Corpus) -> None:
    """Find the repeating pairs anew; to be called after documents have changed."""

    def plain_text(name: str) -> str:
        document = next(corpus.documents([name]))
        return plain(normalise(document.body).text)

    with corpus.snapshot() as version:
        found = find_pairs(corpus.fingerprints(), plain_text)
    corpus.put_pairs(found, version)
