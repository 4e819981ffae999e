"""What is measured in one document: sentences counted and coded, and words.

It is pure: the text and the instruments decide alone, so that a process pool maps it on a laptop
and a cluster over many machines, and what was measured once need not be measured again.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nqp_mine.corpora.document import Document
from nqp_mine.models import codebook as codebooks
from nqp_mine.models.coding import Coder, Coding, CompiledCodebook, DictionaryCoder, Identity
from nqp_mine.models.learned import LearnedCoder
from nqp_mine.nlp import stopwords
from nqp_mine.nlp.matcher import Hit
from nqp_mine.nlp.sentences import Sentence, split_sentences
from nqp_mine.nlp.structure import Kind, kinds_at, sections
from nqp_mine.nlp.terms import TermBlock
from nqp_mine.nlp.textrank import textrank
from nqp_mine.nlp.tokenizer import Tokenizer, is_word
from nqp_mine.study import Study
from nqp_mine.text import NormalText, han_before, normalise

#: What is cut into words together.
TokenUnit = Literal["paragraph", "sentence"]

#: The parts that `annexes = "out"` leaves out: what explains, signs and distributes a document.
#: Attachments and divisions of tasks stay in: a notice's attachment is the policy that it issues.
ANNEXES: frozenset[Kind] = frozenset({"glossary", "signature", "imprint"})


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DocumentCounts:
    """What was counted in one document, sentence by sentence.

    Arrays over the counted sentences: `number` (n_sentences,): the place among all sentences of
    the document, as in an evidence's sid; `han` (n_sentences,): Han characters; `coded`
    (n_sentences, n_themes), bool: the coder's themes; `hits` (n_sentences, n_categories): codebook
    hits; `paragraph` (n_sentences,). `kinds` are the counted sentences by part of the document,
    `left_out` those that the study leaves out.
    """

    id: str
    number: np.ndarray
    han: np.ndarray
    coded: np.ndarray
    hits: np.ndarray
    paragraph: np.ndarray
    kinds: Mapping[str, int]
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One sentence that counts for something: its place, its text, and why it counts."""

    id: str
    sid: str
    start: int
    end: int
    text: str
    themes: str
    terms: str
    spans: str
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class DocumentWords:
    """The words of one document; `places` (n_units,) are the numbers of its paragraphs.

    With the unit "sentence" they are the places of its counted sentences. Units without words are
    left out. `best` (k,) are the columns of its words of the highest TextRank, best first, and
    `ranks` (k,) what TextRank gives them.
    """

    block: TermBlock
    places: np.ndarray
    best: np.ndarray
    ranks: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Instruments:
    """All that a process needs to measure: built once, used for every batch.

    `left_out` are the parts of documents that the study does not count; `n_keywords` words of
    each document are kept by TextRank.
    """

    codebook: CompiledCodebook
    coder: Coder
    tokenizer: Tokenizer
    stop: frozenset[str]
    left_out: frozenset[Kind]
    traditional: bool
    n_keywords: int

    @classmethod
    def build(cls, study: Study) -> "Instruments":
        """Build the automaton, the coder and the dictionary of a study.

        Raises:
            UsageError: the study's codebook does not exist.
            CodebookError: it has errors.
        """
        book = load_codebook(study)
        compiled = CompiledCodebook.build(book)
        tokenizer = Tokenizer(term.text for term in book.terms)
        return cls(
            compiled, make_coder(study, compiled), tokenizer, stopwords.default(),
            parts_left_out(study), study.traditional, study.n_keywords,
        )  # fmt: skip


def parts_left_out(study: Study) -> frozenset[Kind]:
    """Return the parts of documents that a study leaves out."""
    formulas: frozenset[Kind] = frozenset({"boilerplate"})
    annexes = ANNEXES if study.annexes == "out" else frozenset()
    return annexes | formulas if study.boilerplate == "out" else annexes


def make_coder(study: Study, compiled: CompiledCodebook) -> Coder:
    """Return the study's coder. Another codebook than the built-in one has no learned coder."""
    return LearnedCoder.build(compiled) if _learned(study) else DictionaryCoder(compiled)


def coder_identity(study: Study, book: codebooks.Codebook) -> Identity:
    """Return what identifies the study's coder, without building it."""
    return (LearnedCoder if _learned(study) else DictionaryCoder).identity(book)


def _learned(study: Study) -> bool:
    return study.coder == "learned" and study.codebook == "nqp"


def load_codebook(study: Study) -> codebooks.Codebook:
    """Return the study's codebook with its placebo themes."""
    book = codebooks.load(study.codebook)
    if study.placebo and study.placebo != study.codebook:
        book = codebooks.join(book, codebooks.load(study.placebo))
    return book


def count(
    document: Document, one: "Prepared", tools: Instruments
) -> tuple[DocumentCounts, list[Evidence]]:
    """Count and code the sentences of a prepared document."""
    hits = sentence_hits(one.normal.text, one.sentences, tools.codebook)
    coding = tools.coder.code(one.texts, hits)
    evidence, names = [], tools.coder.themes
    coded = coding.themes.tolist()
    for i, (sentence, found) in enumerate(zip(one.sentences, hits, strict=True)):
        themes = [theme for theme, given in zip(names, coded[i], strict=True) if given]
        if found or themes:
            evidence.append(
                _evidence(
                    document, one.normal, sentence, one.numbers[i], found, themes,
                    coding.why[i], tools,
                )
            )  # fmt: skip
    return _counted(document.id, one, hits, coding, tools), evidence


def cut(one: "Prepared", tools: Instruments, unit: TokenUnit) -> DocumentWords:
    """Cut a prepared document into words, a unit a paragraph or counted sentence."""
    units = [s.paragraph for s in one.sentences] if unit == "paragraph" else range(len(one.texts))
    tokens = tools.tokenizer.tokens("\n".join(one.texts))  # no sentence holds a line's end
    different = set(tokens)
    words = sorted({token for token in different if is_word(token)} - tools.stop)
    number = dict.fromkeys(different, -1) | {word: i for i, word in enumerate(words)}
    number["\n"] = -2
    numbers = np.fromiter(map(number.__getitem__, tokens), np.int32, len(tokens))
    sentence = np.cumsum(numbers == number["\n"])[numbers >= 0]
    places, lengths = np.unique(np.array(units, np.int32)[sentence], return_counts=True)
    block = TermBlock(tuple(words), lengths.astype(np.int32), numbers[numbers >= 0])
    owners = np.repeat(np.arange(len(lengths)), lengths)
    ranked = textrank(block.tokens, owners, block.terms, top_n=tools.n_keywords)
    best = np.array([number[one.term] for one in ranked], np.int32)
    return DocumentWords(block, places, best, np.array([one.score for one in ranked], np.float64))


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A document's counted sentences, their texts, and their numbers among all of its sentences."""

    normal: NormalText
    sentences: Sequence[Sentence]
    texts: Sequence[str]
    numbers: Sequence[int]
    kinds: Mapping[str, int]
    left_out: Mapping[str, int]


def prepare(document: Document, parts: frozenset[Kind], *, traditional: bool) -> Prepared:
    """Return the normalised copy of a document and its sentences outside of `parts`."""
    normal = normalise(document.body, traditional=traditional)
    everything = split_sentences(normal.text)
    kinds = kinds_at(sections(normal.text), [s.start for s in everything])
    numbers = [i for i, kind in enumerate(kinds) if kind not in parts]
    sentences = [everything[i] for i in numbers]
    return Prepared(
        normal=normal,
        sentences=sentences,
        texts=[normal.text[s.start : s.end] for s in sentences],
        numbers=numbers,
        kinds=Counter(kinds[i] for i in numbers),
        left_out=Counter(kind for kind in kinds if kind in parts),
    )


def _counted(
    name: str, one: Prepared, hits: Sequence[Sequence[Hit]], coding: Coding, tools: Instruments
) -> DocumentCounts:
    return DocumentCounts(
        id=name,
        number=np.array(one.numbers, np.int32),
        han=_han(one),
        coded=coding.themes,
        hits=tools.codebook.count(hits),
        paragraph=np.array([s.paragraph for s in one.sentences], np.int32),
        kinds=one.kinds,
        left_out=one.left_out,
    )


def _han(one: Prepared) -> np.ndarray:
    before = han_before(one.normal.text)
    starts, ends = ([getattr(s, at) for s in one.sentences] for at in ("start", "end"))
    return np.asarray(before[np.array(ends, int)] - before[np.array(starts, int)], np.int32)


def sentence_hits(
    text: str, sentences: Sequence[Sentence], codebook: CompiledCodebook
) -> list[list[Hit]]:
    """Return the codebook hits of each sentence of a normalised text."""
    found: list[list[Hit]] = [[] for _ in sentences]
    at = 0
    for hit in codebook.matcher.find(text, [(s.start, s.end) for s in sentences]):
        while sentences[at].end <= hit.start:
            at += 1
        found[at].append(hit)
    return found


def _evidence(
    document: Document,
    normal: NormalText,
    sentence: Sentence,
    number: int,
    hits: Sequence[Hit],
    themes: Sequence[str],
    why: str,
    tools: Instruments,
) -> Evidence:
    start, end = normal.span(sentence.start, sentence.end)
    patterns = tools.codebook.matcher.patterns
    spans = []
    for hit in hits:
        left, right = normal.span(hit.start, hit.end)
        spans.append(f"{patterns[hit.pattern].label}:{left}-{right}")
    terms = dict.fromkeys(patterns[hit.pattern].text for hit in hits)
    return Evidence(
        id=document.id, sid=f"{document.id}@{number}", start=start, end=end,
        text=document.text[start:end], themes=";".join(themes), terms=";".join(terms),
        spans=";".join(spans), why=why,
    )  # fmt: skip
