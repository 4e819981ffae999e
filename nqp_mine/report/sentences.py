"""The sentences of evidence.csv without their texts: the table is read once, and never held.

Page, panel and workbook count what stands here; the few sentences that a page shows are read
again from their place in the file.
"""

import csv
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np

from nqp_mine.cells import plain
from nqp_mine.errors import OutputError
from nqp_mine.text import normalise

Term = tuple[str, str]  # a category, and a term as it is matched
_Row = tuple[str, ...]
_READ = ("id", "sid", "start", "text", "themes", "spans", "why")
_REMEDY = "Run again to write it anew."
_PENDING = 2**21  # numbers of hits that are counted together, about


class Uses(NamedTuple):
    """How often a term stands in a corpus, in how many sentences, and in how many documents."""

    hits: int = 0
    sentences: int = 0
    documents: int = 0


class Pattern(NamedTuple):
    """What a sentence counts for: themes by the coder, and categories whose terms it has."""

    themes: tuple[str, ...]
    hit: tuple[str, ...]

    def categories(self, parents: Mapping[str, str]) -> set[str]:
        """Return the categories whose terms it has; a sub-theme's theme is one of them."""
        return {*self.hit, *(parents[one] for one in self.hit if one in parents)}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sentences:
    """What is known of each of n sentences, and of the terms that stand in them.

    Arrays (n,): `document` and `pattern` number what stands in `documents` (ids) and `patterns`;
    `lot` is a hash of the sid, uniform below 2 ** 32; `text_bytes` and `why_length` (characters)
    are lengths, `place` is where the row begins in the file.
    """

    path: Path | None
    documents: tuple[str, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    terms: Mapping[Term, Uses]
    document: np.ndarray
    pattern: np.ndarray
    lot: np.ndarray
    text_bytes: np.ndarray
    why_length: np.ndarray
    place: np.ndarray

    def together(self, owner: Sequence[int]) -> tuple[list[tuple[int, Pattern]], np.ndarray]:
        """Return the different pairs of an owner and a pattern, and each sentence's pair, (n,).

        `owner` is a number for each of `documents`: of a place, say, or of a period.
        """
        width = max(len(self.patterns), 1)
        both = np.array(owner, np.int64)[self.document] * width + self.pattern
        found, number = np.unique(both, return_inverse=True)
        return [(one // width, self.patterns[one % width]) for one in found.tolist()], number

    def rows(self, numbers: Iterable[int]) -> Iterator[Mapping[str, str]]:
        """Yield rows of evidence.csv by their numbers.

        Raises:
            OutputError: it cannot be read.
        """
        if not self.path:
            return
        with _checked(self.path), self.path.open("rb") as stream:
            names = _header(stream.readline())
            for i in numbers:
                stream.seek(self.place[i])
                line = next(csv.reader(one.decode() for one in stream), [])
                yield dict(zip(names, map(_plain, line), strict=True))


def read(path: Path | None) -> Sentences:
    """Return the sentences of an evidence.csv; none where there is no such file.

    Raises:
        OutputError: it cannot be read.
    """
    with _checked(path):
        return _gather(path, _rows(path) if path else ())


@contextmanager
def _checked(path: Path | None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror}.", remedy=_REMEDY) from error
    except (ValueError, LookupError, csv.Error) as error:
        problem = f"{path}: was changed after it was written."
        raise OutputError(problem, remedy=_REMEDY) from error


def matched(term: str) -> str:
    """Return a term as it is matched: normalised, without case and white space."""
    return "".join(normalise(term).text.lower().split())


def _rows(path: Path) -> Iterator[tuple[int, _Row]]:
    """Yield where each row begins, and its cells of `_READ`."""
    csv.field_size_limit(2**31 - 1)
    with path.open("rb") as stream:
        end = 0

        def lines() -> Iterator[str]:
            nonlocal end
            for line in stream:
                end += len(line)
                yield line.decode()

        first = stream.readline()
        names, end = _header(first), len(first)
        wanted = [names.index(name) for name in _READ]
        begin = end
        for row in csv.reader(lines()):
            yield begin, tuple([_plain(row[i]) for i in wanted])
            begin = end


def _header(line: bytes) -> Sequence[str]:
    return next(csv.reader([line.decode("utf-8-sig")]), [])


def _plain(cell: str) -> str:
    return plain(cell) if cell[:1] == "'" else cell


class _Tally:
    """Adds up the uses of terms, some documents at a time, so that memory does not grow."""

    def __init__(self) -> None:
        self.pending = array("I")  # document, sentence and term of each hit
        self._written: dict[Term, int] = {}  # terms as they stand in texts, in any case and form
        self._terms: dict[Term, int] = {}
        self._totals = np.zeros((0, 3), np.int64)

    def number(self, written: Term) -> int:
        """Return the number of a term."""
        known = self._written.get(written)
        if known is None:
            term = written[0], matched(written[1])
            known = self._terms.setdefault(term, len(self._terms))
            self._written[written] = known
        return known

    def settle(self) -> None:
        """Count what is pending; the next hit must be in another document."""
        document, sentence, term = np.array(self.pending, np.int64).reshape(-1, 3).T
        n = len(self._terms)
        totals = np.zeros((n, 3), np.int64)
        totals[: len(self._totals)] = self._totals
        totals[:, 0] += np.bincount(term, minlength=n)
        for column, place in ((1, sentence), (2, document)):
            once = np.unique(place * n + term) % max(n, 1)
            totals[:, column] += np.bincount(once, minlength=n)
        self._totals = totals
        del self.pending[:]

    def uses(self) -> dict[Term, Uses]:
        """Return the uses of each term."""
        self.settle()
        return {t: Uses(*own) for t, own in zip(self._terms, self._totals.tolist(), strict=True)}


def _gather(path: Path | None, rows: Iterable[tuple[int, _Row]]) -> Sentences:
    """Take in the rows: numbers alone, so that millions of sentences fit in memory."""
    documents: dict[str, int] = {}
    patterns: dict[tuple[str, ...], int] = {}
    known, places = array("I"), array("Q")  # five numbers a sentence, and its place
    tally, latest = _Tally(), ""
    for number, (place, (name, sid, start, text, themes, spans, why)) in enumerate(rows):
        if name != latest and len(tally.pending) > _PENDING:
            tally.settle()
        document, latest = documents.setdefault(name, len(documents)), name
        hit: dict[str, None] = {}
        for span in spans.split(";") if spans else ():
            category, _, ends = span.rpartition(":")
            first, _, last = ends.partition("-")
            hit[category] = None
            term = category, text[int(first) - int(start) : int(last) - int(start)]
            tally.pending.extend((document, number, tally.number(term)))
        pattern = patterns.setdefault((themes, *hit), len(patterns))
        known.extend((document, pattern, crc32(sid.encode()), len(text.encode()), len(why)))
        places.append(place)
    document_of, pattern_of, lot, text_bytes, why_length = np.asarray(known).reshape(-1, 5).T
    return Sentences(
        path=path, documents=tuple(documents), document=document_of, pattern=pattern_of, lot=lot,
        patterns=tuple(Pattern(tuple(filter(None, t.split(";"))), tuple(h)) for t, *h in patterns),
        terms=tally.uses(), text_bytes=text_bytes, why_length=why_length, place=np.asarray(places),
    )  # fmt: skip
