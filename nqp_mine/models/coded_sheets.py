"""The sheets that people coded, as a run uses and publishes them.

A run publishes the settled codes in coded.csv (sid, weight, a column a theme; .5 where coders are
evenly split, blank where nobody coded), so that corrected shares can be derived again without the
sheets. Weights have the nine digits that are written, hence both ways give the same numbers.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nqp_mine.errors import OutputError, UsageError
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.coded_sample import CodedSample
from nqp_mine.models.gold import Gold
from nqp_mine.models.scoring import read_gold

FILE = "coded.csv"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CodedSheets:
    """The settled codes of all coders, and file name and SHA-256 of each sheet."""

    gold: Gold
    files: tuple[tuple[str, str], ...]

    @property
    def sample(self) -> CodedSample:
        """The sentences as a sample, with weights as coded.csv has them."""
        sample = self.gold.sample()
        weights = np.array([float(f"{weight:.9g}") for weight in sample.weights])
        return CodedSample(
            sids=sample.sids, themes=sample.themes, codes=sample.codes, weights=weights,
            frame_size=sample.frame_size,
        )  # fmt: skip


def load(files: Sequence[str], book: Codebook) -> CodedSheets | None:
    """Read the sheets of a study; None where it has none.

    Raises:
        UsageError: a sheet cannot be read, or sentences have no inclusion probability.
    """
    if not files:
        return None
    paths = [Path(name) for name in files]
    gold = read_gold(paths, book)
    names = ", ".join(path.name for path in paths)
    if not gold.weighted:
        raise UsageError(
            f"{names}: not every sentence has an inclusion probability, so no share of the corpus "
            "can be estimated from them.",
            remedy="Use sheets of nqp-mine gold sample, or add a column probability.",
        )
    if np.isnan(gold.codes).all():
        raise UsageError(f"{names}: no sentence is coded.", remedy="Write 1 or 0 to each.")
    hashes = [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths]
    return CodedSheets(gold=gold, files=tuple(hashes))


def records(sample: CodedSample) -> Iterator[dict[str, str | float]]:
    """Yield the rows of coded.csv."""
    for sid, weight, codes in zip(sample.sids, sample.weights, sample.codes, strict=True):
        row: dict[str, str | float] = {"sid": sid, "weight": float(weight)}
        yield row | dict(zip(sample.themes, map(float, codes), strict=True))


def sample_of(rows: Sequence[Mapping[str, str]], themes: Sequence[str]) -> CodedSample:
    """Return the sample that coded.csv holds.

    Raises:
        OutputError: a column is missing, or a cell is no number.
    """
    try:
        codes = [[float(row[theme] or "nan") for theme in themes] for row in rows]
        return CodedSample(
            sids=tuple(row["sid"].removeprefix("'") for row in rows),
            themes=tuple(themes),
            codes=np.array(codes, np.float64).reshape(len(rows), len(themes)),
            weights=np.array([float(row["weight"]) for row in rows]),
        )
    except (KeyError, ValueError) as error:
        raise OutputError(f"{FILE}: {error}.", remedy="Run again to write it anew.") from error
