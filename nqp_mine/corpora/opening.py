"""The first lines of a document, as they are read for its title, number and date.

Each line is put right on its own (full-width digits, letter-spacing, overprinted titles); lines
are not joined here, because in an opening the line break is what tells a title from a number.
"""

import re
from dataclasses import dataclass

from nqp_mine.text import normalise

_REACH = 4000  # characters of the text in which an opening is looked for
_ARROWS = (">", "＞", "»", "›")  # between the steps of the path that a page shows (首页 > 要闻)
_CRUMB = 12  # characters; a title is longer than a step of that path
_MOST = 40  # lines
_UNUSUAL = re.compile(
    "[ \t\xa0\u3000\u00ad\u2000-\u200f\u2028-\u202f\u2060-\u206f\ufeff"
    "\uff10-\uff19\uff21-\uff5a\u2e80-\u2fdf\uf900-\ufadf]"
)
_CHROME = re.compile(
    r"(?:下载|打印(?:本页)?|全屏|收藏|分享(?:到)?|加大|还原|减小|[大中小]{1,3}|[【】>|]+|首页|关闭(?:窗口)?|微信|微博"
    r"|扫一扫.*|当前位置.*|您(?:现在)?(?:的|所在)位?置?.*|首页\s*[>/].*|.*>.*>.*|【?(?:我要纠错|返回顶部).*"
    r"|【?字[号体].{0,12}|(?:浏览|阅读|点击)(?:量|次数|数)?[:：]?\s*\d*|(?:责任)?编辑[:：].*"
    r"|分享[:：]?.*|.*报 ?/.*版.*)"
)
_SENTENCE = re.compile(r"[。！？；]")
_SALUTATION = re.compile(r".{3,}[:：]")
_COVER = re.compile(r".{0,16}(?:文件|公报)")


@dataclass(frozen=True, slots=True)
class Opening:
    """`lines` without page chrome; those before `body` can be title, number, date, addressee."""

    lines: tuple[str, ...]
    body: int

    @property
    def head(self) -> tuple[str, ...]:
        """The lines above the first sentence and the addressee."""
        return self.lines[: self.body]


def read(text: str) -> Opening:
    """Return the opening of `text`."""
    lines: list[str] = []
    after_arrow = False
    for written in text[:_REACH].split("\n"):
        for line in plain(written.strip()).split("\n"):
            shown = _once(line.strip(), lines)
            crumb = after_arrow and len(shown) < _CRUMB
            after_arrow = shown in _ARROWS if shown else after_arrow
            if shown and not crumb and not _CHROME.fullmatch(shown):
                lines.append(shown)
        if len(lines) >= _MOST:
            break
    body = next((i for i, line in enumerate(lines) if _begins_body(line)), len(lines))
    return Opening(tuple(lines), body)


def plain(line: str) -> str:
    """Return one line with its characters and spacing put right; it may come apart into several."""
    return normalise(line).text if _UNUSUAL.search(line) else line


def _once(line: str, before: list[str]) -> str:
    """Return an overprinted line once: PDF text layers repeat bold titles (通知通知)."""
    half = len(line) // 2
    if half >= 6 and len(line) % 2 == 0 and line[:half] == line[half:]:
        return line[:half]
    rest = line[: len(line) - half]
    if half >= 6 and line.endswith(line[:half]) and rest.startswith(line[:half]):
        return rest  # …意…意 over the line's end; the last character follows doubled
    if len(line) == 2 and line[0] == line[1] and before and len(before[-1]) > 12:
        return line[0]
    return line


def _begins_body(line: str) -> bool:
    if _SENTENCE.search(line) and not line.startswith(("（", "(")):
        return True
    return bool(_SALUTATION.fullmatch(line)) and "《" not in line and len(line) < 400


def is_cover(line: str) -> bool:
    """Tell whether the line is a letterhead (某省人民政府文件) and no title."""
    return bool(_COVER.fullmatch(line))
