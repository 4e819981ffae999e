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
        for row in folder.select("composition", group="all")
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
    few = row["group"] == "all" or n_groups <= _FEW_GROUPS
    return row["measure"] == _ONE and row["axis"] != "placebo" and few


def _series(rows: Sequence[Row], at: dict[str, int], methods: list[str]) -> dict[str, list[Any]]:
    """Return the places of the periods that have a value, the values, and their bounds."""
    places = {row["period"]: at[row["period"]] for row in rows if row["period"] in at}
    kept = sorted(
        (row for row in rows if row["period"] in places and row["value"]),
        key=lambda row: places[row["period"]],
    )
    return {
        "i": [places[row["period"]] for row in kept],
        **{
            name: [rounded(number(row[column])) for row in kept]
            for name, column in (("v", "value"), ("l", "ci_low"), ("h", "ci_high"))
        },
        "m": [methods.index(row["ci_method"]) for row in kept],
    }


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
