"""Measure what is not yet measured of a corpus, and hand out the results from disk.

Results stand beside the corpus in `NAME.cache/`, in a file for each recipe (codebook, coder,
version, …), and are used again for documents whose text has not changed. The folder can be
deleted at any time.
"""

import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path

from nqp_mine.corpora.source import AnyCorpus
from nqp_mine.corpora.walk import CACHE_TAG
from nqp_mine.models import parallel, recipe
from nqp_mine.models.measure import TokenUnit, coder_identity, load_codebook
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
    words_ready: Callable[[Results], object] | None = None,
) -> Iterator[Results]:
    """Measure the documents `ids`; `unit` says what is cut into words together, if anything.

    With `words_ready`, words are cut first, and it is called once all are there: what needs words
    alone may then go on while sentences are coded. The counts can only be read afterwards.

    Raises:
        OutputError: results cannot be written.
        CorpusError: the corpus cannot be read, or a document cannot be measured.
    """
    book = load_codebook(study)
    counted = recipe.of_counts(study, book, coder_identity(study, book))
    cut = recipe.of_words(study, book, unit) if unit else ""
    with _place(corpus.path, how) as (folder, note), ExitStack() as open_files:

        def shelf(name: str, columns: Sequence[str]) -> Shelf:
            return open_files.enter_context(closing(Shelf(folder / f"{name}.db", columns)))

        counts = shelf(f"counts-{counted[:16]}", PackedCounts._fields)
        words = shelf(f"words-{cut[:16]}", PackedWords._fields) if unit else None
        lacking = _Lacking.of(corpus, ids, counts, words)
        found = Results(
            StoredCounts(counts, ids, book), StoredWords(words, ids) if words else None,
            len(lacking.any), note,
        )  # fmt: skip
        task = Task(path=corpus.path, study=study, unit=unit or "paragraph", digest=counted + cut)
        first = (lambda: words_ready(found)) if words_ready else None
        _fill(corpus, task, lacking, counts, words, how, tell, first)
        yield found


@dataclass(frozen=True, slots=True)
class _Lacking:
    """The ids of documents whose results are not there."""

    counts: set[str]
    words: set[str]

    @classmethod
    def of(
        cls, corpus: AnyCorpus, ids: Sequence[str], counts: Shelf, words: Shelf | None
    ) -> "_Lacking":
        wanted = list(corpus.prints(ids))
        return cls(set(counts.missing(wanted)), set(words.missing(wanted)) if words else set())

    @property
    def any(self) -> set[str]:
        return self.counts | self.words


def _fill(
    corpus: AnyCorpus,
    task: Task,
    lacking: _Lacking,
    counts: Shelf,
    words: Shelf | None,
    how: How,
    tell: Tell | None,
    words_ready: Callable[[], object] | None,
) -> None:
    """Measure what the shelves lack: words before counts if somebody waits for them."""
    if not lacking.any:
        if words_ready:
            words_ready()
        return
    phases = [lacking]
    if words_ready:
        phases = [_Lacking(set(), lacking.words), _Lacking(lacking.counts, set())]
    jobs = chain.from_iterable(_jobs(sorted(one.any), one.counts, one.words) for one in phases)
    results = _mapping(how, len(lacking.any))(task, jobs)
    for one in phases:
        done, total = 0, len(one.any)
        for rows in _together(_until(results, total)):
            prints = dict(corpus.prints(name for name, _, _ in rows))
            counts.put((name, prints[name], one) for name, one, _ in rows if one)
            if words:
                words.put((name, prints[name], one) for name, _, one in rows if one)
            done += len(rows)
            if tell and words_ready:
                tell("cutting words", done, total)
            elif tell:
                tell("measuring", done, total)
        if words_ready:
            words_ready()
            words_ready = None
    deque(results, maxlen=0)  # there are none: this ends what made them


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


def _until(batches: Iterator[list[parallel.Row]], n: int) -> Iterator[list[parallel.Row]]:
    """Yield batches until n rows have come."""
    while n > 0:
        rows = next(batches)
        n -= len(rows)
        yield rows


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
