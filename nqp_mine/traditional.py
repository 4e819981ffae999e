"""Traditional characters, one to one, as simplified ones.

Only characters are mapped, never words (軟體 does not become 软件), so a mapped text has the
length of the original and every span points to the same place in both.
"""

from functools import cache
from importlib.resources import files
from types import MappingProxyType

from nqp_mine.characters import Replacements


@cache
def table() -> MappingProxyType[int, str]:
    """Return the table for `str.translate`; it is read once a process, when first asked for."""
    text = (files("nqp_mine") / "data" / "traditional.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and line[0] != "#"]
    return MappingProxyType({ord(pair[0]): pair[1] for line in lines for pair in line.split(" ")})


@cache
def _replacements() -> Replacements:
    return Replacements.of(table())


def count(text: str) -> int:
    """Return how many characters of `text` the table would change.

    >>> count("發展科技")
    1
    """
    return _replacements().count(text)
