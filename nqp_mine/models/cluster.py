"""Measure batches on Dask workers, on this machine or on many, with results in order.

It is what `parallel` does with processes: workers open the corpus themselves, get ids, and keep
their instruments. Dask gives a batch to another worker when one dies. A worker that would measure
otherwise (another version, codebook or coder) refuses.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import get_ident
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from nqp_mine.corpora.source import AnyCorpus, open_corpus
from nqp_mine.errors import CorpusError, NqpError, UsageError
from nqp_mine.models import parallel, recipe
from nqp_mine.models.measure import Instruments, coder_identity, load_codebook
from nqp_mine.models.parallel import Job, Row, Task

if TYPE_CHECKING:
    from distributed import Client, Future

_T = TypeVar("_T")
_R = TypeVar("_R")
_BATCH = 64  # documents; a second or more of work, beside some milliseconds for the scheduler
_AHEAD = 3  # tasks in flight a thread of the cluster
_CONNECT = 30  # seconds until a scheduler and a first worker must have answered
_WAIT = 60  # seconds between two looks whether there are workers at all


@contextmanager
def on(address: str) -> Iterator["Cluster"]:
    """Connect to a scheduler (`tcp://HOST:8786`), or start so many processes here (`local:4`).

    Raises:
        UsageError: no such address, or Dask is not installed.
        CorpusError: nobody answers there, or it has no workers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(
            "--cluster needs Dask, which is not installed.",
            remedy="pip install 'nqp-mine[cluster]'",
        ) from error
    kind, _, rest = address.partition(":")
    if kind == "local" and rest.isdecimal() and int(rest):
        with _local(int(rest)) as here, Client(here) as client:
            yield Cluster(client, address)
        return
    if "://" not in address:
        raise UsageError(
            f"--cluster {address}: no address.", remedy="Use tcp://HOST:8786 or local:4."
        )
    try:
        client = Client(address, timeout=_CONNECT)
    except (OSError, ValueError) as error:
        raise CorpusError(
            f"{address}: no scheduler answers.", remedy="Start one there: dask scheduler"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_CONNECT)
        except TimeoutError as error:
            raise _no_workers(address) from error
        yield Cluster(client, address)


def _local(number: int) -> Any:
    """Return a cluster of processes on this machine, which nobody else can reach."""
    import logging

    from distributed import LocalCluster

    return LocalCluster(
        n_workers=number, threads_per_worker=1, processes=True, host="127.0.0.1",
        dashboard_address=None, memory_limit=0, silence_logs=logging.CRITICAL,
    )  # fmt: skip


class Cluster:
    """Connected workers; `measure` is a Map as the measuring of a corpus takes one."""

    def __init__(self, client: "Client", address: str) -> None:
        self._client = client
        self._address = address

    def measure(self, task: Task, jobs: Iterable[Job]) -> Iterator[list[Row]]:
        """Yield the rows of batches, in order; small batches are put together.

        Raises:
            CorpusError: a worker cannot read the corpus, is of another version, or a document
                ended several of them.
        """
        task, run = _found_everywhere(task), uuid4().hex

        def submit(job: Job) -> "Future":
            return self._client.submit(_work, task, run, job, pure=False)

        for job, future in self._ordered(submit, _larger(jobs)):
            yield from self._rows(submit, job, future)

    def share(self, value: object) -> "Future":
        """Send a value to the workers, once, for the pieces of work that need it."""
        return self._client.scatter(value, broadcast=True, hash=False)

    def each(
        self, function: Callable[..., _R], shared: Sequence[Any], items: Iterable[_T]
    ) -> Iterator[_R]:
        """Yield `function(*shared, item)` of each item, in order; see `share`.

        Raises:
            CorpusError: the work ended its workers, or they are of another version.
        """
        from distributed import KilledWorker

        def submit(item: _T) -> "Future":
            return self._client.submit(_piece, function, *shared, item, pure=False)

        try:
            for _, future in self._ordered(submit, items):
                yield self._result(future)
        except KilledWorker as error:
            raise CorpusError(
                f"{self._address}: the same work ended several workers.",
                remedy="Give them more memory.",
            ) from error

    def _ordered(
        self, submit: Callable[[_T], "Future"], items: Iterable[_T]
    ) -> Iterator[tuple[_T, "Future"]]:
        """Yield items with their results to come, a bounded number of them in flight."""
        waiting: deque[tuple[_T, Future]] = deque()
        limit = self._limit()
        for number, item in enumerate(items):
            waiting.append((item, submit(item)))
            if len(waiting) >= limit:
                yield waiting.popleft()
                if number % limit == 0:  # workers come and go
                    limit = self._limit()
        yield from waiting

    def _limit(self) -> int:
        threads: dict[str, int] = self._client.nthreads()
        return max(2, _AHEAD * sum(threads.values()))

    def _rows(
        self, submit: Callable[[Job], "Future"], job: Job, future: "Future"
    ) -> Iterator[list[Row]]:
        """Yield the rows of a batch; what ends its workers is found by halving."""
        from distributed import KilledWorker

        try:
            yield self._result(future)
        except KilledWorker as error:
            if len(job.ids) == 1:
                raise CorpusError(
                    f"measuring {job.ids[0]} ended every worker that tried.",
                    remedy="Give them more memory, or leave it out: corpus forget.",
                ) from error
            half = len(job.ids) // 2
            for ids in (job.ids[:half], job.ids[half:]):
                part = replace(job, ids=ids)
                yield from self._rows(submit, part, submit(part))

    def _result(self, future: "Future") -> Any:
        from distributed import CancelledError
        from distributed.comm import CommClosedError

        while True:
            try:
                return future.result(timeout=_WAIT)
            except TimeoutError:
                if not self._client.nthreads():
                    raise _no_workers(self._address) from None
            except (ImportError, AttributeError, RuntimeError) as error:
                cause = error.__cause__ or error
                if isinstance(cause, ImportError) or "Can't get attribute" in str(cause):
                    raise _other_version(f"the cluster has another program: {cause}") from error
                raise
            except (CancelledError, CommClosedError, OSError) as error:
                raise CorpusError(
                    f"{self._address}: the connection to the scheduler was lost.",
                    remedy="Repeat: what was measured is kept.",
                ) from error


def _no_workers(address: str) -> CorpusError:
    return CorpusError(f"{address}: has no workers.", remedy=f"Start some: dask worker {address}")


def _other_version(who: str) -> CorpusError:
    return CorpusError(
        f"{who}.", remedy="Install the same nqp-mine, with the same packages, on every machine."
    )


def _found_everywhere(task: Task) -> Task:
    """Return the task with whole paths, since workers have other working folders."""
    books = (task.study.codebook, task.study.placebo)
    codebook, placebo = (str(Path(one).resolve()) if Path(one).is_file() else one for one in books)
    study = replace(task.study, codebook=codebook, placebo=placebo)
    return replace(task, path=task.path.resolve(), study=study)


def _larger(jobs: Iterable[Job]) -> Iterator[Job]:
    """Put neighbours together that want the same, up to a batch."""
    kept: Job | None = None
    for job in jobs:
        if kept is None:
            kept = job
        elif (kept.counts, kept.words) != (job.counts, job.words) or (
            len(kept.ids) + len(job.ids) > _BATCH
        ):
            yield kept
            kept = job
        else:
            kept = replace(kept, ids=kept.ids + job.ids)
    if kept is not None:
        yield kept


def _piece(function: Callable[..., _R], *given: Any) -> _R:
    """Do a piece of work on one core, so that the result does not hang on how many there are."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        return function(*given)


def _work(task: Task, run: str, job: Job) -> list[Row]:
    """Measure a batch on a worker."""
    try:
        corpus, tools = _opened(task, run, get_ident()), _instruments(task)
        return parallel.measure(corpus, tools, task.unit, job)
    except NqpError as error:  # an error with other arguments does not come through a pipe
        raise CorpusError(f"on a worker: {error.what}", remedy=_remedy(error)) from None
    except OSError as error:
        raise CorpusError(f"on a worker: {error}", remedy=_SHARED) from None


_SHARED = "Every machine must see the corpus and the codebook under the same path."


def _remedy(error: NqpError) -> str:
    return f"{error.remedy} {_SHARED}" if isinstance(error, UsageError) else error.remedy


@lru_cache(maxsize=8)
def _opened(task: Task, run: str, thread: int) -> AnyCorpus:  # noqa: ARG001
    """Open the corpus: anew in each run, since it may be another by then, and in each thread."""
    return open_corpus(task.path)


@lru_cache(maxsize=4)
def _instruments(task: Task) -> Instruments:
    """Build the instruments, if they are those of the machine that asks.

    Raises:
        CorpusError: they are not.
    """
    book = load_codebook(task.study)
    own = recipe.of_counts(task.study, book, coder_identity(task.study, book))
    if task.digest != own:
        own += recipe.of_words(task.study, book, task.unit)
    if task.digest != own:
        from nqp_mine import __version__

        raise _other_version(
            f"the worker (nqp-mine {__version__}) has another version, codebook or coder"
        )
    return Instruments.build(task.study)
