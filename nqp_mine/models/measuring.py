"""Measure what is not yet measured of a corpus, and hand out the results from disk.

Results stand beside the corpus in `NAME.cache/`, in a file for each recipe (codebook, coder,
version, …), and are used again for documents whose text has not changed. The folder can be
deleted at any time.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from nqp_mine.corpora.source import AnyCorpus
from nqp_mine.corpora.walk import CACHE_TAG
from nqp_mine.models import parallel, recipe
from nqp_mine.models.coding import CompiledCodebook
from nqp_mine.models.measure import TokenUnit, load_codebook, make_coder
from nqp_mine.models.packing import PackedCounts, PackedWords
from nqp_mine.models.parallel import Job, Map, Task
from nqp_mine.models.shelf import Shelf
from nqp_mine.models.stored import StoredCounts, StoredWords
from nqp_mine.study import Study

Tell = Callable[[str, int, int], None]
_BATCH = 8  # documents; reports of 20,000 characters make a batch of a few tenths of a second
_PART = 256  # documents written to disk at a time
_SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55\n# Results of nqp-mine; safe to delete.\n"
_KEPT = 4  # files of a kind; the least recently used ones are removed


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a corpus is measured.

    `workers`: processes, 0 for one a core. `cache`: use and keep what stands beside the corpus.
    `scratch`: where results stand for the time of a run otherwise (None: the system's place).
    `cluster`: what maps batches over other machines.
    """

    workers: int = 0
    cache: bool = True
    scratch: Path | None = None
    cluster: Map | None = None

    @property
    def cores(self) -> int:
        """How many cores may be busy at a time."""
        return self.workers or os.cpu_count() or 1


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """The counts and, where they were asked for, the words of documents; `note` says what failed.

    They can be read as long as the context that made them is open.
    """

    counts: StoredCounts
    words: StoredWords | None
    n_new: int
    note: str = ""


@contextmanager
def measure(
    corpus: AnyCorpus,
    ids: Sequence[str],
    study: Study,
    unit: TokenUnit | None,
    how: How,
    tell: Tell | None = None,
) -> Iterator[Results]:
    """Measure the documents `ids`; `unit` says what is cut into words together, if anything.

    Raises:
        OutputError: results cannot be written.
        CorpusError: the corpus cannot be read, or a document cannot be measured.
    """
    book = load_codebook(study)
    coder = make_coder(study, CompiledCodebook.build(book))
    counted, cut = recipe.of_counts(study, book, coder), ""
    if unit:
        cut = recipe.of_words(study, book, unit)
    with _place(corpus.path, how) as (folder, note):
        counts = Shelf(folder / f"counts-{counted[:16]}.db", PackedCounts._fields)
        with closing(counts):
            if not unit:
                n_new = _fill(corpus, ids, study, "paragraph", counted, counts, None, how, tell)
                yield Results(StoredCounts(counts, ids, book), None, n_new, note)
                return
            words = Shelf(folder / f"words-{cut[:16]}.db", PackedWords._fields)
            with closing(words):
                n_new = _fill(corpus, ids, study, unit, counted + cut, counts, words, how, tell)
                kept = StoredCounts(counts, ids, book), StoredWords(words, ids)
                yield Results(*kept, n_new, note)


def _fill(
    corpus: AnyCorpus,
    ids: Sequence[str],
    study: Study,
    unit: TokenUnit,
    digest: str,
    counts: Shelf,
    words: Shelf | None,
    how: How,
    tell: Tell | None,
) -> int:
    """Measure what the shelves lack, and return of how many documents."""
    wanted = list(corpus.prints(ids))
    no_counts = set(counts.missing(wanted))
    no_words = set(words.missing(wanted)) if words else set()
    del wanted
    lacking = sorted(no_counts | no_words)
    task = Task(path=corpus.path, study=study, unit=unit, digest=digest)
    jobs = _jobs(lacking, no_counts, no_words)
    done = 0
    for rows in _together(_mapping(how, len(lacking))(task, jobs)):
        prints = dict(corpus.prints(name for name, _, _ in rows))
        counts.put((name, prints[name], one) for name, one, _ in rows if one)
        if words:
            words.put((name, prints[name], one) for name, _, one in rows if one)
        done += len(rows)
        if tell:
            tell("measuring", done, len(lacking))
    return done


def _mapping(how: How, n: int) -> Map:
    if how.cluster and n:
        return how.cluster
    workers = min(how.cores, n // (2 * _BATCH))
    return parallel.processes(workers) if workers > 1 else parallel.here


def _jobs(ids: Iterable[str], no_counts: set[str], no_words: set[str]) -> Iterator[Job]:
    for (counts, words), group in groupby(ids, lambda one: (one in no_counts, one in no_words)):
        names = tuple(group)
        for i in range(0, len(names), _BATCH):
            yield Job(ids=names[i : i + _BATCH], counts=counts, words=words)


def _together(batches: Iterable[list[parallel.Row]]) -> Iterator[list[parallel.Row]]:
    rows: list[parallel.Row] = []
    for batch in batches:
        rows += batch
        if len(rows) >= _PART:
            yield rows
            rows = []
    if rows:
        yield rows


@contextmanager
def _place(corpus: Path, how: How) -> Iterator[tuple[Path, str]]:
    """Yield the folder for results, and a note where it is not the one that was asked for."""
    note = ""
    if how.cache:
        folder = corpus.with_name(f"{corpus.name}.cache")
        try:
            folder.mkdir(exist_ok=True)
            (folder / CACHE_TAG).write_text(_SIGNATURE, encoding="ascii")
        except OSError as error:
            note = f"{folder}: {error.strerror}; results are not kept for the next run."
        else:
            _tidy(folder)
            yield folder, ""
            return
    if how.scratch:
        how.scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        dir=how.scratch, prefix=".measuring-", ignore_cleanup_errors=True
    ) as scratch:
        yield Path(scratch), note


def _tidy(folder: Path) -> None:
    for kind in ("counts", "words"):
        files = sorted(folder.glob(f"{kind}-*.db"), key=lambda one: one.stat().st_mtime)
        for old in files[: max(0, len(files) - _KEPT)]:
            with suppress(OSError):  # another process has it open
                old.unlink()
