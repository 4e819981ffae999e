"""The words by which a theme's topic is anchored: the theme's codebook terms among the terms."""

from nqp_mine.models.codebook import Codebook
from nqp_mine.nlp.terms import TermMatrix


def seed_words(book: Codebook, matrix: TermMatrix) -> dict[str, tuple[str, ...]]:
    """Return each theme's terms that are columns of `matrix`, sorted.

    A term that stands in several themes anchors none of them. A theme without any such term is
    left out: it cannot be anchored in this corpus.
    """
    known = set(matrix.terms)
    terms = {theme: set(book.seeds(theme)) & known for theme in book.themes}
    found = {}
    for theme, own in terms.items():
        others = set().union(*(words for name, words in terms.items() if name != theme))
        if own - others:
            found[theme] = tuple(sorted(own - others))
    return found
