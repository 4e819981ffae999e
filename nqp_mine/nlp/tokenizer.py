"""Cut Chinese text into words with a private dictionary.

`rjieba` (Rust) cuts; `jieba` (Python) is the reference: both give the same tokens on Han text,
which a test holds. No dictionary cache is read or written, because any local user could place
one in the shared temporary folder. Words never run over punctuation, and unpunctuated text is
cut in pieces, so that it cannot make the cutting slow.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any, Literal, Protocol

from nqp_mine.text import HAN

Engine = Literal["rjieba", "jieba"]
_IN_WORDS = f"{HAN}A-Za-z0-9+#&._%\\-"
_CLAUSE = re.compile(f"[{_IN_WORDS}]+")
_HAN_ONLY = re.compile(f"[{HAN}]+")
_NUMERAL = re.compile("[〇零一二三四五六七八九十百千万亿两点分之几数多余第年月日号个]+")
_CHUNK = 5_000  # characters; jieba's Viterbi is quadratic in unknown text
_PIECE = re.compile(f"[{_IN_WORDS}]{{1,{_CHUNK}}}|[^{_IN_WORDS}]+")


class _Cutter(Protocol):
    def cut(self, text: str, hmm: bool, /) -> Iterable[str]: ...
    def add_word(self, word: str, freq: int | None, tag: str | None, /) -> object: ...


class Tokenizer:
    """Words of a text. Holds a dictionary of its own; make one a process.

    Args:
        words: terms to keep whole, with an automatic frequency. Only terms of Han characters,
            letters and digits can be one token; `survives` tells.
        engine: "rjieba", or "jieba" for the reference implementation.
    """

    def __init__(self, words: Iterable[str] = (), *, engine: Engine = "rjieba") -> None:
        self.engine = engine
        self._cutter = _rjieba() if engine == "rjieba" else _jieba()
        for word in sorted(set(words), key=lambda word: (len(word), word)):
            if _CLAUSE.fullmatch(word):
                self._cutter.add_word(word, None, None)

    def tokens(self, text: str) -> list[str]:
        """Return the tokens of `text`, together the text: each mark and white space is one."""
        if max(map(len, text.split("\n"))) <= _CHUNK:
            return list(self._cutter.cut(text, True))
        return [token for piece in _PIECE.findall(text) for token in self._cutter.cut(piece, True)]

    def cut(self, text: str) -> list[str]:
        """Return the tokens of `text`; punctuation and white space are left out."""
        tokens = self.tokens(text)
        marks = {token for token in set(tokens) if not _CLAUSE.match(token)}
        return [token for token in tokens if token not in marks]

    def cut_clauses(self, text: str) -> list[list[str]]:
        """Return the tokens of each clause of `text`."""
        return [list(self._cutter.cut(part, True)) for part in _clauses(text)]

    def survives(self, term: str) -> bool:
        """Tell whether `term`, alone, comes out as one token."""
        return self.cut(term) == [term]


def _clauses(text: str) -> Iterator[str]:
    for match in _CLAUSE.finditer(text):
        part = match[0]
        for start in range(0, len(part), _CHUNK):
            yield part[start : start + _CHUNK]


@lru_cache(maxsize=1 << 17)
def is_word(token: str) -> bool:
    """Tell whether a token counts in tables: two Han characters or more, and no mere numeral."""
    return len(token) > 1 and _HAN_ONLY.fullmatch(token) is not None and not is_numeral(token)


def is_numeral(token: str) -> bool:
    """Tell whether a token of Han characters is a mere number, date or measure."""
    return _NUMERAL.fullmatch(token) is not None


def _rjieba() -> _Cutter:
    import rjieba

    cutter: _Cutter = rjieba.Jieba()
    return cutter


class _Reference:
    """A jieba.Tokenizer with rjieba's signature and without a cache file."""

    def __init__(self) -> None:
        frequencies, total = _reference_dictionary()
        self._inner = _jieba_module().Tokenizer()
        self._inner.FREQ, self._inner.total = dict(frequencies), total
        self._inner.initialized = True

    def cut(self, text: str, hmm: bool, /) -> Iterable[str]:
        return list(self._inner.cut(text, HMM=hmm))

    def add_word(self, word: str, freq: int | None, tag: str | None, /) -> None:
        self._inner.add_word(word, freq, tag)


def _jieba() -> _Cutter:
    return _Reference()


def _jieba_module() -> Any:
    import logging
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes and pkg_resources in jieba 0.42.1
        import jieba

    jieba.setLogLevel(logging.WARNING)
    return jieba


@cache
def _reference_dictionary() -> tuple[dict[str, int], int]:
    tokenizer = _jieba_module().Tokenizer()
    frequencies, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    return frequencies, total
