"""trends.csv as the charts read it: {axis: {measure: {group: {theme: values and bounds}}}}."""

from collections.abc import Sequence
from typing import Any

from nqp_mine.report.folder import Row, by, number
from nqp_mine.report.html.payload import rounded
from nqp_mine.report.source import Source

#: Besides the themes, an axis is drawn by this measure alone, so that the page stays light.
_ONE = "dictionary_share"
_FEW_GROUPS = 4


def pack(source: Source) -> dict[str, Any]:
    """Return all series that the page can draw, their bounds and how these were made."""
    folder = source.folder
    periods = folder.periods
    rows = [row for row in folder.table("trends") if _drawn(row, len(folder.groups))]
    rows += [{**row, "axis": "labels"} for row in folder.table("labels")]
    rows += [
        {**row, "axis": "composition", "measure": name, "value": row[column]}
        | ({} if column == "value" else {"ci_low": "", "ci_high": "", "ci_method": ""})
        for row in folder.table("composition")
        for name, column in (("fixed", "value"), ("raw", "raw"))
    ]
    methods = sorted({row["ci_method"] for row in rows})
    at = {name: i for i, name in enumerate(periods)}
    packed: dict[str, Any] = {}
    for keys, own in by(rows, lambda r: (r["axis"], r["measure"], r["group"], r["theme"])).items():
        place = packed
        for key in keys[:3]:
            place = place.setdefault(key, {})
        place[keys[3]] = _series(own, at, methods)
    return {"periods": periods, "methods": methods, "series": packed, "cells": _cells(source, at)}


def _drawn(row: Row, n_groups: int) -> bool:
    if row["axis"] == "theme":
        return True
    return row["measure"] == _ONE and (row["group"] == "all" or n_groups <= _FEW_GROUPS)


def _series(rows: Sequence[Row], at: dict[str, int], methods: list[str]) -> dict[str, list[Any]]:
    values: dict[str, list[Any]] = {name: [None] * len(at) for name in ("v", "l", "h", "m")}
    for row in rows:
        i = at.get(row["period"])
        if i is None:
            continue
        values["v"][i] = rounded(number(row["value"]))
        values["l"][i] = rounded(number(row["ci_low"]))
        values["h"][i] = rounded(number(row["ci_high"]))
        values["m"][i] = methods.index(row["ci_method"])
    return values


def _cells(source: Source, at: dict[str, int]) -> dict[str, dict[str, list[Any]]]:
    """Return for each group the documents, sentences and flags of each period."""
    found: dict[str, dict[str, list[Any]]] = {}
    for row in source.folder.table("trends"):
        own = found.setdefault(
            row["group"], {"d": [0] * len(at), "s": [0] * len(at), "f": [""] * len(at)}
        )
        i = at[row["period"]]
        own["d"][i] = int(row["n_documents"] or 0)
        own["s"][i] = int(row["n_sentences"] or 0)
        own["f"][i] = row["flag"]
    return found
