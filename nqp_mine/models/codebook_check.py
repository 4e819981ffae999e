"""Can the terms of a codebook be found, and what would a segmenter have made of them?

Hits come from the text itself. Beside them stands what the segmenter does at the same place:
the term is one token (`whole`), several (`split`), part of a longer one (`inside`), or a token
runs over its edge (`cut`). Measures over tokens (TF-IDF, topics) see whole terms alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nqp_mine.corpora.document import Document
from nqp_mine.models.codebook import Codebook
from nqp_mine.nlp.matcher import Matcher
from nqp_mine.nlp.sentences import split_sentences
from nqp_mine.nlp.tokenizer import Tokenizer
from nqp_mine.text import normalise

FATES = ("whole", "split", "inside", "cut")


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCheck:
    """One term: whether it is one token when it stands alone, its hits, and their fates."""

    term: str
    category: str
    one_token: bool
    hits: int = 0
    whole: int = 0
    split: int = 0
    inside: int = 0
    cut: int = 0

    @property
    def broken(self) -> int:
        """The hits that the segmenter does not keep as one token."""
        return self.hits - self.whole

    @property
    def is_broken(self) -> bool:
        """Tell whether a segmenter loses the term, alone or somewhere in the corpus."""
        return not self.one_token or self.broken > 0


def check(
    book: Codebook, documents: Iterable[Document] = (), tokenizer: Tokenizer | None = None
) -> tuple[TermCheck, ...]:
    """Return one record a term, in the codebook's order.

    `tokenizer` knows the codebook's terms as words unless another one is given.
    """
    tokens = tokenizer or Tokenizer(term.text for term in book.terms)
    matcher = Matcher.build(book.patterns())
    found: Counter[tuple[int, str]] = Counter()
    for document in documents:
        found.update(_fates(normalise(document.body).text, matcher, tokens))
    return tuple(
        TermCheck(
            term=term.text,
            category=term.category,
            one_token=tokens.survives(term.text),
            hits=sum(found[number, fate] for fate in FATES),
            **{fate: found[number, fate] for fate in FATES},
        )
        for number, term in enumerate(book.terms)
    )


def _fates(text: str, matcher: Matcher, tokenizer: Tokenizer) -> Iterator[tuple[int, str]]:
    sentences = split_sentences(text)
    hits = matcher.find(text, [(s.start, s.end) for s in sentences])
    at, tokenised = 0, -1
    spans: list[tuple[int, int]] = []
    for hit in hits:
        while sentences[at].end <= hit.start:
            at += 1
        if tokenised != at:
            spans = token_spans(text, sentences[at].start, sentences[at].end, tokenizer)
            tokenised = at
        yield hit.pattern, _fate(hit.start, hit.end, spans)


def token_spans(text: str, start: int, end: int, tokenizer: Tokenizer) -> list[tuple[int, int]]:
    """Return the spans of the tokens of text[start:end], as offsets in `text`."""
    spans = []
    at = start
    for token in tokenizer.cut(text[start:end]):
        left = text.index(token, at, end)
        at = left + len(token)
        spans.append((left, at))
    return spans


def _fate(start: int, end: int, spans: Sequence[tuple[int, int]]) -> str:
    if (start, end) in spans:
        return "whole"
    if any(left <= start and end <= right for left, right in spans):
        return "inside"
    edges = any(left == start for left, _ in spans) and any(right == end for _, right in spans)
    return "split" if edges else "cut"
