"""gold score and gold code: sheets and a study in, agreement and scores out. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nqp_mine.models import gold_sheet
from nqp_mine.models.agreement import Agreement, agreement
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.coding import DictionaryCoder
from nqp_mine.models.gold import Gold, code_texts, combine
from nqp_mine.models.measure import Instruments
from nqp_mine.models.planning import Needed, needed
from nqp_mine.models.validation import Confusing, Macro, Scores, confusing, score
from nqp_mine.nlp.matcher import Hit
from nqp_mine.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderScores:
    """The scores of one coder of the tool: by theme, their mean, and by sub-theme."""

    coder: str
    themes: Mapping[str, Scores]
    macro: Macro


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreReport:
    """All that gold score finds.

    `dictionary` is None where the study's coder is the dictionary; `subthemes` are the
    dictionary's, where people coded any; `agreement` is of the human coders, where there are
    several.
    """

    n: int
    weighted: bool
    coder: CoderScores
    dictionary: CoderScores | None
    subthemes: Mapping[str, Scores]
    agreement: Mapping[str, Agreement]
    confusing: Mapping[str, Sequence[Confusing]]
    needed: Mapping[str, Needed]
    disputed: tuple[str, ...]
    wrong: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedSentence:
    """One sentence with the themes that the tool gives it, and what decided."""

    sid: str
    text: str
    themes: Mapping[str, int]
    dictionary: Mapping[str, int]
    terms: tuple[str, ...]
    why: str


def theme_names(book: Codebook) -> dict[str, str]:
    """Return the themes of a codebook with their Chinese names."""
    return {theme: book.category(theme).zh or theme for theme in book.themes}


def read_gold(files: Sequence[Path], book: Codebook) -> Gold:
    """Read the sheets of all coders.

    Raises:
        UsageError: a sheet cannot be read.
    """
    names = theme_names(book)
    return combine([gold_sheet.read(path, names) for path in files], tuple(names))


def score_files(files: Sequence[Path], study: Study, *, half_width: float = 0.05) -> ScoreReport:
    """Code the sentences of the sheets afresh, and compare.

    Raises:
        UsageError: a sheet cannot be read, or the codebook does not exist.
    """
    tools = Instruments.build(study)
    gold = read_gold(files, tools.codebook.book)
    coding, hits = code_texts(gold.texts, tools)
    plain, _ = code_texts(gold.texts, tools, DictionaryCoder(tools.codebook))
    mine = _by_theme(gold, tools.coder.name, coding.themes, study)
    other = None
    if tools.coder.name != DictionaryCoder(tools.codebook).name:
        other = _by_theme(gold, "dictionary", plain.themes, study)
    each = {theme: (gold.codes[:, k], coding.themes[:, k]) for k, theme in enumerate(gold.themes)}
    return ScoreReport(
        n=len(gold.sids),
        weighted=gold.weighted,
        coder=mine,
        dictionary=other,
        subthemes=_subthemes(gold, hits, tools, study),
        agreement=_agreement(gold, study),
        confusing={t: confusing(y, f, _reasons(hits, tools, t)) for t, (y, f) in each.items()},
        needed={t: needed(y, f, gold.weights, half_width) for t, (y, f) in each.items()},
        disputed=gold.disputed,
        wrong={t: _wrong(gold.sids, y, f) for t, (y, f) in each.items()},
        notes=gold.notes,
    )


def code_file(path: Path, study: Study) -> list[CodedSentence]:
    """Return what the tool gives each sentence of a sheet; its codes need not be there.

    Raises:
        UsageError: the sheet cannot be read, or the codebook does not exist.
    """
    tools = Instruments.build(study)
    sheet = gold_sheet.read(path, {}, coded=False)
    coding, hits = code_texts(sheet.texts, tools)
    plain, _ = code_texts(sheet.texts, tools, DictionaryCoder(tools.codebook))
    return [
        CodedSentence(
            sid=sid, text=text,
            themes=dict(zip(tools.coder.themes, map(int, coding.themes[i]), strict=True)),
            dictionary=dict(zip(tools.coder.themes, map(int, plain.themes[i]), strict=True)),
            terms=tuple(sorted(terms)), why=coding.why[i],
        )
        for i, (sid, text, terms) in enumerate(
            zip(sheet.sids, sheet.texts, _terms(hits, tools), strict=True)
        )
    ]  # fmt: skip


def _by_theme(gold: Gold, coder: str, predicted: np.ndarray, study: Study) -> CoderScores:
    found, macro = score(
        gold.codes, predicted, gold.weights, seed=study.seed, weighted=gold.weighted,
        confidence=study.confidence,
    )  # fmt: skip
    themes = dict(zip(gold.themes, found, strict=True))
    return CoderScores(coder=coder, themes=themes, macro=macro)


def _subthemes(
    gold: Gold, hits: Sequence[Sequence[Hit]], tools: Instruments, study: Study
) -> dict[str, Scores]:
    """Return the dictionary's scores of the sub-themes that people gave at least once."""
    if gold.subs is None:
        return {}
    book = tools.codebook.book
    given = frozenset().union(*gold.subs)
    ids = [c.id for c in book.categories if c.axis == "theme" and c.parent and c.id in given]
    if not ids:
        return {}
    counts = tools.codebook.count(hits)
    predicted = counts[:, [tools.codebook.names.index(one) for one in ids]] > 0
    codes = np.array([[float(one in subs) for one in ids] for subs in gold.subs])
    codes[np.isnan(gold.codes).all(axis=1)] = np.nan
    found, _ = score(codes, predicted, gold.weights, seed=study.seed, confidence=study.confidence)
    return dict(zip(ids, found, strict=True))


def _agreement(gold: Gold, study: Study) -> dict[str, Agreement]:
    if len(gold.by_coder) < 2:
        return {}
    return {
        theme: agreement(gold.by_coder[:, :, k], seed=study.seed, confidence=study.confidence)
        for k, theme in enumerate(gold.themes)
    }


def _terms(hits: Sequence[Sequence[Hit]], tools: Instruments) -> list[frozenset[str]]:
    """Return the terms of themes that stand in each sentence; other axes explain no theme."""
    patterns, themes = tools.codebook.matcher.patterns, set(tools.coder.themes)
    return [
        frozenset(
            patterns[hit.pattern].text for hit in found if patterns[hit.pattern].group in themes
        )
        for found in hits
    ]


def _reasons(hits: Sequence[Sequence[Hit]], tools: Instruments, theme: str) -> list[frozenset[str]]:
    """Return the terms of the theme in each sentence, or, without any, those of other themes."""
    patterns = tools.codebook.matcher.patterns
    own = [
        frozenset(patterns[h.pattern].text for h in found if patterns[h.pattern].group == theme)
        for found in hits
    ]
    return [mine or every for mine, every in zip(own, _terms(hits, tools), strict=True)]


def _wrong(
    sids: Sequence[str], codes: np.ndarray, predicted: np.ndarray
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sids of false hits and of misses."""
    false = tuple(s for s, y, f in zip(sids, codes, predicted, strict=True) if f and y < 0.5)
    missed = tuple(s for s, y, f in zip(sids, codes, predicted, strict=True) if not f and y > 0.5)
    return false, missed
