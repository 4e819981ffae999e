"""nqp-mine against what its users would use otherwise, in alternation, in one run.

usage: speed.py TEXT_DIR... --peers PYTHON [--runs 5]; `make bench TEXTS=FOLDER` makes PYTHON, the
interpreter of an environment with the packages of peers.txt, and calls this. Prints Markdown:
medians and ratios, the topics' held-out perplexity, and where the time of ingest and run goes.

Seconds of whole commands are of the clock, imports included. Seconds on one core are the
processor's, from texts in memory to counts per document, imports and dictionaries not included.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import bench_texts
import machine
import speed_topics

HERE = Path(__file__).parent
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
PEERS = ("jieba", "gensim", "scikit-learn", "pandas", "cntext", "topica", "tomotopy")
OURS = ("nqp-mine", "rjieba", "ahocorasick-rs", "topica", "numpy", "scipy", "pandas")
Job = Callable[[int], float]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: two jobs, and the ratio that is asked for."""

    title: str
    theirs: str
    ours: str
    wanted: float


ROWS = (
    Row("cut words, count words and terms; one core", "script words", "words", 12),
    Row("… with all that a run does to a text; one core", "script words", "measure", 0),
    Row("script --no-lda; ingest + run --no-topics, 1 worker, one core", "script-1", "run-1", 5),
    Row("script --no-lda; ingest + run --no-topics, 2 workers", "script-2", "run-2", 8),
    Row("script; ingest + run, 20 topics, 2 workers", "script-topics", "run-topics", 4),
    Row("cntext 1.9's word lists; codebook attention; one core", "cntext", "attention", 0),
)


def pinned() -> tuple[list[str], dict[str, str]]:
    """Return what stands before a command, and its environment, so that it has one core."""
    before = ["taskset", "-c", "0"] if shutil.which("taskset") else []
    return before, {**os.environ, **dict.fromkeys(THREADS, "1")}


def inside(command: list[str]) -> float:
    """Run a job on one core, and return the seconds that it took by itself."""
    before, env = pinned()
    done = subprocess.run([*before, *command], check=True, stdout=subprocess.PIPE, env=env)
    return float(json.loads(done.stdout)["seconds"])


def whole(commands: list[list[str]], *, one_core: bool) -> float:
    before, env = pinned() if one_core else ([], dict(os.environ))
    start = time.perf_counter()
    for command in commands:
        subprocess.run([*before, *command], check=True, capture_output=True, env=env)
    return time.perf_counter() - start


def jobs(texts: bench_texts.Texts, peers: str, place: Path) -> Mapping[str, Job]:
    script = [peers, str(HERE / "plain_script.py"), str(texts.folder)]
    tool = [sys.executable, "-m", "nqp_mine"]

    def peer(job: str, file: Path) -> Job:
        return lambda _: inside([peers, str(HERE / "peers.py"), job, str(file)])

    def mine(job: str) -> Job:
        return lambda _: inside([sys.executable, str(HERE / "ours.py"), job, str(texts.texts)])

    def theirs(*extra: str, one_core: bool = False) -> Job:
        return lambda _: whole([[*script, str(place / "script"), *extra]], one_core=one_core)

    def ours(*extra: str, workers: int) -> Job:
        def job(number: int) -> float:
            work = place / f"{number}-{workers}{''.join(extra)}"
            work.mkdir()
            corpus, option = str(work / "c.db"), ["--workers", str(workers), "--quiet"]
            ingest = [*tool, "ingest", str(texts.folder), "--corpus", corpus, *option]
            run = [*tool, "run", corpus, "-o", str(work / "out"), *extra, *option]
            seconds = whole([ingest, run], one_core=workers == 1)
            shutil.rmtree(work)
            return seconds

        return job

    return {
        "script words": peer("script", texts.texts),
        "cntext": peer("cntext", texts.listed),
        "words": mine("words"),
        "attention": mine("attention"),
        "measure": mine("measure"),
        "script-1": theirs("--no-lda", one_core=True),
        "script-2": theirs("--no-lda"),
        "script-topics": theirs(),
        "run-1": ours("--no-topics", workers=1),
        "run-2": ours("--no-topics", workers=2),
        "run-topics": ours(workers=2),
    }


def alternate(found: Mapping[str, Job], rows: tuple[Row, ...], runs: int) -> dict[str, list[float]]:
    """Run every job `runs` times, theirs and ours in turn, whichever was second now first."""
    seconds: dict[str, list[float]] = {}
    for number in range(runs):
        done: set[str] = set()
        for row in rows:
            pair = (row.theirs, row.ours) if number % 2 == 0 else (row.ours, row.theirs)
            for name in pair:
                if name not in done:
                    seconds.setdefault(name, []).append(found[name](number))
                    done.add(name)
        print(f"round {number + 1} of {runs} done", file=sys.stderr, flush=True)
    return seconds


def table(rows: tuple[Row, ...], seconds: Mapping[str, list[float]]) -> None:
    print("| job | peer, s | nqp-mine, s | ratio | lowest, highest | wanted |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        theirs, ours = seconds[row.theirs], seconds[row.ours]
        each = [a / b for a, b in zip(theirs, ours, strict=True)]
        middle = statistics.median(theirs), statistics.median(ours)
        wanted = f"≥ {row.wanted:g} ×" if row.wanted else ""
        print(f"| {row.title} | {middle[0]:.2f} | {middle[1]:.2f} | {middle[0] / middle[1]:.1f} × |"
              f" {min(each):.1f}, {max(each):.1f} | {wanted} |")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("--peers", default=sys.executable)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="only rows whose title holds this")
    parser.add_argument("--no-topics", action="store_true", help="no table of topics")
    args = parser.parse_args()
    rows = tuple(row for row in ROWS if args.only in row.title)
    print(f"Machine: {machine.machine()}  ")
    print(f"nqp-mine: {machine.packages(sys.executable, OURS)}  ")
    print(f"peers: {machine.packages(args.peers, PEERS)}")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        texts = bench_texts.prepare(args.texts, place)
        print(f"\n{texts.n_documents} documents, {texts.n_characters:,} characters; medians of "
              f"{args.runs} runs\n", flush=True)  # fmt: skip
        table(rows, alternate(jobs(texts, args.peers, place), rows, args.runs))
        if not args.no_topics:
            speed_topics.report(texts.folder, args.peers, place)
        print(flush=True)
        profile = [sys.executable, str(HERE / "where_time_goes.py"), str(texts.folder)]
        subprocess.run(profile, check=True)


if __name__ == "__main__":
    main()
