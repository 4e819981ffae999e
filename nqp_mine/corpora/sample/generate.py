"""Build the sample corpus: made-up policy documents whose theme shares are planted.

`python -m nqp_mine.corpora.sample.generate OUTDIR [--seed 0]` writes OUTDIR/documents,
OUTDIR/truth.csv and OUTDIR/README.txt. The same seed gives the same bytes.

The truth covers every sentence of the body, numbered headings included; titles, document
numbers, salutations and signatures are left out of it.
"""

import argparse
import csv
import html
import io
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from nqp_mine.corpora.sample.composing import KIND_NAMES, Paper, compose, plan_documents
from nqp_mine.corpora.sample.drawing import THEMES, Bank, load_bank

TRUTH_COLUMNS = ("document_file", "part", "year", "region", "sentence", *THEMES, "sub")
ENDINGS = {"utf8": "txt", "gb18030": "txt", "html": "html"}


def file_name(paper: Paper) -> str:
    """The file a document stands in; csv documents of a region share one."""
    spec = paper.spec
    if spec.form == "csv":
        return f"{spec.region}_汇编.csv"
    return f"{spec.region}_{spec.year}_{KIND_NAMES[spec.kind]}.{ENDINGS[spec.form]}"


def level(paper: Paper) -> str:
    """The issuer's level: 国家, 省级 or 县级."""
    if paper.spec.region == "全国":
        return "国家"
    return "县级" if paper.spec.local else "省级"


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as UTF-8 with a byte-order mark, as Excel wants it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def render_html(paper: Paper, page: str) -> str:
    """The document as a web page with its metadata in the head and chrome around it."""
    paragraphs = (f"<p>{html.escape(text)}</p>" for text in paper.text.split("\n"))
    return page.format(
        title=html.escape(paper.title),
        iso=paper.date.isoformat(),
        issuer=html.escape(paper.issuer),
        body="\n".join(paragraphs),
    )


def render_group(papers: Sequence[Paper], page: str) -> bytes:
    """The bytes of one file: a single document, or the rows of a csv."""
    form, first = papers[0].spec.form, papers[0]
    if form == "csv":
        rows = ((p.title, p.issuer, p.date.isoformat(), p.spec.region, p.text) for p in papers)
        return csv_bytes(("title", "issuer", "date", "region", "text"), rows)
    if form == "html":
        return render_html(first, page).encode()
    return f"{first.title}\n{first.text}\n".encode("gb18030" if form == "gb18030" else "utf-8")


def truth_rows(name: str, papers: Sequence[Paper]) -> list[tuple[object, ...]]:
    """One row for each sentence of a file's documents."""
    return [
        (
            name,
            part if paper.spec.form == "csv" else "",
            paper.spec.year,
            paper.spec.region,
            line.text,
            *(int(theme in line.themes) for theme in THEMES),
            ";".join(line.sub),
        )
        for part, paper in enumerate(papers, start=1)
        for paragraph in paper.body
        for line in paragraph
    ]


def build(bank: Bank, seed: int = 0) -> dict[str, bytes]:
    """All files of the sample, by path relative to the output folder."""
    papers = sorted((compose(spec, bank, seed) for spec in plan_documents()), key=file_name)
    groups = {name: tuple(group) for name, group in groupby(papers, file_name)}
    page = bank.frame["html"]["page"]
    out = {f"documents/{name}": render_group(group, page) for name, group in groups.items()}
    facts = [
        (name, group[0].spec.region, level(group[0]))
        for name, group in groups.items()
        if group[0].spec.form != "csv"
    ]
    out["documents/manifest.csv"] = csv_bytes(("file", "region", "level"), facts)
    truth = [row for name, group in groups.items() for row in truth_rows(name, group)]
    out["truth.csv"] = csv_bytes(TRUTH_COLUMNS, truth)
    out["README.txt"] = bank.frame["mark"]["readme"].encode()
    return out


def write_sample(folder: Path, seed: int = 0) -> dict[str, bytes]:
    """Build the sample and write it into a folder, which is made where it is missing."""
    built = build(load_bank(), seed)
    for name, content in built.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return built


def main(argv: Sequence[str] | None = None) -> int:
    """Write the sample from the command line."""
    parser = argparse.ArgumentParser(description="Write the made-up sample corpus.")
    parser.add_argument("outdir", type=Path, metavar="OUTDIR")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args(argv)
    built = write_sample(args.outdir, args.seed)
    n = len(plan_documents())
    sys.stdout.write(f"{n} documents in {len(built) - 3} files: {args.outdir / 'documents'}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
