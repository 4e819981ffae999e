"""The texts of a benchmark: the same files for nqp-mine and for its peers."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nqp_mine.corpora.store import Corpus
from nqp_mine.models.measure import load_codebook
from nqp_mine.study import Study


@dataclass(frozen=True, slots=True)
class Texts:
    """`folder` holds NAME_YYYY.txt; `texts` is their JSON, `listed` has the word lists too."""

    folder: Path
    texts: Path
    listed: Path
    n_documents: int
    n_characters: int


def prepare(sources: Sequence[Path], place: Path) -> Texts:
    """Ingest folders, and write each dated document that repeats no other as a file of its own."""
    first, folder = place / "first.db", place / "texts"
    ingest(sources, first)
    with Corpus(first) as corpus:
        chosen = [d for d in corpus.documents() if d.date and not d.duplicate_of]
    for number, document in enumerate(chosen):
        own = folder / f"d{number:05}"  # names may be equal, and numbers in them look like years
        own.mkdir(parents=True)
        name = re.sub(r"\d+|[\\/:_]", "", document.id.rpartition("/")[2]) or "text"
        (own / f"{name}_{document.year}.txt").write_text(document.text, encoding="utf-8")
    book = load_codebook(Study())
    lists = {t: sorted({x.text for x in book.terms if book.theme_of(x.category) == t})
             for t in book.themes}  # fmt: skip
    texts = [document.text for document in chosen]
    for file, content in (("texts", texts), ("listed", {"texts": texts, "lists": lists})):
        (place / f"{file}.json").write_text(json.dumps(content), encoding="utf-8")
    return Texts(folder, place / "texts.json", place / "listed.json",
                 len(texts), sum(map(len, texts)))  # fmt: skip


def ingest(sources: Sequence[Path], corpus: Path) -> None:
    tool = [sys.executable, "-m", "nqp_mine", "ingest", *map(str, sources)]
    done = subprocess.run([*tool, "--corpus", str(corpus), "--quiet"], check=False)
    if done.returncode not in (0, 3):  # 3: some inputs failed, each of them named
        raise SystemExit(done.returncode)
