"""Help in the reader's language: what Typer writes, with the texts of the catalogue.

The texts stand in English in the commands. Here a built command tree gets the other language, and
its formatter breaks lines by the width of characters, of which a Chinese one fills two columns.
"""

import copy
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from nqp_mine import words
from nqp_mine.cli import console

_PROBE = "中"
_KIND = re.compile(r"<[A-Za-z \[\]]+>")  # what an option takes, as in "--seed <int>"
_PIECE = re.compile(r"[!-~]+ ?|\s|[（“]*.[，。；：、！？）”]*")  # what no line break may divide


def localised(command: Any) -> Any:
    """Return a command tree, as Typer builds it, with `--lang` everywhere and translated texts."""
    option = next(one for one in command.params if one.name == "lang")
    formatter = _formatter(command) if _is_translated() else None
    for one in _tree(command):
        if not any(param.name == option.name for param in one.params):
            one.params.append(_unused(option))
        if formatter:
            one.context_class = type(
                "Context", (one.context_class,), {"formatter_class": formatter}
            )
            text = said(one.help)
            one.short_help = words.shown(text).partition("。")[0]
            one.help = words.shown(text)
            one.epilog = "\n".join(map(_example, (one.epilog or "").split("\n")))
    return command


def said(text: str | None) -> str:
    """Return a text of help as it stands in the catalogue: on one line."""
    return " ".join((text or "").split())


def _example(line: str) -> str:
    """Return a line of examples with its comment, if any, in the reader's language."""
    code, mark, comment = line.partition("  # ")
    return f"{code}{mark}{words.shown(comment)}" if mark else words.shown(line)


def _is_translated() -> bool:
    return words.chosen() not in (None, "en") and console.can_show(_PROBE)


def _tree(command: Any) -> Iterator[Any]:
    yield command
    for one in getattr(command, "commands", {}).values():
        yield from _tree(one)


def _unused(option: Any) -> Any:
    """Return an option that a command accepts and does not hand to its function."""
    other = copy.copy(option)
    other.expose_value = False
    return other


def _formatter(command: Any) -> type:
    base: Any = command.context_class.formatter_class

    class Formatter(base):  # type: ignore[misc]
        """The formatter of Typer, with translated words and lines of the right width."""

        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            shown = " ".join(map(words.shown, args.split(" ")))
            super().write_usage(prog, shown, prefix or words.shown("Usage: "))

        def write_heading(self, heading: str) -> None:
            self.write(f"{'':>{self.current_indent}}{words.shown(heading)}：\n")

        def write_text(self, text: str) -> None:
            if text.startswith("\b"):  # lines that stay as they are
                super().write_text(text)
                return
            indent = " " * self.current_indent
            for line in wrapped(text, self.width - self.current_indent):
                self.write(f"{indent}{line}\n")

        def write_dl(
            self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
        ) -> None:
            told = [(_KIND.sub(_kind, name), _told(text)) for name, text in rows]
            first = min(max(columns(name) for name, _ in told), col_max) + col_spacing
            indent = " " * self.current_indent
            for name, text in told:
                lines = wrapped(text, max(self.width - first - 2, 10)) or [""]
                if (rest := first - columns(name)) < col_spacing:
                    lines.insert(0, "")
                self.write(f"{indent}{name}{'':{max(rest, 0)}}{lines[0]}".rstrip() + "\n")
                for line in lines[1:]:
                    self.write(f"{indent}{'':{first}}{line}\n")

    return Formatter


def _kind(found: re.Match[str]) -> str:
    return words.shown(found[0])


def _told(text: str) -> str:
    """Return the help of an option with its remarks, as in "Sentences.  [default: 300; x>=1]"."""
    body, bracket, extra = text.rpartition("  [")
    if not (bracket and extra.endswith("]")):
        body, bracket, extra = ("", "  [", text[1:]) if text.startswith("[") else (text, "", "")
    shown = words.shown(said(body))
    if not bracket:
        return shown
    remarks = "；".join(map(words.shown, extra.removesuffix("]").split("; ")))
    return f"{shown}  [{remarks}]".strip()


def wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a text, each at most `width` columns wide where that can be."""
    lines: list[str] = []
    used = width
    for piece in _PIECE.findall(text):
        size = columns(piece.rstrip())
        if used + size > width and (piece := piece.lstrip()):
            lines.append("")
            used = 0
        if lines:
            lines[-1] += piece
            used += columns(piece)
    return [line.rstrip() for line in lines]


def columns(text: str) -> int:
    """Return how many columns of a terminal a text fills."""
    return sum(2 if unicodedata.east_asian_width(one) in "FW" else 1 for one in text)


def asked(arguments: Sequence[str]) -> str:
    """Return the value of the last `--lang` of a command line, or ""."""
    found = ""
    for name, value in zip(arguments, [*arguments[1:], ""], strict=False):
        if name == "--":
            break
        if name == "--lang":
            found = value
        elif name.startswith("--lang="):
            found = name.partition("=")[2]
    return found
