"""Words that stand in the company of a theme's terms: word2vec, trained on the corpus itself.

Keyness needs a word to be frequent. A vector needs a few sentences only, so this finds rare words
of a trade (parts, materials, procedures) that stand where the theme's terms stand.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

MIN_TOKENS = 50_000  # in a smaller corpus the vectors are noise
MIN_COUNT = 8
SIZE, WINDOW, EPOCHS = 100, 8, 8
MIN_SEEDS = 5  # terms of a theme that have a vector


def near_words(
    sentences: Sequence[Sequence[str]],
    seeds: Mapping[str, Collection[str]],
    *,
    top: int,
    seed: int,
) -> dict[str, list[str]]:
    """Return for each theme the words nearest to the mean vector of its terms, nearest first.

    Skip-gram with negative sampling (Mikolov et al. 2013) by gensim, on one core, so that the
    same corpus and seed give the same words. Words that contain a term, or stand in one, are left
    out. A theme with too few terms in the corpus, and every theme of a small corpus, has none.
    """
    if sum(map(len, sentences)) < MIN_TOKENS:
        return {}
    from gensim.models import Word2Vec

    model = Word2Vec(
        sentences, vector_size=SIZE, window=WINDOW, min_count=MIN_COUNT, sg=1, epochs=EPOCHS,
        workers=1, seed=seed,
    ).wv  # fmt: skip
    known = {term for terms in seeds.values() for term in terms}
    found: dict[str, list[str]] = {}
    for theme, terms in seeds.items():
        own = [model.get_vector(term, norm=True) for term in sorted(terms) if term in model]
        if len(own) < MIN_SEEDS:
            continue
        near = model.similar_by_vector(np.mean(own, axis=0), topn=None)
        order = np.argsort(-np.asarray(near), kind="stable")
        words = (str(model.index_to_key[i]) for i in order)
        fresh = (w for w in words if len(w) > 1 and not any(w in t or t in w for t in known))
        found[theme] = [word for word, _ in zip(fresh, range(top), strict=False)]
    return found
