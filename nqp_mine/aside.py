"""Work that goes on beside the rest: a function whose result is waited for later."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from threading import Thread
from typing import Any, TypeVar

from nqp_mine.children import begun, not_outliving

_R = TypeVar("_R")


def aside(work: Callable[[], _R], *, beside: bool) -> Callable[[], _R]:
    """Return what gives the result of `work`, or raises what it raised.

    With `beside` it begins now, in a thread that does not keep the process alive; without, when
    its result is asked for.
    """
    if not beside:
        return work
    future: Future[_R] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # it belongs to who waits
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future.result


@contextmanager
def in_process(work: Callable[..., _R], *given: Any, beside: bool) -> Iterator[Callable[[], _R]]:
    """Yield what gives the result of `work(*given)`, or raises what it raised.

    With `beside` it begins now, in a process of its own, to which `work` and `given` are pickled
    and which ends with the block; without, when its result is asked for.

    Raises:
        BrokenProcessPool: the process was ended; raised by what is yielded.
    """
    if not beside:
        yield partial(work, *given)
        return
    with ProcessPoolExecutor(1, get_context("spawn")) as pool, not_outliving():
        with begun():
            future = pool.submit(work, *given)
        yield future.result
