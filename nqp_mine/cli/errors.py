"""Every error is one line on stderr and an exit code."""

import os
from collections.abc import Callable

from nqp_mine.cli import console
from nqp_mine.errors import NqpError

DONE, COULD_NOT, WRONG_CALL, SOME_FAILED, INTERRUPTED = 0, 1, 2, 3, 130


def guard(call: Callable[[], object]) -> int:
    """Run a command and return its exit code; a bug keeps its traceback."""
    try:
        code = call()
    except NqpError as error:
        return _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _fail("interrupted.", INTERRUPTED)
    except BrokenPipeError:  # the reader of a pipe has left, as `head` does
        _forget_stdout()
        return COULD_NOT
    except OSError as error:
        return _fail(_describe(error), COULD_NOT)
    except MemoryError:
        return _fail("not enough memory. Use fewer --workers or a smaller corpus.", COULD_NOT)
    except Exception as error:
        return _known(error)
    if code == INTERRUPTED:  # Typer has caught the interrupt itself
        return _fail("interrupted.", INTERRUPTED)
    return code if isinstance(code, int) else DONE


def _known(error: Exception) -> int:
    import sqlite3

    import typer

    if isinstance(error, typer.Abort):
        return _fail("interrupted.", INTERRUPTED)
    if hasattr(error, "format_message"):  # an error of the command line's own parser
        return _fail(f"{error.format_message()} See --help.", WRONG_CALL)
    if isinstance(error, sqlite3.Error):
        return _fail(f"the corpus cannot be read: {error}. Make it again with ingest.", COULD_NOT)
    raise error


def _describe(error: OSError) -> str:
    reason = error.strerror or str(error)
    try:
        os.getcwd()  # noqa: PTH109
    except FileNotFoundError:
        return "the current folder no longer exists. Change to another one."
    if error.filename is None:
        return f"{reason}."
    return f"{error.filename}: {reason}. Check the path, its rights and the free space."


def _forget_stdout() -> None:
    import sys

    # Python flushes stdout at its end and would complain about the same pipe again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(text: str, code: int) -> int:
    console.say(f"error: {' '.join(text.splitlines())}")
    return code
