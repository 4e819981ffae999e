"""Derive every published number again, from the corpus and the published spans.

Three steps, each on what the one before has shown:

1. Every span of evidence.csv is cut out of the corpus and must be a term of its category; every
   sentence is coded afresh and must have the themes that are published, and none may be missing.
2. The counts are rebuilt from evidence.csv alone (the number and length of sentences from the
   corpus), and with them documents.csv, trends.csv with its intervals, and what follows from it.
3. Corrected shares follow from coded.csv, and that, where they are given, from the coded sheets.
   Keywords and TF-IDF shares are computed from the corpus's words, and topics are fitted again,
   where the engine of the manifest is there in the same version. Where it is not, their files
   are compared with the hashes of the manifest alone. The topic shares of trends.csv are compared
   with topic_trends.csv.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from nqp_mine.corpora.document import Document
from nqp_mine.corpora.source import open_corpus
from nqp_mine.errors import NqpError, OutputError
from nqp_mine.models import coded_sheets, published, rederive
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.coded_sample import CodedSample
from nqp_mine.models.columns import Counts, CountsInMemory
from nqp_mine.models.first_use import FirstUse, FirstUses, label_uses, spans
from nqp_mine.models.measure import (
    DocumentCounts,
    DocumentWords,
    Evidence,
    Instruments,
    count,
    cut,
    prepare,
)
from nqp_mine.models.measured import Measured
from nqp_mine.models.published import Check
from nqp_mine.nlp.matcher import fold
from nqp_mine.study import Study, from_plain
from nqp_mine.text import normalise

Tell = Callable[[str, int, int], None]
Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rebuilt:
    """All documents, and those counted, with counts from the published evidence and their words.

    `first_uses` are those of the labels; `sample` the published codes of people, None where there
    are none; `engine` the topic engine of the manifest and its version.
    """

    everything: tuple[Document, ...]
    measured: Measured
    first_uses: tuple[FirstUse, ...]
    engine: tuple[str, str] = ("", "")
    sample: CodedSample | None = None

    @property
    def counted(self) -> Sequence[Document]:
        """The counted documents."""
        return self.measured.documents

    @property
    def counts(self) -> Counts:
        """What was counted in them."""
        return self.measured.counts


def verify(
    out: Path, corpus: Path | None = None, tell: Tell | None = None, gold: Sequence[Path] = ()
) -> list[Check]:
    """Check an output folder and return what was checked, a `Check` a file.

    `gold` are the coded sheets, to compare coded.csv with; without them it is taken as it stands.

    Raises:
        UsageError: a sheet cannot be read.
        OutputError: the folder has no manifest, or a table cannot be read.
        CorpusError: the corpus cannot be read.
        NqpError: the corpus is not where it was; name it.
    """
    facts = manifest(out)
    study = study_of(facts)
    path = corpus or find_corpus(out, facts)
    checks = [_hashes(out, facts)]
    tools = Instruments.build(study)
    evidence = published.read(out / "evidence.csv") if (out / "evidence.csv").is_file() else None
    check = Check("evidence.csv")
    rebuilt = _rebuild(path, study, tools, evidence, check, tell)
    if coded_sheets.FILE in facts["outputs"] and (out / coded_sheets.FILE).is_file():
        rows, themes = published.read(out / coded_sheets.FILE), tools.codebook.book.themes
        rebuilt = replace(rebuilt, sample=coded_sheets.sample_of(rows, themes))
    known = facts.get("topics") or {}
    rebuilt = replace(
        rebuilt, engine=(str(known.get("engine", "")), str(known.get("engine_version", "")))
    )
    if evidence is not None:
        checks.append(check)
    if gold:
        checks.append(_compare_sheets(out, gold, tools.codebook.book))
    for name, derive in rederive.TABLES.items():
        if name in facts["outputs"] and (out / name).is_file():
            found = Check(name)
            derive(out, rebuilt, tools.codebook.book, study, found)
            checks.append(found)
    return checks


def manifest(out: Path) -> dict[str, Any]:
    """Return the manifest of an output folder.

    Raises:
        OutputError: there is none, or it is not one of nqp-mine.
    """
    path = out / "manifest.json"
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise OutputError(f"{path}: {error}.", remedy="Name a folder that run wrote.") from error
    if not isinstance(facts, dict) or not {"nqp_mine", "study", "outputs"} <= set(facts):
        raise OutputError(f"{path}: not of nqp-mine.", remedy="Name a folder that run wrote.")
    return facts


def study_of(facts: Mapping[str, Any]) -> Study:
    """Return the study that a manifest records.

    Raises:
        OutputError: it has settings that this version does not know.
    """
    known = {one.name for one in fields(Study)}
    given = dict(facts["study"])
    unknown = sorted(set(given) - known)
    if unknown:
        raise OutputError(
            f"the manifest has settings of another version: {', '.join(unknown)}.",
            remedy=f"Use nqp-mine {facts['nqp_mine']}.",
        )
    return from_plain(given)


def find_corpus(out: Path, facts: Mapping[str, Any]) -> Path:
    """Return the corpus of the manifest's name beside, in or above the folder, or here.

    Raises:
        NqpError: it is in none of these places.
    """
    name = str(facts.get("corpus", {}).get("file", ""))
    for folder in (out, out.absolute().parent, Path()):
        if name and (folder / name).exists():
            return folder / name
    raise NqpError(f"the corpus {name} was not found.", remedy="Name it with --corpus FILE.")


def _hashes(out: Path, facts: Mapping[str, Any]) -> Check:
    check = Check("manifest.json")
    for name, known in facts["outputs"].items():
        check.count()
        path = out / name
        if not path.is_file():
            check.differ(f"{name}: is missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != known:
            check.differ(f"{name}: was changed after it was written")
    return check


def _compare_sheets(out: Path, gold: Sequence[Path], book: Codebook) -> Check:
    check = Check(coded_sheets.FILE)
    sheets = coded_sheets.load([str(path) for path in gold], book)
    derived = coded_sheets.records(sheets.sample) if sheets else ()
    published.compare(check, published.read(out / coded_sheets.FILE), derived, ["sid"])
    return check


def _rebuild(
    path: Path, study: Study, tools: Instruments, rows: Rows | None, check: Check, tell: Tell | None
) -> Rebuilt:
    """Measure the corpus afresh, compare the evidence, and count from the published one."""
    by_document: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in rows or ():
        by_document[row["id"].removeprefix("'")].append(row)
    everything: list[Document] = []
    counted: list[Document] = []
    counts: list[DocumentCounts] = []
    words: list[DocumentWords] = []
    uses = FirstUses()
    book = tools.codebook.book
    with open_corpus(path) as corpus:
        total = len(corpus)
        for number, document in enumerate(corpus.documents(), start=1):
            everything.append(replace(document, text=""))
            if study.duplicates == "once" and document.duplicate_of:
                continue
            one = prepare(document, tools.left_out, traditional=tools.traditional)
            fresh, evidence = count(document, one, tools)
            words.append(cut(one, tools, "paragraph"))
            counted.append(everything[-1])
            uses.add(document, label_uses(evidence, book))
            own = by_document.pop(document.id, [])
            if rows is None:
                counts.append(fresh)
            else:
                _compare_evidence(document, own, evidence, tools, check)
                counts.append(recount(fresh, own, tools))
            if tell:
                tell("verifying", number, total)
    for name, left in by_document.items():
        check.differ(f"{name}: {len(left)} sentences of no counted document")
    measured = Measured(
        documents=tuple(counted), counts=CountsInMemory(counts, book), words=tuple(words)
    )
    return Rebuilt(everything=tuple(everything), measured=measured, first_uses=tuple(uses.rows()))


def _compare_evidence(
    document: Document, rows: Rows, fresh: Sequence[Evidence], tools: Instruments, check: Check
) -> None:
    for row in rows:
        for problem in _wrong_spans(document, row, tools):
            check.differ(f"{row['sid']}: {problem}")
        check.count(1 + row["spans"].count(";"))
    derived = ({name: getattr(one, name) for name in Evidence.__slots__} for one in fresh)
    published.compare(check, rows, derived, ["sid"])


def _wrong_spans(document: Document, row: Mapping[str, str], tools: Instruments) -> Iterator[str]:
    start, end = int(row["start"]), int(row["end"])
    if not published.same(row["text"], document.text[start:end]):
        yield "the text is not what stands at this place"
    known = {(p.label, _plain(p.text)) for p in tools.codebook.matcher.patterns}
    for category, left, right in spans(row["spans"]):
        text = document.text[left:right]
        if not start <= left < right <= end:
            yield f"{category}:{left}-{right} lies outside the sentence"
        elif (category, _plain(normalise(text).text)) not in known:
            yield f"{category}:{left}-{right} is {text!r}, no term of {category}"


def _plain(text: str) -> str:
    """Return `text` without case and white space: a line break may stand inside a term."""
    return "".join(fold(text).split())


def recount(fresh: DocumentCounts, rows: Rows, tools: Instruments) -> DocumentCounts:
    """Return the counts of a document from its published evidence; lengths are the corpus's."""
    coded, hits = np.zeros_like(fresh.coded), np.zeros_like(fresh.hits)
    themes, names = tools.coder.themes, tools.codebook.names
    book = tools.codebook.book
    place = {int(number): i for i, number in enumerate(fresh.number)}  # some are left out
    for row in rows:
        number = place.get(int(row["sid"].rpartition("@")[2]))
        if number is None:
            continue
        for theme in filter(None, row["themes"].removeprefix("'").split(";")):
            coded[number, themes.index(theme)] = True
        for category, _, _ in spans(row["spans"]):
            for name in {category, book.theme_of(category)}:
                hits[number, names.index(name)] += 1
    return replace(fresh, coded=coded, hits=hits)
