"""Ingest of many made-up documents: speed, peak memory, and the time of a second run.

usage: ingest_scale.py [--sizes 2000,20000] [--workers 2]. The documents are recombined from a
small stock of phrases, 2,000 characters each. Memory is flat when it does not grow with their
number.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import made_up
import memory

_CHARACTERS = 2_000


def ingest_here(folder: Path, file: Path, workers: int) -> None:
    """Ingest in this process and print what it cost as JSON; run in a process of its own."""
    import resource

    from nqp_mine.corpora.ingest import ingest
    from nqp_mine.corpora.store import Corpus

    start = time.perf_counter()
    with Corpus(file, write=True) as corpus:
        summary = ingest([folder], corpus, workers=workers)
    seconds = time.perf_counter() - start
    parent = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    facts = {"new": summary.new_documents, "unchanged": summary.unchanged}
    print(json.dumps({**facts, "seconds": seconds, "parent_mb": parent}))


def measured(folder: Path, file: Path, workers: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--here", str(folder), str(file)]
    start = time.perf_counter()
    with subprocess.Popen(
        [*command, "--workers", str(workers)], stdout=subprocess.PIPE, text=True
    ) as process:
        _, child = memory.watch(process)
        assert process.stdout is not None
        found: dict[str, float] = json.loads(process.stdout.read())
    found["child_mb"] = child
    found["whole"] = time.perf_counter() - start
    return found


def rows(sizes: list[int], workers: int) -> Iterator[str]:
    for count in sizes:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "docs"
            folder.mkdir()
            made_up.generate(folder, range(count), _CHARACTERS)
            first = measured(folder, Path(place) / "c.db", workers)
            second = measured(folder, Path(place) / "c.db", workers)
        if (first["new"], second["unchanged"]) != (count, count):
            raise SystemExit(f"not all were ingested: {first}, {second}")
        yield (
            f"| {count:,} | {count / first['seconds']:.0f} | {first['parent_mb']:.0f} |"
            f" {first['child_mb']:.0f} | {second['whole']:.1f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="2000,20000")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--here", nargs=2, type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.here:
        ingest_here(*args.here, args.workers)
        return
    print("| documents | documents/s | parent, MB | child, MB | second run, s |")
    print("|---|---|---|---|---|", flush=True)
    for row in rows([int(size) for size in args.sizes.split(",")], args.workers):
        print(row, flush=True)


if __name__ == "__main__":
    main()
