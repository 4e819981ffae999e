"""Learn the weights of the learned coder. One command, the same bytes each time.

usage: train_coder.py CODED.csv TEXT_FOLDER [--out nqp_mine/models/coder]

CODED.csv has the columns text, stratum, R, I, E. TEXT_FOLDER holds documents (txt) in
which the further coded sentences of `codes.csv` stand. That file holds no text: a sentence is
named by the beginning of the SHA-256 of its normalised form, and is looked up in the documents.

Both were coded after the coding manual by language models, one reader a sentence. Of 160
sentences of CODED.csv that were mixed in unmarked, the readers of codes.csv found the same themes
with F1 R .94, I .95, E .90: about the agreement of two readers. Sentences that a first model got
most wrong were read a second time, and 308 on which the readers differed were left out.

A theme's score is half of a logistic regression on n-grams, cue groups and codebook hits, and a
support vector machine on their context (`nqp_mine/models/likeness.py`). The thresholds maximise F1
over the sentences drawn at random (stratum `random`), held out in cross-validation; the F1 printed
for a fold is with thresholds of the other folds.
"""

import argparse
import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import SVC
from sklearn.utils.extmath import randomized_svd

from nqp_mine.models import codebook
from nqp_mine.models.coding import CompiledCodebook
from nqp_mine.models.features import LONGEST, Cues, Grams, dense, plain, weighted
from nqp_mine.models.learned import REACH
from nqp_mine.models.likeness import STEPS, Likeness, place
from nqp_mine.nlp.sentences import split_sentences
from nqp_mine.text import normalise

THEMES = ("R", "I", "E")
MIN_COUNT = 4  # coded sentences in which an n-gram must stand
GRAM_SCALE = 10.0  # n-gram rows have unit length, the dense features are larger
DENSE_SCALE = 0.4
INVERSE_PENALTY = 0.6
LINEAR_SHARE = 0.5  # of the regression's log odds: they are about twice as wide as the margins
AXES = 64  # of the context
AXIS_COUNT = 20  # coded sentences in which an n-gram must stand to be projected,
AXIS_SHARE = 0.3  # and the share of them in which it may
NARROW = 1.0  # gamma of the kernel
SLACK = 3.0  # the support vector machine's C
FIRST_WEIGHT = 2.0  # of the sentences of CODED.csv, which set the standard
DIGITS = 16  # hexadecimal digits by which a sentence is named
PLATEAU = 0.005  # of F1
FOLDS = 5


def name_of(sentence: str) -> str:
    """Return the name of a normalised sentence in codes.csv."""
    return hashlib.sha256(sentence.encode()).hexdigest()[:DIGITS]


def further(codes: Path, folder: Path) -> pd.DataFrame:
    """Return the sentences of the folder that codes.csv names: text, stratum, R, I, E.

    Raises:
        SystemExit: some of them stand in no document of the folder.
    """
    with codes.open(encoding="utf-8", newline="") as stream:
        wanted = {row["sentence"]: row for row in csv.DictReader(stream)}
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.txt")):
        text = normalise(path.read_text(encoding="utf-8-sig", errors="replace")).text
        for s in split_sentences(text):
            sentence = normalise(text[s.start : s.end].strip()).text
            found.setdefault(name_of(sentence), sentence)
    missing = wanted.keys() - found.keys()
    if missing:
        raise SystemExit(f"{len(missing)} of {len(wanted)} sentences stand in no text of {folder}.")
    return pd.DataFrame(
        {"text": found[name], "stratum": row["stratum"]}
        | {theme: int(theme in row["codes"]) for theme in THEMES}
        for name, row in wanted.items()
    )


def vocabulary(texts: list[str]) -> tuple[list[str], np.ndarray]:
    """Return the kept n-grams with their idf."""
    df: dict[str, int] = {}
    for text in texts:
        grams = {text[i : i + n] for n in range(1, LONGEST + 1) for i in range(len(text) - n + 1)}
        for gram in grams:
            df[gram] = df.get(gram, 0) + 1
    names = Grams.build([gram for gram, n in df.items() if n >= MIN_COUNT]).names()
    idf = np.array([np.log((1 + len(texts)) / (1 + df[g])) + 1 for g in names])
    return names, idf


def features(
    texts: list[str], names: list[str], idf: np.ndarray, book: CompiledCodebook
) -> tuple[csr_matrix, np.ndarray]:
    """Return the n-grams and the dense features of normalised sentences."""
    cues, short = Cues.load(), plain(texts)
    hits = book.count([book.matcher.find(text) for text in texts])
    values = dense(cues.count(short), hits, book.book, short)
    return weighted(Grams.build(names).count(short), idf), values


def learn_linear(
    grams: csr_matrix, others: np.ndarray, codes: np.ndarray, trust: np.ndarray
) -> dict[str, np.ndarray]:
    """Return the weights of the features and the bias, each with a column a theme."""
    known = hstack([grams * GRAM_SCALE, csr_matrix(others * DENSE_SCALE)]).tocsr()
    models = [
        LogisticRegression(C=INVERSE_PENALTY, solver="liblinear", random_state=0).fit(
            known, codes[:, k], sample_weight=trust
        )
        for k in range(len(THEMES))
    ]
    weights = np.vstack([model.coef_ for model in models]).T * LINEAR_SHARE
    bias = np.array([model.intercept_[0] for model in models]) * LINEAR_SHARE
    width = grams.shape[1]
    return {
        "gram_weights": (weights[:width] * GRAM_SCALE).astype(np.float16),
        "dense_weights": (weights[width:] * DENSE_SCALE).astype(np.float32),
        "bias": bias.astype(np.float32),
    }


def learn_likeness(
    grams: csr_matrix, others: np.ndarray, codes: np.ndarray, trust: np.ndarray, seed: int
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return the arrays of a Likeness, and the bias of each theme."""
    df = np.asarray((grams > 0).sum(axis=0)).ravel()
    columns = np.flatnonzero((df >= AXIS_COUNT) & (df < AXIS_SHARE * len(codes)))
    axes = randomized_svd(grams[:, columns], AXES, n_iter=4, random_state=seed)[2].T
    scales = np.abs(axes).max(axis=0).astype(np.float32)
    whole = np.round(axes * (STEPS / scales)).astype(np.int8)
    # What ships is rounded, so that is what the machine learns from.
    axes = whole * (scales.astype(np.float64) / STEPS)
    points = np.round(place(grams, others, columns, axes) * STEPS)
    pulls, bias = np.zeros((len(codes), len(THEMES)), np.float32), np.zeros(len(THEMES))
    for k in range(len(THEMES)):
        model = SVC(C=SLACK, gamma=NARROW, cache_size=800)
        model.fit(points / STEPS, codes[:, k], sample_weight=trust)
        pulls[model.support_, k] = model.dual_coef_[0]
        bias[k] = model.intercept_[0]
    kept = pulls.any(axis=1)
    numbers = {
        "columns": columns.astype(np.uint16), "axes": whole, "axis_scales": scales,
        "points": points[kept].astype(np.int8), "pulls": pulls[kept], "narrow": np.array(NARROW),
    }  # fmt: skip
    return numbers, bias


def learn(
    grams: csr_matrix, others: np.ndarray, codes: np.ndarray, trust: np.ndarray, seed: int
) -> dict[str, np.ndarray]:
    """Return all that is learned; the bias is still without thresholds."""
    numbers = learn_linear(grams, others, codes, trust)
    likeness, bias = learn_likeness(grams, others, codes, trust, seed)
    return numbers | likeness | {"bias": (numbers["bias"] + bias).astype(np.float32)}


def scored(
    numbers: dict[str, np.ndarray], grams: csr_matrix, others: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the linear part of the scores and the whole."""
    weights = [numbers[name].astype(float) for name in ("gram_weights", "dense_weights", "bias")]
    linear = np.asarray(grams @ weights[0] + others @ weights[1] + weights[2])
    return linear, linear + Likeness.unpack(numbers).pull(grams, others)


def folds(codes: np.ndarray, seed: int) -> np.ndarray:
    """Return the number of each sentence's fold, stratified by its themes."""
    kinds, fold = codes @ np.array([4, 2, 1]), np.zeros(len(codes), int)
    splits = StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(kinds, kinds)
    for number, (_, test) in enumerate(splits):
        fold[test] = number
    return fold


def best_threshold(scores: np.ndarray, codes: np.ndarray) -> float:
    """Return the middle of the plateau of thresholds whose F1 is nearly the best."""
    grid = np.quantile(scores, np.linspace(0.6, 0.97, 120))
    values = np.array([f1_score(codes, scores > at) for at in grid])
    return float(np.median(grid[values >= values.max() - PLATEAU]))


def best_thresholds(scores: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return the threshold of each theme, shape (n_themes,)."""
    return np.array([best_threshold(scores[:, k], codes[:, k]) for k in range(len(THEMES))])


def write(out: Path, head: dict[str, object], numbers: dict[str, np.ndarray]) -> None:
    """Write about.json and weights.npz, without time stamps."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "about.json").write_text(
        json.dumps(head, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    with zipfile.ZipFile(out / "weights.npz", "w") as archive:
        for name, value in sorted(numbers.items()):
            buffer = io.BytesIO()
            np.save(buffer, value, allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            archive.writestr(info, buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("coded", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--out", type=Path, default=Path("nqp_mine/models/coder"))
    parser.add_argument("--seed", type=int, default=20230907)
    args = parser.parse_args()
    coded = pd.read_csv(args.coded)
    more = further(Path(__file__).with_name("codes.csv"), args.texts)
    table = pd.concat([coded, more], ignore_index=True)
    texts = [normalise(text).text for text in table.text]
    codes = table[list(THEMES)].to_numpy()
    compiled = CompiledCodebook.build(codebook.load("nqp"))
    names, idf = vocabulary(plain(texts))
    grams, others = features(texts, names, idf, compiled)
    first = np.arange(len(texts)) < len(coded)
    drawn = (table.stratum == "random").to_numpy()
    trust = np.where(first, FIRST_WEIGHT, 1.0)
    fold = folds(codes, args.seed)
    linear, scores = np.zeros(codes.shape), np.zeros(codes.shape)
    for number in range(FOLDS):
        train, test = fold != number, fold == number
        numbers = learn(grams[train], others[train], codes[train], trust[train], args.seed)
        linear[test], scores[test] = scored(numbers, grams[test], others[test])
    given = np.zeros(codes.shape, bool)
    for number in range(FOLDS):
        train, test = drawn & (fold != number), fold == number
        given[test] = scores[test] > best_thresholds(scores[train], codes[train])
    thresholds = best_thresholds(scores[drawn], codes[drawn])
    far = (linear - thresholds <= -REACH).all(axis=1)
    lost = (scores[far] > thresholds).any(axis=1).sum()
    print(f"{far.mean():.0%} of the sentences are not compared; {lost} would have had a theme")
    given[far] = False
    name = args.coded.name
    parts = {"all": first | True, "random": drawn, name: first, f"random, {name}": drawn & first}
    for where, rows in parts.items():
        f1 = [f1_score(codes[rows, k], given[rows, k]) for k in range(len(THEMES))]
        shown = " ".join(f"{t} {f:.3f}" for t, f in zip(THEMES, f1, strict=True))
        print(f"held out, {where} ({rows.sum()}): {shown}, macro {np.mean(f1):.3f}")
    numbers = learn(grams, others, codes, trust, args.seed)
    numbers["bias"] = (numbers["bias"] - thresholds).astype(np.float32)
    numbers["idf"] = idf.astype(np.float16)
    numbers["grams"] = np.frombuffer("\n".join(names).encode(), np.uint8)
    write(args.out, {"themes": THEMES, "codebook": compiled.book.digest}, numbers)
    size = sum(path.stat().st_size for path in args.out.iterdir())
    print(f"{len(names)} n-grams, {len(numbers['points'])} points, {size:,} bytes")


if __name__ == "__main__":
    main()
