"""Measure documents in batches, in this process or in several, with results in order.

Workers are spawned (the only way that works on every system), open the corpus themselves, and get
ids, not texts; the instruments are built once a worker. At most a few batches a worker are in
flight, so memory does not grow with the corpus. When a worker dies, what was in flight is done
again, a batch at a time; a document that ends its process twice is named.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from threadpoolctl import threadpool_limits

from nqp_mine.children import begun, not_outliving, pool
from nqp_mine.corpora.source import AnyCorpus, open_corpus
from nqp_mine.errors import CorpusError
from nqp_mine.models.measure import Instruments, TokenUnit, count, cut, prepare
from nqp_mine.models.packing import PackedCounts, PackedWords, pack_counts, pack_words
from nqp_mine.study import Study

Row = tuple[str, PackedCounts | None, PackedWords | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What to measure and how; `digest` identifies the instruments."""

    path: Path
    study: Study
    unit: TokenUnit
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A batch of documents, and what is wanted of them."""

    ids: tuple[str, ...]
    counts: bool
    words: bool


Map = Callable[[Task, Iterable[Job]], Iterator[list[Row]]]


def measure(corpus: AnyCorpus, tools: Instruments, unit: TokenUnit, job: Job) -> list[Row]:
    """Measure a batch."""
    rows: list[Row] = []
    for document in corpus.documents(job.ids):
        one = prepare(document, tools.left_out, traditional=tools.traditional)
        counts = words = None
        if job.counts:
            counts = pack_counts(*count(document, one, tools), tools.codebook.book)
        if job.words:
            words = pack_words(cut(one, tools, unit))
        rows.append((document.id, counts, words))
    return rows


def work(task: Task, job: Job) -> list[Row]:
    """Measure a batch in a worker process, which keeps its instruments for the next one."""
    return measure(*_opened(task), task.unit, job)


@lru_cache(maxsize=1)
def _opened(task: Task) -> tuple[AnyCorpus, Instruments]:
    threadpool_limits(1)  # the cores are shared out among processes, not threads
    return open_corpus(task.path), Instruments.build(task.study)


def here(task: Task, jobs: Iterable[Job]) -> Iterator[list[Row]]:
    """Measure batches in this process."""
    tools = Instruments.build(task.study)
    with threadpool_limits(1), open_corpus(task.path) as corpus:
        for job in jobs:
            yield measure(corpus, tools, task.unit, job)


def processes(number: int) -> Map:
    """Return what measures batches in so many processes."""
    return lambda task, jobs: _Pool(task, number).run(jobs)


class _Pool:
    """Processes that are replaced when one of them dies."""

    def __init__(self, task: Task, number: int) -> None:
        self._task = task
        self._number = number
        self._executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        return pool(self._number)

    def run(self, jobs: Iterable[Job]) -> Iterator[list[Row]]:
        """Yield the results in the order of the jobs."""
        waiting: deque[tuple[Job, Future[list[Row]]]] = deque()
        try:
            with not_outliving():
                for job in jobs:
                    waiting.append((job, self._submit(job)))
                    if len(waiting) > 2 * self._number:
                        yield from self._first(waiting)
                while waiting:
                    yield from self._first(waiting)
        finally:
            self._executor.shutdown(cancel_futures=True)

    def _submit(self, job: Job) -> Future[list[Row]]:
        try:
            with begun():
                return self._executor.submit(work, self._task, job)
        except BrokenProcessPool as error:
            failed: Future[list[Row]] = Future()
            failed.set_exception(error)
            return failed

    def _first(self, waiting: deque[tuple[Job, Future[list[Row]]]]) -> Iterator[list[Row]]:
        job, future = waiting.popleft()
        try:
            yield future.result()
        except BrokenProcessPool:
            again = [job, *(one for one, _ in waiting)]
            waiting.clear()
            for one in again:
                yield from self._alone(one)

    def _alone(self, job: Job) -> Iterator[list[Row]]:
        """Do a batch while nothing else runs; what ends the process is found by halving."""
        for _ in range(2):
            try:
                yield self._submit(job).result()
            except BrokenProcessPool:
                self._executor.shutdown()
                self._executor = self._start()
            else:
                return
        if len(job.ids) == 1:
            raise CorpusError(
                f"{self._task.path}: measuring {job.ids[0]} ended its process twice.",
                remedy="Free some memory, or leave it out: corpus forget.",
            )
        half = len(job.ids) // 2
        for ids in (job.ids[:half], job.ids[half:]):
            yield from self._alone(replace(job, ids=ids))
