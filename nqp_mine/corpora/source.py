"""Open what documents are read from: a corpus file, or a folder of Parquet files."""

from pathlib import Path

from nqp_mine.corpora.catalogue import Catalogue
from nqp_mine.corpora.parquet import ParquetCatalogue, ParquetCorpus
from nqp_mine.corpora.store import Corpus

AnyCorpus = Corpus | ParquetCorpus
AnyCatalogue = Catalogue | ParquetCatalogue


def open_corpus(path: Path) -> AnyCorpus:
    """Open a corpus for reading.

    Raises:
        CorpusError: there is none, it is damaged, or was made by a newer version.
        UsageError: it is a folder of Parquet files, and pyarrow is not installed.
    """
    return ParquetCorpus(path) if path.is_dir() else Corpus(path)
