"""Stop words and policy boilerplate verbs: two lists with sources, kept apart on purpose.

Stop words carry no meaning anywhere; boilerplate verbs (推进, 加强, …) carry none in policy
texts, where they stand in every sentence. Each can be used without the other.
"""

from importlib.resources import files


def load(name: str) -> frozenset[str]:
    """Return the list `stopwords` or `policy_verbs`; lines with # are its source and licence."""
    text = (files("nqp_mine.nlp") / "data" / f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def default() -> frozenset[str]:
    """Return both lists together: what topics and keywords leave out."""
    return load("stopwords") | load("policy_verbs")
