"""Documents that repeat another one: exact, near, forwarded, and suspicious pairs.

- exact: equal in every letter and digit;
- near: the same text with small changes or in another order;
- forwarded: a notice (转发, 印发) whose body holds nearly the whole of another document;
- suspicious: the same body under another year or another place. One of the two must be wrong,
  and only a person can say which: both go on counting, and the pair is reported.

Of a cluster one member counts: the document that the others repeat, else the one of which most is
known for sure, else the earliest by date and id.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from nqp_mine.corpora.sketch import Sketch, overlap, sketch

Kind = Literal["exact", "near", "forwarded", "suspicious"]

# On made-up pairs: 5 % of the characters changed one by one leaves a resemblance of about .63,
# blocks in another order .97 and more; a template with a fifth of other content about .67. So
# resemblance decides alone only above NEAR; between MAYBE and NEAR the edit distance decides.
NEAR = 0.85
MAYBE = 0.45
SIMILAR = 0.90
CONTAINED = 0.85
_SHORTEST = 200  # plain characters; a shorter text inside a longer one is a phrase, not a document
_COMMON = 200  # documents; a hash in more of them is boilerplate and finds no candidates


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


def find_pairs(prints: Sequence[Fingerprint], plain_text: Callable[[str], str]) -> list[Pair]:
    """Return all repeating pairs. `plain_text` gives the plain text of an id, when needed."""
    same: dict[str, list[Fingerprint]] = {}
    for one in prints:
        same.setdefault(one.digest, []).append(one)
    groups = [sorted(group, key=_age) for group in same.values()]
    found = [_pair(group[0], one, "exact", 1.0) for group in groups for one in group[1:]]
    unique = sorted((group[0] for group in groups), key=lambda one: one.id)
    text = lru_cache(maxsize=64)(plain_text)
    full = lru_cache(maxsize=64)(lambda name: sketch(text(name)))
    for a, b in candidates(unique):
        pair = _compare(unique[a], unique[b], full, text)
        if pair:
            found.append(pair)
    return sorted(found)


def originals(pairs: Sequence[Pair]) -> dict[str, str]:
    """Return {copy: the document that counts for it}; chains end at one original."""
    parent: dict[str, str] = {}
    for pair in sorted(pairs, key=lambda pair: (pair.copy, -pair.score, pair.original)):
        if pair.kind != "suspicious":
            parent.setdefault(pair.copy, pair.original)
    found = {}
    for copy in parent:
        end, seen = copy, {copy}
        while end in parent and parent[end] not in seen:
            end = parent[end]
            seen.add(end)
        if end != copy:
            found[copy] = end
    return found


def candidates(prints: Sequence[Fingerprint]) -> list[tuple[int, int]]:
    """Return the pairs (by number) that share enough of their coarse hashes."""
    if not prints:
        return []
    sizes = np.array([len(one.coarse) for one in prints])
    values = np.concatenate([one.coarse for one in prints])
    owners = np.repeat(np.arange(len(prints)), sizes)
    order = np.lexsort((owners, values))
    values, owners = values[order], owners[order]
    edges = np.flatnonzero(np.r_[True, values[1:] != values[:-1], True])
    shared: dict[tuple[int, int], int] = {}
    for start, end in zip(edges[:-1], edges[1:], strict=True):
        if 1 < end - start <= _COMMON:
            members = owners[start:end].tolist()
            for i, a in enumerate(members):
                for b in members[i + 1 :]:
                    shared[a, b] = shared.get((a, b), 0) + 1
    return sorted(
        (a, b) for (a, b), n in shared.items() if n >= 0.3 * min(sizes[a], sizes[b]) and a != b
    )


def _age(one: Fingerprint) -> tuple[int, str, str]:
    return -one.known, one.date or "9999", one.id


def _compare(
    a: Fingerprint, b: Fingerprint, full: Callable[[str], Sketch], text: Callable[[str], str]
) -> Pair | None:
    left, right = full(a.id), full(b.id)
    both = overlap(left, right)
    sizes = len(left.hashes), len(right.hashes)
    if not both:
        return None
    resemblance = both / (sum(sizes) - both)
    if resemblance >= NEAR or (resemblance >= MAYBE and _similar(text(a.id), text(b.id))):
        first, second = sorted((a, b), key=_age)
        return _pair(first, second, "near", resemblance)
    inner, outer = (a, b) if sizes[0] <= sizes[1] else (b, a)
    if both / min(sizes) >= CONTAINED and min(left.length, right.length) >= _SHORTEST:
        return _pair(inner, outer, "forwarded", both / min(sizes))
    return None


def _similar(a: str, b: str) -> bool:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(a, b, score_cutoff=SIMILAR) >= SIMILAR


def _pair(original: Fingerprint, copy: Fingerprint, kind: Kind, score: float) -> Pair:
    years = {original.date[:4], copy.date[:4]} - {""}
    places = {original.region, copy.region} - {""}
    if kind != "forwarded" and (len(years) > 1 or len(places) > 1):
        kind = "suspicious"
    return Pair(copy=copy.id, original=original.id, kind=kind, score=round(score, 3))
