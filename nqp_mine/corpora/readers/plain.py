"""Plain text: one document a file."""

from collections.abc import Iterator

from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.encoding import Decoded, decode


def read(data: bytes, *, name: str) -> Iterator[RawDocument]:  # noqa: ARG001
    """Yield the file's one document."""
    decoded = decode(data)
    yield RawDocument(
        text=decoded.text,
        warnings=encoding_warnings(decoded),
        partial=decoded.replaced > 0,
        encoding=decoded.encoding,
    )


def encoding_warnings(decoded: Decoded) -> tuple[str, ...]:
    """Return what a user should know of the decoding, in plain words."""
    notes = []
    if decoded.fault:
        notes.append(f"the text had been garbled before ({decoded.fault}); it was put right.")
    if decoded.replaced:
        notes.append(
            f"{decoded.replaced} damaged characters were replaced (read as {decoded.encoding})."
        )
    return tuple(notes)
