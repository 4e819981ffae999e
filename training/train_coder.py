"""Learn the weights of the learned coder. One command, the same bytes each time.

usage: train_coder.py CODED.csv TEXT_FOLDER [--out nqp_mine/models/coder]

CODED.csv has the columns text, stratum, R, I, E. TEXT_FOLDER holds documents (txt) in
which the further coded sentences of `codes.csv` stand. That file holds no text: a sentence is
named by the beginning of the SHA-256 of its normalised form, and is looked up in the documents.

Both were coded after the coding manual by language models, one reader a sentence. Of 160
sentences of CODED.csv that were mixed in unmarked, the readers of codes.csv found the same themes
with F1 R .94, I .95, E .90: about the agreement of two readers. Sentences that a first model got
most wrong were read a second time, and 308 on which the readers differed were left out.

A theme's score is a logistic regression on n-grams, cue groups and codebook hits. The thresholds
maximise F1 over the sentences drawn at random (stratum `random`), held out in cross-validation.
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

from nqp_mine.models import codebook
from nqp_mine.models.coding import CompiledCodebook
from nqp_mine.models.features import LONGEST, Cues, Grams, dense, plain, weighted
from nqp_mine.nlp.sentences import split_sentences
from nqp_mine.text import normalise

THEMES = ("R", "I", "E")
MIN_COUNT = 4  # coded sentences in which an n-gram must stand
GRAM_SCALE = 10.0  # n-gram rows have unit length, the dense features are larger
DENSE_SCALE = 0.4
INVERSE_PENALTY = 0.6
FIRST_WEIGHT = 2.0  # of the sentences of CODED.csv, which set the standard
DIGITS = 16  # hexadecimal digits by which a sentence is named
PLATEAU = 0.005  # of F1


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
) -> csr_matrix:
    """Return the n-grams and the dense features of normalised sentences, scaled."""
    cues, short = Cues.load(), [plain(text) for text in texts]
    hits = book.count([book.matcher.find(text) for text in texts])
    values = dense(cues.count(short), hits, book.book, short)
    grams = weighted(Grams.build(names).count(short), idf)
    return hstack([grams * GRAM_SCALE, csr_matrix(values * DENSE_SCALE)]).tocsr()


def learn(known: csr_matrix, codes: np.ndarray, weights: np.ndarray) -> LogisticRegression:
    """Return the fitted model of one theme."""
    model = LogisticRegression(C=INVERSE_PENALTY, solver="liblinear", random_state=0)
    return model.fit(known, codes, sample_weight=weights)


def held_out(known: csr_matrix, codes: np.ndarray, weights: np.ndarray, seed: int) -> np.ndarray:
    """Return each sentence's scores by models that did not see it."""
    kinds = codes @ np.array([4, 2, 1])
    scores = np.zeros(codes.shape)
    for train, test in StratifiedKFold(5, shuffle=True, random_state=seed).split(kinds, kinds):
        for k in range(len(THEMES)):
            model = learn(known[train], codes[train, k], weights[train])
            scores[test, k] = model.decision_function(known[test])
    return scores


def best_threshold(scores: np.ndarray, codes: np.ndarray) -> float:
    """Return the middle of the plateau of thresholds whose F1 is nearly the best."""
    grid = np.quantile(scores, np.linspace(0.6, 0.97, 120))
    values = np.array([f1_score(codes, scores > at) for at in grid])
    return float(np.median(grid[values >= values.max() - PLATEAU]))


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
    coded = pd.read_csv(args.coded)
    more = further(Path(__file__).with_name("codes.csv"), args.texts)
    table = pd.concat([coded, more], ignore_index=True)
    texts = [normalise(text).text for text in table.text]
    codes = table[list(THEMES)].to_numpy()
    compiled = CompiledCodebook.build(codebook.load("nqp"))
    names, idf = vocabulary([plain(text) for text in texts])
    known = features(texts, names, idf, compiled)
    first = np.arange(len(texts)) < len(coded)
    drawn = (table.stratum == "random").to_numpy()
    trust = np.where(first, FIRST_WEIGHT, 1.0)
    scores = held_out(known, codes, trust, args.seed)
    thresholds = [best_threshold(scores[drawn, k], codes[drawn, k]) for k in range(len(THEMES))]
    name = args.coded.name
    parts = {"all": first | True, "random": drawn, name: first, f"random, {name}": drawn & first}
    for where, rows in parts.items():
        f1 = [f1_score(codes[rows, k], scores[rows, k] > thresholds[k]) for k in range(len(THEMES))]
        shown = " ".join(f"{t} {f:.3f}" for t, f in zip(THEMES, f1, strict=True))
        print(f"held out, {where} ({rows.sum()}): {shown}, macro {np.mean(f1):.3f}")
    models = [learn(known, codes[:, k], trust) for k in range(len(THEMES))]
    weights = np.vstack([model.coef_ for model in models]).T
    bias = np.array([model.intercept_[0] for model in models])
    numbers = {
        "idf": idf.astype(np.float16),
        "gram_weights": (weights[: len(names)] * GRAM_SCALE).astype(np.float16),
        "dense_weights": (weights[len(names) :] * DENSE_SCALE).astype(np.float32),
        "bias": (bias - np.array(thresholds)).astype(np.float32),
    }
    write(args.out, {"themes": THEMES, "codebook": compiled.book.digest, "grams": names}, numbers)
    print(f"{len(names)} n-grams, {sum(p.stat().st_size for p in args.out.iterdir()):,} bytes")


if __name__ == "__main__":
    main()
