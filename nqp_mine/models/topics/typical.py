"""The paragraphs that speak most of a topic, so that a person can see what it is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nqp_mine.corpora.document import Document
from nqp_mine.models.measure import parts_left_out, prepare
from nqp_mine.models.topics.model import TopicModel
from nqp_mine.study import Study

N_PARAGRAPHS = 10
PER_DOCUMENT = 2  # typical paragraphs of one topic out of one document
LONGEST = 2_000  # characters of a paragraph that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Typical:
    """One row of typical.csv: `share` of the paragraph's tokens are of the topic."""

    topic: int
    theme: str
    rank: int
    id: str
    title: str
    date: str
    paragraph: int
    share: float
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    topic: int
    rank: int
    share: float


def choose(
    model: TopicModel, owners: Sequence[int], n: int = N_PARAGRAPHS
) -> list[tuple[int, list[int]]]:
    """Return each topic with the rows of its n most typical paragraphs, best first.

    By theta with the prior's part, which pulls short paragraphs to the mean: of two paragraphs
    about nothing else the longer one is more typical.
    """
    smooth = model.theta * model.lengths[:, None] + model.alpha
    smooth /= (model.lengths + model.alpha.sum())[:, None]
    found = []
    for topic in range(model.n_topics):
        used: Counter[int] = Counter()
        rows: list[int] = []
        for row in np.argsort(-smooth[:, topic], kind="stable").tolist():
            if used[owners[row]] < PER_DOCUMENT and model.lengths[row]:
                used[owners[row]] += 1
                rows.append(row)
            if len(rows) == n:
                break
        found.append((topic, rows))
    return found


def documents_of(chosen: Iterable[tuple[int, Sequence[int]]], owners: Sequence[int]) -> list[int]:
    """Return the numbers of the documents that hold the chosen paragraphs, ascending."""
    return sorted({owners[row] for _, rows in chosen for row in rows})


def texts(
    model: TopicModel,
    chosen: Iterable[tuple[int, Sequence[int]]],
    places: Sequence[tuple[str, int]],
    documents: Iterable[Document],
    study: Study,
) -> list[Typical]:
    """Return the chosen paragraphs with their text.

    Args:
        model: the fitted topics of n paragraphs.
        chosen: see `choose`.
        places: the document id and paragraph number of each row, shape (n,).
        documents: the documents that hold them, with text.
        study: says how texts are read.
    """
    wanted: dict[str, dict[int, list[_Chosen]]] = defaultdict(lambda: defaultdict(list))
    for topic, rows in chosen:
        for rank, row in enumerate(rows, start=1):
            name, paragraph = places[row]
            one = _Chosen(topic=topic, rank=rank, share=float(model.theta[row, topic]))
            wanted[name][paragraph].append(one)
    found = [
        one
        for document in documents
        for one in _of_document(document, wanted.get(document.id, {}), model.themes, study)
    ]
    return sorted(found, key=lambda one: (one.topic, one.rank))


def _of_document(
    document: Document, wanted: dict[int, list[_Chosen]], themes: Sequence[str], study: Study
) -> Iterator[Typical]:
    read = prepare(document, parts_left_out(study), traditional=study.traditional)
    spans: dict[int, list[int]] = {}
    for sentence in read.sentences:
        span = spans.setdefault(sentence.paragraph, [sentence.start, sentence.end])
        span[1] = sentence.end
    for paragraph, chosen in wanted.items():
        start, end = read.normal.span(*spans[paragraph])
        shown = min(end, start + LONGEST)
        for one in chosen:
            yield Typical(
                topic=one.topic, theme=themes[one.topic], rank=one.rank, id=document.id,
                title=document.title, date=document.date, paragraph=paragraph, share=one.share,
                start=start, end=shown, text=document.text[start:shown],
            )  # fmt: skip
