"""Topic engines on one vocabulary and split: time, held-out perplexity, coherence, seed mass.

usage: topics.py TEXT_DIR [--topics 20] [--runs 3] [--paragraphs N]

Every engine gets the same training paragraphs and the same priors (2 pseudo-counts a paragraph,
0.05 a word), learns on one core, and is judged by one evaluator from its phi and alpha: a tenth of
the paragraphs is held out, theta is folded in from half of their tokens, the other half is
predicted. Medians over the seeds; seconds are the processor's, so that other work on the machine
does not count. `--paragraphs N` draws N paragraphs, with replacement, out of
the corpus and reports memory too, each engine in a process of its own.
"""

import argparse
import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, load_npz, save_npz
from threadpoolctl import threadpool_limits

from nqp_mine.models.topics import fitting, quality
from nqp_mine.models.topics.priors import ALPHA_SUM, BASE_PRIOR, word_prior
from nqp_mine.nlp.terms import TermMatrix
from nqp_mine.study import Study

Seeds = dict[str, tuple[str, ...]]
Fit = Callable[[TermMatrix, Seeds, Study], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True, slots=True)
class Data:
    """Training paragraphs, held-out paragraphs in two halves, and the seeds."""

    train: TermMatrix
    observed: csr_matrix
    held: csr_matrix
    everything: csr_matrix
    seeds: Seeds


def ours(matrix: TermMatrix, seeds: Seeds, study: Study) -> tuple[np.ndarray, np.ndarray]:
    model = fitting.fit(matrix, seeds, study)
    return model.phi, model.alpha


def ours_gensim(matrix: TermMatrix, seeds: Seeds, study: Study) -> tuple[np.ndarray, np.ndarray]:
    return ours(matrix, seeds, study.with_options(topic_engine="gensim"))


def gensim_lda(matrix: TermMatrix, seeds: Seeds, study: Study) -> tuple[np.ndarray, np.ndarray]:
    from gensim.models import LdaModel

    counts = matrix.counts
    bags = [
        list(zip(counts.indices[a:b].tolist(), counts.data[a:b].tolist(), strict=True))
        for a, b in pairwise(counts.indptr)
    ]
    model = LdaModel(
        bags, id2word=dict(enumerate(matrix.terms)), num_topics=study.n_topics, passes=10,
        alpha=np.full(study.n_topics, ALPHA_SUM / study.n_topics),
        eta=word_prior(matrix, seeds, study), eval_every=None, random_state=study.seed,
    )  # fmt: skip
    return model.get_topics(), np.asarray(model.alpha)


def sklearn_lda(matrix: TermMatrix, seeds: Seeds, study: Study) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.decomposition import LatentDirichletAllocation

    del seeds
    alpha = ALPHA_SUM / study.n_topics
    model = LatentDirichletAllocation(
        study.n_topics, doc_topic_prior=alpha, topic_word_prior=BASE_PRIOR, max_iter=20,
        learning_method="online", random_state=study.seed,
    ).fit(matrix.counts)  # fmt: skip
    phi = model.components_
    return phi / phi.sum(axis=1, keepdims=True), np.full(study.n_topics, alpha)


def tomotopy_lda(matrix: TermMatrix, seeds: Seeds, study: Study) -> tuple[np.ndarray, np.ndarray]:
    import tomotopy

    n = study.n_topics
    model = tomotopy.LDAModel(k=n, alpha=ALPHA_SUM / n, eta=BASE_PRIOR, seed=study.seed)
    prior, index = word_prior(matrix, seeds, study), matrix.index
    for document in tokens(matrix):
        if document:
            model.add_doc(document)
    for words in seeds.values():
        for word in words:
            model.set_word_prior(word, prior[:, index[word]].tolist())
    model.train(200, workers=1)
    phi = np.full((n, len(matrix.terms)), 1e-12)
    columns = [index[word] for word in model.used_vocabs]
    for topic in range(n):
        phi[topic, columns] = model.get_topic_word_dist(topic)
    return phi / phi.sum(axis=1, keepdims=True), np.array(model.alpha)


def topica_lda(passes: int, **options: Any) -> Fit:
    def fit(matrix: TermMatrix, seeds: Seeds, study: Study) -> tuple[np.ndarray, np.ndarray]:
        import topica

        del seeds
        model = topica.LDA(
            study.n_topics, alpha_sum=ALPHA_SUM, beta=BASE_PRIOR, seed=study.seed, **options
        )
        model.fit(topica_corpus(matrix), iters=passes, keep_theta_draws=False, check_every=0)
        return model.topic_word, model.alpha

    return fit


def seeded_lda(matrix: TermMatrix, seeds: Seeds, study: Study) -> tuple[np.ndarray, np.ndarray]:
    import topica

    words = {theme: list(own) for theme, own in seeds.items()}
    model = topica.SeededLDA(words, residual=study.n_topics - len(seeds), seed=study.seed)
    model.fit(topica_corpus(matrix), iters=200, keep_theta_draws=False)
    return model.topic_word, model.alpha


def key_atm(matrix: TermMatrix, seeds: Seeds, study: Study) -> tuple[np.ndarray, np.ndarray]:
    import topica

    words = {theme: list(own) for theme, own in seeds.items()}
    model = topica.KeyATM(words, num_topics=study.n_topics, seed=study.seed)
    model.fit(topica_corpus(matrix), iters=200, keep_theta_draws=False)
    return model.topic_word, np.asarray(model.alpha)


UNSEEDED: dict[str, Fit] = {
    "nqp-mine (topica cvb0)": ours,
    "topica LDA cvb0, 100": topica_lda(100, sampler="cvb0"),
    "topica LDA cvb0, 100, spectral start": topica_lda(100, sampler="cvb0", init="spectral"),
    "topica LDA sparse, 200": topica_lda(200, sampler="sparse"),
    "tomotopy, 200": tomotopy_lda,
    "gensim LdaModel, 10": gensim_lda,
    "scikit-learn online, 20": sklearn_lda,
}
SEEDED: dict[str, Fit] = {
    "nqp-mine (topica cvb0)": ours,
    "nqp-mine with gensim, 10": ours_gensim,
    "topica SeededLDA, its defaults, 200": seeded_lda,
    "topica KeyATM, its defaults, 200": key_atm,
    "tomotopy with word priors, 200": tomotopy_lda,
    "gensim LdaModel with eta, 10": gensim_lda,
}


def tokens(matrix: TermMatrix) -> list[list[str]]:
    counts, terms = matrix.counts, np.array(matrix.terms, dtype=object)
    flat = np.repeat(terms[counts.indices], counts.data)
    ends = np.concatenate([[0], np.cumsum(counts.data)])[counts.indptr]
    return [flat[a:b].tolist() for a, b in pairwise(ends)]


def topica_corpus(matrix: TermMatrix) -> Any:
    import topica

    return topica.Corpus.from_documents(tokens(matrix), vocabulary=list(matrix.terms))


def read(texts: Path, study: Study) -> tuple[TermMatrix, Seeds]:
    """Return the words of the paragraphs of a folder, and the codebook's seeds in them."""
    from nqp_mine.models.collecting import collect
    from nqp_mine.models.measure import load_codebook
    from nqp_mine.models.topics import seeds, vocabulary

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.db"
        tool = [sys.executable, "-m", "nqp_mine", "ingest", str(texts), "--corpus", str(path), "-q"]
        subprocess.run(tool, check=True)
        words = collect(path, study, unit="paragraph", workers=1).paragraphs
    book = load_codebook(study)
    kept = set().union(*seeds.candidates(book, study).values())
    words = vocabulary.prune(words, study.min_term_units, study.max_term_share, keep=kept)
    return words, dict(seeds.anchors(book, words, study).seeds)


def split(matrix: TermMatrix, seeds: Seeds) -> Data:
    n = len(matrix.units)
    held_out = np.zeros(n, bool)
    held_out[np.random.default_rng(0).permutation(n)[: n // 10]] = True
    rows = np.flatnonzero(~held_out)
    train = TermMatrix(matrix.counts[rows], tuple(matrix.units[i] for i in rows), matrix.terms)
    observed, held = quality.halves(matrix.counts[np.flatnonzero(held_out)].tocsr(), 1)
    return Data(train, observed, held, matrix.counts, seeds)


def measure(fit: Fit, data: Data, seeds: Seeds, study: Study) -> dict[str, Any]:
    with threadpool_limits(1):
        start = time.process_time()
        phi, alpha = fit(data.train, seeds, study)
        seconds = time.process_time() - start
    fitted = quality.log_likelihood(data.observed, data.held, phi, alpha)
    npmi = quality.coherence(data.everything, phi)
    index = data.train.index
    mass = [phi[k, [index[w] for w in own]].sum() for k, own in enumerate(seeds.values())]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    return {
        "seconds": seconds, "perplexity": float(np.exp(-fitted)), "npmi": float(npmi.mean()),
        "anchored": float(npmi[: len(mass)].mean()) if mass else 0.0,
        "mass": [float(value) for value in mass], "peak": peak,
    }  # fmt: skip


def table(engines: dict[str, Fit], data: Data, study: Study, runs: int, *, seeded: bool) -> None:
    seeds = data.seeds if seeded else {}
    head = ["engine, passes", "seconds", "perplexity", "NPMI"]
    head += ["NPMI of anchored", *(f"seed mass {theme}" for theme in seeds)] if seeded else []
    print(f"\n{'Seeded' if seeded else 'Unseeded'}\n\n| {' | '.join(head)} |")
    print("|---" * len(head) + "|", flush=True)
    for name, fit in engines.items():
        found = [measure(fit, data, seeds, replace(study, seed=run + 1)) for run in range(runs)]
        middle = {
            key: statistics.median(f[key] for f in found) for key in found[0] if key != "mass"
        }
        cells = [f"{middle['seconds']:.1f}", f"{middle['perplexity']:.0f}", f"{middle['npmi']:.3f}"]
        if seeded:
            mass = np.median([f["mass"] for f in found], axis=0)
            cells += [f"{middle['anchored']:.3f}", *(f"{value:.2f}" for value in mass)]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def large(matrix: TermMatrix, seeds: Seeds, study: Study, n: int, only: Sequence[str]) -> None:
    """Fit n paragraphs drawn from the corpus, each engine in a process of its own."""
    rows = np.random.default_rng(0).integers(0, len(matrix.units), n)
    print(f"\n{n:,} paragraphs, {int(matrix.counts[rows].sum()):,} tokens, K = {study.n_topics}\n")
    print("| engine, passes | seconds | peak MiB | perplexity |\n|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        save_npz(Path(folder) / "counts.npz", matrix.counts[rows])
        (Path(folder) / "rest.json").write_text(json.dumps([matrix.terms, seeds]), encoding="utf-8")
        for name in only:
            call = [
                sys.executable,
                __file__,
                folder,
                "--topics",
                str(study.n_topics),
                "--one",
                name,
            ]
            done = subprocess.run(call, check=True, capture_output=True, text=True)
            f = json.loads(done.stdout)
            print(f"| {name} | {f['seconds']:.0f} | {f['peak']:.0f} | {f['perplexity']:.0f} |")


def one(folder: Path, name: str, study: Study) -> None:
    terms, seeds = json.loads((folder / "rest.json").read_text(encoding="utf-8"))
    counts = load_npz(folder / "counts.npz")
    matrix = TermMatrix(counts, tuple(map(str, range(counts.shape[0]))), tuple(terms))
    print(json.dumps(measure(SEEDED[name], split(matrix, seeds), seeds, study)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--topics", type=int, default=20)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--paragraphs", type=int, default=0)
    parser.add_argument("--one", default="", help=argparse.SUPPRESS)
    args = parser.parse_args()
    study = Study(n_topics=args.topics)
    if args.one:
        one(args.texts, args.one, study)
        return
    names = ("gensim", "scikit-learn", "tomotopy", "topica", "numpy")
    print(f"{platform.machine()}, Python {platform.python_version()},",
          ", ".join(f"{name} {version(name)}" for name in names))  # fmt: skip
    matrix, seeds = read(args.texts, study)
    print(
        f"{len(matrix.units):,} paragraphs, {len(matrix.terms):,} terms,",
        f"{int(matrix.counts.sum()):,} tokens, K = {study.n_topics}, {args.runs} runs",
    )
    if args.paragraphs:
        large(matrix, seeds, study, args.paragraphs, list(SEEDED)[:2])
        return
    data = split(matrix, seeds)
    table(UNSEEDED, data, study, args.runs, seeded=False)
    table(SEEDED, data, study, args.runs, seeded=True)


if __name__ == "__main__":
    main()
