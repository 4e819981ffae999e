"""What `nqp-mine gold` shows: scores as tables, or as objects for programs."""

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from nqp_mine.cli import console

if TYPE_CHECKING:
    from nqp_mine.models.scoring import CodedSentence, CoderScores, ScoreReport
    from nqp_mine.models.validation import Confusing, Scores
    from nqp_mine.study import Study

_SHOWN_TERMS = 6
_SHOWN_SIDS = 5


def code_object(one: "CodedSentence") -> dict[str, Any]:
    """Return what programs are told of a coded sentence."""
    return {
        "sid": one.sid,
        **one.themes,
        "why": one.why,
        "terms": list(one.terms),
        "dictionary": dict(one.dictionary),
    }


def score_object(found: "ScoreReport") -> dict[str, Any]:
    """Return what programs are told of scores; what is undefined is null."""
    return {
        "themes": _plain(found.coder.themes),
        "macro": _plain(found.coder.macro),
        "coder": found.coder.coder,
        "n": found.n,
        "weighted": found.weighted,
        "dictionary": None if found.dictionary is None else _plain(found.dictionary.themes),
        "subthemes": _plain(found.subthemes),
        "agreement": _plain(found.agreement),
        "confusing": _plain(found.confusing),
        "needed": {t: _plain(n) | {"more": n.more} for t, n in found.needed.items()},
        "disputed": list(found.disputed),
        "errors": {
            theme: {"false": list(false), "missed": list(missed)}
            for theme, (false, missed) in found.wrong.items()
        },
        "notes": list(found.notes),
    }


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def show(found: "ScoreReport", study: "Study") -> None:
    """Show agreement, scores, confusing terms and what to code further."""
    percent = f"{100 * study.confidence:g} %"
    _show_agreement(found, percent)
    if found.disputed:
        first = ", ".join(found.disputed[:_SHOWN_SIDS])
        more = "…" if len(found.disputed) > _SHOWN_SIDS else ""
        console.caption(
            f"{len(found.disputed)} sentences are disputed, half counted: {first}{more}"
        )
    for one in filter(None, (found.coder, found.dictionary)):
        weighted = f"Coder {one.coder}, weighted to the corpus (κ is not) [{percent} interval]"
        plain = f"Coder {one.coder}, of these sentences [{percent} interval]"
        _show_scores(one, weighted if found.weighted else plain)
    if found.subthemes:
        console.caption("Sub-themes by the dictionary")
        _score_table(found.subthemes)
    _show_confusing(found)
    _show_needed(found)


def _show_agreement(found: "ScoreReport", percent: str) -> None:
    if not found.agreement:
        return
    console.caption(f"Agreement of the coders [{percent} interval]")
    rows = [
        (
            theme,
            a.n_units,
            _range(a.percent, a.percent_low, a.percent_high),
            _range(a.kappa, a.kappa_low, a.kappa_high),
            _range(a.alpha, a.alpha_low, a.alpha_high),
        )
        for theme, a in found.agreement.items()
    ]
    console.table(("theme", "n", "agreement", "Cohen's κ", "Krippendorff's α"), rows, right="n")


def _show_scores(one: "CoderScores", title: str) -> None:
    console.caption(title)
    _score_table(one.themes)
    macro = one.macro
    console.caption(f"mean F1 {_range(macro.f1, macro.f1_low, macro.f1_high)}")
    console.line()


def _score_table(scores: Mapping[str, "Scores"]) -> None:
    rows = [
        (
            theme,
            s.n,
            f"{s.positives:g}",
            s.predicted,
            _range(s.precision, s.precision_low, s.precision_high),
            _range(s.recall, s.recall_low, s.recall_high),
            _range(s.f1, s.f1_low, s.f1_high),
            _number(s.kappa),
        )
        for theme, s in scores.items()
    ]
    columns = ("theme", "n", "people", "tool", "precision", "recall", "F1", "κ")
    console.table(columns, rows, right="n people tool κ")


def _show_confusing(found: "ScoreReport") -> None:
    for theme, terms in found.confusing.items():
        false, missed = map(len, found.wrong[theme])
        shown = ", ".join(map(_term, terms[:_SHOWN_TERMS]))
        wrong = f"{theme}: {false} false, {missed} missed"
        console.caption(f"{wrong}; terms in them: {shown}" if shown else wrong)
    console.line()


def _term(one: "Confusing") -> str:
    """Return a term with its part in the errors."""
    parts = [f"false in {one.false} of {one.right + one.false}"] if one.false else []
    parts += [f"missed {one.missed}"] if one.missed else []
    return f"{one.term} ({', '.join(map(console.worded, parts))})"


def _show_needed(found: "ScoreReport") -> None:
    """Show how many sentences to code further, in the strata of the tool's prediction."""
    if not found.needed:
        return
    width = next(iter(found.needed.values())).half_width
    console.caption(
        f"To code further for F1 within ±{width:g}: sentences that the tool gives it, and others"
    )
    rows = [
        (theme, f"±{_number(need.now)}", need.more_predicted, need.more_others, need.more)
        for theme, need in found.needed.items()
    ]
    columns = ("theme", "now", "given", "others", "all")
    console.table(columns, rows, right="given others all")


def _range(value: float, low: float, high: float) -> str:
    return f"{_number(value)} [{_number(low)}, {_number(high)}]"


def _number(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.3f}"
