"""One input file, opened safely, read once, and turned into documents or a plain reason.

This is what runs in a child process of sandbox.py; it never raises for what a file holds.
"""

import errno
import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.limits import MB, Limits
from nqp_mine.corpora.readers.archive import Member, members
from nqp_mine.corpora.readers.dispatch import read_kind
from nqp_mine.corpora.sniff import contradiction, sniff
from nqp_mine.errors import ReadError

# O_NONBLOCK: opening a FIFO must not wait for a writer. What a system lacks is 0.
_FLAGS = os.O_RDONLY
for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY", "O_NOCTTY"):
    _FLAGS |= getattr(os, _flag, 0)

_CHANGED = "the file changed while it was read."


class HasText(Protocol):
    """A document at some stage of its reading."""

    @property
    def text(self) -> str:
        """Its text."""


Found = TypeVar("Found", bound=HasText)


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read, and what is known of it before.

    `name` is its path in the root, which may tell a year or a place; `label` the root's own name
    before it; `row` the sidecar's row; `today` the day after which no document can be dated.
    """

    path: str
    name: str = ""
    label: str = ""
    row: Mapping[str, str] = field(default_factory=dict)
    today: date = date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why nothing could be read, what to do, and the kind of failure for programs."""

    reason: str
    remedy: str = ""
    kind: str = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberResult(Generic[Found]):
    """What became of one member of an archive. A nested member has the names joined by `!/`."""

    name: str
    kind: str = ""
    sha256: str = ""
    size: int = 0
    documents: tuple[Found, ...] = ()
    warnings: tuple[str, ...] = ()
    partial: bool = False
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult(Generic[Found]):
    """What became of one file. An archive has members, any other file documents.

    `sha256` and `size` are of exactly the bytes that were read; `warnings` say what was lost or
    repaired, `partial` that something was lost.
    """

    path: str
    sha256: str = ""
    size: int = 0
    mtime_ns: int = 0
    kind: str = ""
    documents: tuple[Found, ...] = ()
    members: tuple[MemberResult[Found], ...] = ()
    warnings: tuple[str, ...] = ()
    partial: bool = False
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """The bytes of a file with what the system said of it."""

    data: bytes
    mtime_ns: int
    changed: bool


def load(path: str, limits: Limits) -> Loaded:
    """Read a regular file whole, without following a link or waiting for anything.

    Raises:
        ReadError: it is missing, no regular file, not allowed, or larger than the limit.
    """
    try:
        if not hasattr(os, "O_NOFOLLOW") and Path(path).is_symlink():
            raise OSError(errno.ELOOP, "symbolic link")
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise _not_opened(error) from error
    try:
        before = os.fstat(descriptor)
        _check(before, limits)
        parts = []
        left = before.st_size + 1  # one more, to notice a file that grows
        while left > 0 and (part := os.read(descriptor, left)):
            parts.append(part)
            left -= len(part)
        after = os.fstat(descriptor)
    except OSError as error:
        raise _not_opened(error) from error
    finally:
        os.close(descriptor)
    data = parts[0] if len(parts) == 1 else b"".join(parts)
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return Loaded(data, after.st_mtime_ns, changed=not same or len(data) != before.st_size)


def _check(status: os.stat_result, limits: Limits) -> None:
    mode = status.st_mode
    if not stat.S_ISREG(mode):
        names = {
            stat.S_IFDIR: "a folder",
            stat.S_IFIFO: "a pipe (FIFO)",
            stat.S_IFSOCK: "a socket",
            stat.S_IFBLK: "a device",
            stat.S_IFCHR: "a device",
        }
        raise ReadError(
            f"is no file but {names.get(stat.S_IFMT(mode), 'something else')}.",
            remedy="Leave it out.",
            kind="not_a_file",
        )
    if status.st_size > limits.file_bytes:
        raise ReadError(
            f"is {status.st_size // MB:,} MB, over the limit of {limits.file_bytes // MB:,} MB.",
            remedy="Split it, or raise the limit.",
            kind="limit",
        )


def _not_opened(error: OSError | ValueError) -> ReadError:
    number = getattr(error, "errno", None)
    if number == errno.ENOENT:
        return ReadError("is not there any more.", remedy="Run it again.", kind="missing")
    if number in {errno.EACCES, errno.EPERM}:
        return ReadError(
            "may not be read (no permission).",
            remedy="Give yourself the right to read it.",
            kind="permission",
        )
    if number == errno.ELOOP:
        return ReadError("is a symbolic link.", remedy="Name the file itself.", kind="link")
    if number == errno.ENXIO:
        return ReadError("is no file but a socket.", remedy="Leave it out.", kind="not_a_file")
    return ReadError(
        f"cannot be read from the disk ({getattr(error, 'strerror', None) or error}).",
        remedy="Check the disk, or copy the file again.",
        kind="io",
    )


def read_one(path: str, limits: Limits) -> ReadResult[RawDocument]:
    """Read a file; whatever it holds, the answer is a result."""
    try:
        loaded = load(path, limits)
    except ReadError as error:
        return ReadResult(path=path, failure=as_failure(error))
    data = loaded.data
    name = Path(path).name
    kind, failure = "", None
    documents: tuple[RawDocument, ...] = ()
    found: tuple[MemberResult[RawDocument], ...] = ()
    try:
        kind = sniff(data, name)
        if kind == "zip":
            found = tuple(_member(member, limits) for member in members(data, limits=limits))
        else:
            documents = tuple(read_kind(kind, data, name=name, limits=limits))
        if kind == "zip" and not found:
            failure = Failure(reason="the archive is empty.", remedy="Pack it again.", kind="empty")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the child must go on; a panic in Rust is no Exception
        documents, found, failure = (), (), as_failure(error)
    note = contradiction(kind, name) if kind == "zip" else ""
    return ReadResult(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        mtime_ns=loaded.mtime_ns,
        kind=kind,
        documents=documents,
        members=found,
        warnings=(*([_CHANGED] if loaded.changed else []), *([note] if note else [])),
        failure=failure,
    )


def _member(member: Member, limits: Limits) -> MemberResult[RawDocument]:
    documents: tuple[RawDocument, ...] = ()
    failure = None if member.error is None else as_failure(member.error)
    if failure is None:
        try:
            documents = tuple(read_kind(member.kind, member.data, name=member.name, limits=limits))
        except (MemoryError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # as above
            failure = as_failure(error)
    return MemberResult(
        name=member.name,
        kind=member.kind,
        sha256=member.sha256,
        size=len(member.data),
        documents=documents,
        failure=failure,
    )


def as_failure(error: BaseException) -> Failure:
    """Return the record of an error, in plain words also where a library raised it."""
    if isinstance(error, ReadError):
        return Failure(reason=error.what, remedy=error.remedy, kind=error.kind)
    if isinstance(error, MemoryError):
        return Failure(
            reason="needs more memory than the limit allows.",
            remedy="Split it, or raise the limit.",
            kind="memory",
        )
    detail = (str(error).splitlines() or [""])[0][:100]
    return Failure(
        reason=f"the reader failed ({type(error).__name__}: {detail}).",
        remedy="Save it in another format, and report this as a bug.",
        kind="internal",
    )
