"""The notes of tests.csv in the language of the page; a note that is not known stays as it is."""

import re

from nqp_mine.report.words import Words

_AROUND = r"(?P<before>\d+) periods before, (?P<after>\d+) after (?P<date>\S+)"
_KNOWN = {
    "unfinished": r"unfinished period left out",
    "small": r"small n: (?P<n>\d+) periods",
    "too_few": r"unsupported: (?P<n>\d+) periods, (?P<needed>\d+) needed",
    "constant": r"unsupported: all values are the same",
    "exact": r"unsupported: no variation beside the event",
    "unsupported": rf"unsupported: {_AROUND}",
    "around": _AROUND,
    "two_p": r"p = (?P<regression>\S+) by regression, (?P<dates>\S+) by placebo dates",
    "few_after": r"few periods after",
}


def translated(note: str, words: Words) -> str:
    """Return a note whose parts are joined by "; " in the language of `words`."""
    return words("unit.semicolon").join(_part(one, words) for one in note.split("; ") if one)


def _part(note: str, words: Words) -> str:
    for name, pattern in _KNOWN.items():
        if found := re.fullmatch(pattern, note):
            return words(f"note.{name}", **found.groupdict())
    return note
