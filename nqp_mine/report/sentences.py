"""The sentences of evidence.csv without their texts: the table is read once, and never held.

Page, panel and workbook count what stands here; the few sentences that a page shows are read
again from their place in the file.
"""

import csv
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
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
_PART = 2**19  # hits that are counted together, about
_CHUNK = 2**22  # bytes


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
                yield dict(zip(names, _plain(line), strict=True))


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
    """Yield the number of the line on which each row begins, and its cells of `_READ`."""
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8-sig", newline="\n") as stream:  # as `_lines` tells them apart
        rows = csv.reader(stream)
        names = next(rows, [])
        wanted = itemgetter(*(names.index(name) for name in _READ))
        begin = rows.line_num
        for row in rows:
            yield begin, _plain(wanted(row))
            begin = rows.line_num


def _lines(path: Path) -> np.ndarray:
    """Return where each line begins, in bytes; the last one is the end of the file."""
    found, end = [np.zeros(1, np.int64)], 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            found.append(np.flatnonzero(np.frombuffer(chunk, np.uint8) == ord("\n")) + end + 1)
            end += len(chunk)
    return np.concatenate(found)


def _header(line: bytes) -> Sequence[str]:
    return next(csv.reader([line.decode("utf-8-sig")]), [])


def _plain(row: Sequence[str]) -> _Row:
    return tuple([plain(cell) if cell[:1] == "'" else cell for cell in row])


class _Numbers(dict[Term, int]):
    """The number of each term as it stands in texts: all forms and cases of one have the same."""

    def __init__(self) -> None:
        super().__init__()
        self.matched: dict[Term, int] = {}

    def __missing__(self, written: Term) -> int:
        term = written[0], matched(written[1])
        number = self[written] = self.matched.setdefault(term, len(self.matched))
        return number


def _gather(path: Path | None, rows: Iterable[tuple[int, _Row]]) -> Sentences:
    """Take in the rows: numbers alone, so that millions of sentences fit in memory."""
    documents: dict[str, int] = {}
    patterns: dict[tuple[str, ...], int] = {}
    number_of, latest, document = _Numbers(), None, 0
    known, lines = array("I"), array("Q")  # six numbers a sentence, and the line of its row
    terms = array("I")  # of all hits
    for line, (name, sid, start, text, themes, spans, why) in rows:
        if name != latest:
            document, latest = documents.setdefault(name, len(documents)), name
        begin, before = int(start), len(terms)
        hit: dict[str, None] = {}
        for span in spans.split(";") if spans else ():
            category, _, ends = span.rpartition(":")
            first, _, last = ends.partition("-")
            hit[category] = None
            terms.append(number_of[category, text[int(first) - begin : int(last) - begin]])
        pattern, n_hits = patterns.setdefault((themes, *hit), len(patterns)), len(terms) - before
        known.extend((document, pattern, crc32(sid.encode()), len(text.encode()), len(why), n_hits))
        lines.append(line)
    document_of, pattern_of, lot, text_bytes, why_length, hits = np.asarray(known).reshape(-1, 6).T
    return Sentences(
        path=path, documents=tuple(documents), document=document_of, pattern=pattern_of, lot=lot,
        patterns=tuple(Pattern(tuple(filter(None, t.split(";"))), tuple(h)) for t, *h in patterns),
        terms=_uses(tuple(number_of.matched), np.asarray(terms), hits, document_of),
        text_bytes=text_bytes, why_length=why_length,
        place=_lines(path)[np.asarray(lines)] if path else np.zeros(0, np.int64),
    )  # fmt: skip


def _uses(
    terms: Sequence[Term], found: np.ndarray, hits: np.ndarray, document: np.ndarray
) -> dict[Term, Uses]:
    """Return the uses of each term.

    Args:
        terms: the different ones.
        found: the number of the term of each hit, (n_hits,).
        hits: of each sentence, how many hits it has, (n,).
        document: of each sentence, (n,).
    """
    totals = np.zeros((len(terms), 3), np.int64)
    owner = document.astype(np.int64)
    ends = np.concatenate([[0], np.cumsum(hits, dtype=np.int64)])
    for first, last in pairwise([*_parts(ends, owner), len(owner)]):
        term = found[ends[first] : ends[last]].astype(np.int64)
        sentence = np.repeat(np.arange(first, last), hits[first:last])
        totals[:, 0] += np.bincount(term, minlength=len(terms))
        for column, place in ((1, sentence), (2, owner[sentence])):
            once = np.unique(place * len(terms) + term) % max(len(terms), 1)
            totals[:, column] += np.bincount(once, minlength=len(terms))
    return {term: Uses(*own) for term, own in zip(terms, totals.tolist(), strict=True)}


def _parts(ends: np.ndarray, document: np.ndarray) -> list[int]:
    """Return the sentences at which parts of some hits each begin, none amid a document."""
    begin = np.flatnonzero(np.diff(document, prepend=-1))
    _, first = np.unique(ends[begin] // _PART, return_index=True)
    own: list[int] = begin[first].tolist()
    return own
