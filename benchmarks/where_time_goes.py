"""Where the time of `ingest` and `run` goes, on one worker, by sampling.

usage: where_time_goes.py TEXT_DIR... Every few milliseconds a second thread looks at what the
first one is doing, and gives the time since the last look to the innermost part of the package
that is at work; what libraries do counts for the part that called them.
"""

import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

STAGES = (  # the first that the innermost file of the package begins with
    ("corpora/duplicates", "duplicates"), ("corpora/signature", "duplicates"),
    ("corpora/sketch", "duplicates"),
    ("corpora/store", "database"), ("corpora/rows", "database"), ("corpora/schema", "database"),
    ("corpora/sandbox", "reading, in child processes"), ("corpora/read", "reading"),
    ("corpora/encoding", "reading"), ("corpora/sniff", "reading"),
    ("corpora", "title, date, issuer, region"),
    ("text", "normal form"), ("traditional", "normal form"), ("characters", "normal form"),
    ("nlp/tokenizer", "cutting words"), ("nlp/matcher", "finding terms"),
    ("nlp/sentences", "sentences and parts"), ("nlp/structure", "sentences and parts"),
    ("models/learned", "coder"), ("models/features", "coder"), ("models/coding", "coder"),
    ("models/likeness", "coder"), ("models/measure.py", "counting and evidence"),
    ("models/parallel", "counting and evidence"), ("models/packing", "counting and evidence"),
    ("cells", "counting and evidence"), ("models/shelf", "cache"), ("models/stored", "cache"),
    ("models/measuring", "cache"), ("models/recipe", "cache"),
    ("models/topics", "topics"), ("models/keyword", "keywords"), ("models/words", "keywords"),
    ("nlp/keywords", "keywords"), ("nlp/textrank", "keywords"), ("nlp/tfidf", "keywords"),
    ("nlp/terms", "word tables"),
    ("models", "trends and intervals"),
    ("report/figure", "figures"), ("report/workbook", "workbook"), ("report/html", "report page"),
    ("report", "tables, methods, manifest"),
)  # fmt: skip


class Sampler:
    """Seconds by stage of what a thread does between `with` and its end."""

    def __init__(self, every: float = 0.003) -> None:
        self.seconds: Counter[str] = Counter()
        self._every, self._watched = every, threading.get_ident()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Sampler":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        before = time.perf_counter()
        while not self._stop.wait(self._every):
            frame = sys._current_frames()[self._watched]
            now = time.perf_counter()
            self.seconds[stage(frame)] += now - before
            before = now


def stage(frame: FrameType | None) -> str:
    while frame is not None:
        name = frame.f_code.co_filename.replace("\\", "/")
        if name.startswith("<frozen importlib"):
            return "imports"
        own = name.rpartition("/nqp_mine/")[2]
        if own != name and not own.startswith("cli/console"):
            return next((told for begin, told in STAGES if own.startswith(begin)), "the rest")
        frame = frame.f_back
    return "the rest"


def profile(arguments: Sequence[str]) -> Counter[str]:
    start = time.perf_counter()
    with Sampler() as sampler:
        from nqp_mine.cli.main import execute

        code = execute(arguments)
    if code not in (0, 3):
        raise SystemExit(code)
    whole = time.perf_counter() - start
    sampler.seconds["the rest"] += max(0.0, whole - sampler.seconds.total())
    return sampler.seconds


def main() -> None:
    print("| command | stage | seconds | share |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        corpus, option = str(Path(folder) / "c.db"), ["--workers", "1", "--quiet"]
        for name, arguments in (
            ("ingest", ["ingest", *sys.argv[1:], "--corpus", corpus]),
            ("run", ["run", corpus, "-o", str(Path(folder) / "out")]),
        ):
            seconds = profile([*arguments, *option])
            whole = seconds.total()
            for told, part in seconds.most_common():
                print(f"| {name} | {told} | {part:.2f} | {part / whole:.0%} |")
            print(f"| {name} | all | {whole:.2f} | 100 % |", flush=True)


if __name__ == "__main__":
    main()
