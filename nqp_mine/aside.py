"""Work that goes on beside the rest: a function whose result is waited for later."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

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
