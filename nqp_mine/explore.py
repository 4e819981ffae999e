"""Look at a corpus before or beside a run: which words and phrases tell two sides apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nqp_mine.models import new_phrases
from nqp_mine.models.collecting import Tell, collect
from nqp_mine.models.measure import load_codebook
from nqp_mine.models.new_phrases import NewPhrase
from nqp_mine.models.sides import KeyWord, Question, key_words, sides
from nqp_mine.report import tables
from nqp_mine.study import Study

FILES = ("keyness.csv", "phrases.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What tells two sides apart: words and phrases, those of the target first."""

    words: Sequence[KeyWord]
    phrases: Sequence[NewPhrase]


def compare(
    corpus: Path,
    out: Path,
    study: Study,
    question: Question,
    *,
    workers: int = 0,
    tell: Tell | None = None,
) -> Compared:
    """Compare two sides of a corpus and write keyness.csv and phrases.csv.

    Raises:
        UsageError: a side that has nothing, or an unknown theme or column.
        CorpusError: the corpus cannot be read.
        OutputError: `out` cannot be written.
    """
    book = load_codebook(study)
    measured = collect(corpus, study, unit="sentence", workers=workers, tell=tell)
    side = sides(measured, question, book.themes)
    words = key_words(measured, side)
    found = new_phrases.compare(new_phrases.find(corpus, measured, study), measured, side, book)
    tables.write_records(out / FILES[0], KeyWord, words)
    tables.write_records(out / FILES[1], NewPhrase, found)
    return Compared(words=words, phrases=found)
