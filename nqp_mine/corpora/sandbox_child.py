"""The child process that reads files: takes paths on its standard input, answers on its output.

A frame is a length and a pickle. The parent loads only the record types named in RECORDS, so
that a child taken over by a hostile file cannot make the parent run anything.
"""

import io
import os
import pickle
import signal
import struct
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module
from typing import IO, Any

from nqp_mine.corpora.document import Document, RawDocument
from nqp_mine.corpora.limits import MB, Limits
from nqp_mine.corpora.reading import Failure, MemberResult, ReadResult, Task
from nqp_mine.corpora.sketch import Sketched

RECORDS = {
    (record.__module__, record.__qualname__): record
    for record in (
        *(RawDocument, Document, Sketched, Failure, MemberResult, ReadResult),
        *(Limits, Task, date),
    )
}
_FRAME_CHARACTERS = 4_000_000
_FILES = 5_000  # after so many files, a child is replaced
_GROWTH = 300 * MB  # so is one that has grown by this much, to give the memory back
_SPARE_CPU = 10  # seconds over twice the limit, after which an orphan ends itself


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Allow the records of this package and nothing else."""
        try:
            return RECORDS[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is no record") from None


def write_frame(stream: IO[bytes], content: Any) -> None:
    """Write one frame."""
    data = pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(struct.pack("<Q", len(data)))
    stream.write(data)
    stream.flush()


def read_frame(stream: IO[bytes]) -> Any:
    """Read one frame.

    Raises:
        EOFError: the other side has ended.
    """
    head = stream.read(8)
    if len(head) < 8:
        raise EOFError
    (length,) = struct.unpack("<Q", head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return _Unpickler(io.BytesIO(data)).load()


def frames(index: int, result: ReadResult[Any]) -> Iterator[tuple[str, int, Any]]:
    """Yield a result as frames of bounded size; `join` puts it together again."""
    size = sum(len(doc.text) for doc in result.documents)
    size += sum(len(doc.text) for member in result.members for doc in member.documents)
    if size <= _FRAME_CHARACTERS:
        yield "end", index, result
        return
    for part in _slices(result.documents, lambda doc: len(doc.text)):
        yield "documents", index, part
    for part in _slices(result.members, lambda m: sum(len(doc.text) for doc in m.documents)):
        yield "members", index, part
    yield "end", index, replace(result, documents=(), members=())


def _slices(items: tuple[Any, ...], size: Any) -> Iterator[tuple[Any, ...]]:
    part: list[Any] = []
    total = 0
    for item in items:
        part.append(item)
        total += size(item)
        if total > _FRAME_CHARACTERS:
            yield tuple(part)
            part, total = [], 0
    if part:
        yield tuple(part)


def join(parts: list[tuple[str, Any]], result: ReadResult[Any]) -> ReadResult[Any]:
    """Return the whole result from the parts that came before its end."""
    if not parts:
        return result
    documents = tuple(doc for kind, part in parts if kind == "documents" for doc in part)
    members = tuple(member for kind, part in parts if kind == "members" for member in part)
    return replace(result, documents=documents, members=members)


def main() -> None:
    """Serve until the parent closes the input, or until this process should be replaced."""
    source, sink = _take_streams()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business; for Windows
    try:
        target, limits = read_frame(source)
    except EOFError:  # the parent is gone already
        return
    module, _, function = target.partition(":")
    read = getattr(import_module(module), function)
    _limit(limits)
    start = peak_memory()
    write_frame(sink, ("ready", 0, None))
    _silence_errors()
    done = 0
    while True:
        try:
            jobs = read_frame(source)
        except EOFError:
            return
        for index, task in jobs:
            _limit_cpu(limits)
            result = read(task, limits)
            for frame in frames(index, result):
                write_frame(sink, frame)
            done += 1
            spent = result.failure is not None and result.failure.kind == "memory"
            if spent or done >= _FILES or peak_memory() - start > _GROWTH:
                write_frame(sink, ("bye", 0, None))
                return


def _take_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Move the pipes away from the standard streams, to which a library might write."""
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return source, sink


def _silence_errors() -> None:
    """Drop what libraries print; until here, a failed start could still explain itself."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    os.close(nothing)


def peak_memory() -> int:
    """Return the most bytes of memory this process ever had, or 0 where it is not known."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _limit(limits: Limits) -> None:
    """Limit the memory to what the process has now and the limit on top of it."""
    try:
        import resource
    except ImportError:  # Windows: the time limit holds, the memory limit does not
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most = _address_space(resource.getpagesize()) + limits.memory_bytes
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or most < hard:
        try:
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))
        except (ValueError, OSError):  # some systems have the name but not the limit
            return


def _address_space(page: int) -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[0]) * page
    except OSError:
        return 512 * MB


def _limit_cpu(limits: Limits) -> None:
    """Let a child whose parent was killed end by itself, even in an endless loop."""
    try:
        import resource
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    most = int(usage.ru_utime + usage.ru_stime + 2 * limits.seconds) + _SPARE_CPU
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))
