"""What the user wants out of a corpus, by path or by id."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from nqp_mine.corpora.document import InputRecord
from nqp_mine.corpora.store import Corpus
from nqp_mine.corpora.walk import escape
from nqp_mine.errors import UsageError


@dataclass(frozen=True, slots=True)
class Chosen:
    """Inputs that go with all their documents, and documents that go alone.

    `documents` are the ids of everything that goes.
    """

    inputs: tuple[InputRecord, ...]
    single: tuple[str, ...]
    documents: tuple[str, ...]


def choose(corpus: Corpus, names: Sequence[str]) -> Chosen:
    """Return what paths (of a file, a folder, an archive's member) and ids stand for.

    Raises:
        UsageError: a name stands for nothing, or for more than one thing.
    """
    ledger = corpus.outcomes()
    origins = corpus.origins()
    inputs: dict[tuple[str, str], InputRecord] = {}
    single: list[str] = []
    for name in names:
        found = _inputs(ledger, name)
        if name in origins and found and _documents(origins, found) != {name}:
            raise UsageError(
                f"{name}: is a document's id and a path as well.",
                remedy="Give the whole path, or the ids of corpus list.",
            )
        if found:
            inputs |= {(record.root, record.path): record for record in found}
        elif name in origins:
            single.append(name)
        else:
            raise UsageError(
                f"{name}: no such input or document. Nothing was removed.",
                remedy="See corpus outcomes and corpus list.",
            )
    chosen = list(inputs.values())
    going = _documents(origins, chosen)
    alone = tuple(one for one in dict.fromkeys(single) if one not in going)
    return Chosen(tuple(chosen), alone, tuple(sorted(going.union(alone))))


def _documents(origins: Mapping[str, tuple[str, str]], records: Sequence[InputRecord]) -> set[str]:
    """Return the documents of inputs, and for an archive those of its members."""
    keys = {(record.root, record.path) for record in records}
    found = set()
    for one, (root, path) in origins.items():
        steps = accumulate(path.split("!/"), lambda outer, inner: f"{outer}!/{inner}")
        if any((root, step) in keys for step in steps):
            found.add(one)
    return found


def _inputs(ledger: Sequence[InputRecord], name: str) -> list[InputRecord]:
    """Return the inputs at or under a path, else the one that the ledger calls so."""
    whole = escape(os.path.abspath(name))  # noqa: PTH100  # a link is not followed
    real = escape(str(Path(name).resolve()))
    places = tuple({whole, real})
    inside = tuple(f"{place}{mark}" for place in places for mark in (os.sep, "!/"))
    found = [
        record for record in ledger
        if (at := str(Path(record.root) / record.path)) in places or at.startswith(inside)
    ]  # fmt: skip
    if found:
        return found
    called = [record for record in ledger if record.path == name]
    if len(called) > 1:
        raise UsageError(
            f"{name}: stands in {len(called)} folders of the corpus.", remedy="Give the whole path."
        )
    inner = f"{name}!/"
    return [
        record for record in ledger
        if called and record.root == called[0].root
        and (record.path == name or record.path.startswith(inner))
    ]  # fmt: skip
