"""What Dask costs beside the local pool, and what a corpus of 10^8 documents would take.

usage: cluster.py [--documents 2000] [--runs 3] [--workers 2] [--target 100000000] [--hours 24]. The
documents are those of ingest_scale.py, 2,000 characters each. Both measure the same folder of
Parquet files with the default study, turn about, and the medians are shown; the time includes the
building of the instruments and the writing of what was measured. `rest` is the time of one process
that works on the results, topics left out, which no cluster shortens.
"""

import argparse
import hashlib
import os
import statistics
import tempfile
import time
from pathlib import Path

import ingest_scale

from nqp_mine.corpora.ingest import ingest
from nqp_mine.corpora.source import open_corpus
from nqp_mine.corpora.store import Corpus
from nqp_mine.models import cluster, measuring
from nqp_mine.models.measuring import How
from nqp_mine.pipeline import run
from nqp_mine.report import parquet
from nqp_mine.study import Study

STUDY = Study(topics=False)


def prepared(place: Path, count: int) -> Path:
    """Return a folder of Parquet files with so many documents."""
    (place / "docs").mkdir()
    ingest_scale.generate(place / "docs", count)
    with Corpus(place / "c.db", write=True) as store:
        ingest([place / "docs"], store)
    with Corpus(place / "c.db") as store:
        parquet.write(place / "pq", store.documents(), store.outcomes())
    return place / "pq"


def measured(folder: Path, how: How) -> tuple[float, str]:
    """Return the seconds until all is measured and on disk, and a digest of it."""
    total = hashlib.sha256()
    start = time.perf_counter()
    with open_corpus(folder) as corpus:
        ids = corpus.catalogue().ids
        with measuring.measure(corpus, ids, STUDY, "paragraph", how) as found:
            seconds = time.perf_counter() - start
            for notes, lines in found.counts.evidence():
                total.update(repr(notes).encode() + lines)
            for words in found.words or ():
                total.update("\n".join(words.block.terms).encode())
    return seconds, total.hexdigest()


def size(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())


def say(name: str, count: int, seconds: float, workers: int) -> float:
    rate = count / seconds / workers
    print(f"| {name} | {seconds:.1f} | {count / seconds:.0f} | {rate:.0f} |", flush=True)
    return rate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--target", type=int, default=100_000_000)
    parser.add_argument("--hours", type=float, default=24)
    args = parser.parse_args()
    count, workers = args.documents, args.workers
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        folder = prepared(place, count)
        print(f"{count:,} documents, {workers} workers, {os.cpu_count()} cores\n")
        print("| where | seconds | documents/s | a worker |\n|---|---|---|---|", flush=True)
        start = time.perf_counter()
        with cluster.on(f"local:{workers}") as there:
            begun = time.perf_counter() - start
            ways = {
                "local pool": How(workers=workers, cache=False, scratch=place),
                "Dask, started": How(cluster=there.measure, cache=False, scratch=place),
            }
            runs = [
                (name, *measured(folder, how))
                for _ in range(args.runs)
                for name, how in ways.items()
            ]
        if len({found for _, _, found in runs}) > 1:
            raise SystemExit("the two did not measure the same")
        near, far = (statistics.median(s for n, s, _ in runs if n == name) for name in ways)
        say("local pool", count, near, workers)
        rate = say("Dask, started", count, far, workers)
        print(f"\nstart of Dask: {begun:.1f} s; overhead once started: {far / near - 1:+.0%}")
        run(folder, place / "warm", STUDY, workers=workers)
        start = time.perf_counter()
        run(folder, place / "out", STUDY, workers=workers)
        rest = time.perf_counter() - start
        stored, kept, out = size(folder), size(place / "pq.cache"), size(place / "out")
    share = args.target / count
    needed = args.target / rate / 3600 / args.hours
    print(
        f"rest of a run, in one process: {rest:.1f} s\n"
        f"\n{args.target:,} documents of this kind, in proportion:\n"
        f"- measuring: {args.target / rate / 3600:,.0f} hours of one worker; "
        f"{needed:,.0f} workers for {args.hours:g} hours\n"
        f"- rest of a run, in one process: {rest * share / 3600:,.0f} hours\n"
        f"- Parquet: {stored * share / 1e9:,.0f} GB; what was measured: {kept * share / 1e9:,.0f}"
        f" GB; results: {out * share / 1e9:,.0f} GB"
    )


if __name__ == "__main__":
    main()
