"""Many made-up documents, recombined from a small stock of phrases (phrases.txt)."""

import random
from pathlib import Path

_PHRASES = Path(__file__).parent / "phrases.txt"
_WHO, _HOW, _WHAT, _WHY = (
    line.split() for line in _PHRASES.read_text(encoding="utf-8").splitlines()
)


def document(number: int, characters: int) -> str:
    """Return a document of at least so many characters; equal numbers give equal texts."""
    pick = random.Random(number).choice
    year = 2005 + number % 20
    lines = [f"关于{pick(_HOW)}{pick(_WHAT)}的意见（第{number}号）", f"{year}年3月5日"]
    size = sum(map(len, lines))
    while size < characters:
        clauses = [
            f"{pick(_WHO)}要{pick(_HOW)}{pick(_WHAT)}、{pick(_WHAT)}，{pick(_WHY)}"
            for _ in range(3)
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
