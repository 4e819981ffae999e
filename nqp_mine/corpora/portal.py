"""Pages saved by mistake: a search portal or a news index instead of the document."""

import re

from nqp_mine.text import HAN, count_han, normalise

_CLAUSE = re.compile(r"[^。！？\n]+([。！？]?)")  # with what ends it; never reads a character twice
_SENTENCE = 6  # characters that a finished sentence has at least
_CHROME = (
    "高级检索",
    "精确",
    "模糊",
    "请输入",
    "版权所有",
    "网站地图",
    "无障碍",
    "我要留言",
    "更多",
    "登录",
    "注册",
    "首页",
    "主办单位",
    "ICP备",
    "公网安备",
    "浏览器",
    "微博",
    "微信",
    "移动端",
    "邮箱",
    "要闻",
)


def looks_like_portal(text: str) -> bool:
    """Tell whether a page's text is that of a site's furniture rather than of a document.

    Such a page hardly holds a finished sentence, and names the parts of a site.
    """
    plain = normalise(text).text
    han = count_han(plain)
    if not 0 < han < 3_000:
        return False
    in_sentences = sum(
        count_han(clause[0])
        for clause in _CLAUSE.finditer(plain)
        if clause[1] and len(clause[0]) > _SENTENCE
    )
    named = sum(word in plain for word in _CHROME)
    return in_sentences < 0.3 * han and named >= 4


# On 332 real files: all names of eight Han characters or more stood in their own text to 70 % of
# their character pairs and more; those of a portal or a news index to 55 % and less.
_TITLED = 8
_FOUND = 0.6


def wrong_page(text: str, path: str) -> str:
    """Return what is suspicious of a text: a portal's page, or not what its file's name says."""
    if looks_like_portal(text):
        return "looks like the page of a search portal or a news index, not like a document."
    stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    title = max(re.findall(f"[{HAN}]+", stem), key=len, default="")
    if len(title) < _TITLED:
        return ""
    plain = re.sub(f"[^{HAN}]", "", normalise(text).text)
    pairs = {title[i : i + 2] for i in range(len(title) - 1)}
    if sum(pair in plain for pair in pairs) >= _FOUND * len(pairs):
        return ""
    return "what its name says is not in its text (the wrong page?)."
