"""manifest.json: what was asked, of what, with which versions, and what came out.

Times stand here and nowhere else, so that two runs give the same bytes in every other file.
"""

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import nqp_mine
from nqp_mine.errors import OutputError
from nqp_mine.models import verify
from nqp_mine.models.codebook import Codebook
from nqp_mine.report.tables import atomic
from nqp_mine.study import Study

NAME = "manifest.json"
_LIBRARIES = (
    "ahocorasick-rs",
    "gensim",
    "jieba",
    "matplotlib",
    "numpy",
    "pandas",
    "rjieba",
    "scikit-learn",
    "scipy",
    "topica",
)


def content(study: Study, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that a manifest tells of a run but its time and its outputs."""
    return {
        "nqp_mine": nqp_mine.__version__,
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in _LIBRARIES},
        "study": asdict(study),
        **facts,
    }


def write(out: Path, known: Mapping[str, Any], files: Sequence[str]) -> None:
    """Write the manifest of an output folder, last of all its files."""
    told = dict(known)
    _write(
        out,
        {
            "nqp_mine": told.pop("nqp_mine"),
            "written": datetime.now(UTC).isoformat(timespec="seconds"),
            **told,
            "outputs": {name: digest(out / name) for name in sorted(files)},
        },
    )


def add(out: Path, files: Sequence[str], facts: Mapping[str, Any] | None = None) -> None:
    """Record files that were added to an output folder, or made again, and facts of them.

    Raises:
        OutputError: the folder has no manifest, or it cannot be written.
    """
    told = verify.manifest(out)
    outputs = told["outputs"] | {name: digest(out / name) for name in files}
    _write(out, told | dict(facts or {}) | {"outputs": dict(sorted(outputs.items()))})


def is_whole(out: Path, told: Mapping[str, Any]) -> bool:
    """Tell whether all files of a manifest are there, as they were written."""
    return all(
        (out / name).is_file() and digest(out / name) == known
        for name, known in told["outputs"].items()
    )


def record(out: Path, files: Sequence[str]) -> None:
    """Record files that were added to the folder of a run; a folder of their own has no manifest.

    Raises:
        OutputError: the folder cannot be read or written.
    """
    if (out / NAME).is_file():
        add(out, files)


def fits(out: Path, book: Codebook, corpus: Path | None = None) -> None:
    """See to it that what is to be added to the folder of a run is of the same corpus and codebook.

    Raises:
        OutputError: the folder holds a run of something else.
    """
    if not (out / NAME).is_file():
        return
    told = verify.manifest(out)
    codebook, file = told.get("codebook", {}), told.get("corpus", {}).get("file", "")
    if codebook.get("sha256") != book.digest:
        raise OutputError(
            f"{out}: holds a run with another codebook, {codebook.get('name', '')} "
            f"{codebook.get('version', '')}.",
            remedy="Choose another folder with -o, or that codebook.",
        )
    if corpus is not None and file != corpus.name:
        raise OutputError(
            f"{out}: holds a run of another corpus, {file}.",
            remedy="Choose another folder with -o.",
        )


def _write(out: Path, told: Mapping[str, Any]) -> None:
    with atomic(out / NAME) as stream:
        json.dump(told, stream, ensure_ascii=False, indent=2)
        stream.write("\n")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # topica is missing where it has no wheel: gensim fits then
        return ""


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
