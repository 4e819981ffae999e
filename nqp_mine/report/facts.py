"""The facts of a run that its manifest tells."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from nqp_mine.corpora.document import MADE_UP, Document, InputRecord
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.coded_sheets import CodedSheets
from nqp_mine.models.correction import ESTIMATOR
from nqp_mine.models.corrections import Corrections
from nqp_mine.models.measured import Topics
from nqp_mine.models.packing import Notes
from nqp_mine.models.recipe import code_digest
from nqp_mine.report import manifest
from nqp_mine.study import Study


def coverage(
    everything: Iterable[Document], counted: Iterable[Document], study: Study
) -> dict[str, int]:
    """Return how many documents there are, are counted, and are in no trend, and why."""
    found = dict.fromkeys(
        ("n_documents", "n_counted", "n_duplicates", "n_undated", "n_dated_too_coarsely"), 0
    ) | {"n_made_up": 0}
    for d in everything:
        found["n_documents"] += 1
        found["n_duplicates"] += bool(d.duplicate_of)
        found["n_made_up"] += d.title.startswith(MADE_UP)
    for d in counted:
        found["n_counted"] += 1
        found["n_undated"] += not d.date
        coarse = bool(d.date) and study.period != "year" and len(d.date) < len("2024-01")
        found["n_dated_too_coarsely"] += coarse
    return found


def codebook(book: Codebook) -> dict[str, Any]:
    """Return what identifies a codebook, and what its categories are called."""
    names = ("id", "axis", "parent", "zh", "en", "definition")
    return {
        "name": book.name,
        "version": book.version,
        "sha256": book.digest,
        "citation": book.citation,
        "n_terms": sum(book.category(term.category).axis != "placebo" for term in book.terms),
        "categories": [{name: getattr(c, name) for name in names} for c in book.categories],
    }


class Parts:
    """Counts sentences by part of the document: counted, and left out by the study."""

    def __init__(self) -> None:
        self._counted: Counter[str] = Counter()
        self._left_out: Counter[str] = Counter()

    def add(self, notes: Notes) -> None:
        """Take note of one document."""
        self._counted.update(notes.kinds)
        self._left_out.update(notes.left_out)

    def told(self) -> dict[str, dict[str, int]]:
        """Return both, by part."""
        return {
            "n_sentences": dict(sorted(self._counted.items())),
            "n_sentences_left_out": dict(sorted(self._left_out.items())),
        }


def topics(fitted: Topics | None) -> dict[str, Any]:
    """Return how the topics were fitted, and how firmly the themes are anchored in them."""
    if fitted is None:
        return {}
    model = fitted.model
    return {
        "engine": model.engine,
        "engine_version": model.engine_version,
        "note": model.note,
        "parameters": dict(model.parameters),
        "seed_mass": {
            t: round(float(m), 6) for t, m in zip(model.themes, model.seed_mass, strict=True) if t
        },
        "seeds": {theme: list(words) for theme, words in model.seeds.items()},
        "refused": dict(fitted.refused),
    }


def coded(sheets: CodedSheets | None, found: Corrections | None) -> dict[str, Any]:
    """Return which coded sheets the shares were corrected with, and by which estimator."""
    if sheets is None or found is None:
        return {}
    gold = sheets.gold
    n_coded = (~np.isnan(gold.codes)).sum(axis=0).tolist()
    return {
        "sheets": [{"file": name, "sha256": digest} for name, digest in sheets.files],
        "n_coders": len(gold.by_coder) or 1,
        "n_sentences": len(gold.sids),
        "n_coded": dict(zip(gold.themes, n_coded, strict=True)),
        "n_disputed": len(gold.disputed),
        "n_unmatched": found.n_unmatched,
        "estimator": ESTIMATOR,
    }


def corpus_digest(documents: Iterable[Document], prints: Iterable[tuple[str, bytes]]) -> str:
    """Return one SHA-256 over all that a result depends on: texts, facts, columns, duplicates.

    `prints` are the fingerprints of the texts, in the same order.
    """
    total = hashlib.sha256()
    for d, (_, mark) in zip(documents, prints, strict=True):
        facts = (d.id, d.sha256, d.body_end, d.title, d.date, d.issuer, d.region, d.level)
        rest = (d.doc_type, d.duplicate_of, d.doc_number, d.source, sorted(d.columns.items()))
        total.update(repr((*facts, *rest)).encode() + mark)
    return total.hexdigest()


def key(
    study: Study,
    known: Mapping[str, Any],
    left_out: Iterable[InputRecord],
    stages: frozenset[str],
    lang: str,
) -> str:
    """Return one SHA-256 over all that decides the files of a run; equal keys, equal bytes."""
    inputs = [(one.path, one.outcome, one.reason, one.remedy) for one in left_out]
    parts = [manifest.content(study, known), inputs, sorted(stages), lang, code_digest()]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
