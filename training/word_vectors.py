"""Word vectors of the uncoded documents: positive PMI, factorised (Levy & Goldberg 2014).

Only the teachers use them; they do not ship.
"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from sklearn.utils.extmath import randomized_svd

from nqp_mine.nlp.tokenizer import Tokenizer

WINDOW = 8
SMOOTHING = 0.75
RARE = 1e-3  # frequency at which a word's weight in a sentence is halved (Arora et al. 2017)


class WordVectors:
    """Sentence vectors as weighted means of word vectors, of unit length."""

    def __init__(self, texts: Sequence[str], *, size: int = 200, min_count: int = 5) -> None:
        self._tokenizer = Tokenizer()
        words = [self._tokenizer.cut(text) for text in texts]
        counts: dict[str, int] = {}
        for sentence in words:
            for word in sentence:
                counts[word] = counts.get(word, 0) + 1
        kept = sorted(word for word, n in counts.items() if n >= min_count)
        self._index = {word: i for i, word in enumerate(kept)}
        frequency = np.array([counts[word] for word in kept], float)
        self._weight = RARE / (RARE + frequency / frequency.sum())
        left, values, _ = randomized_svd(
            _ppmi(self._numbers(words), len(kept)), size, random_state=0
        )
        vectors = left * np.sqrt(values)
        self._vectors = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
        raw = self._means(words)
        self._centre = raw.mean(axis=0)

    def _numbers(self, words: Sequence[Sequence[str]]) -> list[np.ndarray]:
        return [np.array([self._index[w] for w in s if w in self._index], np.int64) for s in words]

    def _means(self, words: Sequence[Sequence[str]]) -> np.ndarray:
        out = np.zeros((len(words), self._vectors.shape[1]))
        for row, numbers in enumerate(self._numbers(words)):
            if len(numbers):
                weight = self._weight[numbers][:, None]
                out[row] = (weight * self._vectors[numbers]).sum(0) / np.sqrt((weight**2).sum())
        return out

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Return one vector a text, centred and of unit length."""
        raw = self._means([self._tokenizer.cut(text) for text in texts]) - self._centre
        return np.asarray(raw / (np.linalg.norm(raw, axis=1, keepdims=True) + 1e-9))


def _ppmi(sentences: Sequence[np.ndarray], size: int) -> csr_matrix:
    flat = np.concatenate(sentences)
    owner = np.repeat(np.arange(len(sentences)), [len(s) for s in sentences])
    total = csr_matrix((size, size))
    for gap in range(1, WINDOW + 1):
        same = owner[gap:] == owner[:-gap]
        a, b = flat[:-gap][same], flat[gap:][same]
        near = coo_matrix((np.full(len(a), gap**-0.5), (a, b)), shape=(size, size)).tocsr()
        total = total + near + near.T
    rows = np.asarray(total.sum(axis=1)).ravel()
    context = rows**SMOOTHING
    context *= rows.sum() / context.sum()
    pairs = total.tocoo()
    value = np.log(pairs.data * rows.sum() / (rows[pairs.row] * context[pairs.col]))
    kept = value > 0
    return coo_matrix((value[kept], (pairs.row[kept], pairs.col[kept])), shape=(size, size)).tocsr()
