"""Look at a corpus before or beside a run: what tells two sides apart, what a codebook lacks."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from nqp_mine import __version__
from nqp_mine.errors import UsageError
from nqp_mine.models import acceptance, codebook, expansion, new_phrases
from nqp_mine.models.acceptance import Decision, Moved
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.collecting import Tell, collect
from nqp_mine.models.expansion import Candidate
from nqp_mine.models.measure import load_codebook
from nqp_mine.models.new_phrases import NewPhrase
from nqp_mine.models.sides import KeyWord, Question, key_words, sides
from nqp_mine.report import candidate_sheet, codebook_file, manifest, tables
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
        OutputError: `out` cannot be written, or holds a run of something else.
    """
    book = load_codebook(study)
    manifest.fits(out, book, corpus)
    measured = collect(corpus, study, unit="sentence", workers=workers, tell=tell)
    side = sides(measured, question, book.themes)
    words = key_words(measured, side, question)
    found = new_phrases.compare(new_phrases.find(corpus, measured, study), measured, side, book)
    tables.write_records(out / FILES[0], KeyWord, words)
    tables.write_records(out / FILES[1], NewPhrase, found)
    manifest.record(out, FILES)
    return Compared(words=words, phrases=found)


def expand(
    corpus: Path,
    sheet: Path,
    study: Study,
    *,
    top: int = 30,
    workers: int = 0,
    tell: Tell | None = None,
) -> list[Candidate]:
    """Propose terms for the study's codebook, and write the sheet in which a person decides.

    Raises:
        UsageError: an unknown codebook.
        CorpusError: the corpus cannot be read.
        OutputError: the sheet cannot be written.
    """
    asked = replace(study, placebo="")
    book = load_codebook(asked)
    measured = collect(corpus, asked, unit="sentence", workers=workers, tell=tell)
    found = expansion.propose(corpus, measured, book, asked, top=top)
    source = {
        "codebook": study.codebook, "version": book.version, "sha256": book.digest,
        "corpus": corpus.name, "nqp_mine": __version__,
    }  # fmt: skip
    candidate_sheet.write(sheet, found, book, source)
    return found


def take(
    sheet: Path,
    out: Path,
    by: str,
    study: Study,
    *,
    codebook_name: str = "",
    corpus: Path | None = None,
    tell: Tell | None = None,
) -> tuple[Codebook, list[Decision], list[Moved]]:
    """Write the next version of a codebook with the accepted terms, and the record beside it.

    Raises:
        UsageError: the sheet is none, is of another codebook, or has decisions that cannot be.
        OutputError: `out` cannot be written.
    """
    decisions, source = acceptance.read(sheet)
    name = codebook_name or source.get("codebook", "")
    book = codebook.load(name)
    if book.digest != source.get("sha256"):
        raise UsageError(
            f"{sheet}: proposes terms for {name} {source.get('version', '')}, which has changed.",
            remedy="Run codebook expand again, or name the old file with --codebook.",
        )
    new = acceptance.accept(book, decisions, by)
    codebook_file.write(out, new)
    shifts = acceptance.moved(corpus, study, name, str(out), tell=tell) if corpus else []
    record = {
        "from": {"name": book.name, "version": book.version, "sha256": book.digest},
        "to": {"name": new.name, "version": new.version, "sha256": new.digest},
        "decided_by": by, "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "sheet_sha256": manifest.digest(sheet),
        "decisions": [asdict(one) for one in decisions],
        "dictionary_share": [asdict(one) for one in shifts],
    }  # fmt: skip
    codebook_file.write_record(out.with_suffix(".record.json"), record)
    return new, decisions, shifts
