"""What is known of a document: title, number, issuer, dates, region, level, kind, validity.

Labelled facts are read before anything is guessed: the user's table, the columns of an export,
the tags and the 索引号 table of a page; then the signature, the first lines, the file's name.
Each fact carries the place it was read from, and one of a lower rank (see SOURCES) never
replaces one of a higher.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from nqp_mine.corpora import (
    dating,
    doc_types,
    issuers,
    labels,
    numbers,
    opening,
    places,
    signature,
    titles,
    work_reports,
)
from nqp_mine.corpora.document import SOURCES, Fact, Precision, RawDocument
from nqp_mine.corpora.file_names import NameFacts, read_name
from nqp_mine.corpora.regions import Region

_NOTHING = Fact("", "derived")


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """The facts of one document; `facts` names for each field the source that it came from.

    `issuer` holds joint issuers joined by ";". `date` is ISO 8601 cut to `date_precision`:
    成文日期 before 发布日期 before a year; both dates stand in `columns`, and so does the city.
    """

    title: str = ""
    doc_number: str = ""
    issuer: str = ""
    date: str = ""
    date_precision: Precision = ""
    region: str = ""
    level: str = ""
    doc_type: str = ""
    status: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Material:
    """Everything that facts are read from, best first in `tables`."""

    tables: tuple[tuple[labels.Labelled, str], ...]
    opened: opening.Opening
    head: tuple[str, ...]  # the lines above the body that are no labelled facts
    name: NameFacts
    report: work_reports.Kind

    @property
    def facts(self) -> list[tuple[Mapping[str, str], str]]:
        """The tables' facts of known fields, each with its source."""
        return [(table.facts, source) for table, source in self.tables]


def describe(
    raw: RawDocument, *, name: str, sidecar: Mapping[str, str], today: date | None = None
) -> Description:
    """Describe one document.

    Args:
        raw: the document as a reader found it.
        name: its path relative to the ingested folder, with "/".
        sidecar: the user's row for it; keys that are no known field are kept as columns.
        today: dates after the next year are flagged when it is given.
    """
    material = _gather(raw, name, sidecar, today)
    own = numbers.own_number(material.head)
    number, problem = _number(material, own[0] if own else "")
    title = _title(material, own[1] if own else None, raw)
    signed, issuer = _issuer(material, title, raw.text, today)
    lines = material.opened.lines
    dated = dating.settle(
        tables=material.facts,
        signed=signed.date if signed else None,
        under_title=signature.date_under_title(lines, today=today),
        stamp=signature.published_stamp(lines, today=today),
        name_date=material.name.date,
        review_year=work_reports.year_given(lines) if material.report else "",
        today=today,
    )
    place = places.settle(
        tables=material.facts,
        issuer=issuer,
        title=title,
        number=number.value,
        name_region=material.name.region,
        report_lines=lines if material.report else None,
    )
    title, issuer = _report_facts(material, title, issuer, dated.date.value[:4], place.where)
    kind = _kind(material, title)
    status = _table_fact(material, "status")
    found = {
        "title": title, "doc_number": number, "issuer": issuer, "date": dated.date,
        "region": place.region, "level": place.level, "doc_type": kind, "status": status,
    }  # fmt: skip
    return Description(
        title=title.value, doc_number=number.value, issuer=issuer.value, date=dated.date.value,
        date_precision=dated.precision, region=place.region.value, level=place.level.value,
        doc_type=kind.value, status=labels.status(status.value),
        facts={field: fact.source for field, fact in found.items() if fact.value},
        warnings=(*problem, *dated.warnings, *place.warnings),
        columns=_columns(material, raw, dated.columns | place.columns),
    )  # fmt: skip


def _gather(
    raw: RawDocument, name: str, sidecar: Mapping[str, str], today: date | None
) -> _Material:
    opened = opening.read(raw.text)
    in_text, used = labels.in_lines(opened.lines)
    source = raw.metadata_source if raw.metadata_source in SOURCES else "column"
    tables = (
        (labels.take(sidecar), "sidecar"),
        (labels.take(raw.metadata), source),
        (in_text, "page"),
    )
    head = tuple(line for i, line in enumerate(opened.head) if i not in used)
    given = next((t.facts["title"] for t, _ in tables if "title" in t.facts), "")
    report = work_reports.report_kind(given, "\n".join(opened.lines), name)
    return _Material(
        tables, opened, head, read_name(name, report=bool(report), today=today), report
    )


def _table_fact(material: _Material, name: str) -> Fact:
    for table, source in material.tables:
        if value := table.facts.get(name, ""):
            return Fact(value, source)
    return _NOTHING


def _number(material: _Material, own: str) -> tuple[Fact, tuple[str, ...]]:
    """Return the number, from a table or from its `own` line, and what is wrong with it."""
    if any(table.without_number for table, _ in material.tables):
        return _NOTHING, ()
    written = _table_fact(material, "doc_number")
    if not written.value and own:
        written = Fact(own, "body")
    if not written.value:
        return _NOTHING, ()
    number = numbers.normalise_number(written.value)
    return Fact(number.value, written.source), (number.problem,) if number.problem else ()


def _title(material: _Material, number_line: int | None, raw: RawDocument) -> Fact:
    given = _table_fact(material, "title")
    if given.value:
        return given
    if written := _title_in_text(material, number_line):
        return Fact(written, "body")
    if page := raw.metadata.get("page_title", ""):
        return Fact(titles.title_of_page(page), "page")
    return Fact(material.name.title or material.name.stem, "file_name")


def _title_in_text(material: _Material, number_line: int | None) -> str:
    written = titles.find_title(material.head, number_line)
    if not written and issuers.order_issuers(material.head):
        return titles.order_title(material.opened.lines)
    return written


def _issuer(
    material: _Material, title: Fact, text: str, today: date | None
) -> tuple[signature.Signature | None, Fact]:
    """Return the document's own signature, and its issuers."""
    given = _table_fact(material, "issuer")
    names = issuers.split_issuers(given.value)
    from_title = issuers.issuer_of_title(title.value)
    lines = material.opened.lines
    from_order = issuers.order_issuers(material.head) or issuers.passed_by(lines)
    # The user's name may be a translation; the text's own title knows who signs below.
    in_text = issuers.issuer_of_title(_title_in_text(material, None))
    hint = (*names, *from_title, *from_order, *in_text)
    signed = signature.choose(signature.find_signatures(text, today=today), hint)
    if names:
        return signed, Fact(issuers.join_issuers(names), given.source)
    if signed and signed.issuers and not material.report:
        return signed, Fact(issuers.join_issuers(signed.issuers), "signature")
    if from_order or from_title:
        source = "body" if from_order or title.source != "file_name" else "file_name"
        return signed, Fact(issuers.join_issuers(from_order or from_title), source)
    return signed, _NOTHING


def _report_facts(
    material: _Material, title: Fact, issuer: Fact, year: str, where: Region | None
) -> tuple[Fact, Fact]:
    """Complete a work report's title and issuer from its year and place."""
    if not material.report:
        return title, issuer
    # 沈阳_2024 is a file's name rather than a title.
    named = title.source == "file_name" and ("_" in title.value or "工作报告" not in title.value)
    written = "" if named else title.value
    better = work_reports.report_title(written, material.report, year, where)
    if better != written:
        title = Fact(better, "derived")
    if not issuer.value and where is not None:
        issuer = Fact(work_reports.report_issuer(where), "derived")
    return title, issuer


def _kind(material: _Material, title: Fact) -> Fact:
    given = _table_fact(material, "doc_type")
    if given.value:
        return given
    named = doc_types.doc_type(title.value) or material.report.removeprefix("政府")
    return Fact(named, "derived")


def _columns(material: _Material, raw: RawDocument, derived: Mapping[str, str]) -> dict[str, str]:
    """Return the user's columns, then what tables and text say beyond the fields of a document."""
    columns: dict[str, str] = {}
    for more in (material.tables[0][0].columns, raw.columns, derived):
        for key, value in more.items():
            columns.setdefault(key, value)
    for table, _ in material.tables[1:]:
        for key, value in table.columns.items():
            columns.setdefault(key, value)
    return columns
