"""Search one term in originals, and make normalised copies of those alone that may hold it.

A hit is what the matcher finds in the normalised copy. Making the copy costs a hundred times more
than looking for the term as it may have been written: its characters in any of their forms, with
what `normalise` takes out between them. That finds too much at times, never too little.
"""

import re
from dataclasses import dataclass

from nqp_mine.errors import UsageError
from nqp_mine.nlp.matcher import Matcher, Pattern
from nqp_mine.text import HAN, VANISHING, clean, normalise, other_forms

_HAN_ONLY = re.compile(f"[{HAN}]+")
_GAP = f"[{VANISHING}]*"


@dataclass(frozen=True, slots=True)
class TermSearch:
    """What finds a term in a normalised text (`matcher`), and where that is worth while.

    `spaced` finds a `plain` term, of Han characters, in its own characters; it counts wherever it
    stands unbroken. `other` finds any term in any of the characters that can stand for its own,
    which are `forms`, a text for each; `others` are those that are not the term's own.
    """

    term: str
    matcher: Matcher
    spaced: re.Pattern[str]
    other: re.Pattern[str]
    forms: tuple[str, ...]
    others: tuple[str, ...]
    plain: bool

    @classmethod
    def build(cls, term: str) -> "TermSearch":
        """Build the search of a term as a user wrote it.

        Raises:
            UsageError: the term is empty.
        """
        wanted = normalise(clean(term).text).text.strip()
        if not wanted:
            raise UsageError("the term is empty.", remedy="Give a word, e.g. 新质生产力.")
        chars = [char for char in wanted if not char.isspace()]
        forms = tuple("".join(one + other_forms(one) for one in _cases(char)) for char in chars)
        plain = _HAN_ONLY.fullmatch(wanted) is not None and normalise(wanted).text == wanted
        other = re.compile(_GAP.join(f"[{re.escape(written)}]" for written in forms))
        return cls(
            term=wanted,
            matcher=Matcher.build([Pattern(wanted, group="term")]),
            spaced=re.compile(_GAP.join(wanted)) if plain else other,
            other=other,
            forms=forms,
            others=tuple("".join(one[1:] for one in forms)),
            plain=plain,
        )

    def may_stand_in(self, text: str) -> bool:
        """Tell whether the normalised copy of `text` may hold the term."""
        return self._possible(text) and self._pattern(text).search(text) is not None

    def count(self, text: str) -> int:
        """Return the number of hits in the normalised copy of `text`."""
        found = self._pattern(text).findall(text) if self._possible(text) else []
        if not found or (self.plain and found.count(self.term) == len(found)):
            return len(found)
        return len(self.matcher.find(normalise(text).text))

    def _possible(self, text: str) -> bool:
        """Tell whether the term's characters are in the text: Latin letters are in few."""
        return self.plain or all(any(one in text for one in forms) for forms in self.forms)

    def _pattern(self, text: str) -> re.Pattern[str]:
        if not self.plain:
            return self.other
        for form in self.others:
            if form in text:
                return self.other
        return self.spaced


def _cases(char: str) -> list[str]:
    return sorted({char.lower(), char.upper()}) if char.isascii() else [char]
