"""Count a corpus for one question, without writing anything: documents, codes and words."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from nqp_mine.corpora.store import Corpus
from nqp_mine.errors import UsageError
from nqp_mine.models import parallel
from nqp_mine.models.measure import DocumentCounts, TokenUnit
from nqp_mine.models.measured import Measured
from nqp_mine.nlp.terms import TermBlock, merge, sequence
from nqp_mine.study import Study

Tell = Callable[[str, int, int], None]


def collect(
    path: Path, study: Study, *, unit: TokenUnit, workers: int = 0, tell: Tell | None = None
) -> Measured:
    """Return what the counted documents hold; `unit` says what their words are counted by.

    Raises:
        UsageError: a corpus without counted documents.
        CorpusError: the corpus cannot be read.
    """
    with Corpus(path) as corpus:
        everything = [replace(document, text="") for document in corpus.documents()]
    documents = [d for d in everything if study.duplicates == "all" or not d.duplicate_of]
    if not documents:
        raise UsageError(f"{path}: no documents to measure.", remedy="Ingest some first.")
    ids = [document.id for document in documents]
    number = {name: i for i, name in enumerate(ids)}
    counts: list[DocumentCounts] = []
    blocks: list[TermBlock] = []
    units: list[tuple[str, int]] = []
    n_workers = workers or os.cpu_count() or 1
    for batch in parallel.measure(path, ids, study, workers=n_workers, tokens=unit):
        counts.extend(batch.counts)
        blocks.append(batch.tokens)
        units.extend(batch.token_units)
        if tell:
            tell("measuring", len(counts), len(ids))
    words = merge(blocks, [name for name, _ in units])
    return Measured(
        documents=tuple(documents),
        counts=tuple(counts),
        paragraphs=words,
        owners=tuple(number[name] for name, _ in units),
        places=tuple(place for _, place in units),
        tokens=sequence(blocks, words.terms),
    )
