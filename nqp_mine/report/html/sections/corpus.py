"""What was ingested, what was left out and why, and all documents as a table."""

from typing import Any

from nqp_mine.report.folder import number
from nqp_mine.report.source import Source

_ROWS = 1_500  # documents that are listed; the page must stay light
_LEFT = 500


def build(source: Source) -> dict[str, Any] | None:
    """Return the numbers of documents, those left out, and the list."""
    documents = source.folder.table("documents")
    if not documents:
        return None
    facts = source.folder.facts["corpus"]
    numbers = {row["id"]: row["doc_number"] for row in source.folder.table("sources")}
    titles = {row["id"]: row["title"] for row in documents}
    left = [row for row in source.folder.table("left_out") if row["reason"] != "sidecar"]
    return {
        "facts": [
            (source.words(f"corpus.{name}"), source.count(facts[name]), bool(facts[name]))
            for name in (
                "n_documents", "n_counted", "n_duplicates", "n_undated", "n_dated_too_coarsely",
            )
            if name in facts
        ],
        "parts": [
            (source.words.or_key("part", name), source.count(n))
            for key in ("n_sentences", "n_sentences_left_out")
            for name, n in source.folder.facts["sentences"][key].items()
        ],
        "left": [
            {
                "path": row["path"],
                "outcome": source.words.or_key("outcome", row["outcome"]),
                "reason": source.said(row["reason"]),
                "remedy": source.said(row["remedy"]),
            }
            for row in left[:_LEFT]
        ],
        "n_left": len(left),
        "periods": bool(source.folder.periods),
        "themes": source.folder.themes,
        "rows": [_document(source, row, numbers, titles) for row in documents[:_ROWS]],
        "n_rows": len(documents),
        "numbered": any(numbers.values()),
    }  # fmt: skip


def _document(
    source: Source, row: Any, numbers: dict[str, str], titles: dict[str, str]
) -> dict[str, Any]:
    n = number(row["n_sentences"])
    counts = [number(row.get(theme)) for theme in source.folder.themes]
    copied = row["duplicate_of"]
    return {
        "title": row["title"] or row["id"],
        "number": numbers.get(row["id"], ""),
        "date": row["date"],
        "issuer": row["issuer"],
        "region": row["region"],
        "counted": row["counted"] == "1",
        "repeats": titles.get(copied, copied) if copied else "",
        "n_sentences": source.count(n) if row["n_sentences"] else "",
        "shares": [source.share(count / n) if n > 0 else "" for count in counts],
    }
