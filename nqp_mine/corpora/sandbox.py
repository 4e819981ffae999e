"""Reading in child processes, so that a crash, a hang or a bomb costs one file and no more.

The children live on from file to file and are replaced after some thousand, or when they have
grown. They are started as fresh interpreters with pipes (not forked, and without importing the
caller's script), which works the same on every system and from a notebook.
"""

import contextlib
import queue
import signal
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from typing import Any

from nqp_mine.children import begun
from nqp_mine.corpora.limits import Limits
from nqp_mine.corpora.reading import Failure, ReadResult, Task
from nqp_mine.corpora.sandbox_child import join
from nqp_mine.corpora.sandbox_worker import Events, Job, Worker
from nqp_mine.errors import CorpusError

_AHEAD = 8  # files that a child is given in advance
_WINDOW = 256  # files that may be read before the oldest of them is delivered
_HELD = 100_000_000  # bytes of files whose results may wait for an older one
_START = 60.0  # seconds in which a child must be ready
_TARGET = "nqp_mine.corpora.intake:take_in"


def read_files(
    tasks: Iterable[Task],
    *,
    workers: int = 2,
    limits: Limits | None = None,
    target: str = _TARGET,
) -> Generator[ReadResult[Any], None, None]:
    """Read files in child processes and yield one result a task, in the order of the tasks.

    Args:
        tasks: what to read; taken as it is needed.
        workers: how many child processes read at the same time.
        limits: what a file may cost; the numbers of the manual by default.
        target: the function (task, limits) -> ReadResult of the child, as `module:function`.

    Raises:
        CorpusError: the child processes do not start.
    """
    pool = _Pool(max(workers, 1), limits or Limits(), target)
    try:
        yield from pool.run(enumerate(tasks))
    finally:
        pool.close()


class _Pool:
    def __init__(self, size: int, limits: Limits, target: str) -> None:
        self.size = size
        self.limits = limits
        self.target = target
        self.events: Events = queue.SimpleQueue()
        self.workers: list[Worker] = []
        self.again: deque[Job] = deque()  # files of children that ended, before all others
        self.crashes: dict[int, int] = {}
        self.results: dict[int, ReadResult[Any]] = {}
        self.held = 0

    def run(self, jobs: Iterator[Job]) -> Generator[ReadResult[Any], None, None]:
        """Yield the results in the order of the jobs."""
        delivered = 0
        source = _Source(jobs)
        while True:
            while delivered in self.results:
                result = self.results.pop(delivered)
                self.held -= result.size
                delivered += 1
                yield result
            self._feed(source, delivered)
            if not self.again and not any(worker.jobs for worker in self.workers):
                if source.ended:
                    return
                continue
            self._wait()

    def close(self) -> None:
        """End all children."""
        for worker in self.workers:
            worker.end()
        self.workers.clear()

    def _feed(self, source: "_Source", delivered: int) -> None:
        while True:
            worker = min(self.workers, key=lambda each: len(each.jobs), default=None)
            if (worker is None or worker.jobs) and len(self.workers) < self.size:
                worker = None
            elif worker is None or len(worker.jobs) > _AHEAD // 2:
                return
            jobs = self._take(source, delivered, 1 if worker is None else _AHEAD // 2)
            if not jobs:
                return
            (worker or self._start()).give(jobs)

    def _take(self, source: "_Source", delivered: int, count: int) -> list[Job]:
        jobs: list[Job] = []
        while len(jobs) < count:
            if self.again:
                jobs.append(self.again.popleft())
            elif source.taken - delivered < _WINDOW and (self.held < _HELD or not self.results):
                job = next(source, None)
                if job is None:
                    break
                jobs.append(job)
            else:
                break
        return jobs

    def _start(self) -> Worker:
        with begun():  # an interrupt comes when the child is in the list, and is ended
            worker = Worker(self.events)
            self.workers.append(worker)
        worker.send((self.target, self.limits))
        return worker

    def _wait(self) -> None:
        """Take what the children sent, or find that one of them is late."""
        busy = [worker for worker in self.workers if worker.jobs]
        now = time.monotonic()
        wait = min((self._due(worker) for worker in busy), default=now) - now
        with contextlib.suppress(queue.Empty):
            self._handle(*self.events.get(timeout=max(wait, 0.01)))
            while True:  # all that came before anyone is called late
                self._handle(*self.events.get_nowait())
        for worker in list(self.workers):
            if worker.jobs and time.monotonic() > self._due(worker):
                self._late(worker)

    def _due(self, worker: Worker) -> float:
        return worker.since + (self.limits.seconds if worker.ready else _START)

    def _handle(self, worker: Worker, when: float, frame: Any) -> None:
        if worker not in self.workers:
            return
        kind: str
        index: int
        content: Any
        kind, index, content = ("gone", 0, None) if frame is None else frame
        if kind == "ready":
            worker.ready, worker.since = True, when
        elif kind == "end":
            worker.jobs.popleft()
            worker.since = when
            self._finish(index, join(worker.parts, content))
            worker.parts = []
        elif kind in {"documents", "members"}:
            worker.parts.append((kind, content))
        elif kind == "bye":
            self._replace(worker)
        else:
            self._crashed(worker)

    def _finish(self, index: int, result: ReadResult[Any]) -> None:
        self.results[index] = result
        self.held += result.size

    def _replace(self, worker: Worker) -> int:
        """Drop a child; its other files go to the next one, before all others."""
        self.workers.remove(worker)
        code = worker.end()
        self.again.extendleft(reversed(worker.jobs))
        return code

    def _late(self, worker: Worker) -> None:
        if not worker.ready:
            raise _no_start("they do not answer")
        index, task = worker.jobs.popleft()
        self._replace(worker)
        self._fail(index, task, self._too_slow())

    def _too_slow(self) -> Failure:
        return Failure(
            reason=f"took longer than {self.limits.seconds:g} seconds to read.",
            remedy="Split it, save it in another format, or raise the limit.",
            kind="timeout",
        )

    def _crashed(self, worker: Worker) -> None:
        if not worker.ready:
            code = self._replace(worker)
            raise _no_start(f"exit code {code}")
        code = self._replace(worker)
        if not worker.jobs:
            return
        index, task = worker.jobs[0]
        self.crashes[index] = self.crashes.get(index, 0) + 1
        # Once may have been someone else's doing (the system short of memory, a kill).
        if self.crashes[index] > 1:
            self.again.popleft()
            self._fail(index, task, self._crash(code))

    def _crash(self, code: int) -> Failure:
        if code == -getattr(signal, "SIGXCPU", 0) and code:
            return self._too_slow()
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return Failure(
            reason=f"crashed the reader ({how}); it is damaged, or needs too much memory.",
            remedy="Open it and save it again, in another format if need be.",
            kind="crash",
        )

    def _fail(self, index: int, task: Task, failure: Failure) -> None:
        self._finish(index, ReadResult(path=task.path, failure=failure))


class _Source:
    """The jobs that nobody has taken yet, and how many were taken."""

    def __init__(self, jobs: Iterator[Job]) -> None:
        self.jobs = jobs
        self.taken = 0
        self.ended = False

    def __iter__(self) -> Iterator[Job]:
        return self

    def __next__(self) -> Job:
        try:
            job = next(self.jobs)
        except StopIteration:
            self.ended = True
            raise
        self.taken += 1
        return job


def _no_start(why: str) -> CorpusError:
    return CorpusError(
        f"the processes that read files do not start ({why}).",
        remedy="Check that this Python can start itself, and that memory is free.",
    )
