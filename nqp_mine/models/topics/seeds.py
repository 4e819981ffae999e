"""The words by which a topic is anchored: a theme's codebook terms among the terms of the texts."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nqp_mine.models.codebook import Codebook
from nqp_mine.nlp.terms import TermMatrix
from nqp_mine.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """The seed words of each theme that can be anchored, and why the others cannot be."""

    seeds: Mapping[str, tuple[str, ...]]
    refused: Mapping[str, str]


def anchors(book: Codebook, matrix: TermMatrix, study: Study) -> Anchors:
    """Return each theme's terms that are columns of `matrix`, sorted.

    A term that stands in several themes anchors none of them. A theme is refused whose terms
    stand in fewer than `study.min_seed_units` paragraphs: a topic of so few words would be made
    of its prior, not of the texts.
    """
    known = set(matrix.terms)
    terms = {theme: words & known for theme, words in candidates(book, study).items()}
    seeds: dict[str, tuple[str, ...]] = {}
    refused: dict[str, str] = {}
    for theme, own in terms.items():
        others = set().union(*(words for name, words in terms.items() if name != theme))
        words = tuple(sorted(own - others))
        units = _units(matrix, words)
        if words and units >= study.min_seed_units:
            seeds[theme] = words
        else:
            refused[theme] = (
                f"{theme} has no topic: its {len(words)} seed words stand in {units} paragraphs, "
                f"fewer than {study.min_seed_units} (min_seed_units)."
            )
    return Anchors(seeds=seeds, refused=refused)


def candidates(book: Codebook, study: Study) -> dict[str, set[str]]:
    """Return the terms of each theme, or of each sub-theme where the study anchors those."""
    if study.topic_anchors == "theme":
        return {theme: set(book.seeds(theme)) for theme in book.themes}
    inner = [c.id for c in book.categories if c.axis == "theme" and c.parent]
    return {name: {t.text for t in book.terms if t.category == name} for name in inner}


def _units(matrix: TermMatrix, words: tuple[str, ...]) -> int:
    index = matrix.index
    columns = [index[word] for word in words]
    return int((np.asarray(matrix.counts[:, columns].sum(axis=1)).ravel() > 0).sum())
