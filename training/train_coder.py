"""Learn the weights of the learned coder. One command, the same bytes each time.

usage: train_coder.py CODED.csv TEXT_FOLDER [--out nqp_mine/models/coder] [--evaluate]

CODED.csv has the columns text, R, I, E. TEXT_FOLDER holds uncoded documents (txt).

1. Teachers learn from the coded sentences: logistic regression on n-grams and cues, and a support
   vector machine with an RBF kernel on cues and word vectors, each with and without the codebook's
   hits. The codebook was made with these sentences in view, so a model that leans on it would be
   too sure of it: terms that hit fewer than RARE_TERM of them have no vote, here and in the coder.
2. The mean of their standardised scores is given to uncoded sentences as soft codes.
3. One linear student (ridge regression) learns from the coded and the softly coded sentences
   (distillation; Hinton et al. 2015). It is what ships: linear, hence readable.
4. The thresholds maximise F1 of scores of sentences held out in cross-validation.
"""

import argparse
import io
import json
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import SVC
from word_vectors import WordVectors

from nqp_mine.models import codebook
from nqp_mine.models.coding import CompiledCodebook
from nqp_mine.models.features import LONGEST, Cues, Grams, dense, plain, weighted
from nqp_mine.nlp.sentences import split_sentences
from nqp_mine.text import normalise

THEMES = ("R", "I", "E")
UNCODED = 20_000  # sentences; more did not raise the cross-validated F1
MIN_COUNT = 4  # coded or uncoded sentences in which an n-gram must stand
MAX_GRAMS = 30_000
RARE_TERM = 4  # coded sentences; rarer terms may have been chosen for a single one
BOOK_SCALE = 0.3  # the codebook's hits, against 0.4 for cues, for the reason above
VECTOR_SCALE = 2.0
GRAM_SCALE = 4.0  # n-gram rows have unit length, the dense features are larger
DENSE_SCALE = 0.4
CODED_WEIGHT = 5.0  # a coded sentence weighs as much as this many softly coded ones
RIDGE = 3.0


@dataclass(frozen=True)
class Sample:
    """Features of sentences; `book` are the dense columns that come from the codebook."""

    grams: csr_matrix
    dense: np.ndarray
    vectors: np.ndarray
    book: np.ndarray

    def linear(self, *, with_book: bool = True) -> csr_matrix:
        """Return all features for a linear model."""
        scale = np.full(self.dense.shape[1], DENSE_SCALE)
        scale[self.book] = BOOK_SCALE if with_book else 0.0
        return hstack([self.grams * GRAM_SCALE, csr_matrix(self.dense * scale)]).tocsr()

    def kernel(self, *, with_book: bool) -> np.ndarray:
        """Return the dense features and word vectors for a kernel machine."""
        scale = np.full(self.dense.shape[1], DENSE_SCALE)
        scale[self.book] = BOOK_SCALE if with_book else 0.0
        return np.hstack([self.dense * scale, self.vectors * VECTOR_SCALE])

    def rows(self, chosen: np.ndarray) -> "Sample":
        """Return some of the sentences."""
        return Sample(self.grams[chosen], self.dense[chosen], self.vectors[chosen], self.book)


def uncoded(folder: Path, known: set[str], seed: int) -> list[str]:
    """Return a sample of sentences of the folder that are not among the coded ones."""
    found: dict[str, None] = {}
    for path in sorted(folder.rglob("*.txt")):
        text = normalise(path.read_text(encoding="utf-8-sig", errors="replace")).text
        for s in split_sentences(text):
            if 6 <= s.end - s.start <= 300:
                found.setdefault(text[s.start : s.end], None)
    rest = sorted(set(found) - known)
    picked = np.random.default_rng(seed).permutation(len(rest))[:UNCODED]
    return [rest[i] for i in sorted(picked)]


def vocabulary(texts: list[str]) -> tuple[list[str], np.ndarray]:
    """Return the kept n-grams with their idf."""
    df: dict[str, int] = {}
    for text in texts:
        grams = {text[i : i + n] for n in range(1, LONGEST + 1) for i in range(len(text) - n + 1)}
        for gram in grams:
            df[gram] = df.get(gram, 0) + 1
    kept = sorted((g for g, n in df.items() if n >= MIN_COUNT), key=lambda g: (-df[g], g))
    names = Grams.build(kept[:MAX_GRAMS]).names()
    idf = np.array([np.log((1 + len(texts)) / (1 + df[g])) + 1 for g in names])
    return names, idf


def often(texts: list[str], compiled: CompiledCodebook) -> frozenset[int]:
    """Return the numbers of the terms that hit RARE_TERM of the texts or more."""
    counts = Counter(
        pattern
        for text in texts
        for pattern in {hit.pattern for hit in compiled.matcher.find(text)}
    )
    return frozenset(pattern for pattern, n in counts.items() if n >= RARE_TERM)


def sample(
    texts: list[str],
    grams: Grams,
    idf: np.ndarray,
    compiled: CompiledCodebook,
    vectors: WordVectors,
    proved: frozenset[int],
) -> Sample:
    """Return the features of normalised sentences."""
    cues, short = Cues.load(), [plain(text) for text in texts]
    found = [compiled.matcher.find(text) for text in texts]
    hits = compiled.count([[hit for hit in one if hit.pattern in proved] for one in found])
    values = dense(cues.count(short), hits, compiled.book, short)
    book = np.arange(2 * len(cues.names), values.shape[1] - 1)
    return Sample(weighted(grams.count(short), idf), values, vectors.embed(texts), book)


def teach(known: Sample, codes: np.ndarray, others: Sample) -> np.ndarray:
    """Return the teachers' mean standardised score of other sentences, a theme a column."""
    total = np.zeros((others.dense.shape[0], len(THEMES)))
    for with_book in (True, False):
        for k in range(len(THEMES)):
            line = LogisticRegression(C=1.0, class_weight="balanced", max_iter=2000)
            line.fit(known.linear(with_book=with_book), codes[:, k])
            curve = SVC(C=1.0, gamma=0.06, class_weight="balanced")
            curve.fit(known.kernel(with_book=with_book), codes[:, k])
            for scores in (
                line.decision_function(others.linear(with_book=with_book)) / 2,
                curve.decision_function(others.kernel(with_book=with_book)),
            ):
                total[:, k] += np.clip(scores, -1.5, 1.5) / 4
    return total


def student(known: Sample, codes: np.ndarray, soft: Sample) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights (n_features, n_themes) and bias (n_themes,) of the linear student."""
    marks = teach(known, codes, soft)
    features = vstack([soft.linear(), known.linear()]).tocsr()
    weights, bias = [], []
    for k in range(len(THEMES)):
        target = np.r_[marks[:, k], np.where(codes[:, k] == 1, 1.0, -1.0)]
        heavy = np.where(codes[:, k] == 1, 2 * CODED_WEIGHT, CODED_WEIGHT)
        model = Ridge(alpha=RIDGE, solver="sparse_cg", tol=1e-4)
        model.fit(features, target, sample_weight=np.r_[np.ones(len(marks)), heavy])
        weights.append(model.coef_)
        bias.append(model.intercept_)
    return np.array(weights).T, np.array(bias)


def held_out(known: Sample, codes: np.ndarray, soft: Sample, seed: int) -> np.ndarray:
    """Return each coded sentence's score by a student that did not see it."""
    kinds = codes @ np.array([4, 2, 1])
    scores = np.zeros(codes.shape)
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    for train, test in folds.split(kinds, kinds):
        weights, bias = student(known.rows(train), codes[train], soft)
        scores[test] = known.rows(test).linear() @ weights + bias
    return scores


def best_threshold(scores: np.ndarray, codes: np.ndarray) -> float:
    """Return the middle of the plateau of thresholds whose F1 is within .01 of the best."""
    grid = np.linspace(-0.6, 0.6, 121)
    values = np.array([f1_score(codes, scores > at) for at in grid])
    return float(np.median(grid[values >= values.max() - 0.01]))


def write(out: Path, head: dict[str, object], numbers: dict[str, np.ndarray]) -> None:
    """Write grams.json and weights.npz, without time stamps."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "grams.json").write_text(
        json.dumps(head, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    with zipfile.ZipFile(out / "weights.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in sorted(numbers.items()):
            buffer = io.BytesIO()
            np.save(buffer, value, allow_pickle=False)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), buffer.getvalue()
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("coded", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--out", type=Path, default=Path("nqp_mine/models/coder"))
    parser.add_argument("--seed", type=int, default=20230907)
    args = parser.parse_args()
    table = pd.read_csv(args.coded)
    coded = [normalise(text).text for text in table.text]
    codes = table[list(THEMES)].to_numpy()
    others = uncoded(args.texts, set(coded), args.seed)
    compiled = CompiledCodebook.build(codebook.load("nqp"))
    names, idf = vocabulary([plain(text) for text in [*coded, *others]])
    grams = Grams.build(names)
    vectors = WordVectors([*coded, *others])
    proved = often(coded, compiled)
    known = sample(coded, grams, idf, compiled, vectors, proved)
    soft = sample(others, grams, idf, compiled, vectors, proved)
    scores = held_out(known, codes, soft, args.seed)
    thresholds = [best_threshold(scores[:, k], codes[:, k]) for k in range(len(THEMES))]
    for where, rows in (
        ("all", slice(None)),
        ("random", (table.get("stratum") == "random").to_numpy()),
    ):
        f1 = [f1_score(codes[rows, k], scores[rows, k] > thresholds[k]) for k in range(len(THEMES))]
        print(
            where,
            dict(zip(THEMES, np.round(f1, 3).tolist(), strict=True)),
            round(float(np.mean(f1)), 3),
        )
    weights, bias = student(known, codes, soft)
    scale = np.full(known.dense.shape[1], DENSE_SCALE)
    scale[known.book] = BOOK_SCALE
    numbers = {
        "idf": idf.astype(np.float16),
        "gram_weights": (weights[: len(names)] * GRAM_SCALE).astype(np.float16),
        "dense_weights": (weights[len(names) :] * scale[:, None]).astype(np.float32),
        "bias": (bias - np.array(thresholds)).astype(np.float32),
    }
    terms = [compiled.matcher.patterns[i] for i in sorted(proved)]
    head = {
        "themes": THEMES,
        "codebook": compiled.book.digest,
        "terms": [[term.label, term.text] for term in terms],
        "grams": names,
    }
    write(args.out, head, numbers)
    print(f"{len(names)} n-grams, {sum(p.stat().st_size for p in args.out.iterdir()):,} bytes")


if __name__ == "__main__":
    main()
