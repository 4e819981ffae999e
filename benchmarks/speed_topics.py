"""Topics of nqp-mine and of libraries called directly, with their defaults, on one split.

Each learns K = 20 topics from the same nine tenths of the paragraphs, on one core, in a process
of its own; one evaluator reads phi and alpha and predicts half of each held-out paragraph from
its other half (see topics.py). What is printed for nqp-mine is what `run` fits: anchored topics.
"""

import json
import math
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np
import topics as engines
from threadpoolctl import threadpool_limits

from nqp_mine.models.topics import fitting, quality
from nqp_mine.nlp.terms import TermMatrix
from nqp_mine.study import Study

PEERS = {
    "gensim": "gensim LdaModel as in the script, 10 passes",
    "topica": "topica LDA, its defaults",
    "topica-cvb0": "topica LDA, sampler cvb0",
    "tomotopy": "tomotopy LDAModel, 1,000 passes",
}


def report(folder: Path, peers: str, place: Path) -> None:
    """Print seconds and perplexity of our topics and of the peers'."""
    study = Study(n_topics=20)
    matrix, seeds = engines.read(folder, study)
    data = engines.split(matrix, seeds)
    file = place / "paragraphs.json"
    file.write_text(json.dumps(engines.tokens(data.train)), encoding="utf-8")
    print(f"\n{len(matrix.units):,} paragraphs, {int(matrix.counts.sum()):,} words, "
          f"{len(matrix.terms):,} different ones, K = 20, one core\n")  # fmt: skip
    print("| topics | processor seconds | held-out perplexity |\n|---|---|---|")
    for name, own in (("nqp-mine, anchored as in run", seeds), ("nqp-mine, unanchored", {})):
        with threadpool_limits(1):
            start = time.process_time()
            model = fitting.fit(data.train, own, study)
            seconds = time.process_time() - start
        show(name, seconds, data, model.phi, model.alpha)
    before = ["taskset", "-c", "0"] if shutil.which("taskset") else []
    for engine, name in PEERS.items():
        command = [*before, peers, str(Path(__file__).with_name("peers.py")), engine, str(file)]
        env = {**os.environ, "OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=env)
        with np.load(place / f"{engine}.npz") as found:
            phi = aligned(found["phi"], found["words"].tolist(), data.train)
            alpha = np.broadcast_to(np.asarray(found["alpha"], np.float64), (len(phi),))
        show(name, json.loads(done.stdout)["seconds"], data, phi, alpha)


def aligned(phi: np.ndarray, words: list[str], matrix: TermMatrix) -> np.ndarray:
    """Return phi (K, V) in the columns of the matrix; words never seen get next to nothing."""
    put = np.full((len(phi), len(matrix.terms)), 1e-12)
    put[:, [matrix.index[word] for word in words]] = phi
    return put / put.sum(axis=1, keepdims=True)


def show(name: str, seconds: float, data: Any, phi: np.ndarray, alpha: np.ndarray) -> None:
    fitted = quality.log_likelihood(data.observed, data.held, phi, alpha)
    print(f"| {name} | {seconds:.1f} | {math.exp(-fitted):.0f} |", flush=True)
