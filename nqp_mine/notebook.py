"""The verbs of the command line for notebooks: they give data frames that show themselves."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nqp_mine.errors import OutputError, UsageError
from nqp_mine.study import Lang, Study, load

if TYPE_CHECKING:
    import pandas as pd

    from nqp_mine.frames import Concordance, Trends
    from nqp_mine.pipeline import RunResult

PathLike = str | os.PathLike[str]
_NUMBERS = ("value", "ci_low", "ci_high", "n_documents", "n_sentences", "n_han")
_SHOWN = ("root", "path", "outcome", "reason", "remedy", "n_documents")


def ingest(
    paths: PathLike | Iterable[PathLike], corpus: PathLike, *, workers: int = 0
) -> "pd.DataFrame":
    """Read files and folders into a corpus; nothing is added twice.

    Args:
        paths: a file or a folder, or several.
        corpus: the corpus file; it is made where there is none.
        workers: processes; 0: one per core.

    Returns:
        One row an input: root, path, outcome (ingested, partial, skipped, failed), reason,
        remedy, n_documents.

    Raises:
        UsageError: a path does not exist, or holds no files.
        CorpusError: the corpus cannot be written.
    """
    import pandas as pd

    from nqp_mine.corpora import ingest as library
    from nqp_mine.corpora.document import InputRecord
    from nqp_mine.corpora.store import Corpus

    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    found: list[list[Any]] = []

    def keep(records: Iterator[InputRecord]) -> None:
        found.extend([getattr(one, name) for name in _SHOWN] for one in records)

    target = Path(corpus)
    existed = target.exists()
    try:
        with Corpus(target, write=True) as store:
            library.ingest([Path(one) for one in given], store, workers=workers, report=keep)
    except UsageError:
        if not existed:
            target.unlink(missing_ok=True)
        raise
    return pd.DataFrame(found, columns=list(_SHOWN))


def run(
    corpus: PathLike,
    out: PathLike,
    *,
    study_file: PathLike | None = None,
    lang: Lang = "zh",
    workers: int = 0,
    cache: bool = True,
    **study: Any,
) -> "RunResult":
    """Do the whole job on a corpus and write the files of `nqp-mine run` into `out`.

    Args:
        corpus: the file that ingest made.
        out: folder of the results.
        study_file: a study file, which the settings in `study` change.
        lang: language of the report, zh or en.
        workers: processes; 0: one per core.
        cache: use again what was measured before of unchanged documents.
        **study: settings by name, e.g. `period="quarter"`, `groups=["region"]`, `topics=False`;
            `Study` tells them all.

    Returns:
        What was written; give it to `trends`.

    Raises:
        UsageError: an unknown setting, or a study that does not fit the corpus.
        CorpusError: the corpus cannot be read.
        OutputError: `out` cannot be written.
    """
    from nqp_mine import pipeline

    unknown = sorted(set(study) - {one.name for one in fields(Study)})
    if unknown:
        raise UsageError(
            f"unknown setting {', '.join(unknown)}.",
            remedy="See nqp-mine run --print-study for all names.",
        )
    asked = load(Path(study_file)) if study_file else Study()
    return pipeline.run(
        Path(corpus),
        Path(out),
        asked.with_options(**{name: _plain(value) for name, value in study.items()}),
        workers=workers,
        cache=cache,
        lang=lang,
    )


def trends(out: "PathLike | RunResult", *, lang: Lang = "zh") -> "Trends":
    """Return trends.csv of a run; in a notebook it shows the figure of the themes.

    Args:
        out: what `run` returned, or an output folder.
        lang: language of names and figure, zh or en.

    Raises:
        OutputError: the folder has no manifest, or no trends.
    """
    from nqp_mine.frames import Trends
    from nqp_mine.models import verify
    from nqp_mine.report import folder

    place = Path(out) if isinstance(out, str | os.PathLike) else out.out
    read = folder.of_run(place, verify.manifest(place), ["trends.csv"])
    if not read.table("trends"):
        raise OutputError(f"{place}: has no trends.csv.", remedy="Run the stage trends.")
    table = Trends(list(read.table("trends")))
    for name in _NUMBERS:
        table[name] = [folder.number(cell) for cell in table[name]]
    counts = [name for name in _NUMBERS if name.startswith("n_")]
    table = table.astype(dict.fromkeys(counts, "int64"))
    table.attrs = {
        "labels": {theme: read.label_of(theme, lang) for theme in read.themes},
        "confidence": float(read.facts["study"]["confidence"]),
        "lang": lang,
    }
    return table


def kwic(corpus: PathLike, term: str, *, width: int = 20, limit: int = 0) -> "Concordance":
    """Return every place of a term in a corpus, as found in the text (not in tokens).

    Args:
        corpus: the file that ingest made.
        term: the word to look for.
        width: characters on both sides.
        limit: at most so many places; 0: all.

    Returns:
        One row a place: id, title, year, sentence, start, end, left, hit, right; start and end
        are offsets in the stored text.

    Raises:
        UsageError: the term is empty.
        CorpusError: the corpus cannot be read.
    """
    import pandas as pd

    from nqp_mine.corpora.source import open_corpus
    from nqp_mine.frames import Concordance
    from nqp_mine.models import kwic as library

    with open_corpus(Path(corpus)) as store:
        lines = library.concordance(store, term, width)
        rows = [asdict(line) for line in islice(lines, limit or None)]
    names = [one.name for one in fields(library.ConcordanceLine)]
    table = Concordance(rows, columns=names)
    table["year"] = pd.array([row["year"] for row in rows], dtype="Int64")
    return table


def _plain(value: Any) -> Any:
    """Return a setting as the study holds it: lists are tuples, paths are texts."""
    if isinstance(value, list | tuple):
        return tuple(_plain(one) for one in value)
    return os.fspath(value) if isinstance(value, os.PathLike) else value
