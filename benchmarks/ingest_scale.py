"""Ingest of many made-up documents: speed, peak memory, and the time of a second run.

usage: ingest_scale.py [--sizes 2000,20000] [--workers 2]. The documents are recombined from a
small stock of phrases, 2,000 characters each. Memory is flat when it does not grow with their
number.
"""

import argparse
import contextlib
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_PHRASES = Path(__file__).parent / "phrases.txt"
_WHO, _HOW, _WHAT, _WHY = (
    line.split() for line in _PHRASES.read_text(encoding="utf-8").splitlines()
)
_CHARACTERS = 2_000


def document(number: int) -> str:
    """Return the text of one document; equal numbers give equal texts."""
    pick = random.Random(number).choice
    year = 2005 + number % 20
    lines = [f"关于{pick(_HOW)}{pick(_WHAT)}的意见（第{number}号）", f"{year}年3月5日"]
    size = sum(map(len, lines))
    while size < _CHARACTERS:
        clauses = [
            f"{pick(_WHO)}要{pick(_HOW)}{pick(_WHAT)}、{pick(_WHAT)}，{pick(_WHY)}"
            for _ in range(3)
        ]
        lines.append("；".join(clauses) + "。")
        size += len(lines[-1])
    return "\n".join(lines)


def generate(folder: Path, count: int) -> None:
    for number in range(count):
        place = folder / f"{number // 1000:03}"
        place.mkdir(exist_ok=True)
        (place / f"{number:06}.txt").write_text(document(number), encoding="utf-8")


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
    child = 0.0
    with subprocess.Popen(
        [*command, "--workers", str(workers)], stdout=subprocess.PIPE, text=True
    ) as process:
        while process.poll() is None:
            child = max(child, peak_of_children(process.pid))
            time.sleep(0.05)
        assert process.stdout is not None
        found: dict[str, float] = json.loads(process.stdout.read())
    found["child_mb"] = child
    found["whole"] = time.perf_counter() - start
    return found


def peak_of_children(parent: int) -> float:
    """Return the highest memory that a child of `parent` has had so far, in MB (Linux)."""
    peak = 0.0
    for tasks in Path(f"/proc/{parent}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # it has just ended
            for child in tasks.read_text(encoding="ascii").split():
                status = Path(f"/proc/{child}/status").read_text(encoding="utf-8")
                size = re.search(r"VmHWM:\s+(\d+) kB", status)
                peak = max(peak, int(size[1]) / 1024 if size else 0.0)
    return peak


def rows(sizes: list[int], workers: int) -> Iterator[str]:
    for count in sizes:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "docs"
            folder.mkdir()
            generate(folder, count)
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
