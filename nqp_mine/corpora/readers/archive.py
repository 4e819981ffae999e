"""Zip archives: members are streamed in memory, never extracted, and read like files.

A member costs itself alone: what cannot be read is reported by its name and the rest goes on.
Limits hold for the archive with all archives in it.
"""

import hashlib
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.limits import Budget, Limits
from nqp_mine.corpora.readers.zipped import member_name, open_zip, read_member
from nqp_mine.corpora.sniff import sniff
from nqp_mine.errors import ReadError

SEPARATOR = "!/"
_LINK = 0o120000


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member: its bytes with its kind, or why it cannot be read."""

    name: str
    kind: str = ""
    data: bytes = b""
    error: ReadError | None = None

    @property
    def sha256(self) -> str:
        """The hash of the member's bytes; "" where they were not read."""
        return hashlib.sha256(self.data).hexdigest() if self.data else ""


def members(
    data: bytes, *, limits: Limits, budget: Budget | None = None, depth: int = 1
) -> Iterator[Member]:
    """Yield the files of an archive and of the archives in it, `inner.zip!/name`.

    Of members with one name, which a zip may have, the second is `name~2`.

    Raises:
        ReadError: the archive is damaged or unsafe as a whole, or a limit is reached.
    """
    opened = open_zip(data, "the archive")
    budget = budget or Budget(limits, len(data))
    seen: Counter[str] = Counter()
    for info in opened.infolist():
        budget.take_member()
        if not info.filename.endswith("/") and not _is_clutter(info.filename):
            for member in _member(opened, info, limits, budget, depth):
                yield replace(member, name=_unique(member.name, seen))


def _unique(name: str, seen: Counter[str]) -> str:
    found = name
    while seen[found]:
        seen[name] += 1
        folder, slash, file = name.rpartition("/")
        stem, dot, suffix = file.rpartition(".")
        stem, suffix = (stem, dot + suffix) if stem else (file, "")
        found = f"{folder}{slash}{stem}~{seen[name]}{suffix}"
    seen[found] = 1
    return found


def _member(
    opened: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, budget: Budget, depth: int
) -> Iterator[Member]:
    name = member_name(info)
    if info.external_attr >> 16 & 0o170000 == _LINK:
        error = ReadError("is a symbolic link.", remedy="Pack the file itself.", kind="link")
        yield Member(name=name, error=error)
        return
    try:
        content = read_member(opened, info, budget)
        kind = sniff(content, name)
    except ReadError as error:
        if error.kind == "limit":
            raise
        yield Member(name=name, error=error)
        return
    if kind == "zip":
        yield from _inner(content, name, limits, budget, depth)
    else:
        yield Member(name=name, kind=kind, data=content)


def _inner(
    content: bytes, name: str, limits: Limits, budget: Budget, depth: int
) -> Iterator[Member]:
    if depth >= limits.depth:
        error = ReadError(
            f"is an archive more than {limits.depth} deep.", remedy="Unpack it first.", kind="limit"
        )
        yield Member(name=name, error=error)
        return
    try:
        for member in members(content, limits=limits, budget=budget, depth=depth + 1):
            yield replace(member, name=f"{name}{SEPARATOR}{member.name}")
    except ReadError as error:
        if error.kind == "limit":
            raise
        yield Member(name=name, error=error)


def _is_clutter(name: str) -> bool:
    """Tell what no user put there: the shadow files of macOS and the thumbnails of Windows."""
    base = name.rpartition("/")[2]
    return name.startswith("__MACOSX/") or base in {".DS_Store", "Thumbs.db", "desktop.ini"}


def read(data: bytes, *, name: str, limits: Limits) -> Iterator[RawDocument]:
    """Yield the documents of all members; what could not be read is a warning of the last one.

    Raises:
        ReadError: the archive is damaged, unsafe or empty, or nothing in it could be read.
    """
    from nqp_mine.corpora.readers.dispatch import read_kind

    failures: list[str] = []
    last: RawDocument | None = None
    for member in members(data, limits=limits):
        try:
            if member.error is not None:
                raise member.error
            for document in read_kind(member.kind, member.data, name=member.name, limits=limits):
                if last is not None:
                    yield last
                part = f"{member.name}#{document.part}" if document.part else member.name
                last = replace(document, part=part)
        except ReadError as error:
            failures.append(f"{member.name} {error.what}")
    if last is None:
        reason = f"nothing in it could be read ({failures[0]})" if failures else "it is empty"
        raise ReadError(f"{name}: {reason}.", remedy="Unpack it and look.", kind="empty")
    notes = tuple(f"left out: {failure}" for failure in failures)
    yield replace(last, warnings=(*last.warnings, *notes), partial=last.partial or bool(notes))
