"""How near do the measured shares of the made-up sample come to what is planted in it?

`python benchmarks/planted.py [--n 1000] [--seeds 20]` draws a coding sheet from the sample, fills
it with the planted codes as a person without errors would, and prints per theme and measure the
mean and the largest error over the years, in points, and how often the interval holds the planted
share. Corrected shares depend on which sentences were drawn: with --seeds, on average over draws.
"""

import argparse
import csv
import os
import tempfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from nqp_mine import gold, pipeline
from nqp_mine.corpora.ingest import ingest
from nqp_mine.corpora.sample.generate import write_sample
from nqp_mine.corpora.store import Corpus
from nqp_mine.study import Study

THEMES = ("R", "I", "E")
MEASURES = ("sentence_share", "dictionary_share", "corrected_share")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=1000, help="sentences to code")
    parser.add_argument("--seeds", type=int, default=1, help="draws of the sentences")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = make_corpus(folder)
        codes, planted = truth(folder / "truth.csv")
        found = []
        for seed in range(args.seeds):
            study = replace(Study(topics=False), seed=Study().seed + seed)
            sheet = code(corpus, folder / "coding", study, args.n, codes)
            rows = measured(corpus, folder / "out", study.with_options(gold=(str(sheet),)))
            found += [(*row, planted[row[1], row[0]]) for row in rows]
    print(f"{args.n} coded sentences, {args.seeds} draw(s); errors in points")
    print("theme  measure           years  mean error  largest  year   interval holds it")
    for theme in THEMES:
        for measure in MEASURES:
            mine = [row for row in found if row[0] == theme and row[2] == measure]
            known = [row for row in mine if row[3] is not None]
            if not known:
                print(f"{theme}      {measure:<17} no year has enough coded sentences")
                continue
            errors = [(100 * abs(row[3] - row[6]), row[1]) for row in known]
            mean = sum(error for error, _ in errors) / len(errors)
            holds = sum(row[4] <= row[6] <= row[5] for row in known) / len(known)
            worst, year = max(errors)
            years = len(known) / args.seeds
            print(
                f"{theme}      {measure:<17} {years:>5.1f} {mean:>11.1f} {worst:>8.1f}  {year}"
                f"  {100 * holds:>6.1f} %"
            )


def make_corpus(folder):
    """Write the sample and ingest it; return the corpus file."""
    write_sample(folder)
    path = folder / "sample.db"
    with Corpus(path, write=True) as corpus:
        ingest([folder / "documents"], corpus)
    return path


def truth(path):
    """Return the planted codes of each sentence, and the planted shares by year and theme."""
    codes, counts = {}, defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            codes[row["sentence"]] = {theme: int(row[theme]) for theme in THEMES}
            for theme in THEMES:
                counts[row["year"], theme].append(int(row[theme]))
    return codes, {key: sum(given) / len(given) for key, given in counts.items()}


def code(corpus, folder, study, n, codes):
    """Draw n sentences and write their planted codes; titles and salutations have no theme."""
    gold.draw(corpus, folder, study, n=n, coders=1, workers=os.cpu_count() or 1)
    path = folder / "coded.csv"
    none = dict.fromkeys(THEMES, 0)
    with (
        (folder / "sample.csv").open(encoding="utf-8-sig", newline="") as drawn,
        path.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.DictWriter(out, ["sid", "text", *THEMES, "probability"], extrasaction="ignore")
        writer.writeheader()
        for row in csv.DictReader(drawn):
            writer.writerow(row | codes.get(row["text"], none))
    return path


def measured(corpus, out, study):
    """Run the trends; return theme, year, measure, value and interval (None: unsupported)."""
    pipeline.run(corpus, out, study, workers=os.cpu_count() or 1, stages=frozenset({"trends"}))
    with (out / "trends.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [r for r in csv.DictReader(stream) if r["theme"] in THEMES and r["group"] == "all"]
    return [
        (r["theme"], r["period"], r["measure"],
         *(float(r[name]) if r["value"] else None for name in ("value", "ci_low", "ci_high")))
        for r in rows
        if r["measure"] in MEASURES
    ]  # fmt: skip


if __name__ == "__main__":
    main()
