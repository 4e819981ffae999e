"""Study: the frozen record of what was asked. Every default stands here, and `to_toml` shows it.

A study file is TOML with these names; a name that does not exist is refused, because a setting
that is silently ignored is worse than none.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints

from nqp_mine.errors import UsageError

_HEAD = "nqp-mine study: every setting with its value. Lines left out keep the default."
PeriodKind = Literal["year", "half-year", "quarter", "month"]
Weight = Literal["pooled", "documents"]
CoderName = Literal["learned", "dictionary"]
DuplicateRule = Literal["once", "all"]
Parts = Literal["in", "out"]
TopicEngine = Literal["topica", "gensim"]
TopicAnchors = Literal["theme", "subtheme"]
Lang = Literal["zh", "en"]


def _field(default: Any, doc: str) -> Any:
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What a run was asked to do."""

    codebook: str = _field("nqp", "built-in name (nqp), or a .toml, .xlsx or .csv file of terms")
    placebo: str = _field(
        "placebo", "codebook of themes with no tie to the concept; empty for none"
    )
    coder: CoderName = _field(
        "learned", "what decides the themes: learned (codebook nqp only), or dictionary"
    )
    period: PeriodKind = _field("year", "year, half-year, quarter or month")
    groups: tuple[str, ...] = _field((), "columns to compare, e.g. region, level, or northeast")
    weight: Weight = _field("pooled", "pooled text, or documents: every document counts the same")
    duplicates: DuplicateRule = _field("once", "once: a repeated text counts once; all: every time")
    annexes: Parts = _field(
        "out", "out: glossary, signature and imprint are not counted (attachments are); in: all is"
    )
    boilerplate: Parts = _field("in", "out: 指导思想, 总体要求, 基本原则 sections are not counted")
    traditional: bool = _field(True, "measure traditional characters as simplified ones")
    gold: tuple[str, ...] = _field(
        (), "sheets that people coded (xlsx, csv), one a coder: shares are corrected with them"
    )
    as_of: str = _field("", "date (ISO) up to which documents exist; empty: the latest date found")
    topics: bool = _field(True, "fit topics")
    n_topics: int = _field(20, "number of topics, the anchored ones included")
    topic_engine: TopicEngine = _field(
        "topica", "topica, or gensim (the reference; slower, takes over where topica is missing)"
    )
    topic_passes: int = _field(
        0,
        "passes over the paragraphs; 0: as the engine needs (topica 100, gensim 10)",
    )
    topic_anchors: TopicAnchors = _field(
        "theme", "what anchored topics stand for: theme, or subtheme"
    )
    seed_weight: float = _field(
        2.0, "pseudo-counts of a seed word in its theme's topic, each time it stands in the corpus"
    )
    min_seed_units: int = _field(
        20, "paragraphs in which a theme's seed words must stand to anchor a topic"
    )
    min_seed_mass: float = _field(0.05, "topic_share has no value below this share of seed words")
    min_term_units: int = _field(5, "paragraphs in which a word must stand to be in the topics")
    max_term_share: float = _field(0.3, "words in more of the paragraphs than this are left out")
    n_keywords: int = _field(20, "keywords a document and a period")
    n_topic_words: int = _field(20, "words shown of each topic")
    replicates: int = _field(1000, "bootstrap replicates of the intervals")
    confidence: float = _field(0.95, "coverage of the intervals")
    block: int = _field(10, "sentences in a block, where sentences are resampled")
    min_documents: int = _field(10, "documents in a cell from which documents are resampled")
    seed: int = _field(20230907, "seed of everything random")

    def with_options(self, **given: Any) -> "Study":
        """Return the study with these values changed; None leaves a value as it is."""
        changed = {name: value for name, value in given.items() if value is not None}
        return _checked(replace(self, **changed))

    def to_toml(self) -> str:
        """Return the study as TOML, every default written out with what it means."""
        lines = [f"# {_HEAD}"]
        for one in fields(self):
            lines.append(f"\n# {one.metadata['doc']}")
            lines.append(f"{one.name} = {_toml(getattr(self, one.name))}")
        return "\n".join(lines) + "\n"


def load(path: Path) -> Study:
    """Return the study of a TOML file.

    Raises:
        UsageError: no such file, no TOML, an unknown name, or a value of the wrong kind.
    """
    try:
        given = tomllib.loads(_decoded(path.read_bytes()))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}.", remedy="Give a study file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}.", remedy="See nqp-mine run --print-study.") from error
    known = {one.name for one in fields(Study)}
    unknown = sorted(set(given) - known)
    if unknown:
        raise UsageError(
            f"{path}: unknown setting {', '.join(unknown)}.",
            remedy="See nqp-mine run --print-study for all names.",
        )
    return _checked(from_plain(given))


def _decoded(data: bytes) -> str:
    """Return the text of a study file, which on Windows `>` writes in the encoding of the shell."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def from_plain(given: Mapping[str, Any]) -> Study:
    """Return the study of plain values as TOML and JSON have them: lists become tuples."""
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
    return replace(Study(), **values)


def _checked(study: Study) -> Study:
    hints = get_type_hints(Study)
    for one in fields(study):
        value, kind = getattr(study, one.name), hints[one.name]
        allowed = get_args(kind) if "Literal" in str(kind) else ()
        if allowed and value not in allowed:
            raise UsageError(
                f"{one.name} = {value!r} is not known.", remedy=f"Use one of: {', '.join(allowed)}."
            )
        if not allowed and not _fits(value, kind):
            raise UsageError(
                f"{one.name} = {value!r}: must be {_KINDS[kind]}.", remedy="Correct it."
            )
    _check_ranges(study)
    return study


_KINDS: dict[Any, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text in quotes",
    tuple[str, ...]: 'a list of texts, e.g. ["region"]',
}


def _fits(value: Any, kind: Any) -> bool:
    if kind == tuple[str, ...]:
        return isinstance(value, tuple) and all(isinstance(item, str) for item in value)
    if kind in (int, float):
        wanted = int if kind is int else (int, float)
        return isinstance(value, wanted) and not isinstance(value, bool)
    return isinstance(value, kind)


def _check_ranges(study: Study) -> None:
    positive = ("n_topics", "n_keywords", "n_topic_words", "replicates", "block")
    for name in positive:
        if getattr(study, name) < 1:
            raise UsageError(f"{name} must be 1 or more.", remedy="Correct it.")
    for name in ("topic_passes", "seed_weight", "min_seed_units"):
        if getattr(study, name) < 0:
            raise UsageError(f"{name} must be 0 or more.", remedy="Correct it.")
    if study.seed < 0:
        raise UsageError("seed must be 0 or more.", remedy="Correct it.")
    if study.as_of and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", study.as_of):
        raise UsageError(f"as_of = {study.as_of!r} is no date.", remedy="Write it as 2024-12-31.")
    if not 0 < study.confidence < 1:
        raise UsageError("confidence must lie between 0 and 1.", remedy="Use 0.95, for example.")


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)
