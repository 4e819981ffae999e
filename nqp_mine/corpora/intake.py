"""A file to described documents: what a child process does for an ingest."""

from collections.abc import Mapping, Sequence

from nqp_mine.corpora.describing import SHORT, describe
from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.limits import Limits
from nqp_mine.corpora.portal import wrong_page
from nqp_mine.corpora.reading import Failure, MemberResult, ReadResult, Task, as_failure, read_one
from nqp_mine.corpora.sketch import Sketched, sketched

Part = ReadResult[RawDocument] | MemberResult[RawDocument]
Taken = tuple[tuple[Sketched, ...], tuple[str, ...], bool, Failure | None]


def take_in(task: Task, limits: Limits) -> ReadResult[Sketched]:
    """Read a file and describe its documents; whatever it holds, the answer is a result."""
    read = read_one(task.path, limits)
    taken: Taken = ((), read.warnings, False, None)  # an archive: its members are the documents
    if not read.members:
        taken = _taken(read, task, task.name, task.row, read.sha256)
    documents, notes, partial, failure = taken
    members = tuple(_member(member, task) for member in read.members)
    return ReadResult(
        path=read.path, sha256=read.sha256, size=read.size, mtime_ns=read.mtime_ns,
        kind=read.kind, documents=documents, members=members, warnings=notes, partial=partial,
        failure=failure,
    )  # fmt: skip


def _member(member: MemberResult[RawDocument], task: Task) -> MemberResult[Sketched]:
    name = f"{task.name}!/{member.name}"
    documents, notes, partial, failure = _taken(member, task, name, {}, member.sha256)
    return MemberResult(
        name=member.name, kind=member.kind, sha256=member.sha256, size=member.size,
        documents=documents, warnings=notes, partial=partial, failure=failure,
    )  # fmt: skip


def _taken(read: Part, task: Task, name: str, row: Mapping[str, str], digest: str) -> Taken:
    """Return the documents, what is to be said of them, whether text is missing, or the failure."""
    if read.failure is not None:
        return (), (), False, read.failure
    label = f"{task.label}{name[len(task.name) :]}"
    try:
        found = [
            describe(raw, label=label, name=name, row=row, digest=digest, today=task.today)
            for raw in read.documents
        ]
        kept = tuple(sketched(document) for document in found if document is not None)
        strange = [note for raw in read.documents if (note := wrong_page(raw.text, name))]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # as in reading
        return (), (), False, as_failure(error)
    short = len(found) - len(kept)
    notes = _notes(read.warnings, read.documents, strange, short)
    if not kept:
        reason = " ".join(["holds no Chinese text.", *notes])
        return (), (), False, Failure(reason=reason, remedy="Nothing to do.", kind="no_text")
    partial = bool(short or strange) or any(raw.partial for raw in read.documents)
    return kept, notes, partial, None


def _notes(
    own: Sequence[str], documents: Sequence[RawDocument], strange: Sequence[str], short: int
) -> tuple[str, ...]:
    said = dict.fromkeys([*own, *(note for raw in documents for note in raw.warnings), *strange])
    if short:
        said[f"{short} of {len(documents)} texts have fewer than {SHORT} Han characters."] = None
    return tuple(said)
