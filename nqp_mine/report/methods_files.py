"""methods.zh.md and methods.en.md: the methods in words, and the claims with their numbers."""

import re

from nqp_mine.report import methods
from nqp_mine.report import words as wording
from nqp_mine.report.folder import Folder
from nqp_mine.report.source import Source
from nqp_mine.report.tables import atomic
from nqp_mine.study import Lang

LANGUAGES: tuple[Lang, ...] = ("zh", "en")
_MARKUP = re.compile(r"([\\`*_\[\]<>|#$~{}])")
_COLUMNS = ("claim", "value", "low", "high", "where")


def write(folder: Folder) -> list[str]:
    """Write both files and return their names.

    Raises:
        OutputError: they cannot be written.
    """
    names = []
    for lang in LANGUAGES:
        name = f"methods.{lang}.md"
        with atomic(folder.path / name) as stream:
            stream.write(text(Source(folder, wording.load(lang))))
        names.append(name)
    return names


def text(source: Source) -> str:
    """Return the methods of an output folder as Markdown; nothing in it is markup by accident."""
    lines = [f"# {source.words('methods.title')}", ""]
    for heading, paragraph in methods.paragraphs(source):
        lines += [f"## {heading}", "", escaped(paragraph), ""]
    claims = methods.claims(source)
    if claims:
        heads = [source.words(f"methods.{name}") for name in _COLUMNS]
        lines += [
            f"## {source.words('methods.claims')}",
            "",
            _row(heads),
            "|---|---:|---:|---:|---|",
        ]
        lines += [_row([escaped(claim[name]) for name in _COLUMNS]) for claim in claims]
        lines.append("")
    lines += [f"## {source.words('methods.hashes')}", ""]
    lines += [f"- {name}: `{value}`" for name, value in methods.hashes(source)]
    return "\n".join(lines).encode("utf-8", errors="replace").decode("utf-8") + "\n"


def escaped(value: str) -> str:
    """Return a text in which no character is Markdown or HTML."""
    return _MARKUP.sub(r"\\\1", " ".join(value.split()))


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
