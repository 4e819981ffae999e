"""Ctrl-C is heard wherever it falls."""

import _thread
import signal
import sys
import threading

AGAIN = 0.05
"""Seconds after which an interrupt that was dropped is given again."""


def hear() -> None:
    """From now on, give an interrupt again that Python drops.

    Python cannot raise out of a finaliser or a callback of its own, as those of an import: it
    prints that the interrupt was ignored, and goes on.
    """
    others = sys.unraisablehook

    def hook(dropped: "sys.UnraisableHookArgs") -> None:
        if not issubclass(dropped.exc_type, KeyboardInterrupt):
            others(dropped)
            return
        again = threading.Timer(AGAIN, _interrupt)  # later: now it would fall into the same place
        again.daemon = True
        again.start()

    sys.unraisablehook = hook


def _interrupt() -> None:
    if hasattr(signal, "pthread_kill"):  # it also wakes a main thread that waits
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()
