"""Time and memory of the commands by the number of documents, each of 1,500 characters.

usage: scale.py [--sizes 1000,10000,100000] [--only PART...]. The documents are made up (see
made_up.py), and each size is the beginning of the next. Seconds are of whole commands, start
included; memory is the highest resident size of the command itself and of its largest child. The
exponent of a row is the slope of log seconds on log documents, by least squares: 1 is linear.
"""

import argparse
import filecmp
import math
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import machine
import made_up
import memory

CHARACTERS = 1_500
TOOL = [sys.executable, "-m", "nqp_mine"]
COMMON, RARE = "农产品流通", "新质生产力"


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of a whole command, and MiB of it and of its largest child."""

    seconds: float
    parent: float
    child: float


class Place:
    """The files of one size, and the commands that are run on them."""

    def __init__(self, folder: Path, size: int) -> None:
        self.size = size
        self.docs, self.corpus = folder / "docs", folder / "c.db"
        self.cache, self._folder = folder / "c.db.cache", folder
        made_up.generate(self.docs, range(size), CHARACTERS)

    def ingest(self) -> Cost:
        return cost("ingest", str(self.docs), "--corpus", str(self.corpus), "--quiet")

    def attention_afresh(self, workers: int) -> Cost:
        shutil.rmtree(self.cache, ignore_errors=True)
        out = self._folder / "attention"
        shutil.rmtree(out, ignore_errors=True)
        options = ["-o", str(out), "--quiet", "--workers", str(workers)]
        return cost("attention", str(self.corpus), *options)

    def run(self, out: str, *extra: str, workers: int = 2) -> Cost:
        options = ["--no-topics", "--quiet", "--workers", str(workers), *extra]
        return cost("run", str(self.corpus), "-o", str(self._folder / out), *options)

    def run_afresh(self, workers: int) -> Cost:
        shutil.rmtree(self.cache, ignore_errors=True)
        shutil.rmtree(self._folder / "out", ignore_errors=True)
        return self.run("out", workers=workers)

    def run_elsewhere(self) -> Cost:
        return self.run("again")

    def run_unchanged(self) -> Cost:
        return self.run("out")

    def run_grown(self) -> Cost:
        made_up.generate(self.docs, range(self.size, self.size + 1), CHARACTERS)
        self.ingest()
        return self.run("grown")

    def run_with_other_codebook(self) -> Cost:
        file = self._folder / "terms.csv"
        lines = ["theme,term", "R,关键技术攻关", "I,数字化改造", "E,中小企业服务"]
        file.write_text("\n".join(lines), encoding="utf-8")
        return self.run("other", "--codebook", str(file))

    def run_without_cache(self) -> Cost:
        """Run without the cache, and check that every table is the same as with it."""
        found = self.run("uncached", "--no-cache")
        kept, fresh = self._folder / "grown", self._folder / "uncached"
        names = sorted(path.name for path in fresh.glob("*.csv"))
        same, different, missing = filecmp.cmpfiles(kept, fresh, names, shallow=False)
        if different or missing or not same:
            raise SystemExit(f"not the same with the cache: {different + missing}")
        return found

    def list(self) -> Cost:
        return cost("corpus", "list", str(self.corpus))

    def list_json(self) -> Cost:
        return cost("corpus", "list", str(self.corpus), "--json")

    def kwic(self, term: str, *extra: str) -> Cost:
        return cost("kwic", str(self.corpus), term, *extra)


ROWS: dict[str, Callable[[Place], Cost]] = {
    "ingest, 2 workers": Place.ingest,
    "attention, 1 worker": lambda place: place.attention_afresh(1),
    "attention, 2 workers": lambda place: place.attention_afresh(2),
    "run --no-topics, 1 worker": lambda place: place.run_afresh(1),
    "run --no-topics, 2 workers": lambda place: place.run_afresh(2),
    "the same into another folder": Place.run_elsewhere,
    "the same again, nothing changed": Place.run_unchanged,
    "with one more document": Place.run_grown,
    "run --no-cache, same tables": Place.run_without_cache,
    "with another codebook": Place.run_with_other_codebook,
    "corpus list": Place.list,
    "corpus list --json": Place.list_json,
    "kwic, a common word": lambda place: place.kwic(COMMON),
    "kwic, a word that is nowhere": lambda place: place.kwic(RARE),
    "kwic --count, a common word": lambda place: place.kwic(COMMON, "--count"),
    "nqp-mine --help": lambda _: cost("--help"),
}
NEEDS_CACHE = ("run --no-cache, same tables",)


def cost(*arguments: str) -> Cost:
    start = time.perf_counter()
    with subprocess.Popen(
        [*TOOL, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        parent, child = memory.watch(process)
        seconds = time.perf_counter() - start
        told = process.stderr.read() if process.stderr else ""
    if process.returncode:
        raise SystemExit(f"nqp-mine {' '.join(arguments)}: {told}")
    return Cost(seconds, parent, child)


def has_cache() -> bool:
    done = subprocess.run([*TOOL, "run", "--help"], check=True, capture_output=True, text=True)
    return "--no-cache" in done.stdout


def rows(size: int, chosen: list[str]) -> Iterator[tuple[str, Cost]]:
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), size)
        for name in chosen:
            yield name, ROWS[name](place)
        print(f"{size:,} documents: corpus file {place.corpus.stat().st_size / 2**20:.0f} MiB")


def exponent(sizes: list[int], seconds: list[float]) -> str:
    if len(sizes) < 2:
        return ""
    x, y = [math.log(n) for n in sizes], [math.log(s) for s in seconds]
    return f"{statistics.linear_regression(x, y).slope:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument(
        "--only", nargs="+", default=[""], help="ingest, and rows whose name holds one of these"
    )
    args = parser.parse_args()
    sizes = [int(size) for size in args.sizes.split(",")]
    first = next(iter(ROWS))
    chosen = [name for name in ROWS if name == first or any(part in name for part in args.only)]
    if not has_cache():
        chosen = [name for name in chosen if name not in NEEDS_CACHE]
        print("run has no --no-cache: what needs it is left out.\n")
    print(f"{machine.machine()}; {machine.packages(sys.executable, ['nqp-mine'])}\n")
    found: dict[str, list[Cost]] = {}
    for size in sizes:
        for name, one in rows(size, chosen):
            found.setdefault(name, []).append(one)
            print(f"{size:,}: {name}: {one.seconds:.1f} s", file=sys.stderr, flush=True)
    heads = [f"{size:,}: s, MiB, MiB of a child" for size in sizes]
    print(f"\n| command | {' | '.join(heads)} | exponent |")
    print("|---" * (len(sizes) + 2) + "|")
    for name, costs in found.items():
        cells = [f"{c.seconds:.1f}, {c.parent:.0f}, {c.child:.0f}" for c in costs]
        slope = exponent(sizes, [c.seconds for c in costs])
        print(f"| {name} | {' | '.join(cells)} | {slope} |")


if __name__ == "__main__":
    main()
