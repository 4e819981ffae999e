import ctypes
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings

from nqp_mine.corpora.ingest import ingest
from nqp_mine.corpora.store import Corpus

# Slow machines must not fail a property, and every run tests the same examples.
settings.register_profile("suite", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("suite")


# Nor does the language of the machine matter: tests of languages ask for them.
os.environ |= {"LC_ALL": "C.UTF-8"}
os.environ.pop("NQP_MINE_LANG", None)


def _give_up_root() -> None:
    """Drop, for what is executed next, the rights by which root may read and write everything."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        if libc.prctl(24, capability, 0, 0, 0):  # PR_CAPBSET_DROP
            raise OSError(ctypes.get_errno(), "cannot give up a capability")


@pytest.fixture(scope="session")
def unprivileged():
    """The `preexec_fn` with which a child must obey the permissions of files, also under root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    try:
        subprocess.run(["true"], preexec_fn=_give_up_root, check=True)
    except (OSError, subprocess.SubprocessError):
        pytest.skip("root cannot give up its rights here")
    return _give_up_root


@pytest.fixture(scope="session")
def ingested(tmp_path_factory):
    """Ingest files once; return a corpus `c.db` of copies of them, in `docs` beside it.

    An ingest starts a process, a copy does not.
    """
    made = {}

    def corpus_of(files: dict[str, bytes], place: Path) -> Path:
        key = tuple(sorted(files.items()))
        if key not in made:
            made[key] = tmp_path_factory.mktemp("ingested")
            docs = made[key] / "docs"
            docs.mkdir()
            for name, data in files.items():
                (docs / name).write_bytes(data)
            with Corpus(made[key] / "c.db", write=True) as corpus:
                ingest([docs], corpus, workers=1)
        shutil.copytree(made[key], place, dirs_exist_ok=True)  # with its times of change
        with closing(sqlite3.connect(place / "c.db")) as db, db:
            db.execute("UPDATE inputs SET root = ?", (str((place / "docs").resolve()),))
        return place / "c.db"

    return corpus_of
