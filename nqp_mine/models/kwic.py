"""Concordance: every place of a term with what stands around it.

The search runs on the normalised body with the matcher's rules, so that it finds what a
codebook with this one term would count; places are given in the stored original.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from nqp_mine.corpora.document import Document
from nqp_mine.corpora.source import AnyCorpus
from nqp_mine.models.term_search import TermSearch
from nqp_mine.nlp.matcher import Hit, Matcher
from nqp_mine.nlp.sentences import Sentence, split_sentences
from nqp_mine.text import NormalText, normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcordanceLine:
    """One hit. `start` and `end` are offsets in the stored text, of which `hit` is the slice."""

    id: str
    title: str
    year: int | None
    sentence: str
    start: int
    end: int
    left: str
    hit: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCount:
    """How often a term stands in one document."""

    id: str
    title: str
    year: int | None
    count: int


def concordance(corpus: AnyCorpus, term: str, width: int = 20) -> Iterator[ConcordanceLine]:
    """Return every hit of `term` with `width` characters on both sides, document by document.

    Raises:
        UsageError: the term is empty.
    """
    return _concordance(corpus, TermSearch.build(term), width)


def count(corpus: AnyCorpus, term: str) -> Iterator[TermCount]:
    """Return the number of hits in each document, those without a hit included.

    Raises:
        UsageError: the term is empty.
    """
    search = TermSearch.build(term)
    return (
        TermCount(
            id=name,
            title=title,
            year=int(date[:4]) if date else None,
            count=search.count(text[:end]),
        )
        for name, title, date, end, text in corpus.values(
            ("id", "title", "date", "body_end", "text")
        )
    )


def _concordance(corpus: AnyCorpus, search: TermSearch, width: int) -> Iterator[ConcordanceLine]:
    for name, end, text in corpus.values(("id", "body_end", "text")):
        if search.may_stand_in(text[:end]):
            for document in corpus.documents([name]):
                yield from _lines(document, search.matcher, width)


def _lines(document: Document, matcher: Matcher, width: int) -> Iterator[ConcordanceLine]:
    normal = normalise(document.body)
    hits = matcher.find(normal.text)
    sentences = split_sentences(normal.text) if hits else []
    at = 0
    for hit in hits:
        while at < len(sentences) and sentences[at].end <= hit.start:
            at += 1
        inside = at < len(sentences) and sentences[at].start <= hit.start
        yield _line(document, normal, hit, sentences[at] if inside else None, width)


def _line(
    document: Document, normal: NormalText, hit: Hit, sentence: Sentence | None, width: int
) -> ConcordanceLine:
    text = normal.text
    start, end = normal.span(hit.start, hit.end)
    low, high = (sentence.start, sentence.end) if sentence else _text_line(text, hit)
    return ConcordanceLine(
        id=document.id,
        title=document.title,
        year=document.year,
        sentence=text[low:high],
        start=start,
        end=end,
        left=text[max(0, hit.start - width) : hit.start].replace("\n", " "),
        hit=document.text[start:end],
        right=text[hit.end : hit.end + width].replace("\n", " "),
    )


def _text_line(text: str, hit: Hit) -> tuple[int, int]:
    """Return the line around a hit outside all sentences (a heading, a fragment)."""
    end = text.find("\n", hit.end)
    return text.rfind("\n", 0, hit.start) + 1, len(text) if end < 0 else end
