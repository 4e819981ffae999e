"""What is shown: data on stdout, words on stderr, and never markup that came from data."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any

from nqp_mine import words

Tell = Callable[[str, int, int], None]

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
_PIPED_WIDTH = 200  # columns of a table that goes to a file or a pipe


def prepare() -> None:
    """Let both streams show any character, whatever the encoding of the console."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def safe(value: object) -> str:
    """Return a value as text of one line that no terminal acts on."""
    text = "" if value is None else str(value)
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def say(text: str, *, quiet: bool = False) -> None:
    """Write one line for the reader to stderr, in the reader's language."""
    if not quiet:
        sys.stderr.write(f"{safe(worded(text, sys.stderr))}\n")


def line(text: str = "") -> None:
    """Write one line of data to stdout."""
    sys.stdout.write(f"{safe(text)}\n")


def caption(text: str) -> None:
    """Write one line of words to stdout, in the reader's language."""
    line(worded(text))


def worded(text: str, file: IO[str] | None = None) -> str:
    """Return a text in the reader's language, where the stream (stdout) has its characters."""
    found = words.shown(text)
    return found if can_show(found, file) else text


def can_show(text: str, file: IO[str] | None = None) -> bool:
    """Tell whether a stream, by default stdout, has these characters."""
    try:
        text.encode(getattr(file or sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def json_array(items: Iterable[Mapping[str, Any]]) -> None:
    """Write one JSON array to stdout, an object a line.

    Outside UTF-8 all but ASCII is written as escapes, so the array is the same in any encoding.
    """
    ascii_only = "utf" not in (sys.stdout.encoding or "utf-8").lower()
    before = "["
    for item in items:
        sys.stdout.write(f"{before}\n{json.dumps(item, ensure_ascii=ascii_only, allow_nan=False)}")
        before = ","
    sys.stdout.write("[]\n" if before == "[" else "\n]\n")


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: str = "",
    said: Sequence[str] = (),
) -> None:
    """Write a table to stdout.

    `right` names the columns of numbers, separated by spaces, `said` those of words, which are
    shown in the reader's language as the headings are.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    numbers = right.split()
    for name in columns:
        grid.add_column(Text(worded(name)), justify="right" if name in numbers else "left")
    spoken = [name in said for name in columns]
    for row in rows:
        cells = (
            worded(str(cell)) if is_said else cell
            for cell, is_said in zip(row, spoken, strict=True)
        )
        grid.add_row(*(Text(safe(cell)) for cell in cells))
    _console(sys.stdout).print(grid)


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Tell]:
    """Show a bar a stage on stderr, where that is a terminal; yield what moves the bars."""
    if quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=_console(sys.stderr)) as bars:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(worded(stage, sys.stderr), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield tell


def _console(file: IO[str]) -> Any:
    from rich.console import Console

    width = None if file.isatty() else _PIPED_WIDTH
    return Console(file=file, width=width, markup=False, emoji=False, highlight=False)
