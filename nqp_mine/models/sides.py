"""Two sets of sentences to compare: by years, by the value of a column, or by theme."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nqp_mine.errors import UsageError
from nqp_mine.models.grouping import group_value
from nqp_mine.models.measured import Measured
from nqp_mine.nlp.keyness import keyness

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_YEARS = re.compile(r"(\d{4})(?:\s*[-–—~至]\s*(\d{4}))?")
MIN_COUNT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is compared: `by` is "year", "theme", or a column; no `reference`: all the rest."""

    target: str
    reference: str = ""
    by: str = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWord:
    """One row of keyness.csv; rates are per 10,000 counted words, q is corrected.

    `by`, `target` and `reference` are what was compared, as asked; no reference is all the rest.
    """

    rank: int
    term: str
    side: str
    target_count: int
    reference_count: int
    target_rate: float
    reference_rate: float
    log_odds: float
    z: float
    q_z: float
    g2: float
    q_g2: float
    target_documents: int
    reference_documents: int
    by: str
    target: str
    reference: str


def sides(measured: Measured, question: Question, themes: tuple[str, ...]) -> np.ndarray:
    """Return the side of each row of `measured` (cut by sentence): 1 target, -1 reference, 0 none.

    Raises:
        UsageError: one side has nothing.
    """
    if question.by == "theme":
        found = _by_theme(measured, question, themes)
    else:
        of_document = np.array([
            _side(_value(measured, i, question.by), question)
            for i in range(len(measured.documents))
        ])  # fmt: skip
        found = of_document[np.asarray(measured.owners, np.int64)]
    for value, name in ((1, question.target), (-1, question.reference or "all others")):
        if not (found == value).any():
            raise UsageError(
                f"{question.by} {name}: no counted words.",
                remedy="See corpus stats for what is there.",
            )
    return found


def _value(measured: Measured, number: int, by: str) -> str:
    document = measured.documents[number]
    return document.date[:4] if by == "year" else group_value(document, by)


def _side(value: str, question: Question) -> int:
    if not value:
        return 0
    if _matches(value, question.target, question.by):
        return 1
    if not question.reference:
        return -1
    return -int(_matches(value, question.reference, question.by))


def _matches(value: str, wanted: str, by: str) -> bool:
    if by != "year":
        return value == wanted
    years = _YEARS.fullmatch(wanted.strip())
    if not years:
        raise UsageError(f"{wanted}: no year or years.", remedy="Write 2013 or 2013-2022.")
    return years[1] <= value <= (years[2] or years[1])


def _by_theme(measured: Measured, question: Question, themes: tuple[str, ...]) -> np.ndarray:
    for name in filter(None, (question.target, question.reference)):
        if name not in themes:
            raise UsageError(f"theme {name}: unknown.", remedy=f"Use one of {', '.join(themes)}.")
    coded = np.array(
        [
            measured.counts[owner].coded[place]
            for owner, place in zip(measured.owners, measured.places, strict=True)
        ]
    )
    target = coded[:, themes.index(question.target)]
    other = ~target
    if question.reference:
        other &= coded[:, themes.index(question.reference)]
    return target.astype(np.int64) - other.astype(np.int64)


def key_words(measured: Measured, side: np.ndarray, question: Question) -> list[KeyWord]:
    """Return the words that stand MIN_COUNT times or more, those of the target first."""
    counts, owners = measured.paragraphs.counts, np.asarray(measured.owners, np.int64)
    sums, documents = [], []
    for value in (1, -1):
        rows = np.flatnonzero(side == value)
        sums.append(np.asarray(counts[rows].sum(axis=0), np.float64).ravel())
        documents.append(_documents(counts[rows], owners[rows], len(measured.documents)))
    enough = np.flatnonzero(sums[0] + sums[1] >= MIN_COUNT)
    found = keyness(sums[0], sums[1])
    order = enough[np.argsort(-found.z[enough], kind="stable")]
    n, m = sums[0].sum(), sums[1].sum()
    return [
        KeyWord(
            rank=rank, term=measured.paragraphs.terms[i],
            side="target" if found.z[i] > 0 else "reference",
            target_count=int(sums[0][i]), reference_count=int(sums[1][i]),
            target_rate=10_000 * float(sums[0][i] / n),
            reference_rate=10_000 * float(sums[1][i] / m),
            log_odds=float(found.log_odds[i]), z=float(found.z[i]), q_z=float(found.q_z[i]),
            g2=float(found.g2[i]), q_g2=float(found.q_g2[i]),
            target_documents=int(documents[0][i]), reference_documents=int(documents[1][i]),
            by=question.by, target=question.target, reference=question.reference,
        )
        for rank, i in enumerate(order, start=1)
    ]  # fmt: skip


def _documents(counts: "csr_matrix", owners: np.ndarray, n_documents: int) -> np.ndarray:
    """Return in how many documents each word stands, shape (V,)."""
    from scipy.sparse import csr_matrix

    ones = np.ones(len(owners), np.int32)
    spread = csr_matrix((ones, (owners, np.arange(len(owners)))), (n_documents, len(owners)))
    return np.asarray(((spread @ counts) > 0).sum(axis=0)).ravel()
