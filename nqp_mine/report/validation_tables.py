"""Two tables of a validation: the tool against people, and the coders against each other."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from nqp_mine.models.agreement import Agreement
from nqp_mine.models.scoring import CoderScores, ScoreReport
from nqp_mine.models.validation import Scores
from nqp_mine.report import tables
from nqp_mine.study import Study

NAN = float("nan")
FILES = ("validation.csv", "agreement.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationRow:
    """One row of validation.csv: a coder of the tool on a theme, a sub-theme, or their mean.

    `weighted`: the scores are estimates for the corpus, not of the coded sentences alone.
    """

    coder: str
    axis: str
    theme: str
    n: int | None
    positives: float
    predicted: int | None
    precision: float
    precision_low: float
    precision_high: float
    recall: float
    recall_low: float
    recall_high: float
    f1: float
    f1_low: float
    f1_high: float
    kappa: float
    weighted: bool
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRow:
    """One row of agreement.csv: how far the human coders agree on a theme."""

    theme: str
    n_units: int
    n_coders: int
    percent: float
    percent_low: float
    percent_high: float
    kappa: float
    kappa_low: float
    kappa_high: float
    alpha: float
    alpha_low: float
    alpha_high: float
    confidence: float


def write(out: Path, found: ScoreReport, study: Study) -> list[str]:
    """Write both tables, that of agreement where there are several coders; return the names.

    Raises:
        OutputError: a file cannot be written.
    """
    tables.write_records(out / FILES[0], ValidationRow, _scores(found, study))
    if not found.agreement:
        return [FILES[0]]
    tables.write_records(out / FILES[1], AgreementRow, _agreement(found, study))
    return list(FILES)


def _scores(found: ScoreReport, study: Study) -> Iterator[ValidationRow]:
    for one in filter(None, (found.coder, found.dictionary)):
        for theme, scores in one.themes.items():
            yield _row(one.coder, "theme", theme, scores, found.weighted, study)
        yield _mean(one, found.weighted, study)
    for theme, scores in found.subthemes.items():
        yield _row("dictionary", "subtheme", theme, scores, found.weighted, study)


def _row(
    coder: str, axis: str, theme: str, scores: Scores, weighted: bool, study: Study
) -> ValidationRow:
    known = {one.name: getattr(scores, one.name) for one in fields(Scores)}
    return ValidationRow(
        coder=coder, axis=axis, theme=theme, weighted=weighted, confidence=study.confidence, **known
    )


def _mean(one: CoderScores, weighted: bool, study: Study) -> ValidationRow:
    return ValidationRow(
        coder=one.coder, axis="mean", theme="", n=None, positives=NAN, predicted=None,
        precision=NAN, precision_low=NAN, precision_high=NAN,
        recall=NAN, recall_low=NAN, recall_high=NAN,
        f1=one.macro.f1, f1_low=one.macro.f1_low, f1_high=one.macro.f1_high,
        kappa=NAN, weighted=weighted, confidence=study.confidence,
    )  # fmt: skip


def _agreement(found: ScoreReport, study: Study) -> Iterator[AgreementRow]:
    for theme, one in found.agreement.items():
        known = {part.name: getattr(one, part.name) for part in fields(Agreement)}
        yield AgreementRow(theme=theme, confidence=study.confidence, **known)
