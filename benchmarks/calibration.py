"""Size and power of the trend tests, on simulated series and on a corpus.

usage: calibration.py [CORPUS] [--simulations 2000]. Prints rejection rates at the 5 % level: on
trend-free AR(1) series of several lengths, and on the corpus's own series (shuffled years, fitted
autocorrelation, planted rises of 1, 2 and 5 points).
"""

import argparse
from pathlib import Path

import numpy as np

from nqp_mine.models import autoregression, calibration, sightings
from nqp_mine.study import Study

TIMES = {
    "n = 8": tuple(range(8)),
    "n = 16": tuple(range(16)),
    "n = 30": tuple(range(30)),
    "n = 54, gaps": (*range(1954, 1961), 1964, 1975, *range(1978, 2020), 2021, 2022, 2024),
}
PHIS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9)


def simulated(simulations: int) -> None:
    print("| series | φ | Mann-Kendall | naive | Pettitt |\n|---|---|---|---|---|")
    rng = np.random.default_rng(0)
    for name, times in TIMES.items():
        own = autoregression.null(times)
        for phi in PHIS:
            drawn = calibration.simulate(np.array(times, float), phi, 1.0, simulations, rng)
            s = np.abs(autoregression.kendall_s(drawn))
            rates = (
                (own.kendall_p(drawn) <= 0.05).mean(),
                (s > np.quantile(own.kendall[0], 0.95)).mean(),
                (own.pettitt_p(drawn) <= 0.05).mean(),
            )
            print(f"| {name} | {phi} | " + " | ".join(f"{rate:.3f}" for rate in rates) + " |")


def measured(corpus: Path, simulations: int) -> None:
    seen = sightings.collect(corpus, Study())
    print(f"\n{corpus.name}\n")
    print("| theme | test | scenario | φ | noise, points | rejected | 95 % interval | naive |")
    print("|---|---|---|---|---|---|---|---|")
    for row in calibration.calibrate(seen, Study(), simulations=simulations):
        print(
            f"| {row.theme} | {row.test} | {row.scenario} | {row.phi:.2f} | {100 * row.noise:.2f} "
            f"| {row.rejected:.3f} | {row.ci_low:.3f} to {row.ci_high:.3f} | {row.naive:.3f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--simulations", type=int, default=2_000)
    args = parser.parse_args()
    simulated(args.simulations)
    if args.corpus:
        measured(args.corpus, args.simulations)


if __name__ == "__main__":
    main()
