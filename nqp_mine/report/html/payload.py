"""Data for the page's scripts, as JSON that cannot end its element or mean anything else."""

import json
import math
import re
from typing import Any

from markupsafe import Markup

# `<`, `>` and `&` could end the element or begin a comment in it; U+2028 and U+2029 end a line of
# old JavaScript; half a pair (a lone surrogate) cannot be written as UTF-8.
_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
_DIGITS = 6


def embed(value: Any) -> Markup:
    """Return a value as JSON to stand inside a <script type="application/json">."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(_UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def rounded(value: float) -> float | int | None:
    """Return a number with the digits that are shown, or None where there is none."""
    if math.isnan(value):
        return None
    short = float(f"{value:.{_DIGITS}g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short
