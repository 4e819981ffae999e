"""Measure a corpus in batches, in this process or in several, with results in order.

Workers are spawned (the only way that works on every system), open the corpus themselves and
get ids, not texts; the instruments are built once a worker. At most two batches a worker are in
flight, so memory does not grow with the corpus.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from nqp_mine.corpora.store import Corpus
from nqp_mine.models.measure import BatchResult, Instruments, TokenUnit, measure_batch
from nqp_mine.study import Study

BATCH = 8  # documents; reports of 20,000 characters make a batch of a few tenths of a second

# One entry, in worker processes only.
_worker: "dict[str, tuple[Corpus, Instruments, TokenUnit]]" = {}


def measure(
    path: Path, ids: Sequence[str], study: Study, *, workers: int, tokens: TokenUnit
) -> Iterator[BatchResult]:
    """Yield the results of all batches of `ids`, in order; the same for any number of workers."""
    batches = [ids[i : i + BATCH] for i in range(0, len(ids), BATCH)]
    if workers == 1 or len(batches) < 3:
        tools = Instruments.build(study)
        with Corpus(path) as corpus:
            for batch in batches:
                yield measure_batch(list(corpus.documents(batch)), tools, tokens=tokens)
        return
    pool = ProcessPoolExecutor(
        min(workers, len(batches)), get_context("spawn"), _start, (path, study, tokens)
    )
    with pool:
        waiting: deque[Future[BatchResult]] = deque()
        for batch in batches:
            waiting.append(pool.submit(_work, batch))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _start(path: Path, study: Study, tokens: TokenUnit) -> None:
    _worker["tools"] = (Corpus(path), Instruments.build(study), tokens)


def _work(batch: Sequence[str]) -> BatchResult:
    corpus, tools, tokens = _worker["tools"]
    return measure_batch(list(corpus.documents(batch)), tools, tokens=tokens)
