"""Many made-up documents, recombined from a small stock of phrases (phrases.txt).

A quarter of the sentences speak of the themes, as in work reports; the others of other things.
"""

import random
from pathlib import Path

_PHRASES = Path(__file__).parent / "phrases.txt"
_WHO, _HOW, _WHAT, _WHY, _OTHER_WHO, _OTHER_WHAT = (
    line.split() for line in _PHRASES.read_text(encoding="utf-8").splitlines()
)
_SHARE = 0.25  # of the sentences


def document(number: int, characters: int) -> str:
    """Return a document of at least so many characters; equal numbers give equal texts."""
    draw = random.Random(number)
    pick = draw.choice
    year = 2005 + number % 20
    lines = [f"关于{pick(_HOW)}{pick(_WHAT)}的意见（第{number}号）", f"{year}年3月5日"]
    size = sum(map(len, lines))
    while size < characters:
        who, what = (_WHO, _WHAT) if draw.random() < _SHARE else (_OTHER_WHO, _OTHER_WHAT)
        clauses = [
            f"{pick(who)}要{pick(_HOW)}{pick(what)}、{pick(what)}，{pick(_WHY)}" for _ in range(3)
        ]
        lines.append("；".join(clauses) + "。")
        size += len(lines[-1])
    return "\n".join(lines)


def generate(folder: Path, numbers: range, characters: int) -> None:
    """Write the documents of these numbers, a thousand to a folder."""
    for number in numbers:
        place = folder / f"{number // 1000:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:06}.txt").write_text(document(number, characters), encoding="utf-8")
