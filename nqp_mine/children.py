"""How child processes are begun and ended: deaf to Ctrl-C, and without the caller's script.

A terminal sends Ctrl-C to all processes; the parent alone answers it. A spawned child of Python
imports the script that began it, which would run a script again that calls this package on its
top level.
"""

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from types import ModuleType
from typing import Any


def pool(number: int, begin: Callable[..., None] | None = None, *given: Any) -> ProcessPoolExecutor:
    """Return a pool of spawned processes, each of which calls `begin(*given)` first.

    Submit to it within `begun`; it begins its processes then.
    """
    with begun():  # its semaphores, too, are made whole or not at all
        return ProcessPoolExecutor(number, get_context("spawn"), _deaf, (begin, given))


def _deaf(begin: Callable[..., None] | None, given: Sequence[Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Windows has no mask that is inherited
    if begin:
        begin(*given)


@contextmanager
def begun() -> Iterator[None]:
    """Begin child processes in here: they import no script, and hear no interrupt from the start.

    One that came to ignore it by itself would, until then, print a traceback over the parent's
    one line. The children inherit the mask of signals (Windows has none); an interrupt of the
    parent meanwhile is answered at the end, so that no child is left half begun.
    """
    with _put_off(), _masked(), _no_script():
        yield


@contextmanager
def _masked() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _put_off() -> Iterator[None]:
    """Answer an interrupt later; the mask alone does not, another thread may take the signal."""
    foreign = signal.getsignal(signal.SIGINT) is None  # of a program around Python
    if foreign or threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if heard:
            signal.raise_signal(signal.SIGINT)


@contextmanager
def _no_script() -> Iterator[None]:
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")  # this one has no file
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def not_outliving() -> Iterator[None]:
    """End the processes of a pool when what uses them is broken off; their work is lost."""
    before = set(active_children())
    try:
        yield
    except BaseException:
        for child in set(active_children()) - before:
            child.kill()
        raise
