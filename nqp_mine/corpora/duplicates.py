"""Documents that repeat another one: exact, near, forwarded, and suspicious pairs.

- exact: equal in every letter and digit;
- near: the same text with small changes, in another order, or as a part of a longer text;
- forwarded: a notice (转发, 印发) whose body holds nearly the whole of another document;
- suspicious: the same body under another year or another place. One of the two must be wrong,
  and only a person can say which: both go on counting, and the pair is reported.

A form that was filled in with other names or figures is no copy, however little of it differs.

Of a cluster one member counts: the document that the others repeat, else the one whose date and
place are known, else the one of which most is known for sure, else the earliest by date and id.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Protocol

import numpy as np

from nqp_mine.corpora.sharing import SharedHashes
from nqp_mine.corpora.sketch import GRAM, Sketch, comparable, overlap, sketch

Kind = Literal["exact", "near", "forwarded", "suspicious"]

# On made-up pairs: 5 % of the characters changed one by one leaves a resemblance of about .63,
# blocks in another order .97 and more; a template with a fifth of other content about .67. So
# resemblance decides alone only above NEAR; between MAYBE and NEAR the edit distance decides.
NEAR = 0.85
MAYBE = 0.45
SIMILAR = 0.90
CONTAINED = 0.85
# A notice says what it does with the text that it carries, before that begins.
_NOTICE = re.compile("(?:转发|批转|印发|下发).{0,120}?(?:通知|给你们|执行|施行|实施)")
_NOTICE_LENGTH = 1_500  # plain characters of it; long lists of addressees have some 500
_LEAD = 12  # plain characters by which the beginning of the carried text is found
# Of the changed characters in a filled-in form nearly all are digits, or a name that is replaced
# by the same other name (two characters at least) again and again; edits by hand, and characters
# that two text layers write differently (戶, 户), are single and varied.
FILLED = 0.5
_ALIGNED = 20_000  # plain characters; the alignment of longer texts would need too much memory
_SHORTEST = 200  # plain characters; a shorter text inside a longer one is a phrase, not a document


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fingerprint:
    """What finds the candidates for one document, and what tells it from its copies.

    `known` is the number of its facts that a user or a page gave, and not the text alone.
    """

    id: str
    coarse: np.ndarray
    digest: str
    date: str = ""
    region: str = ""
    known: int = 0


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Pair:
    """A document that repeats another. `score` is resemblance, or containment if forwarded."""

    copy: str
    original: str
    kind: Kind
    score: float


class Fingerprints(Protocol):
    """All fingerprints of a corpus: in turn, and again by number; a list is one."""

    def __iter__(self) -> Iterator[Fingerprint]:
        """Yield them; the first has number 0."""

    def __getitem__(self, number: int, /) -> Fingerprint:
        """Return one."""


def find_pairs(prints: Fingerprints, plain_text: Callable[[str], str]) -> list[Pair]:
    """Return all repeating pairs. `plain_text` gives the plain text of an id, when needed.

    Memory grows with the number of pairs that are found, not with that of the documents.
    """
    text = lru_cache(maxsize=64)(plain_text)
    full = lru_cache(maxsize=64)(lambda name: sketch(text(name)))
    found: list[Pair] = []
    copies: set[int] = set()
    with closing(SharedHashes()) as shared:
        for number, one in enumerate(prints):
            shared.add(number, one.digest, one.coarse)
        for numbers in shared.same_digest():
            group = {prints[number].id: number for number in numbers}
            repeats, keepers = _exact([prints[number] for number in numbers])
            found += repeats
            copies |= set(numbers) - {group[keeper.id] for keeper in keepers}
        for pair in shared.candidates(copies):
            a, b = sorted((prints[number] for number in pair), key=lambda one: one.id)
            if a.digest != b.digest and (match := _compare(a, b, full, text)):
                found.append(match)
    return sorted(found)


def originals(pairs: Sequence[Pair]) -> dict[str, str]:
    """Return {copy: the document that counts for it}; chains end at one original."""
    parent: dict[str, str] = {}
    for pair in sorted(pairs, key=lambda pair: (pair.copy, -pair.score, pair.original)):
        if pair.kind != "suspicious":
            parent.setdefault(pair.copy, pair.original)
    found = {}
    for copy in parent:
        chain = [copy]
        while chain[-1] in parent and parent[chain[-1]] not in chain:
            chain.append(parent[chain[-1]])
        end = chain[-1]
        if end in parent:  # a circle: its first member by id counts
            end = min(chain[chain.index(parent[end]) :])
        if end != copy:
            found[copy] = end
    return found


def advice(pair: Pair, dates: Sequence[str], places: Sequence[str]) -> str:
    """Say what to check of a pair, by the dates and places of both; "" where nothing is wrong."""
    if pair.kind != "suspicious":
        return ""
    years = sorted({day[:4] for day in dates if day})
    where = sorted({place for place in places if place})
    apart = [" and ".join(values) for values in (years, where) if len(values) > 1]
    return (
        f"The same text under {', '.join(apart) or 'different facts'}: compare with the sources. "
        "A wrong date or place is put right with corpus amend, a wrong file with corpus forget."
    )


def _age(one: Fingerprint) -> tuple[int, int, str, str]:
    # What has no date or no place comes last: it can repeat one of two that differ in these.
    return (not one.date) + (not one.region), -one.known, one.date or "9999", one.id


def _exact(group: Sequence[Fingerprint]) -> tuple[list[Pair], list[Fingerprint]]:
    """Return the pairs of documents with the same text, and one of each year and place."""
    found: list[Pair] = []
    keepers: list[Fingerprint] = []
    for one in sorted(group, key=_age):
        original = next((keeper for keeper in keepers if not _differ(keeper, one)), None)
        if original is not None:
            found.append(_pair(original, one, "exact", 1.0))
            continue
        if keepers:
            found.append(_pair(keepers[0], one, "exact", 1.0))
        keepers.append(one)
    return found, keepers


def _compare(
    a: Fingerprint, b: Fingerprint, full: Callable[[str], Sketch], text: Callable[[str], str]
) -> Pair | None:
    left, right = comparable(full(a.id), full(b.id))
    both = overlap(left, right)
    if not both:
        return None
    sizes = len(left.hashes), len(right.hashes)
    resemblance = both / (sum(sizes) - both)
    containment = both / min(sizes)
    contained = containment >= CONTAINED and min(left.length, right.length) >= _SHORTEST
    inner, outer = (a, b) if left.length <= right.length else (b, a)
    if contained and _is_notice(text(inner.id), text(outer.id)):
        return _pair(inner, outer, "forwarded", containment)
    alike = resemblance >= NEAR or (resemblance >= MAYBE and _similar(text(a.id), text(b.id)))
    if not (alike or contained) or _is_filled_form(text(a.id), text(b.id)):
        return None
    if alike:
        first, second = sorted((a, b), key=_age)
        return _pair(first, second, "near", resemblance)
    # A part of a longer text: the longer one counts, so that no text is lost.
    return _pair(outer, inner, "near", containment)


def _is_notice(inner: str, outer: str) -> bool:
    """Tell whether `outer` is a notice with `inner` in it."""
    for start in range(0, min(len(inner), 5 * _LEAD), _LEAD):
        # Its very first line may have been left out or changed.
        at = outer.rfind(inner[start : start + _LEAD])
        if at >= 0:
            head = outer[: min(max(at - start, 0), _NOTICE_LENGTH)]
            return _NOTICE.search(head) is not None and not _stands_in(head, inner)
    return False


def _stands_in(head: str, text: str) -> bool:
    """Tell whether most of `head` is also in `text`: then both are copies of one notice."""
    grams = [head[i : i + GRAM] for i in range(0, len(head) - GRAM + 1, GRAM)]
    return 2 * sum(gram in text for gram in grams) >= len(grams)


def _is_filled_form(a: str, b: str) -> bool:
    """Tell whether two similar texts differ in figures and in names, and in little else."""
    from rapidfuzz.distance import Levenshtein

    if max(len(a), len(b)) > _ALIGNED:
        return False
    changes: Counter[tuple[str, str]] = Counter()
    for step in Levenshtein.opcodes(a, b):
        if step.tag != "equal":
            old, new = a[step.src_start : step.src_end], b[step.dest_start : step.dest_end]
            changes[old, new] += 1
    total = filled = 0
    for (old, new), times in changes.items():
        size = times * max(len(old), len(new))
        total += size
        if (times > 1 and min(len(old), len(new)) > 1) or (old + new).isdigit():
            filled += size
    return filled >= FILLED * total > 0


def _similar(a: str, b: str) -> bool:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(a, b, score_cutoff=SIMILAR) >= SIMILAR


def _differ(a: Fingerprint, b: Fingerprint) -> bool:
    """Tell whether both have a year or both have a place, and not the same."""
    years = {a.date[:4], b.date[:4]} - {""}
    places = {a.region, b.region} - {""}
    return len(years) > 1 or len(places) > 1


def _pair(original: Fingerprint, copy: Fingerprint, kind: Kind, score: float) -> Pair:
    if kind != "forwarded" and _differ(original, copy):
        kind = "suspicious"
    return Pair(copy=copy.id, original=original.id, kind=kind, score=round(score, 3))
