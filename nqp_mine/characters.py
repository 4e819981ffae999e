"""Characters that are replaced one to one: how many stand in a text, and the text without them.

`str.translate` looks every character of a text up by itself; most texts have few or none of the
characters of a table, which arrays show much faster.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_FEW = 30  # different characters that are replaced one after another


@dataclass(frozen=True, slots=True, eq=False)
class Replacements:
    """A table for `str.translate` from character to character, and where it has which.

    `held` is true at the code points that it replaces, false at its end; none lies beyond.
    """

    table: Mapping[int, str]
    held: "np.ndarray"

    @classmethod
    def of(cls, table: Mapping[int, str]) -> "Replacements":
        """Take in a table."""
        import numpy as np

        held = np.zeros(max(table) + 2, bool)
        held[list(table)] = True
        return cls(table, held)

    def count(self, text: str) -> int:
        """Return how many characters of `text` would be replaced."""
        return len(self._found(text))

    def replace(self, text: str) -> str:
        """Return `text.translate(table)`."""
        import numpy as np

        found = np.unique(self._found(text)).tolist()
        copies = {chr(code): self.table[code] for code in found}
        if len(copies) > _FEW or not copies.keys().isdisjoint(copies.values()):
            return text.translate(self.table)
        for char, put in copies.items():
            text = text.replace(char, put)
        return text

    def _found(self, text: str) -> "np.ndarray":
        import numpy as np

        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        return np.asarray(codes[self.held.take(codes, mode="clip")])
