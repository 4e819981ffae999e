"""codebook.csv: every term of the study's codebooks, so that a reader need not have them."""

from pathlib import Path

from nqp_mine.models.codebook import Codebook
from nqp_mine.report import tables

NAME = "codebook.csv"
COLUMNS = ("axis", "parent", "category", "term", "source", "not_in", "needs")


def write(out: Path, book: Codebook) -> list[str]:
    """Write codebook.csv and return its name.

    Raises:
        OutputError: it cannot be written.
    """
    of = {category.id: category for category in book.categories}
    rows = (
        [
            of[term.category].axis, of[term.category].parent, term.category, term.text,
            term.source, ";".join(term.not_in), ";".join(term.needs),
        ]
        for term in book.terms
    )  # fmt: skip
    tables.write(out / NAME, COLUMNS, rows)
    return [NAME]
