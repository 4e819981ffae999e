"""Sentences and paragraphs of a normalised text.

A sentence ends at 。！？； or at a paragraph's end; closing quotes stay with it. Fragments of
fewer than four Han characters, tables of contents and page chrome are no sentences.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nqp_mine.text import CLOSING, HAN, TERMINAL, han_before

MIN_HAN = 4
_SENTENCE = re.compile(f"[^{TERMINAL}\n]+[{TERMINAL}]*[{re.escape(CLOSING)}]*|[{TERMINAL}]+")
_CONTENTS = re.compile(r"[.…·．]{4,}\s*\d*\s*$|^\s*\d+\s*$")
_CHROME = re.compile(
    r"打印|下载|收藏|字号|分享到|关闭窗口|关闭本页|扫一扫|当前位置|您的位置|责任编辑|信息来源|浏览次数"
    r"|返回顶部|网站地图|版权所有|ICP备|公网安备|上一篇|下一篇|无障碍|发布时间|来源：|【大】|\[大\]"
)
_CHROME_LENGTH = 60  # characters; longer lines with these words are sentences about them


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its span in the normalised text and the number of its paragraph."""

    start: int
    end: int
    paragraph: int


def split_sentences(text: str) -> list[Sentence]:
    """Return the sentences of a normalised text, in order.

    >>> [(s.start, s.end) for s in split_sentences("发展科技事业。支持企业创新！")]
    [(0, 7), (7, 14)]
    """
    found: list[Sentence] = []
    han = han_before(text).tolist()
    for number, (start, end) in enumerate(paragraphs(text)):
        for match in _SENTENCE.finditer(text, start, end):
            left, right = _trim(text, match.start(), match.end())
            if han[right] - han[left] >= MIN_HAN:
                found.append(Sentence(left, right, number))
    return found


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the paragraphs that hold text, without chrome and contents lines."""
    start = 0
    for line in text.split("\n"):
        if re.search(f"[{HAN}]", line) and not _is_furniture(line):
            yield start, start + len(line)
        start += len(line) + 1


def _is_furniture(line: str) -> bool:
    if _CONTENTS.search(line):
        return True
    if len(line) > _CHROME_LENGTH or not _CHROME.search(line):
        return False
    # A short line with such words that is a whole sentence speaks about them.
    return line.rstrip(CLOSING + " \u3000")[-1:] not in "。！？；" or "ICP" in line


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \u3000\t":
        start += 1
    while end > start and text[end - 1] in " \u3000\t":
        end -= 1
    return start, end
