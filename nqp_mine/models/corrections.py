"""What a run takes from a coded sample: rows for trends.csv, joined periods, and notes.

A sample of a few hundred sentences seldom supports every single year. The same sentences support
runs of neighbouring periods, so the corrected shares of the shortest such runs stand beside, each
with the reason why its periods were joined.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nqp_mine.errors import UsageError
from nqp_mine.models.coded_sample import CodedSample, unmatched
from nqp_mine.models.correction import MIN_CLASS, MIN_CODED, CorrectedShare, corrected_shares
from nqp_mine.models.grouping import Cell
from nqp_mine.models.trends import Panel, TrendRow
from nqp_mine.study import Study

FRAME_TOLERANCE = 0.01  # of the sentences: more than this is another corpus than was drawn from


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedShare:
    """One row of corrected_joined.csv: a share over `n_periods` periods ("2007~2010").

    `n_coded` sentences of them were coded; `reason` says why the periods were joined, or why
    there is no value, and is empty for a single period that has one.
    """

    period: str
    group: str
    theme: str
    value: float
    ci_low: float
    ci_high: float
    ci_method: str
    n_periods: int
    n_documents: int
    n_sentences: int
    n_coded: int
    flag: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """`rows` are of the study's periods, `joined` of runs of them; `n_unmatched` are lost."""

    rows: tuple[TrendRow, ...]
    joined: tuple[JoinedShare, ...]
    n_unmatched: int
    notes: tuple[str, ...]


def corrections(
    table: Panel, cells: Sequence[Cell], sample: CodedSample, study: Study
) -> Corrections:
    """Return the corrected shares of every cell and of the shortest supported runs of cells.

    Raises:
        UsageError: none of the coded sentences is among the counted ones.
    """
    lost = unmatched(table, sample)
    if len(lost) == len(sample.sids):
        raise UsageError(
            "none of the coded sentences is among the counted ones of this corpus.",
            remedy="Name the corpus that they were drawn from.",
        )
    found = corrected_shares(table, cells, sample, study)
    return Corrections(
        rows=tuple(one.row for one in found),
        joined=tuple(_joined_shares(table, cells, found, sample, study)),
        n_unmatched=len(lost),
        notes=(*_place_notes(table, cells, lost, sample), *_support_notes(found)),
    )


def _joined_shares(
    table: Panel,
    cells: Sequence[Cell],
    found: Sequence[CorrectedShare],
    sample: CodedSample,
    study: Study,
) -> Iterator[JoinedShare]:
    lacking: dict[tuple[str, str], int] = {}
    for one in found:
        key = (one.row.group, one.row.period)
        lacking[key] = max(one.n_more, lacking.get(key, 0))
    for run in supported_runs(table, cells, sample, study):
        more = {cell.period: lacking.get((cell.group, cell.period), 0) for cell in run}
        for one in corrected_shares(table, [_join(run)], sample, study):
            row = one.row
            yield JoinedShare(
                period=row.period, group=row.group, theme=row.theme, value=row.value,
                ci_low=row.ci_low, ci_high=row.ci_high, ci_method=row.ci_method,
                n_periods=len(run), n_documents=row.n_documents, n_sentences=row.n_sentences,
                n_coded=one.n_coded, flag=row.flag, reason=_reason(more, one.n_more),
            )  # fmt: skip


def _reason(lacking: Mapping[str, int], n_more: int) -> str:
    """Return why these periods were joined; `lacking` coded sentences they have each."""
    short = [f"{period} lacks {n}" for period, n in lacking.items() if n]
    alone = f"too few coded sentences in each period alone: {'; '.join(short)}"
    together = f"too few coded sentences: {n_more} more are needed"
    return "; ".join(filter(None, (alone if len(lacking) > 1 else "", together if n_more else "")))


def supported_runs(
    table: Panel, cells: Sequence[Cell], sample: CodedSample, study: Study
) -> Iterator[list[Cell]]:
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
        yield from (run for run in runs if run)


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


def _place_notes(
    table: Panel, cells: Sequence[Cell], lost: Sequence[str], sample: CodedSample
) -> Iterator[str]:
    """Say which sentences are not there, and whether the corpus is the one that was drawn from."""
    if lost:
        yield (
            f"{len(lost)} coded sentences are not among the counted ones of this corpus: "
            f"{', '.join(lost[:3])}{'…' if len(lost) > 3 else ''}."
        )
    counted = [table.sums(cell.members)[:, 0].sum() for cell in cells if cell.group == "all"]
    n = int(sum(counted))
    if abs(sample.frame_size - n) > FRAME_TOLERANCE * n:
        yield (
            f"the coded sentences stand for {sample.frame_size:,.0f} sentences, but {n:,} are in "
            "the trends: what was added since they were drawn had no chance of being coded."
        )


def _support_notes(found: Sequence[CorrectedShare]) -> Iterator[str]:
    """Say how many periods have too few coded sentences."""
    lacking = [one for one in found if one.n_more]
    if lacking:
        least = min(one.n_more for one in lacking)
        periods = {(one.row.period, one.row.group) for one in lacking}
        yield (
            f"corrected_share: {len(periods)} periods or groups have too few coded sentences "
            f"(at least {MIN_CODED}, {MIN_CLASS} of them given the theme and {MIN_CLASS} not); "
            f"the nearest to it needs {least} more. corrected_joined.csv has the shares of joined "
            "periods."
        )
