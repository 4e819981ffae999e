"""Compile the Chinese texts, and list those that are missing or not used any more.

`python docs/catalogue.py` compiles nqp_mine.po to the nqp_mine.mo that is shipped. The keys of the
catalogue are the English texts as the source has them; what stands in braces in an f-string gets a
name: f"{len(rows)} texts in {path}" is "{rows} texts in {path}".
"""

import ast
import re
import struct
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from nqp_mine import errors as nqp_errors

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "nqp_mine"
PO = SOURCE / "locale" / "zh_CN" / "LC_MESSAGES" / "nqp_mine.po"
MO = PO.with_suffix(".mo")

# Files with texts in both languages, or for nobody but developers.
APART = ("report/words", "report/figure", "report/specification_curve", "report/topic_scan",
         "report/metadata_sheet", "report/candidate_sheet", "corpora/sample/")  # fmt: skip
CALLS = ("say", "caption", "tell", "_fail", "_damaged")  # whose first argument is shown
KEYWORDS = ("reason", "remedy")
OTHERS = (  # what Typer, the operating system and SQLite say
    "Usage: ", "[OPTIONS]", "COMMAND", "[ARGS]...", "Options", "Arguments", "Commands", "required",
    "Example:", "default: {default}", "Show this message and exit.", "<int>", "<int range>",
    "<float>", "<float range>", "<path>", "<str>", "<list[str]>", "<list[Path]>",
    "after nqp-mine robustness, for one", "[Errno {number}] {strerror}: '{file}'",
    "{what} (at line {line}, column {column})", "{what} (at end of document)", "Invalid value",
    "Invalid statement", "Cannot overwrite a value", "Unclosed array", "Unterminated string",
    "Expected '=' after a key in a key/value pair",
    "Expected newline or end of document after a statement",
    "Input should be a valid integer, unable to parse string as an integer",
    "Input should be a valid number, unable to parse string as a number",
    "Input should be greater than or equal to {least}",
    "Input should be less than or equal to {most}",
    "Missing argument '{name}'.", "Missing option '{name}'.", "Missing parameter: {name}",
    "Invalid value for '{name}': {message}", "Invalid value for {name}: {message}",
    "Invalid value: {message}", "No such command '{name}'.", "No such option: {name}",
    "No such option: {name} Did you mean {other}?", "{message} (Possible options: {names})",
    "Option '{name}' requires an argument.", "Option '{name}' does not take a value.",
    "Got unexpected extra argument(s) ({names})", "Value error, {message}",
    "'{value}' is not one of {names}.",
    "No such command '{name}'. Did you mean {other}?",
    "No such file or directory", "Permission denied", "No space left on device",
    "Is a directory", "Not a directory", "File exists", "Read-only file system",
    "File name too long", "Too many open files", "Invalid argument", "Input/output error",
    "unable to open database file", "attempt to write a readonly database",
    "database or disk is full", "disk I/O error", "File is not a zip file",
    "{what}: line {line} column {column} (char {char})", "Expecting value", "Extra data",
    "Expecting property name enclosed in double quotes", "Expecting ',' delimiter",
    "Expecting ':' delimiter", "Unterminated string starting at", "Invalid control character at",
)  # fmt: skip


@cache
def texts() -> dict[str, str]:
    """Return every text of the program that a catalogue must have, and where it stands."""
    found = dict.fromkeys(OTHERS, "others") | dict.fromkeys(_help(), "help")
    for place, tree in _trees().items():
        nodes = [*_of_calls(tree, in_cli=place.startswith("cli/"))]
        nodes += [] if place.startswith(APART) else _sentences(tree)
        for node in nodes:
            if re.search("[A-Za-z]{2}", re.sub(r"\{\w+\}", "", text := template(node))):
                found.setdefault(text, f"{place}:{node.lineno}")
    return found


def template(node: Any) -> str:
    """Return the text of a string, or of an f-string with a name for each of its places."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr)
    seen: dict[str, int] = {}
    return "".join(
        value.value if isinstance(value, ast.Constant) else _place(value, seen)
        for value in node.values
    )


def _place(value: Any, seen: dict[str, int]) -> str:
    source = re.sub(r"'[^']*'|\"[^\"]*\"", "", ast.unparse(value.value))
    name = (re.findall(r"[A-Za-z_]\w*", source) or ["value"])[-1].strip("_").lower()
    seen[name] = seen.get(name, 0) + 1
    return f"{{{name}{seen[name] if seen[name] > 1 else ''}}}"


def _help() -> Iterator[str]:
    import runpy

    yield from runpy.run_path(str(ROOT / "docs" / "reference.py"))["texts"]()


def _of_calls(tree: ast.Module, *, in_cli: bool) -> Iterator[Any]:
    """Yield the texts of errors, and of what is said and shown in tables."""
    errors = {name for name, kind in vars(nqp_errors).items() if isinstance(kind, type)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else ast.unparse(function)
        chosen = [one.value for one in node.keywords if one.arg in KEYWORDS]
        if name in errors or name in CALLS:
            chosen += node.args[:1]
        elif in_cli and name == "table" and node.args and isinstance(node.args[0], ast.Tuple):
            chosen += node.args[0].elts
        yield from filter(_is_text, chosen)


def _sentences(tree: ast.Module) -> Iterator[Any]:
    """Yield the texts that look like sentences and are no docstrings."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    for node in ast.walk(tree):
        if _is_text(node) and id(node) not in docs | parts and _is_sentence(template(node)):
            yield node


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _is_sentence(text: str) -> bool:
    ends = text.endswith((".", "?")) and not text.startswith("#")
    return ends and bool(re.search(r"[a-z]{2} [a-z({]|\} [a-z]{2}", text))


def written() -> dict[str, str]:
    """Return the texts of the catalogue's source, English to Chinese."""
    from babel.messages.pofile import read_po

    with PO.open("rb") as stream:
        return {one.id: one.string for one in read_po(stream, locale="zh_CN") if one.id}


def compiled() -> bytes:
    """Return what the compiled catalogue must be: the .mo of gettext, with the least of headers."""
    texts = {"": "Content-Type: text/plain; charset=UTF-8\n", **written()}
    pairs = sorted((key.encode(), text.encode()) for key, text in texts.items())
    start, size = 7 * 4, 8 * len(pairs)
    tables, strings = [], b""
    for column in (0, 1):
        for pair in pairs:
            tables += [len(pair[column]), start + 2 * size + len(strings)]
            strings += pair[column] + b"\0"
    head = (0x950412DE, 0, len(pairs), start, start + size, 0, 0)
    return struct.pack(f"<7I{len(tables)}I", *head, *tables) + strings


def unused() -> list[str]:
    """Return the keys that neither `texts` has nor the source as a string, or a part of one."""
    known = set(texts())
    parts = _strings()
    return [key for key in written() if key not in known and key not in parts]


def _strings() -> set[str]:
    return {
        template(node) for tree in _trees().values() for node in ast.walk(tree) if _is_text(node)
    }


@cache
def _trees() -> dict[str, ast.Module]:
    return {
        file.relative_to(SOURCE).as_posix(): ast.parse(file.read_text(encoding="utf-8"))
        for file in sorted(SOURCE.rglob("*.py"))
    }


if __name__ == "__main__":
    done = written()
    missing = {text: place for text, place in texts().items() if text not in done}
    for text, place in missing.items():
        sys.stdout.write(f"missing: {place}: {text!r}\n")
    for text in unused():
        sys.stdout.write(f"unused: {text!r}\n")
    MO.write_bytes(compiled())
