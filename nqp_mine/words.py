"""What the user reads, in Chinese or English: a gettext catalogue whose keys are the English texts.

The library writes English and nothing else, also into the corpus. What is shown goes through
`shown` at the last moment. It looks a text up as it stands; then as one that was made from a
template: "a.db: no such corpus." is recognised as "{path}: no such corpus.", and the value goes
into the Chinese template, "{path}：没有这个语料库。". Several sentences in a row are looked up one
by one. A value of which the Chinese template says `{reason:t}` is itself a text and is translated;
one of which it says `{n:d}` must be a number, or the text came from another template.
What is not in the catalogue stays as it is.
"""

import gettext
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Literal, get_args

Lang = Literal["zh", "en"]

DOMAIN = "nqp_mine"
FOLDER = Path(__file__).parent / "locale"
VARIABLE = "NQP_MINE_LANG"
_LOCALES: Mapping[Lang, str] = {"zh": "zh_CN"}
_PLACE = re.compile(r"\{(\w+)\}")
_END = re.compile(r"(?<=[.;]) ")  # between texts that were joined
_CUTS = 24  # what follows them is looked up as one text
_SHORT = 3  # fewer letters, as in "n" or " in ", may stand in any value and tell nothing
_DEPTH = 6  # of texts in texts
_TRIES = 2_000  # searches in the templates for one text, which comes in part from data
_LONGEST = 4_000  # longer texts, which come from data, are not taken for templates
_CHOSEN: ContextVar[Lang | None] = ContextVar("lang", default=None)


@contextmanager
def speaking(lang: Lang | None) -> Iterator[None]:
    """Let `shown` answer in a language inside of the block; None: nobody has chosen one."""
    token = _CHOSEN.set(lang)
    try:
        yield
    finally:
        _CHOSEN.reset(token)


def chosen() -> Lang | None:
    """Return the language of the block, or None."""
    return _CHOSEN.get()


def language_of(environment: Mapping[str, str]) -> Lang | None:
    """Return the language that the environment asks for; None where it says nothing.

    NQP_MINE_LANG wins, then the rules of gettext hold: LC_ALL, LC_MESSAGES, LANG, and LANGUAGE
    before them unless they say C. On Windows, which sets none of these, it is that of the menus.
    """
    if own := environment.get(VARIABLE):
        return _language(own)
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, names), "")
    if not name:
        return _language_of_windows()
    if name.partition(".")[0].upper() in ("C", "POSIX"):
        return None
    return _language(environment.get("LANGUAGE") or name)


def known(name: str) -> Lang | None:
    """Return the language of that code, or None."""
    return next((lang for lang in get_args(Lang) if lang == name), None)


def _language(name: str) -> Lang:
    return "zh" if name.lower().startswith(("zh", "chinese", "中")) else "en"


def _language_of_windows() -> Lang | None:
    if sys.platform == "win32":
        import ctypes

        chinese = 0x04  # the primary language of LANG_CHINESE
        return (
            "zh" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == chinese else "en"
        )
    return None


def shown(text: str, lang: Lang | None = None) -> str:
    """Return a text in a language, by default in that of the block, else in English."""
    wanted = lang or chosen() or "en"
    return catalogue(wanted)(text) if wanted in _LOCALES else text


@cache
def catalogue(lang: Lang) -> "Catalogue":
    """Return the texts of a language, read once."""
    found = gettext.translation(DOMAIN, FOLDER, [_LOCALES[lang]], class_=_Listed)
    return Catalogue(found.messages)


class _Listed(gettext.GNUTranslations):
    """Translations that can be listed, which gettext has no public way for."""

    _catalog: dict[str, str]

    @property
    def messages(self) -> dict[str, str]:
        return {key: text for key, text in self._catalog.items() if key}


@dataclass(frozen=True, slots=True)
class _Template:
    """A text with places; `known` are the characters of it that are no places."""

    translation: str
    literals: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def known(self) -> int:
        letters = sum(len(literal.strip(" .:;,")) for literal in self.literals)
        return letters if letters >= _SHORT else 0

    def values(self, text: str) -> dict[str, str] | None:
        """Return what stands in the places of a text, each as short as can be, or None."""
        first, *inner, last = self.literals
        stop = len(text) - len(last)
        if not (text.startswith(first) and text.endswith(last)):
            return None
        found, place = [], len(first)
        for literal in inner:
            at = text.find(literal, place, stop)
            if at < 0:
                return None
            found.append(text[place:at])
            place = at + len(literal)
        return (
            dict(zip(self.names, [*found, text[place:stop]], strict=True))
            if place <= stop
            else None
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in the other language, and how many characters of the English one were known."""

    text: str
    known: int

    def before(self, rest: "Reading") -> "Reading":
        """Return both as one; Chinese marks need no space after them."""
        space = " " if self.text and rest.text and self.text[-1] not in "。；：" else ""
        return Reading(f"{self.text}{space}{rest.text}", self.known + rest.known)


class Catalogue:
    """Texts by their English: `Catalogue(messages)("a.db: no such corpus.")`."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        self._exact = messages
        found = [
            _Template(text, tuple(pieces[::2]), tuple(pieces[1::2]))
            for key, text in messages.items()
            if len(pieces := _PLACE.split(key)) > 1
        ]
        # Of equal readings the first is taken: the one with the fewest places.
        self._templates = sorted(
            found, key=lambda one: (-one.known, len(one.names), -sum(map(len, one.literals)))
        )

    def __call__(self, text: str) -> str:
        """Return the translation, or the text itself."""
        if (found := self._exact.get(text)) is not None:
            return found
        return text if len(text) > _LONGEST else _Search(self).several(text).text

    def exact(self, text: str) -> str | None:
        """Return the translation of a text as it stands, also where it begins a sentence."""
        return self._exact.get(text, self._exact.get(text[:1].lower() + text[1:]))

    def templates(self, text: str) -> Iterator[tuple[_Template, dict[str, str]]]:
        """Yield the templates that a text may come from, with the values."""
        for template in self._templates:
            if (values := template.values(text)) is not None:
                yield template, values


class _Search:
    """The search for the best reading of one text, which ends whatever the text is."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._memory: dict[tuple[str, int], Reading] = {}
        self._left = _TRIES

    def several(self, text: str, depth: int = 0) -> Reading:
        """Return the reading of one or several texts in which the most characters are known."""
        if (text, depth) not in self._memory:
            cuts = [*islice((end.span() for end in _END.finditer(text)), _CUTS)]
            starts = [0, *(stop for _, stop in cuts)]
            stops = [*(start for start, _ in cuts), len(text)]
            tails = [Reading("", 0)] * (len(starts) + 1)  # what begins at a start
            for i in reversed(range(len(starts))):
                tails[i] = max(
                    (
                        self._one(text[starts[i] : stops[j]], depth).before(tails[j + 1])
                        for j in reversed(range(i, len(starts)))
                    ),
                    key=lambda one: one.known,
                )
            self._memory[text, depth] = tails[0]
        return self._memory[text, depth]

    def _one(self, text: str, depth: int) -> Reading:
        if len(text) >= _SHORT and (found := self._catalogue.exact(text)) is not None:
            return Reading(found, len(text))
        best = Reading(text, 0)
        self._left -= 1
        if depth > _DEPTH or self._left < 0:
            return best
        if text.endswith(";"):  # one of several that were joined
            body = self._one(text[:-1], depth)
            return Reading(f"{body.text}{'；' if body.known else ';'}", body.known)
        for template, values in self._catalogue.templates(text):
            places = {name: _Value(value, self, depth + 1) for name, value in values.items()}
            filled = template.translation.format_map(places)
            known = template.known + sum(place.known for place in places.values())
            if known > best.known and not any(place.is_wrong for place in places.values()):
                best = Reading(filled, known)
        return best


@dataclass(slots=True)
class _Value:
    """A value of a template; `{name:t}` translates it, `{name:d}` wants a number."""

    text: str
    search: _Search
    depth: int
    known: int = field(default=0, init=False)
    is_wrong: bool = field(default=False, init=False)

    def __format__(self, spec: str) -> str:
        self.is_wrong = spec == "d" and not self.text.replace(",", "").isdecimal()
        if spec != "t":
            return self.text
        reading = self.search.several(self.text, self.depth)
        self.known = reading.known
        return reading.text
