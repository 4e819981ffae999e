"""The sub-themes by codebook terms: a chart a theme, and all of them as a table of colours."""

from typing import Any

from nqp_mine.report.html.sections import heat
from nqp_mine.report.source import Source


def build(source: Source) -> dict[str, Any] | None:
    """Return the lines of each theme's sub-themes, and the table of colours."""
    children: dict[str, list[str]] = {theme: [] for theme in source.folder.themes}
    for one in source.folder.categories:
        if one["parent"] in children and one["axis"] == "theme":
            children[one["parent"]].append(one["id"])
    table = heat.build(source, "subtheme", [name for own in children.values() for name in own])
    if table is None:
        return None
    return {
        "charts": [
            {
                "theme": theme,
                "number": i,
                "label": source.label(theme),
                "lines": [
                    {"k": ["subtheme", "dictionary_share", "all", one], "name": source.label(one),
                     "c": c}
                    for c, one in enumerate(own)
                ],
            }
            for i, (theme, own) in enumerate(children.items())
            if own
        ],
        "heat": table,
    }  # fmt: skip
