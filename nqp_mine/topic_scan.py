"""run(): the scan over the number of topics, from a corpus to a folder of results."""

import os
from collections.abc import Sequence
from pathlib import Path

from nqp_mine.errors import UsageError
from nqp_mine.models.cluster import Cluster
from nqp_mine.models.collecting import Tell, collect
from nqp_mine.models.measure import load_codebook
from nqp_mine.models.measured import topic_matrix
from nqp_mine.models.topics import scan, seeds
from nqp_mine.models.topics.weighing import Scan, ScanRow, TopicStability
from nqp_mine.report import manifest, tables, topic_scan
from nqp_mine.study import Lang, Study

NUMBERS = (10, 15, 20, 25, 30, 40, 50)
TABLES = ("topic_scan.csv", "topic_stability.csv")
FIGURE = "figures/topic_scan"
FILES = (*TABLES, *(f"{FIGURE}.{suffix}" for suffix in topic_scan.DEFAULT.formats))


def run(
    corpus: Path,
    out: Path,
    study: Study,
    *,
    numbers: Sequence[int] = NUMBERS,
    n_seeds: int = 3,
    n_samples: int = 3,
    workers: int = 0,
    cluster: Cluster | None = None,
    lang: Lang = "zh",
    tell: Tell | None = None,
) -> Scan:
    """Fit every number of topics, write the files, and return what was found.

    With `cluster`, documents are measured and topics fitted there; the files are the same.

    Raises:
        UsageError: too few topics for the themes, too few fits, or nothing to measure.
        CorpusError: the corpus cannot be read.
        OutputError: `out` cannot be written, or holds a run of something else.
    """
    if n_seeds < 2 or n_samples < 0:
        raise UsageError("a scan needs 2 seeds or more.", remedy="Use --seeds 3.")
    book = load_codebook(study)
    manifest.fits(out, book, corpus)
    measured = collect(corpus, study, unit="paragraph", workers=workers, cluster=cluster, tell=tell)
    matrix = topic_matrix(measured, book, study)
    anchors = seeds.anchors(book, matrix, study)
    least = len(anchors.seeds) + 1
    tried = sorted(set(numbers))
    if not tried or tried[0] < least:
        raise UsageError(
            f"{len(anchors.seeds)} themes are anchored.", remedy=f"Try numbers of {least} or more."
        )
    found = scan.scan(
        scan.material(matrix, measured.owners, anchors.seeds, study), tried,
        n_seeds=n_seeds, n_samples=n_samples, workers=workers or os.cpu_count() or 1,
        spread=cluster, tell=tell,
    )  # fmt: skip
    tables.write_records(out / TABLES[0], ScanRow, found.rows)
    tables.write_records(out / TABLES[1], TopicStability, found.topics)
    topic_scan.draw(out / FIGURE, found.rows, lang=lang)
    manifest.record(out, FILES)
    return found
