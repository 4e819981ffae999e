"""What the report, figures and texts say: one table of sentences a language, zh.toml and en.toml.

Every key stands in both tables with the same {places}. A value that comes from data is put into a
place and is never itself read as a template.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from nqp_mine.study import Lang


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The sentences of one language: `words("trends.title")`, `words("x", n=3)`."""

    lang: Lang
    table: Mapping[str, str]

    def __call__(self, key: str, /, **values: Any) -> str:
        """Return a sentence with its places filled."""
        return self.table[key].format(**values) if values else self.table[key]

    def __contains__(self, key: str) -> bool:
        return key in self.table

    def or_key(self, prefix: str, name: str) -> str:
        """Return the sentence `prefix.name`, or `name` itself where there is none."""
        return self.table.get(f"{prefix}.{name}", name)

    def of(self, *prefixes: str) -> dict[str, str]:
        """Return the sentences whose keys begin with one of these, by their keys."""
        return {k: v for k, v in self.table.items() if k.startswith(prefixes)}


@cache
def load(lang: Lang) -> Words:
    """Return the sentences of a language."""
    text = (files("nqp_mine.report") / "words" / f"{lang}.toml").read_text(encoding="utf-8")
    return Words(
        lang, {f"{part}.{k}": v for part, t in tomllib.loads(text).items() for k, v in t.items()}
    )
