"""Work that goes on beside the rest: a function whose result is waited for later."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Thread
from typing import Any, TypeVar

from nqp_mine.children import begun, not_outliving, pool

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


class Helper:
    """A process that does one thing after another while its parent does something else.

    Without a pool there is none: work is done by its caller, when the result is asked for.
    """

    def __init__(self, pool: ProcessPoolExecutor | None = None) -> None:
        self._pool = pool

    def begin(self, work: Callable[..., _R], *given: Any) -> Callable[[], _R]:
        """Return what gives the result of `work(*given)`, or raises what it raised.

        `work` and `given` are pickled.

        Raises:
            BrokenProcessPool: the process was ended; raised by what is returned, too.
        """
        if not self._pool:
            return partial(work, *given)
        with begun():
            return self._pool.submit(work, *given).result


@contextmanager
def helping(*, beside: bool) -> Iterator[Helper]:
    """Yield a helper that ends with the block; with `beside`, it is a process of its own."""
    if not beside:
        yield Helper()
        return
    with pool(1) as one, not_outliving():
        yield Helper(one)
