"""The coded sentences of one or more coders, brought together and coded afresh by the tool.

The settled code is the majority of the coders; a tie counts as half, so that no coder's word is
preferred, and the sentence is listed as disputed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nqp_mine.models.coded_sample import CodedSample
from nqp_mine.models.coding import Coder, Coding
from nqp_mine.models.gold_sheet import GoldSheet
from nqp_mine.models.measure import Instruments
from nqp_mine.nlp.matcher import Hit
from nqp_mine.text import normalise


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Gold:
    """Sentences with their settled codes.

    `codes` (n, n_themes) in {0, .5, 1, NaN}; `by_coder` (n_coders, n, n_themes), with no coders
    where one settled file was given; `weights` (n,): inverse inclusion probabilities, scaled to
    mean 1, all 1 where they are not `weighted`; `frame_size`: the sum of the inverse inclusion
    probabilities, which is how many sentences were drawn from.
    """

    themes: tuple[str, ...]
    sids: tuple[str, ...]
    texts: tuple[str, ...]
    codes: np.ndarray
    by_coder: np.ndarray
    subs: tuple[frozenset[str], ...] | None
    weights: np.ndarray
    weighted: bool
    frame_size: float
    notes: tuple[str, ...]

    @property
    def disputed(self) -> tuple[str, ...]:
        """The sids on which the coders are evenly split for some theme."""
        ties = (self.codes == 0.5).any(axis=1)
        return tuple(sid for sid, tie in zip(self.sids, ties, strict=True) if tie)

    def sample(self) -> CodedSample:
        """Return the sentences as a sample that shares can be corrected with."""
        return CodedSample(
            sids=self.sids, themes=self.themes, codes=self.codes, weights=self.weights,
            frame_size=self.frame_size,
        )  # fmt: skip


def combine(sheets: Sequence[GoldSheet], themes: Sequence[str]) -> Gold:
    """Bring together the sheets of all coders; sentences are matched by sid."""
    first = sheets[0]
    sids = tuple(dict.fromkeys(sid for sheet in sheets for sid in sheet.sids))
    row_of = {sid: i for i, sid in enumerate(sids)}
    texts, probability = [""] * len(sids), np.full(len(sids), np.nan)
    notes = [note for sheet in sheets for note in sheet.notes]
    coders = np.full((len(sheets), len(sids), len(themes)), np.nan)
    for number, sheet in enumerate(sheets):
        rows = [row_of[sid] for sid in sheet.sids]
        coders[number, rows] = sheet.codes
        known = ~np.isnan(sheet.probability)
        probability[np.array(rows, np.int64)[known]] = sheet.probability[known]
        changed = 0
        for row, text in zip(rows, sheet.texts, strict=True):
            changed += bool(texts[row]) and texts[row] != text
            texts[row] = texts[row] or text
        if changed:
            notes.append(f"{sheet.name}: {changed} texts differ from those of {first.name}.")
    weights, weighted, note = _weights(probability)
    settled_file = len(sheets) == 1
    return Gold(
        themes=tuple(themes),
        sids=sids,
        texts=tuple(texts),
        codes=first.codes if settled_file else settle(coders),
        by_coder=first.single if settled_file else coders,
        subs=_subs(sheets, sids),
        weights=weights,
        weighted=weighted,
        frame_size=float((1 / probability).sum()),
        notes=(*notes, *note),
    )


def settle(coders: np.ndarray) -> np.ndarray:
    """Return the majority of codes of shape (n_coders, n, n_themes); a tie is .5."""
    known = (~np.isnan(coders)).sum(axis=0)
    with np.errstate(invalid="ignore"):
        mean = np.nansum(coders, axis=0) / known
    return np.where(known == 0, np.nan, (np.sign(mean - 0.5) + 1) / 2)


def _subs(sheets: Sequence[GoldSheet], sids: Sequence[str]) -> tuple[frozenset[str], ...] | None:
    """Return the sub-themes that more than half of the coders give."""
    known = [
        dict(zip(s.sids, s.subs, strict=True)) for s in sheets if s.subs is not None and any(s.subs)
    ]
    if not known:
        return None
    found = []
    for sid in sids:
        given = [one[sid] for one in known if sid in one]
        every = frozenset().union(*given)
        found.append(frozenset(x for x in every if 2 * sum(x in g for g in given) > len(given)))
    return tuple(found)


def _weights(probability: np.ndarray) -> tuple[np.ndarray, bool, list[str]]:
    known = ~np.isnan(probability)
    even = np.ones(len(probability))
    if not known.any():
        return even, False, []
    if not known.all():
        lacking = int((~known).sum())
        return even, False, [f"{lacking} sentences have no probability: all weigh the same."]
    weights = 1 / probability
    return weights / weights.mean(), True, []


def code_texts(
    texts: Sequence[str], tools: Instruments, coder: Coder | None = None
) -> tuple[Coding, list[list[Hit]]]:
    """Return what the coder (default: the study's) gives these sentences, and the codebook hits.

    Each text is one sentence; its code is the same as within a document of a run.
    """
    plain = [
        " ".join(normalise(text, traditional=tools.traditional).text.split("\n")).strip()
        for text in texts
    ]
    hits = [tools.codebook.matcher.find(text, [(0, len(text))]) if text else [] for text in plain]
    return (coder or tools.coder).code(plain, hits), hits
