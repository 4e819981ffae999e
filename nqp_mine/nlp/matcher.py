"""Find terms in a text, not in tokens, so that no segmenter can lose one.

Within a group, matching is leftmost-longest and does not overlap; groups never compete. The
rules of a term (word boundary for Latin terms, `not_in`, `needs`) are tested on every candidate
before the longest is chosen, so a long term that may not count does not hide a short one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


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

    group: str
    not_in: tuple[int, ...]
    needs: tuple[int, ...]
    latin_start: bool
    latin_end: bool


@dataclass(frozen=True, slots=True)
class Matcher:
    """An automaton over all patterns and the strings of their rules."""

    patterns: tuple[Pattern, ...]
    _strings: tuple[str, ...] = field(repr=False)
    _uses: tuple[tuple[int, ...], ...] = field(repr=False)
    _rules: tuple[_Rule, ...] = field(repr=False)
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
        rules = tuple(
            _Rule(
                group=one.group,
                not_in=tuple(number[fold(rule)] for rule in one.not_in),
                needs=tuple(number[fold(rule)] for rule in one.needs),
                latin_start=_latin(one.text[0]),
                latin_end=_latin(one.text[-1]),
            )
            for one in patterns
        )
        automaton = AhoCorasick(list(strings), matchkind=MatchKind.Standard)
        in_order = tuple(tuple(uses[string]) for string in strings)
        return cls(tuple(patterns), strings, in_order, rules, automaton)

    def find(self, text: str, bounds: Sequence[tuple[int, int]] = ()) -> list[Hit]:
        """Return the hits in `text`, sorted.

        `bounds` are the spans of its sentences: `needs` is tested within them (without bounds,
        within the whole text), and a hit outside all of them is left out.
        """
        folded = fold(text)
        starts: dict[int, list[int]] = defaultdict(list)
        found = self._automaton.find_matches_as_indexes(folded, overlapping=True)  # type: ignore[attr-defined]
        for number, start, _ in found:
            starts[number].append(start)
        places = {number: frozenset(each) for number, each in starts.items()}
        sentences = _Sentences(bounds, len(text))
        allowed: dict[str, list[Hit]] = defaultdict(list)
        for number, start, end in found:
            for index in self._uses[number]:
                rule = self._rules[index]
                if self._allows(rule, start, end, folded, places, sentences):
                    allowed[rule.group].append(Hit(start, end, index))
        return sorted(hit for group in allowed.values() for hit in leftmost_longest(group))

    def _allows(
        self,
        rule: _Rule,
        start: int,
        end: int,
        text: str,
        places: dict[int, frozenset[int]],
        sentences: "_Sentences",
    ) -> bool:
        if rule.latin_start and start > 0 and _latin(text[start - 1]):
            return False
        if rule.latin_end and end < len(text) and _latin(text[end]):
            return False
        sentence = sentences.around(start, end)
        if sentence is None:
            return False
        for number in rule.not_in:
            if number in places:
                first = end - len(self._strings[number])
                if any(at in places[number] for at in range(first, start + 1)):
                    return False
        if not rule.needs:
            return True
        low, high = sentence
        return any(
            low <= at and at + len(self._strings[number]) <= high
            for number in rule.needs
            for at in places.get(number, ())
        )


class _Sentences:
    """The sentence around a span, by bisection."""

    def __init__(self, bounds: Sequence[tuple[int, int]], length: int) -> None:
        self._bounds = list(bounds) or [(0, length)]
        self._starts = [start for start, _ in self._bounds]

    def around(self, start: int, end: int) -> tuple[int, int] | None:
        from bisect import bisect_right

        index = bisect_right(self._starts, start) - 1
        if index < 0 or end > self._bounds[index][1]:
            return None
        return self._bounds[index]


def fold(text: str) -> str:
    """Return `text` with ASCII letters in lower case; the length never changes."""
    return text.translate(_LOWER)


def leftmost_longest(hits: Iterable[Hit]) -> list[Hit]:
    """Return the leftmost hits, the longest at each place, without overlaps."""
    chosen: list[Hit] = []
    end = -1
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.pattern)):
        if hit.start >= end:
            chosen.append(hit)
            end = hit.end
    return chosen


def _latin(char: str) -> bool:
    """Tell a Latin letter or digit: a term that ends with one is no part of a longer word."""
    return char.isascii() and char.isalnum()
