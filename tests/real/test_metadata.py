"""How often facts are right on real documents, measured against their manifests.

The manifests are the judge and are never shown to `describe`. A floor in floors.json only rises.
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from nqp_mine.corpora.document import RawDocument
from nqp_mine.corpora.metadata import Description, describe
from nqp_mine.corpora.readers import html

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"the corpus of real documents is not at {CORPUS}"
)


def manifest(folder: str) -> list[dict[str, str]]:
    with (CORPUS / folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def gov_cn() -> list[dict[str, str]]:
    return [row for row in manifest("policies") if row["collection"] == "gov_cn_2019"]


def read_text(path: Path) -> RawDocument:
    return RawDocument(text=path.read_text(encoding="utf-8-sig"))


def of_html() -> Iterator[tuple[dict[str, str], Description]]:
    rows = {Path(row["file"]).stem: row for row in gov_cn()}
    for path in sorted((CORPUS / "raw" / "html_gov_cn").glob("*.html")):
        raw = next(iter(html.read(path.read_bytes(), name=path.name)))
        yield rows[path.stem], describe(raw, name=path.name, sidecar={})


def of_text() -> Iterator[tuple[dict[str, str], Description]]:
    for row in gov_cn():
        raw = read_text(CORPUS / "policies" / row["file"])
        yield row, describe(raw, name="document.txt", sidecar={})  # the file's name is its title


def tight(text: str) -> str:
    return "".join(text.split()).replace("、", ";")


def check(kind: str, facts: list[tuple[str, str, str, str]]) -> None:
    """Compare (field, found, expected, document) and hold the share right to the field's floor."""
    for field in dict.fromkeys(field for field, *_ in facts):
        mine = [fact for fact in facts if fact[0] == field]
        misses = [fact for fact in mine if tight(fact[1]) != tight(fact[2])]
        share = 1 - len(misses) / len(mine)
        floor = FLOORS[f"metadata.{kind}.{field}"]
        assert share >= floor, f"{kind} {field}: {share:.4f} < {floor}: {misses}"


@pytest.mark.parametrize(("kind", "documents"), [("html", of_html), ("text", of_text)])
def test_gov_cn_documents(kind, documents):
    facts = [
        (field, found, row[column], row["file"])
        for row, it in documents()
        for field, found, column in (
            ("title", it.title, "title"),
            ("issuer", it.issuer, "issuer"),
            ("doc_number", it.doc_number, "doc_number"),
            ("date_written", it.date, "date_written"),
            ("region", it.region, "region"),
        )
    ]
    assert len(facts) == (100 if kind == "html" else 200)
    check(kind, facts)


def test_pages_give_the_day_of_publication():
    facts = [
        ("date_published", it.columns["date_published"], row["date_published"], row["file"])
        for row, it in of_html()
    ]
    check("html", facts)


@pytest.mark.parametrize(("kind", "named"), [("report", True), ("report_text_only", False)])
def test_local_reports(kind, named):
    """Year and region by text and file name, and by the text alone (most name no city)."""
    facts = []
    for row in manifest("local"):
        name = row["file"] if named else "document.txt"
        it = describe(read_text(CORPUS / "local" / row["file"]), name=name, sidecar={})
        city = Path(row["file"]).stem.split("_")[0].split("-")[1:2]
        facts += [
            ("year", it.date[:4], row["year"], row["file"]),
            ("region", it.region, row["province"], row["file"]),
            ("city", it.columns.get("city", ""), "".join(city), row["file"]),
        ]
    assert len(facts) == 3 * 117
    check(kind, facts)


def test_national_reports():
    """Not all of these are work reports, and three do not say whose they are."""
    facts = []
    for row in manifest("national"):
        it = describe(read_text(CORPUS / "national" / row["file"]), name=row["file"], sidecar={})
        facts += [
            ("year", it.date[:4], row["year"], row["file"]),
            ("issuer", it.issuer, row["issuer"], row["file"]),
        ]
    check("national", facts)


def test_a_sidecar_is_never_overruled():
    for folder in ("policies", "local", "national"):
        for row in manifest(folder):
            it = describe(read_text(CORPUS / folder / row["file"]), name=row["file"], sidecar=row)
            assert it.title == row["title"]
            if row["year"].isdigit():
                given = row.get("date") or row.get("date_written") or row["year"]
                assert it.date[:4] == given[:4], row["file"]
