"""Coverage of the 95 % intervals of corrected_share, and of the uncorrected sentence_share.

usage: coverage.py [--corpora 2000] [--jobs 2]. Every corpus has known true codes. Documents differ
in their shares (beta), the true share rises over the periods, the coder misses and invents themes
at one of three error levels, and its errors are clustered by document. A sample is drawn with
`gold sample`'s own design and coded without error. Printed per level: coverage of the share of
the process that wrote the texts (target "texts") and of this corpus's own share ("corpus").
"""

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain

import numpy as np

from nqp_mine.models import correction, grouping, sampling, trends
from nqp_mine.models.codebook import Category, Codebook
from nqp_mine.models.coded_sample import CodedSample
from nqp_mine.models.measure import DocumentCounts
from nqp_mine.study import Study

THEMES = ("R", "I", "E")
BOOK = Codebook(
    name="simulated",
    version="1",
    categories=tuple(Category(id=theme, axis="theme") for theme in THEMES),
    terms=(),
)
# Share of themes found, and of other sentences given the theme; the middle one is about F1 .80.
LEVELS = {"good": (0.93, 0.01), "middle": (0.85, 0.03), "bad": (0.65, 0.08)}
POOLED_EVERY = 8  # corpora of which the errors are pooled, too: the slow part
FIRST, RISE = np.array([0.06, 0.10, 0.16]), np.array([0.02, 0.0, 0.04])


@dataclass(frozen=True)
class Design:
    """How large a simulated corpus is, and how many of its sentences are coded."""

    periods: int = 5
    documents: int = 20
    sentences: int = 60
    coded: int = 400
    concentration: float = 25.0


DESIGNS = {
    "20 documents a period": Design(),
    "1 document a period": Design(documents=1, sentences=600),
}


@dataclass(frozen=True, eq=False)
class Made:
    """A corpus: its panel and cells, true codes, and the true share of the process."""

    panel: trends.Panel
    cells: list[grouping.Cell]
    truth: list[np.ndarray]
    process: np.ndarray


def make(design: Design, level: str, rng: np.random.Generator) -> Made:
    sensitivity, false_rate = LEVELS[level]
    steps = np.linspace(0, 1, design.periods)[:, None]
    process = FIRST + steps * RISE * rng.uniform(0, 2)
    counts, truth = [], []
    for period in range(design.periods):
        for _ in range(design.documents):
            size = design.sentences
            k = design.concentration if design.documents > 1 else 1e9
            share = rng.beta(process[period] * k, (1 - process[period]) * k)
            true = rng.random((size, 3)) < share
            hit = rng.beta(sensitivity * 20, (1 - sensitivity) * 20, 3)
            false = rng.beta(false_rate * 50, (1 - false_rate) * 50, 3)
            coded = rng.random((size, 3)) < np.where(true, hit, false)
            truth.append(true)
            counts.append(
                DocumentCounts(
                    id=f"d{len(counts)}",
                    number=np.arange(size),
                    han=np.full(size, 30, np.int32),
                    coded=coded,
                    hits=np.zeros((size, 3), np.int32),
                    paragraph=np.zeros(size, np.int32),
                    kinds={},
                    left_out={},
                )
            )
    members = np.arange(len(counts)).reshape(design.periods, design.documents)
    cells = [
        grouping.Cell(period=str(2000 + p), group="all", members=own)
        for p, own in enumerate(members)
    ]
    return Made(trends.panel(counts, BOOK, THEMES), cells, truth, process)


def code(made: Made, n: int, seed: int) -> CodedSample:
    """Draw and code a sample as gold sample would."""
    sizes = [len(one.han) for one in made.panel.counts]
    document = np.repeat(np.arange(len(sizes)), sizes)
    number = np.concatenate([np.arange(size) for size in sizes])
    period_of = np.empty(len(sizes), dtype=object)
    for cell in made.cells:
        period_of[cell.members] = cell.period
    frame = sampling.Frame(
        document=document,
        number=number,
        period=period_of[document],
        group=np.full(len(document), "all"),
        coded=np.vstack([one.coded for one in made.panel.counts]),
        themes=THEMES,
    )
    drawn = sampling.draw(frame, n, seed)
    return CodedSample(
        sids=tuple(f"d{document[i]}@{number[i]}" for i in drawn.index),
        themes=THEMES,
        codes=np.vstack(made.truth)[drawn.index].astype(float),
        weights=1 / drawn.probability,
    )


def one_corpus(design: Design, level: str, seed: int) -> dict[str, list[tuple[bool, float]]]:
    """Return, per kind of interval, whether it holds the truth, and its width."""
    rng = np.random.default_rng([seed, list(LEVELS).index(level)])
    made = make(design, level, rng)
    study = Study(replicates=200)
    sample = code(made, design.coded, seed)
    own = np.array(
        [np.vstack([made.truth[i] for i in cell.members]).mean(axis=0) for cell in made.cells]
    )
    found: dict[str, list[tuple[bool, float]]] = {}

    def note(kind: str, rows: list[trends.TrendRow], truth: np.ndarray) -> None:
        for row in rows:
            at = truth[int(row.period) - 2000, THEMES.index(row.theme)]
            inside = row.ci_low <= at <= row.ci_high
            if not np.isnan(row.value):
                found.setdefault(kind, []).append((inside, row.ci_high - row.ci_low))

    def corrected(**options: object) -> list[trends.TrendRow]:
        shares = correction.corrected_shares(made.panel, made.cells, sample, study, **options)
        return [one.row for one in shares]

    note("texts", corrected(), made.process)
    note("corpus", corrected(target="corpus"), own)
    if seed % POOLED_EVERY == 0:
        note("texts, pooled errors", corrected(pooled=True), made.process)
        note("corpus, pooled errors", corrected(target="corpus", pooled=True), own)
    plain = [
        row
        for row in trends.trends(made.panel, made.cells, study)
        if row.measure == "sentence_share"
    ]
    note("texts, uncorrected", plain, made.process)
    note("corpus, uncorrected", plain, own)
    return found


def coverage(design: Design, level: str, corpora: range) -> dict[str, tuple[float, float, int]]:
    """Return coverage, mean width and number of intervals, per kind of interval."""
    every: dict[str, list[tuple[bool, float]]] = {}
    for seed in corpora:
        for kind, found in one_corpus(design, level, seed).items():
            every.setdefault(kind, []).extend(found)
    return {
        kind: (
            float(np.mean([inside for inside, _ in found])),
            float(np.mean([width for _, width in found])),
            len(found),
        )
        for kind, found in every.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    chunk = max(1, args.corpora // (4 * args.jobs))
    chunks = [range(i, min(i + chunk, args.corpora)) for i in range(0, args.corpora, chunk)]
    print("| corpora | coder | interval | coverage | mean width | intervals |")
    print("|---|---|---|---|---|---|")
    with ProcessPoolExecutor(args.jobs) as pool:
        for name, design in DESIGNS.items():
            for level in LEVELS:
                parts = list(
                    pool.map(coverage, [design] * len(chunks), [level] * len(chunks), chunks)
                )
                for kind in dict.fromkeys(chain.from_iterable(parts)):
                    rows = np.array([part[kind] for part in parts if kind in part])
                    share, width = np.average(rows[:, :2], axis=0, weights=rows[:, 2])
                    print(
                        f"| {name} | {level} | {kind} | {share:.3f} | {width:.3f} "
                        f"| {int(rows[:, 2].sum())} |",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
