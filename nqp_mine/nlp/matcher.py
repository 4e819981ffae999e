"""Find terms in a text, not in tokens, so that no segmenter can lose one.

Within a group, matching is leftmost-longest and does not overlap; groups never compete. The
rules of a term (word boundary for Latin terms, `not_in`, `needs`) are tested on every candidate
before the longest is chosen, so a long term that may not count does not hide a short one.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_UPPER = re.compile("[A-Z]+")
_Candidate = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One term to find. Terms of the same `group` compete for the text.

    `not_in` are longer strings in which the term does not count; of `needs`, at least one must
    stand in the same sentence.
    """

    text: str
    group: str
    label: str = ""
    not_in: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """One counted occurrence: its span in the text that was searched, and the pattern's index."""

    start: int
    end: int
    pattern: int


@dataclass(frozen=True, slots=True)
class _Rule:
    """What is tested of a hit: strings by number, and which ends may not touch a Latin word."""

    not_in: tuple[int, ...]
    needs: tuple[int, ...]
    latin_start: bool
    latin_end: bool

    @classmethod
    def of(cls, pattern: Pattern, number: dict[str, int]) -> "_Rule | None":
        """Return the rule of a pattern; None where nothing is to be tested."""
        rule = cls(
            not_in=tuple(number[fold(rule)] for rule in pattern.not_in),
            needs=tuple(number[fold(rule)] for rule in pattern.needs),
            latin_start=_latin(pattern.text[0]),
            latin_end=_latin(pattern.text[-1]),
        )
        return rule if any((rule.not_in, rule.needs, rule.latin_start, rule.latin_end)) else None


@dataclass(frozen=True, slots=True)
class Matcher:
    """An automaton over all patterns and the strings of their rules."""

    patterns: tuple[Pattern, ...]
    _strings: tuple[str, ...] = field(repr=False)
    _uses: tuple[tuple[int, ...], ...] = field(repr=False)
    _rules: tuple[_Rule | None, ...] = field(repr=False)
    _asked: frozenset[int] = field(repr=False)
    _automaton: object = field(repr=False, compare=False)

    @classmethod
    def build(cls, patterns: Sequence[Pattern]) -> "Matcher":
        """Build the automaton. Matching ignores the case of Latin letters.

        Raises:
            ValueError: a pattern is empty.
        """
        from ahocorasick_rs import AhoCorasick, MatchKind

        uses: dict[str, list[int]] = defaultdict(list)
        for index, pattern in enumerate(patterns):
            if not pattern.text.strip():
                raise ValueError("a pattern is empty")
            uses[fold(pattern.text)].append(index)
            for rule in (*pattern.not_in, *pattern.needs):
                uses.setdefault(fold(rule), [])
        strings = tuple(uses)
        number = {string: i for i, string in enumerate(strings)}
        rules = tuple(_Rule.of(pattern, number) for pattern in patterns)
        asked = frozenset(i for rule in rules if rule for i in (*rule.not_in, *rule.needs))
        automaton = AhoCorasick(list(strings), matchkind=MatchKind.Standard)
        in_order = tuple(tuple(uses[string]) for string in strings)
        return cls(tuple(patterns), strings, in_order, rules, asked, automaton)

    def find(self, text: str, bounds: Sequence[tuple[int, int]] = ()) -> list[Hit]:
        """Return the hits in `text`, sorted.

        `bounds` are the spans of its sentences: `needs` is tested within them (without bounds,
        within the whole text), and a hit outside all of them is left out.
        """
        folded = fold(text)
        found = self._automaton.find_matches_as_indexes(folded, overlapping=True)  # type: ignore[attr-defined]
        starts: dict[int, list[int]] = defaultdict(list)
        for number, start, _ in found:
            if number in self._asked:
                starts[number].append(start)
        sentences = _Sentences(bounds, len(text))
        allowed: dict[str, list[_Candidate]] = defaultdict(list)
        for number, start, end in found:
            for index in self._uses[number]:
                rule = self._rules[index]
                sentence = sentences.around(start, end)
                if sentence and (
                    rule is None or self._allows(rule, start, end, folded, starts, sentence)
                ):
                    allowed[self.patterns[index].group].append((start, -end, index))
        chosen = sorted(span for group in allowed.values() for span in leftmost_longest(group))
        return [Hit(*span) for span in chosen]

    def _allows(
        self,
        rule: _Rule,
        start: int,
        end: int,
        text: str,
        starts: dict[int, list[int]],
        sentence: tuple[int, int],
    ) -> bool:
        if rule.latin_start and start > 0 and _latin(text[start - 1]):
            return False
        if rule.latin_end and end < len(text) and _latin(text[end]):
            return False
        for number in rule.not_in:
            if number in starts:
                first = end - len(self._strings[number])
                if _any_between(starts[number], first, start):
                    return False
        if not rule.needs:
            return True
        low, high = sentence
        return any(
            _any_between(starts[number], low, high - len(self._strings[number]))
            for number in rule.needs
            if number in starts
        )


def _any_between(places: Sequence[int], first: int, last: int) -> bool:
    """Tell whether one of the places, in order, lies from `first` to `last`."""
    at = bisect_left(places, first)
    return at < len(places) and places[at] <= last


class _Sentences:
    """The sentence around a span, by bisection."""

    def __init__(self, bounds: Sequence[tuple[int, int]], length: int) -> None:
        self._bounds = list(bounds) or [(0, length)]
        self._starts = [start for start, _ in self._bounds]

    def around(self, start: int, end: int) -> tuple[int, int] | None:
        index = bisect_right(self._starts, start) - 1
        if index < 0 or end > self._bounds[index][1]:
            return None
        return self._bounds[index]


def fold(text: str) -> str:
    """Return `text` with ASCII letters in lower case; the length never changes."""
    return _UPPER.sub(lambda found: found[0].lower(), text)


def leftmost_longest(candidates: Iterable[_Candidate]) -> list[tuple[int, int, int]]:
    """Return the leftmost (start, end, pattern), the longest at each place, without overlaps.

    A candidate is (start, -end, pattern), so that candidates sort in the order of choosing.
    """
    chosen = []
    free = -1
    for start, minus_end, pattern in sorted(candidates):
        if start >= free:
            free = -minus_end
            chosen.append((start, free, pattern))
    return chosen


def _latin(char: str) -> bool:
    """Tell a Latin letter or digit: a term that ends with one is no part of a longer word."""
    return char.isascii() and char.isalnum()
