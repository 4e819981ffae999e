"""The enabling technologies and the facets of the new: beside the themes, never mixed into them."""

from typing import Any

from nqp_mine.report.folder import number
from nqp_mine.report.html.sections import heat
from nqp_mine.report.source import Source, whole

AXES = ("technology", "facet")


def build(source: Source) -> dict[str, Any] | None:
    """Return a table of colours an axis, and the technologies named most in the last period."""
    tables = []
    for axis in AXES:
        own = [one["id"] for one in source.folder.categories if one["axis"] == axis]
        if table := heat.build(source, axis, own):
            tables.append({"axis": axis, "title": source.words(f"axis.{axis}"), "heat": table})
    return {"tables": tables, "lead": _lead(source)} if tables else None


def _lead(source: Source) -> str:
    last = {}
    for one in source.folder.categories:
        rows = whole(source.series("technology", one["id"], "dictionary_share"))
        if one["axis"] == "technology" and rows:
            last[one["id"]] = rows[-1]
    order = sorted(last, key=lambda name: -number(last[name]["value"]))[:3]
    named = [name for name in order if number(last[name]["value"]) > 0]
    if not named:
        return source.words("technologies.none")
    shown = [f"{source.label(n)} {source.share(number(last[n]['value']))}" for n in named]
    return source.words(
        "technologies.lead",
        period=last[named[0]]["period"],
        shown=source.words("unit.list").join(shown),
    )
