"""The page: sections, data, style and scripts joined into one file that loads nothing.

Everything is escaped where it is put in; scripts run by their hash alone, so a script that came in
with a document's text would not run even if it got past the escaping.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from markupsafe import Markup

from nqp_mine.models.event_tests import EVENT
from nqp_mine.models.periods import period_of
from nqp_mine.report import words as wording
from nqp_mine.report.folder import Folder
from nqp_mine.report.html import evidence, series
from nqp_mine.report.html.payload import embed
from nqp_mine.report.html.sections import (
    corpus,
    groups,
    headline,
    keywords,
    labels,
    methods,
    subthemes,
    technologies,
    topics,
    trends,
    validity,
)
from nqp_mine.report.source import Source
from nqp_mine.report.tables import atomic
from nqp_mine.study import Lang

NAME = "report.html"
SECTIONS: dict[str, Callable[[Source], dict[str, Any] | None]] = {
    "headline": headline.build,
    "trends": trends.build,
    "subthemes": subthemes.build,
    "labels": labels.build,
    "groups": groups.build,
    "topics": topics.build,
    "keywords": keywords.build,
    "technologies": technologies.build,
    "corpus": corpus.build,
    "validity": validity.build,
    "methods": methods.build,
}
_SCRIPTS = (("echarts.common.min.js",), ("core.js", "charts.js", "drill.js", "tables.js"))
_SPOKEN = ("drill.", "table.", "trends.", "measure.", "page.search")  # what the scripts say
_HALF = re.compile("[\ud800-\udfff]")


def write(folder: Folder, lang: Lang) -> list[str]:
    """Write report.html into the output folder, and return its name.

    Raises:
        OutputError: it cannot be written.
    """
    page = render(folder, lang)
    with atomic(folder.path / NAME) as stream:
        stream.write(page)
    return [NAME]


def render(folder: Folder, lang: Lang, *, budget: int = evidence.BUDGET) -> str:
    """Return the page of an output folder.

    Args:
        folder: the output folder.
        lang: the language of everything but the documents.
        budget: bytes of sentences that the page may hold; beyond it they are sampled.
    """
    source = Source(folder, wording.load(lang))
    style = Markup(_static("report.css"))
    scripts = [Markup("\n".join(map(_static, names))) for names in _SCRIPTS]
    page = _template().render(
        w=source.words,
        facts=folder.facts,
        level=f"{100 * folder.facts['study']['confidence']:g}",
        themes=[source.label(theme) for theme in folder.themes],
        subtitle=" · ".join(folder.name_of(theme, lang) for theme in folder.themes),
        imprint=_imprint(source),
        made_up=source.made_up,
        sections=_sections(source),
        policy=_policy(style, scripts),
        style=style,
        scripts=scripts,
        data=embed(_data(source)),
        evidence=embed(evidence.pack(source, budget)),
    )
    return _HALF.sub("\ufffd", page)


def _sections(source: Source) -> dict[str, Any]:
    found = {name: build(source) for name, build in SECTIONS.items()}
    return {name: built for name, built in found.items() if built is not None}


def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    jinja = Environment(
        loader=PackageLoader("nqp_mine.report.html"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    jinja.filters["json"] = lambda value: json.dumps(value, ensure_ascii=False)
    return jinja.get_template("page.html.j2")


def _static(name: str) -> str:
    return (files("nqp_mine.report.html") / "static" / name).read_text(encoding="utf-8")


def _policy(style: str, scripts: Sequence[str]) -> str:
    run = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {run}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _imprint(source: Source) -> str:
    facts = source.folder.facts
    years = [row["date"][:4] for row in source.folder.table("documents") if row["date"]]
    return source.words(
        "page.imprint",
        n=source.count(facts["corpus"]["n_counted"]),
        first=min(years, default="–"),
        last=max(years, default="–"),
        file=Path(facts["corpus"]["file"]).name,
        version=facts["nqp_mine"],
    )


def _data(source: Source) -> dict[str, Any]:
    folder = source.folder
    packed = series.pack(source)
    return packed | {
        "words": source.words.of(*_SPOKEN),
        "labels": {one["id"]: source.label(one["id"]) for one in folder.categories},
        "parents": {one["id"]: one["parent"] for one in folder.categories if one["parent"]},
        "axes": {one["id"]: one["axis"] for one in folder.categories},
        "groups": {name: source.group(name) for name in folder.groups},
        "measures": {
            key.removeprefix("measure."): text for key, text in source.words.of("measure.").items()
        },
        "themes": folder.themes,
        "event": _event_place(packed["periods"], folder.facts["study"]["period"]),
    }


def _event_place(periods: Sequence[str], kind: Any) -> float | None:
    """Return where the event lies; a period i covers i - 0.5 to i + 0.5."""
    period = period_of(EVENT, kind)
    if period not in periods:
        return None
    months = {"year": 12, "half-year": 6, "quarter": 3, "month": 1}[kind]
    into = ((int(EVENT[5:7]) - 1) % months + (int(EVENT[8:]) - 1) / 30) / months
    return round(periods.index(period) - 0.5 + into, 3)
