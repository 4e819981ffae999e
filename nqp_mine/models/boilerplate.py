"""Which sentences are boilerplate, by a declared rule: nothing is learned and nothing is hidden.

- The section under a heading that names 指导思想, 总体要求 or 基本原则, up to the next heading
  that is not one of them. A heading is a line of at most `HEADING` Han characters that ends
  without a full stop, or a numbered one (一、 （二） 第三章).
- A sentence that itself professes guidance: 以…为指导, 高举…伟大旗帜, 深入贯彻落实…精神.
"""

import re
from collections.abc import Sequence

import numpy as np

from nqp_mine.text import HAN, count_han

HEADING = 30
_TOPIC = re.compile("指导思想|总体要求|总体思路|基本原则")
_NUMBERED = re.compile(
    r"^\s*(第?[一二三四五六七八九十]{1,3}[章节部、．.]|[（(][一二三四五六七八九十]{1,3}[)）])"
)
_ENDED = re.compile(f"[。！？；][^{HAN}]*$")
_CREED = re.compile(
    "以[^。；]{2,60}为指导|高举[^。；]{2,40}旗帜|(深入|全面|认真)(学习)?贯彻(落实)?[^。；]{2,60}精神"
)


def boilerplate(sentences: Sequence[str]) -> np.ndarray:
    """Return for each sentence of one document, in order, whether it is boilerplate.

    >>> boilerplate(["一、总体要求", "坚持稳中求进。", "二、重点任务", "支持企业研发。"]).tolist()
    [True, True, False, False]
    """
    found = np.zeros(len(sentences), bool)
    inside = False
    for i, sentence in enumerate(sentences):
        if _is_heading(sentence):
            inside = bool(_TOPIC.search(sentence[: 2 * HEADING]))
        found[i] = inside or bool(_CREED.search(sentence))
    return found


def _is_heading(sentence: str) -> bool:
    if _ENDED.search(sentence):
        # "（一）指导思想。" is a heading that runs into its paragraph.
        return bool(_NUMBERED.match(sentence)) and count_han(sentence) <= HEADING
    return count_han(sentence) <= HEADING
