"""Child processes and Ctrl-C, which a terminal sends to them, too: the parent alone answers it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import active_children


@contextmanager
def unheard() -> Iterator[None]:
    """Start child processes that never hear an interrupt, from their first moment on.

    One that came to ignore it by itself would, until then, print a traceback over the parent's
    one line. The children inherit the mask of signals (Windows has none); an interrupt of the
    parent meanwhile is answered at the end, so that no child is left half begun.
    """
    with _put_off(), _masked():
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
def not_outliving() -> Iterator[None]:
    """End the processes of a pool when what uses them is broken off; their work is lost."""
    before = set(active_children())
    try:
        yield
    except BaseException:
        for child in set(active_children()) - before:
            child.kill()
        raise
