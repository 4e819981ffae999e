"""Where a document's body ends: licence footers of text collections are not policy text."""

import re

from nqp_mine.text import HAN

# Wikisource closes each work with a notice on public domain; what stands after it is page code.
_FOOTERS = (
    re.compile(r"本作品(?:是中华人民共和国|在)[\s\S]{0,200}?(?:法律|公有领域)"),
    re.compile(r"\n[^\S\n]*Public domain[^\S\n]*\n"),
)


def body_end(text: str) -> int:
    """Return the offset in `text` at which a licence footer begins, or its length."""
    ends = [match.start() for footer in _FOOTERS for match in footer.finditer(text, len(text) // 2)]
    end = min(ends, default=len(text))
    return len(text[:end].rstrip()) if re.search(f"[{HAN}]", text[:end]) else len(text)
