"""Whole commands against the plain script, in the same run.

usage: speed.py TEXT_DIR [--runs 3]. Prints medians of wall-clock seconds and the ratio.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent


def timed(commands: list[list[str]]) -> float:
    start = time.perf_counter()
    for command in commands:
        subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def median(run: Callable[[int], float], runs: int) -> float:
    return statistics.median(run(number) for number in range(runs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    print("| job | plain script, s | nqp-mine, s | ratio |\n|---|---|---|---|")
    for job, ours, theirs in (
        ("attention, keywords", ["--no-topics"], ["--no-lda"]),
        ("with topics", [], []),
    ):
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)

            def peer(number: int, work: Path = work, extra: list[str] = theirs) -> float:
                out = str(work / f"peer{number}")
                script = str(HERE / "plain_script.py")
                return timed([[sys.executable, script, str(args.texts), out, *extra]])

            def mine(number: int, work: Path = work, extra: list[str] = ours) -> float:
                corpus, out = str(work / f"{number}.db"), str(work / f"out{number}")
                tool = [sys.executable, "-m", "nqp_mine"]
                return timed(
                    [
                        [*tool, "ingest", str(args.texts), "--corpus", corpus, "--quiet"],
                        [*tool, "run", corpus, "-o", out, "--quiet", *extra],
                    ]
                )

            slow, fast = median(peer, args.runs), median(mine, args.runs)
        print(f"| {job} | {slow:.1f} | {fast:.1f} | {slow / fast:.1f} × |")


if __name__ == "__main__":
    main()
