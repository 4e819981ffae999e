"""Web pages saved as one file (mhtml): the page in it; its pictures are not looked at."""

import email
import email.policy
from collections.abc import Iterator

from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.limits import Limits
from nqp_mine.corpora.readers import html
from nqp_mine.errors import ReadError


def read(data: bytes, *, name: str, limits: Limits) -> Iterator[RawDocument]:  # noqa: ARG001
    """Yield the page's one document.

    Raises:
        ReadError: no page is in the file, or it holds no article text.
    """
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield from html.read(_labelled(payload, part.get_content_charset()), name=name)
                return
    raise ReadError(
        "the saved page holds no page.", remedy="Save it again, as complete html.", kind="damaged"
    )


def _labelled(page: bytes, charset: str | None) -> bytes:
    """Put the charset of the part's header where the html reader looks for it."""
    if not charset or b"charset" in page[:2048]:
        return page
    return f'<meta charset="{charset}">'.encode("ascii", "ignore") + page
