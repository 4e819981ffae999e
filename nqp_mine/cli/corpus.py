"""`nqp-mine corpus`: look at what was ingested, and put it right."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nqp_mine.cli import console, correct, options
from nqp_mine.cli.ingest import OUTCOMES, outcome_object

if TYPE_CHECKING:
    from nqp_mine.corpora.document import Document

app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)
_SAID = ("outcome", "reason", "remedy")
_START = 200  # characters of the text that `show` begins with
_FIELDS = (
    "id", "title", "date", "year", "issuer", "doc_number", "region", "level", "doc_type",
    "source", "sha256",
)  # fmt: skip


@app.callback(epilog=options.example("nqp-mine corpus stats reports.db"))
def corpus(context: typer.Context) -> None:
    """Look at a corpus, and put it right."""
    options.show_help(context)


@app.command("list", epilog=options.example("nqp-mine corpus list reports.db --json"))
def list_documents(file: options.CorpusFile, as_json: options.Json = False) -> None:
    """List the documents."""
    from nqp_mine.corpora.source import open_corpus

    with open_corpus(file) as store:
        if as_json:
            console.json_array(map(_listed, store.values([f for f in _FIELDS if f != "year"])))
            return
        columns = ("id", "date", "issuer", "region", "level", "doc_type", "title")
        console.table(columns, store.values(columns))


@app.command(epilog=options.example("nqp-mine corpus show reports.db reports/2024"))
def show(
    file: options.CorpusFile,
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids as corpus list has them.")],
    text: Annotated[bool, typer.Option("--text", help="Show the whole text.")] = False,
    as_json: options.Json = False,
) -> None:
    """Show what is known of documents, and where each fact was read."""
    from nqp_mine.corpora.source import open_corpus

    with open_corpus(file) as store:
        documents = list(store.documents(ids))
    if as_json:
        console.json_array(_whole(document) for document in documents)
        return
    for document in documents:
        _show(document, whole=text)


@app.command(epilog=options.example("nqp-mine corpus stats reports.db"))
def stats(file: options.CorpusFile, as_json: options.Json = False) -> None:
    """Count the documents by year, region and type."""
    from nqp_mine.corpora.store import Corpus

    with Corpus(file) as store:
        rows = _counts(list(store.documents()))
        suspicious = sum(pair.kind == "suspicious" for pair in store.pairs())
    rows.append(("suspicious pairs", "", suspicious))
    if as_json:
        console.json_array({"by": by, "value": value, "documents": n} for by, value, n in rows)
        return
    console.table(("by", "value", "documents"), rows, right="documents", said=("by", "value"))


@app.command(epilog=options.example("nqp-mine corpus outcomes reports.db --outcome failed"))
def outcomes(
    file: options.CorpusFile,
    outcome: Annotated[
        str, typer.Option("--outcome", metavar="NAME", help="Only these: ingested, failed, ...")
    ] = "",
    as_json: options.Json = False,
) -> None:
    """List every input with what became of it, why, and what to do."""
    from nqp_mine.corpora.source import open_corpus
    from nqp_mine.errors import UsageError

    if outcome and outcome not in OUTCOMES:
        raise UsageError(f"unknown outcome {outcome}.", remedy=f"Use one of {', '.join(OUTCOMES)}.")
    with open_corpus(file) as store:
        rows = [outcome_object(one) for one in store.outcomes() if outcome in ("", one.outcome)]
    if as_json:
        console.json_array(rows)
        return
    columns = ("path", "outcome", "n_documents", "reason", "remedy")
    console.table(
        columns, ([row[c] for c in columns] for row in rows), right="n_documents", said=_SAID
    )


app.add_typer(correct.app)


def _listed(row: tuple[Any, ...]) -> dict[str, Any]:
    name, title, date, *rest = row
    year = int(date[:4]) if date else None
    return dict(zip(_FIELDS, (name, title, date, year, *rest), strict=True))


def _object(document: "Document") -> dict[str, Any]:
    return {name: getattr(document, name) for name in _FIELDS}


def _whole(document: "Document") -> dict[str, Any]:
    return _object(document) | {
        "date_precision": document.date_precision,
        "duplicate_of": document.duplicate_of,
        "facts": dict(document.facts),
        "columns": dict(document.columns),
        "warnings": list(document.warnings),
        "body_end": document.body_end,
        "text": document.text,
    }


def _show(document: "Document", *, whole: bool) -> None:
    names = [*_FIELDS, "duplicate_of"]
    rows = [(n, getattr(document, n), document.facts.get(n, "")) for n in names]
    if "encoding" in document.facts:
        rows.append(("encoding", document.facts["encoding"], "file"))
    rows += [(name, value, "column") for name, value in document.columns.items()]
    rows += [("warning", console.worded(warning), "") for warning in document.warnings]
    console.table(("field", "value", "read from"), rows, said=("field", "read from"))
    for line in (document.text if whole else document.body[:_START]).split("\n"):
        console.line(line)


def _counts(documents: list["Document"]) -> list[tuple[str, str, int]]:
    rows = [("all", "", len(documents))]
    for name in ("year", "region", "doc_type"):
        values = Counter(getattr(document, name) for document in documents)
        rows += [(name, str(v), n) for v, n in sorted(values.items(), key=str) if v]
        unknown = values[None] + values[""]
        rows += [(name, "(unknown)", unknown)] if unknown and name != "year" else []
    rows.append(("undated", "", sum(not document.date for document in documents)))
    rows.append(("duplicates", "", sum(bool(document.duplicate_of) for document in documents)))
    return rows
