"""How it was done, in words from the manifest, and what each sentence rests on."""

from typing import Any

from nqp_mine.report import methods
from nqp_mine.report.source import Source


def build(source: Source) -> dict[str, Any]:
    """Return the paragraphs of the methods text and the claims."""
    return {
        "parts": methods.paragraphs(source),
        "claims": methods.claims(source),
        "hashes": methods.hashes(source),
    }
