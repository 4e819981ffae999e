"""`nqp-mine corpus export, amend, amendments, forget, duplicates`: put a corpus right."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nqp_mine.cli import console, options

if TYPE_CHECKING:
    from nqp_mine.corpora.amendments import Amendment
    from nqp_mine.corpora.store import Corpus

app = typer.Typer()
_NAMED = 20  # removed documents that are named


@app.command(epilog=options.example("nqp-mine corpus export reports.db --metadata m.xlsx"))
def export(
    file: options.CorpusFile,
    metadata: Annotated[
        Path | None,
        typer.Option("--metadata", metavar="XLSX", help="A workbook to edit, for corpus amend."),
    ] = None,
    parquet: Annotated[
        Path | None,
        typer.Option("--parquet", metavar="DIR", help="Texts and metadata; needs pyarrow."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a workbook that was edited since.")
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Write the metadata as a workbook to correct, or all of the documents as Parquet."""
    from nqp_mine.corpora.store import Corpus
    from nqp_mine.errors import UsageError

    if metadata is None and parquet is None:
        raise UsageError(
            "nothing to export was named.", remedy="Use --metadata m.xlsx or --parquet DIR."
        )
    with Corpus(file) as store:
        if metadata is not None:
            from nqp_mine.report import metadata_sheet

            _spare_edits(store, metadata, overwrite=overwrite)
            count = metadata_sheet.write(metadata, store.documents())
            console.say(f"{count} documents: {metadata.absolute()}", quiet=quiet)
        if parquet is not None:
            from nqp_mine.report import parquet as columnar

            count = columnar.write(parquet, store.documents(), store.outcomes())
            console.say(f"{count} documents: {parquet.absolute()}", quiet=quiet)


def _spare_edits(store: "Corpus", path: Path, *, overwrite: bool) -> None:
    """Refuse to replace a workbook whose edits are not in the corpus yet."""
    from nqp_mine.corpora import amend_sheet
    from nqp_mine.errors import UsageError

    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"{path}: is not named .xlsx.", remedy="Name it, e.g. m.xlsx.")
    if overwrite or not path.exists():
        return
    try:
        edits = amend_sheet.plan(store, path).edits
    except UsageError:
        what = "is there already and does not fit this corpus."
    else:
        what = f"holds {len(edits)} edits that the corpus does not have." if edits else ""
    if what:
        raise UsageError(
            f"{path}: {what}", remedy="Amend it first, name another file, or use --overwrite."
        )


@app.command(epilog=options.example("nqp-mine corpus amend reports.db m.xlsx --dry-run"))
def amend(
    file: options.CorpusFile,
    sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="The edited xlsx or csv.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")
    ] = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Take over the edits of a metadata sheet. They are logged and survive a new ingest."""
    from datetime import date

    from nqp_mine.corpora import amend_sheet
    from nqp_mine.corpora.ingest import find_duplicates
    from nqp_mine.corpora.store import Corpus

    if not dry_run:
        with Corpus(file):  # a corpus that is not there is no reason to make one
            pass
    with Corpus(file, write=not dry_run) as store:
        plan = amend_sheet.plan(store, sheet, today=date.today())  # noqa: DTZ011
        if plan.edits and not dry_run:
            store.amend(plan.edits)
        if not dry_run and store.pairs_pending:
            find_duplicates(store)
    _show_edits(plan.edits, as_json=as_json, quiet=quiet, log=False)
    for note in plan.notes:
        console.say(f"note: {note}", quiet=quiet)
    documents = len({edit.id for edit in plan.edits})
    counts = f"{len(plan.edits)} edits in {documents} documents"
    console.say(f"{counts}; dry run, nothing was changed" if dry_run else counts, quiet=quiet)


@app.command(epilog=options.example("nqp-mine corpus amendments reports.db"))
def amendments(file: options.CorpusFile, as_json: options.Json = False) -> None:
    """List every edit ever made: field, old and new value, time, sheet."""
    from nqp_mine.corpora.store import Corpus

    with Corpus(file) as store:
        edits = store.amendments()
    _show_edits(edits, as_json=as_json, quiet=False, log=True)


@app.command(epilog=options.example("nqp-mine corpus forget reports.db reports/draft.docx"))
def forget(
    file: options.CorpusFile,
    names: Annotated[
        list[str], typer.Argument(metavar="PATH|ID...", help="Files, folders, or ids of documents.")
    ],
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Remove inputs with their documents, or single documents.

    A path is forgotten wholly: ingest would read it again. A document removed by its id stays
    away until its file changes. The log of edits is kept.
    """
    from nqp_mine.corpora import forgetting
    from nqp_mine.corpora.ingest import find_duplicates
    from nqp_mine.corpora.store import Corpus

    with Corpus(file):  # as above
        pass
    with Corpus(file, write=True) as store:
        chosen = forgetting.choose(store, names)
        store.forget(chosen.inputs, chosen.single)
        find_duplicates(store)
    if as_json:
        console.json_array({"id": one} for one in chosen.documents)
    elif not quiet:
        for record in chosen.inputs[:_NAMED]:
            console.caption(f"removed input: {record.path}")
        for one in chosen.documents[:_NAMED]:
            console.caption(f"removed document: {one}")
    counts = f"{len(chosen.inputs)} inputs and {len(chosen.documents)} documents were removed"
    console.say(counts, quiet=quiet)


@app.command(epilog=options.example("nqp-mine corpus duplicates reports.db"))
def duplicates(file: options.CorpusFile, as_json: options.Json = False) -> None:
    """List documents that repeat another; first the pairs of which one must be wrong."""
    from nqp_mine.corpora.store import Corpus

    with Corpus(file) as store:
        rows = _pairs(store)
    if as_json:
        console.json_array(rows)
        return
    columns = ("kind", "score", "copy", "original", "check")
    console.table(
        columns,
        ([row[name] for name in columns] for row in rows),
        right="score",
        said=("kind", "check"),
    )


def _pairs(store: "Corpus") -> list[dict[str, Any]]:
    from nqp_mine.corpora.duplicates import advice

    pairs = sorted(store.pairs(), key=lambda pair: (pair.kind != "suspicious", pair))
    wanted = sorted({name for pair in pairs for name in (pair.copy, pair.original)})
    facts = {
        one.id: (one.title, one.date, one.region + one.columns.get("city", ""))
        for one in store.documents(wanted)
    }
    rows = []
    for pair in pairs:
        (title, day, place), (title2, day2, place2) = facts[pair.copy], facts[pair.original]
        rows.append({
            "kind": pair.kind, "score": pair.score, "copy": pair.copy, "original": pair.original,
            "copy_title": title, "original_title": title2, "copy_date": day,
            "original_date": day2, "copy_place": place, "original_place": place2,
            "check": advice(pair, (day, day2), (place, place2)),
        })  # fmt: skip
    return rows


def _show_edits(
    edits: "list[Amendment] | tuple[Amendment, ...]", *, as_json: bool, quiet: bool, log: bool
) -> None:
    if as_json:
        console.json_array(asdict(edit) for edit in edits)
    elif not quiet:
        columns = ("id", "field", "old", "new", *(("at", "sheet") if log else ()))
        cells = ([getattr(edit, name) for name in columns] for edit in edits)
        console.table(columns, cells, said=("field",))
