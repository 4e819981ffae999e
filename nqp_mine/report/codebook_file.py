"""A codebook as the TOML that `codebook.load` reads, and the record of what changed it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nqp_mine.models.codebook import Category, Codebook, Term
from nqp_mine.report.tables import atomic

_HEAD = ("name", "version", "title_zh", "title_en", "citation")
_CATEGORY = ("id", "axis", "parent", "zh", "en", "source", "definition")


def write(path: Path, book: Codebook) -> None:
    """Write a codebook file.

    Raises:
        OutputError: it cannot be written.
    """
    with atomic(path) as stream:
        stream.write("\n".join(_lines(book)) + "\n")


def write_record(path: Path, record: Mapping[str, Any]) -> None:
    """Write who decided what, and which numbers moved.

    Raises:
        OutputError: it cannot be written.
    """
    with atomic(path) as stream:
        json.dump(record, stream, ensure_ascii=False, indent=2)
        stream.write("\n")


def _lines(book: Codebook) -> Iterator[str]:
    for name in _HEAD:
        if value := getattr(book, name):
            yield f"{name} = {_quoted(value)}"
    for category in book.categories:
        yield "\n[[category]]"
        for name in _CATEGORY:
            if value := getattr(category, name):
                yield f"{name} = {_quoted(value)}"
        yield "terms = ["
        for term in book.terms:
            if term.category == category.id:
                yield f"  {_term(term, category)},"
        yield "]"


def _term(term: Term, category: Category) -> str:
    parts = [f"term = {_quoted(term.text)}"]
    if term.source != category.source:
        parts.append(f"source = {_quoted(term.source)}")
    rules = {"not_in": term.not_in, "needs": term.needs}
    parts += [
        f"{name} = [{', '.join(map(_quoted, values))}]" for name, values in rules.items() if values
    ]
    return f"{{ {', '.join(parts)} }}"


def _quoted(text: str) -> str:
    """Return a TOML basic string; JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
