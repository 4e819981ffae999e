"""Count a corpus for one question: documents, codes and words, held in memory."""

from collections.abc import Callable
from pathlib import Path

from nqp_mine.corpora.source import open_corpus
from nqp_mine.errors import UsageError
from nqp_mine.models import measuring
from nqp_mine.models.cluster import Cluster
from nqp_mine.models.columns import CountsInMemory
from nqp_mine.models.measure import TokenUnit, load_codebook
from nqp_mine.models.measured import Measured
from nqp_mine.models.measuring import How
from nqp_mine.study import Study

Tell = Callable[[str, int, int], None]


def collect(
    path: Path,
    study: Study,
    *,
    unit: TokenUnit | None,
    workers: int = 0,
    cluster: Cluster | None = None,
    tell: Tell | None = None,
) -> Measured:
    """Return what the counted documents hold; `unit` is what words are counted by.

    Raises:
        UsageError: a corpus without counted documents.
        CorpusError: the corpus cannot be read.
    """
    with open_corpus(path) as corpus:
        documents = corpus.catalogue(counted=study.duplicates == "once")
        if not documents:
            raise UsageError(f"{path}: no documents to measure.", remedy="Ingest some first.")
        how = How(workers=workers, cluster=cluster.measure if cluster else None)
        with measuring.measure(corpus, documents.ids, study, unit, how, tell) as found:
            return Measured(
                documents=tuple(documents),
                counts=CountsInMemory(tuple(found.counts), load_codebook(study)),
                words=tuple(found.words or ()),
            )
