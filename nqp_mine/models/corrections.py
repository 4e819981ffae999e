"""What a run takes from a coded sample: rows for trends.csv, joined periods, and notes.

A sample of a few hundred sentences seldom supports every single year. The same sentences support
runs of neighbouring periods, so the corrected shares of the shortest such runs stand beside.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nqp_mine.models.coded_sample import CodedSample, unmatched
from nqp_mine.models.correction import MIN_CLASS, MIN_CODED, CorrectedShare, corrected_shares
from nqp_mine.models.trends import Cell, Panel, TrendRow
from nqp_mine.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """`rows` are of the study's periods, `joined` of runs of them (period "2007~2010")."""

    rows: tuple[TrendRow, ...]
    joined: tuple[TrendRow, ...]
    notes: tuple[str, ...]


def corrections(
    table: Panel, cells: Sequence[Cell], sample: CodedSample, study: Study
) -> Corrections:
    """Return the corrected shares of every cell and of the shortest supported runs of cells."""
    found = corrected_shares(table, cells, sample, study)
    runs = list(joined_cells(table, cells, sample, study))
    joined = corrected_shares(table, runs, sample, study)
    return Corrections(
        rows=tuple(one.row for one in found),
        joined=tuple(one.row for one in joined),
        notes=tuple(_notes(table, found, sample)),
    )


def joined_cells(
    table: Panel, cells: Sequence[Cell], sample: CodedSample, study: Study
) -> Iterator[Cell]:
    """Yield runs of neighbouring periods, as short as supports every theme, group by group.

    What is left at the end joins the last run; a group that the sample does not support as a
    whole is one run.
    """
    for group in dict.fromkeys(cell.group for cell in cells):
        runs: list[list[Cell]] = [[]]
        for cell in (c for c in cells if c.group == group and len(c.members)):
            runs[-1].append(cell)
            if _supports(table, _join(runs[-1]), sample, study):
                runs.append([])
        if len(runs) > 1:
            rest = runs.pop()
            runs[-1] += rest
        yield from (_join(run) for run in runs if run)


def _supports(table: Panel, cell: Cell, sample: CodedSample, study: Study) -> bool:
    return all(not one.n_more for one in corrected_shares(table, [cell], sample, study))


def _join(run: Sequence[Cell]) -> Cell:
    if len(run) == 1:
        return run[0]
    return replace(
        run[0],
        period=f"{run[0].period}~{run[-1].period}",
        members=np.concatenate([cell.members for cell in run]),
        partial=any(cell.partial for cell in run),
    )


def _notes(table: Panel, found: Sequence[CorrectedShare], sample: CodedSample) -> Iterator[str]:
    lost = unmatched(table, sample)
    if lost:
        yield (
            f"{len(lost)} coded sentences are not among the counted ones of this corpus: "
            f"{', '.join(lost[:3])}{'…' if len(lost) > 3 else ''}."
        )
    lacking = [one for one in found if one.n_more]
    if lacking:
        least = min(one.n_more for one in lacking)
        periods = {(one.row.period, one.row.group) for one in lacking}
        yield (
            f"corrected_share: {len(periods)} periods or groups have too few coded sentences "
            f"(at least {MIN_CODED}, {MIN_CLASS} of them given the theme and {MIN_CLASS} not); "
            f"the nearest to it needs {least} more."
        )
