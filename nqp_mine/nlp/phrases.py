"""Phrases that no list holds: neighbouring words that keep together, found in two passes.

A phrase is a run of two to four tokens inside one clause. It is kept if its parts keep together
(NPMI of its weakest joint, Bouma 2009) and it stands free (entropy of what stands to its left and
to its right): 中国|特色 has the first, but not the second, since 社会主义 follows nearly always.

Memory is bounded in both passes. The first counts runs and, when there are too many, forgets the
rarest (Manku & Motwani 2002): a run's count is too low by at most what was forgotten. The second
counts the survivors exactly, with their neighbours.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nqp_mine.nlp.tokenizer import is_numeral

Run = tuple[str, ...]
Clauses = Iterable[tuple[int, Sequence[Sequence[str]]]]  # the number of a unit, and its clauses

LONGEST = 4  # tokens
MAX_HAN = 12
MIN_HAN = 3
MAX_RUNS = 1_000_000
MAX_CANDIDATES = 20_000
# What leaves a phrase unfinished at its end.
_TAILS = frozenset("地新得着过上下中") | {
    "全国",
    "全省",
    "全市",
    "省级",
    "市级",
    "国家级",
    "世界级",
}
_ATTRIBUTES = frozenset(("全国", "全面", "关键", "精准", "重大", "重点"))
_NEIGHBOURS = 200  # different neighbours that are told apart; further ones count as all different


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A phrase: `npmi` of its weakest joint, the smaller of both `entropy`s in nats, its `units`.

    `units` are the numbers of the units that hold it with its count in each.
    """

    text: str
    n_tokens: int
    count: int
    npmi: float
    entropy: float
    units: Mapping[int, int]


@dataclass(slots=True)
class _Seen:
    count: int = 0
    left: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    units: Counter[int] = field(default_factory=Counter)


def find(
    read: Callable[[], Clauses],
    stop: frozenset[str],
    verbs: frozenset[str],
    *,
    min_count: int = 3,
    min_npmi: float = 0.3,
    min_entropy: float = 1.0,
    max_runs: int = MAX_RUNS,
) -> list[Phrase]:
    """Return the phrases, most frequent first.

    Args:
        read: starts a pass over the units; called twice, and must give the same both times.
        stop: words that are in no phrase.
        verbs: words that begin no phrase (推动高质量发展 is a call, not a term), other than those
            that may as well be attributes (高质量发展).
        min_count: times that a phrase stands in the texts.
        min_npmi: how firmly it keeps together, -1 to 1.
        min_entropy: how freely it stands, in nats, on its bound side.
        max_runs: different runs that are kept in memory.
    """
    words, runs = _count(read(), stop, max_runs)
    chosen = {
        run: npmi
        for run, npmi in _candidates(words, runs, min_count, min_npmi).items()
        if _begins(run[0], verbs) and run[-1] not in _TAILS
    }
    seen = _look(read(), stop, frozenset(chosen))
    found = []
    for run, one in seen.items():
        entropy = min(_entropy(one.left), _entropy(one.right))
        if one.count >= min_count and entropy >= min_entropy:
            found.append(
                Phrase(
                    text="".join(run), n_tokens=len(run), count=one.count, npmi=chosen[run],
                    entropy=entropy, units=dict(one.units),
                )
            )  # fmt: skip
    return _whole(sorted(found, key=lambda one: (-one.count, one.text)))


def runs_of(clause: Sequence[str], stop: frozenset[str]) -> Iterable[tuple[int, int]]:
    """Yield the first and last token (exclusive) of each run of two tokens or more in a clause."""
    good = [_may_be_in_phrase(token, stop) for token in clause]
    for start in range(len(clause)):
        size = 0
        for end in range(start, min(start + LONGEST, len(clause))):
            size += len(clause[end])
            if not good[end] or size > MAX_HAN:
                break
            if end > start and size >= MIN_HAN:
                yield start, end + 1


def _begins(token: str, verbs: frozenset[str]) -> bool:
    return token not in verbs or token in _ATTRIBUTES or token.startswith("高")


def _may_be_in_phrase(token: str, stop: frozenset[str]) -> bool:
    return token not in stop and "一" <= token[0] <= "鿿" and not is_numeral(token)


def _count(
    units: Clauses, stop: frozenset[str], max_runs: int
) -> tuple[Counter[str], Counter[Run]]:
    words: Counter[str] = Counter()
    runs: Counter[Run] = Counter()
    for _, clauses in units:
        for clause in clauses:
            words.update(clause)
            runs.update(tuple(clause[a:b]) for a, b in runs_of(clause, stop))
        for counter in (words, runs):
            if len(counter) > max_runs:
                _forget(counter, max_runs // 2)
    return words, runs


def _forget(counter: Counter, keep: int) -> None:  # type: ignore[type-arg]
    """Drop the rarest keys, and those as rare as they, until at most `keep` are left."""
    least = sorted(counter.values(), reverse=True)[keep]
    for key in [key for key, n in counter.items() if n <= least]:
        del counter[key]


def _candidates(
    words: Counter[str], runs: Counter[Run], min_count: int, min_npmi: float
) -> dict[Run, float]:
    total = max(words.total(), 2)
    found: dict[Run, float] = {}
    for run, count in runs.items():
        if count < min_count:
            continue

        def part(tokens: Run, least: int = count) -> int:
            return max(words[tokens[0]] if len(tokens) == 1 else runs[tokens], least)

        weakest = min(
            _npmi(count, part(run[:cut]), part(run[cut:]), total) for cut in range(1, len(run))
        )
        if weakest >= min_npmi:
            found[run] = weakest
    best = sorted(found, key=lambda run: (-runs[run], run))[:MAX_CANDIDATES]
    return {run: found[run] for run in best}


def _npmi(together: int, first: int, second: int, total: int) -> float:
    p = together / total
    if p >= 1:
        return 1.0
    return math.log(together * total / (first * second)) / -math.log(p)


def _look(units: Clauses, stop: frozenset[str], chosen: frozenset[Run]) -> dict[Run, _Seen]:
    seen: dict[Run, _Seen] = {}
    edge = 0
    for number, clauses in units:
        for clause in clauses:
            for start, end in runs_of(clause, stop):
                run = tuple(clause[start:end])
                if run not in chosen:
                    continue
                one = seen.setdefault(run, _Seen())
                one.count += 1
                one.units[number] += 1
                for counter, at in ((one.left, start - 1), (one.right, end)):
                    edge += 1
                    token = clause[at] if 0 <= at < len(clause) else f"\n{edge}"
                    if token in counter or len(counter) < _NEIGHBOURS:
                        counter[token] += 1
    return seen


def _entropy(neighbours: Counter[str]) -> float:
    """Return the entropy of what stands beside; a clause's edge is another one each time."""
    total = neighbours.total()
    return -sum(n / total * math.log(n / total) for n in neighbours.values()) if total else 0.0


def _whole(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Leave out what is nearly always a part of a longer phrase of the list."""
    by_text = {one.text: one for one in phrases}
    inner: dict[str, int] = {}
    for one in phrases:
        size = len(one.text)
        for start in range(size):
            for end in range(start + MIN_HAN, size + 1):
                part = one.text[start:end]
                if end - start < size and part in by_text:
                    inner[part] = max(inner.get(part, 0), one.count)
    return [one for one in phrases if inner.get(one.text, 0) < 0.8 * one.count]
