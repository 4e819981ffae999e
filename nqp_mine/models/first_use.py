"""First use of the concept's own words: over all documents, and within each issuer and region.

Caution: first in this corpus, not in the world.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nqp_mine.corpora.document import Document
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.measure import Evidence
from nqp_mine.text import normalise

Use = tuple[str, int]  # a label term, and the number of the sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstUse:
    """One row of first_use.csv: `scope` is all, issuer or region; `key` its value."""

    scope: str
    key: str
    term: str
    date: str
    id: str
    title: str
    sid: str


def label_uses(evidence: Iterable[Evidence], book: Codebook) -> list[Use]:
    """Return the label terms of a document, each with its first sentence."""
    found: dict[str, int] = {}
    on_label = {category.id for category in book.categories if category.axis == "label"}
    for one in evidence:
        number = int(one.sid.rpartition("@")[2])
        for category, start, end in spans(one.spans):
            if category in on_label:
                term = normalise(one.text[start - one.start : end - one.start]).text
                found[term] = min(number, found.get(term, number))
    return sorted(found.items())


@dataclass(slots=True)
class FirstUses:
    """Collects the first use of each label term, in any order of documents."""

    _first: dict[tuple[str, str, str], tuple[str, str, int, str]] = field(default_factory=dict)

    def add(self, document: Document, uses: Iterable[Use]) -> None:
        """Take note of a document's uses; undated documents are left out."""
        if not document.date:
            return
        for term, number in uses:
            place = (document.date, document.id, number, document.title)
            for scope, key in self._keys(document):
                old = self._first.get((scope, key, term))
                if old is None or place < old:
                    self._first[scope, key, term] = place

    def rows(self) -> list[FirstUse]:
        """Return the first uses: by scope, key and date."""
        found = [
            FirstUse(
                scope=scope, key=key, term=term, date=date, id=name, title=title,
                sid=f"{name}@{number}",
            )
            for (scope, key, term), (date, name, number, title) in self._first.items()
        ]  # fmt: skip
        order = ("all", "issuer", "region")
        return sorted(found, key=lambda r: (order.index(r.scope), r.key, r.date, r.id, r.term))

    @staticmethod
    def _keys(document: Document) -> Iterator[tuple[str, str]]:
        yield "all", ""
        if document.issuer:
            yield "issuer", document.issuer
        if document.region:
            yield "region", document.region


def spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (category, start, end) of the `spans` of an evidence row."""
    for part in filter(None, text.split(";")):
        category, _, place = part.rpartition(":")
        start, _, end = place.partition("-")
        yield category, int(start), int(end)
