"""How it was done, in words from the manifest, and what each sentence rests on."""

from typing import Any

from nqp_mine.report import methods
from nqp_mine.report.source import Source


def build(source: Source) -> dict[str, Any]:
    """Return the paragraphs of the methods text and the claims."""
    return {
        "parts": methods.paragraphs(source),
        "claims": methods.claims(source),
        "versions": [
            ("nqp-mine", source.folder.facts["nqp_mine"]),
            *source.folder.facts.get("libraries", {}).items(),
        ],
        "hashes": [
            (source.words(f"methods.hash_{name}"), source.folder.facts[name]["sha256"])
            for name in ("corpus", "codebook", "coder")
        ],
    }
