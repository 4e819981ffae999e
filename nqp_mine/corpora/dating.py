"""Which of the dates that were found is the document's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from nqp_mine.corpora.dates import ParsedDate, parse_date
from nqp_mine.corpora.document import SOURCES, Fact, Precision

# 成文日期 says when the text was made; 发布日期 may come decades later, when an archive is opened.
_KINDS = ("date", "date_written", "date_published", "year")
_SAID = {
    "sidecar": "the sidecar", "column": "the table", "page": "the page", "user": "the user's table",
    "signature": "the signature", "body": "the text", "file_name": "the file name",
    "derived": "the report's review of the past year",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dated:
    """The document's date with its source, the columns of both dates, and what was odd."""

    date: Fact
    precision: Precision = ""
    columns: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    kind: str
    date: ParsedDate
    source: str

    @property
    def order(self) -> tuple[int, int]:
        return _KINDS.index(self.kind), SOURCES.index(self.source)


def settle(
    *,
    tables: Sequence[tuple[Mapping[str, str], str]],
    signed: ParsedDate | None,
    under_title: ParsedDate | None,
    stamp: ParsedDate | None,
    name_date: ParsedDate | None,
    review_year: str,
    today: date | None,
) -> Dated:
    """Choose the date among those of the tables, the signature, the title, the name, the review."""
    candidates, warnings = _from_tables(tables, today)
    for found in (under_title, signed):
        if found is not None:
            candidates.append(_Candidate("date_written", found, "signature"))
    if stamp is not None:
        candidates.append(_Candidate("date_published", stamp, "page"))
    if name_date is not None:
        candidates.append(_Candidate("year", name_date, "file_name"))
    if review_year:
        candidates.append(_Candidate("year", ParsedDate(review_year, "year"), "derived"))
    warnings += [
        f"{_said(one)} gives a date that cannot exist: {one.date.problem}."
        for one in candidates
        if not one.date.value
    ]
    good = sorted((one for one in candidates if one.date.value), key=lambda one: one.order)
    if not good:
        return Dated(Fact("", "derived"), warnings=tuple(warnings))
    best = _consistent(good)
    if best.date.problem:
        warnings.append(f"{_said(best)} gives an unlikely date: {best.date.problem}.")
    warnings += _contradictions(best, good)
    return Dated(
        Fact(best.date.value, best.source), best.date.precision, _columns(good), tuple(warnings)
    )


def _from_tables(
    tables: Sequence[tuple[Mapping[str, str], str]], today: date | None
) -> tuple[list[_Candidate], list[str]]:
    candidates: list[_Candidate] = []
    warnings: list[str] = []
    for facts, source in tables:
        for kind in _KINDS:
            if not (written := facts.get(kind, "")):
                continue
            # Tables come from Excel, where a date cell may have turned into its day count.
            parsed = parse_date(written, today=today, excel_serial=kind != "year")
            if parsed is None:
                warnings.append(
                    f"{_SAID[source].capitalize()} gives {written!r}, which is no date."
                )
            else:
                real = "date_published" if kind == "date" and source == "page" else kind
                candidates.append(_Candidate(real, parsed, source))
    return candidates, warnings


def _consistent(good: Sequence[_Candidate]) -> _Candidate:
    """Return the best date that agrees with the year of the best source.

    A bare year is refined by a date of the same year (2024 in a manifest, 13 January 2024 in the
    text), and wins over a date of another year when its source is the better one.
    """
    said = [one for one in good if one.kind in ("date", "year")]
    anchor = min(said, key=lambda one: SOURCES.index(one.source), default=good[0])
    if SOURCES.index(anchor.source) >= SOURCES.index(good[0].source):
        return good[0]
    return next(one for one in good if one.date.value[:4] == anchor.date.value[:4])


def _contradictions(best: _Candidate, good: Sequence[_Candidate]) -> list[str]:
    """Say where years disagree, or two days given as 成文日期; a later publication is none."""
    return [
        f"The date is not certain: {_SAID[best.source]} says {best.date.value}, "
        f"{_SAID[other.source]} {other.date.value}."
        for other in good
        if "date_published" not in (other.kind, best.kind)
        and (
            other.date.value[:4] != best.date.value[:4]
            or (other.kind == best.kind == "date_written" and not _agree(other, best))
        )
    ]


def _agree(one: _Candidate, other: _Candidate) -> bool:
    shorter, longer = sorted((one.date.value, other.date.value), key=len)
    return longer.startswith(shorter)


def _columns(good: Sequence[_Candidate]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for kind in ("date_written", "date_published"):
        first = min(
            (one for one in good if one.kind == kind), key=lambda one: one.order, default=None
        )
        if first is not None:
            columns[kind] = first.date.value
    return columns


def _said(one: _Candidate) -> str:
    said = _SAID[one.source]
    return said[0].upper() + said[1:]
