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
class Matcher:
    """An automaton over all patterns and the strings of their rules."""

    patterns: tuple[Pattern, ...]
    _strings: tuple[str, ...] = field(repr=False)
    _uses: tuple[tuple[int, ...], ...] = field(repr=False)
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
        automaton = AhoCorasick(list(strings), matchkind=MatchKind.Standard)
        return cls(tuple(patterns), strings, tuple(tuple(uses[s]) for s in strings), automaton)

    def find(self, text: str, bounds: Sequence[tuple[int, int]] = ()) -> list[Hit]:
        """Return the hits in `text`, sorted.

        `bounds` are the spans of its sentences: `needs` is tested within them (without bounds,
        within the whole text), and a hit outside all of them is left out.
        """
        folded = fold(text)
        places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        candidates: dict[str, list[Hit]] = defaultdict(list)
        found = self._automaton.find_matches_as_indexes(folded, overlapping=True)  # type: ignore[attr-defined]
        for number, start, end in found:
            places[self._strings[number]].append((start, end))
            for index in self._uses[number]:
                candidates[self.patterns[index].group].append(Hit(start, end, index))
        sentences = _Sentences(bounds, len(text))
        hits: list[Hit] = []
        for group in candidates.values():
            allowed = [hit for hit in group if self._allowed(hit, folded, places, sentences)]
            hits += leftmost_longest(allowed)
        return sorted(hits)

    def _allowed(
        self,
        hit: Hit,
        text: str,
        places: dict[str, list[tuple[int, int]]],
        sentences: "_Sentences",
    ) -> bool:
        pattern = self.patterns[hit.pattern]
        if not _on_boundary(text, hit.start, hit.end):
            return False
        sentence = sentences.around(hit.start, hit.end)
        if sentence is None:
            return False
        for rule in pattern.not_in:
            if any(s <= hit.start and hit.end <= e for s, e in places.get(fold(rule), ())):
                return False
        if not pattern.needs:
            return True
        low, high = sentence
        return any(
            low <= s and e <= high for rule in pattern.needs for s, e in places.get(fold(rule), ())
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


def _on_boundary(text: str, start: int, end: int) -> bool:
    """A term that begins or ends with a Latin letter or digit is no part of a longer word."""

    def word(char: str) -> bool:
        return char.isascii() and char.isalnum()

    if start > 0 and word(text[start]) and word(text[start - 1]):
        return False
    return not (end < len(text) and word(text[end - 1]) and word(text[end]))
