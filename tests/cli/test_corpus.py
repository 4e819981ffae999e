import openpyxl
import pytest

from nqp_mine.cli import console


def test_list_objects(objects, corpus):
    first, second = objects("corpus", "list", corpus)
    assert list(first) == [
        "id", "title", "date", "year", "issuer", "doc_number", "region", "level", "doc_type",
        "source", "sha256",
    ]  # fmt: skip
    assert (first["id"], first["title"], first["date"], first["year"], first["region"]) == (
        "docs/2014", "创新通知", "2014-03-05", 2014, "辽宁",
    )  # fmt: skip
    assert (second["date"], second["year"], second["source"]) == ("2022", 2022, "docs/2022.txt")


def test_list_as_a_table(call, corpus):
    code, out, err = call("corpus", "list", corpus)
    assert (code, err) == (0, "")
    assert "docs/2014" in out
    assert "创新通知" in out


def test_a_long_table_stands_in_columns_and_is_never_folded(capsys, monkeypatch):
    monkeypatch.setattr("nqp_mine.cli.console._LONG", 1)
    rows = [("甲", 5, "题" * 300), ("“b”", 12, "x\x1b")]
    console.table(("id", "count", "title"), rows, right="count")
    assert capsys.readouterr().out.splitlines() == [
        " id    count   title",
        " ───   ─────   ─────",
        f" 甲        5   {'题' * 300}",
        " “b”      12   x\\x1b",
    ]


def test_outcomes_objects(objects, corpus, folder):
    rows = objects("corpus", "outcomes", corpus)
    assert list(rows[0]) == ["root", "path", "outcome", "reason", "remedy", "n_documents"]
    assert rows[2] == {
        "root": str(folder), "path": "manifest.csv", "outcome": "skipped", "reason": "sidecar",
        "remedy": "", "n_documents": 0,
    }  # fmt: skip


def test_outcomes_of_one_kind(objects, corpus):
    rows = objects("corpus", "outcomes", corpus, "--outcome", "skipped")
    assert [row["path"] for row in rows] == ["manifest.csv"]
    assert objects("corpus", "outcomes", corpus, "--outcome", "failed") == []


def test_unknown_outcome(call, corpus):
    assert call("corpus", "outcomes", corpus, "--outcome", "foo")[0] == 2


def test_stats(objects, corpus):
    rows = [
        (row["by"], row["value"], row["documents"]) for row in objects("corpus", "stats", corpus)
    ]
    for expected in [
        ("all", "", 2), ("year", "2014", 1), ("year", "2022", 1), ("region", "吉林", 1),
        ("region", "辽宁", 1), ("undated", "", 0), ("duplicates", "", 0),
    ]:  # fmt: skip
        assert expected in rows


def test_show(call, objects, corpus):
    code, out, _ = call("corpus", "show", corpus, "docs/2022")
    assert code == 0
    assert "就业通知" in out
    assert "坚持稳中求进" in out
    (whole,) = objects("corpus", "show", corpus, "docs/2022")
    assert whole["text"].startswith("关于就业的通知\n")


def test_show_unknown_id(call, corpus):
    code, out, err = call("corpus", "show", corpus, "zzz")
    assert (code, out) == (1, "")
    assert err == f"error: {corpus}: no document zzz. See corpus list.\n"


def edited(path, **cells):
    book = openpyxl.load_workbook(path)
    sheet = book["documents"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for name, value in cells.items():
        sheet.cell(2, at[name], value)
    book.save(path)


def test_export_amend_and_log(call, objects, corpus, tmp_path):
    path = tmp_path / "m.xlsx"
    assert call("corpus", "export", corpus, "--metadata", path)[0] == 0
    edited(path, date="2015-06", region="黑龙江省")
    code, out, err = call("corpus", "amend", corpus, path, "--dry-run")
    assert code == 0
    assert "2014-03-05" in out
    assert "2 edits in 1 documents; dry run" in err
    assert objects("corpus", "amendments", corpus) == []
    assert len(objects("corpus", "amend", corpus, path)) == 2
    first = objects("corpus", "list", corpus)[0]
    assert (first["date"], first["region"]) == ("2015-06", "黑龙江")
    log = objects("corpus", "amendments", corpus)
    assert [list(edit) for edit in log] == [["id", "field", "old", "new", "at", "sheet"]] * 2
    assert objects("corpus", "amend", corpus, path) == []


def test_export_spares_edits(call, corpus, tmp_path):
    path = tmp_path / "m.xlsx"
    export = ("corpus", "export", corpus, "--metadata", path)
    assert [call(*export)[0] for _ in range(2)] == [0, 0]
    edited(path, title="新题")
    code, _, err = call(*export)
    assert (code, "holds 1 edits" in err) == (2, True)
    assert call(*export, "--overwrite")[0] == 0
    path.write_bytes(b"something else")
    assert call(*export)[0] == 2


def test_export_of_nothing(call, corpus):
    assert call("corpus", "export", corpus)[0] == 2


def test_amend_without_a_corpus_makes_none(call, tmp_path):
    assert call("corpus", "amend", tmp_path / "no.db", tmp_path / "m.xlsx")[0] == 1
    assert call("corpus", "forget", tmp_path / "no.db", "x")[0] == 1
    assert list(tmp_path.iterdir()) == []


def test_forget(call, objects, corpus, folder):
    code, out, err = call("corpus", "forget", corpus, folder / "2014.txt")
    assert (code, out) == (0, "removed input: 2014.txt\nremoved document: docs/2014\n")
    assert err == "1 inputs and 1 documents were removed\n"
    assert [row["id"] for row in objects("corpus", "list", corpus)] == ["docs/2022"]
    assert call("corpus", "forget", corpus, "zzz")[0] == 2


def test_suspicious_pairs(call, objects, folder, tmp_path):
    text = "".join(f"第{i}条要发展第{i}类新兴产业，支持研发机构。" for i in range(60))
    for name in ("2014", "2022"):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    corpus = tmp_path / "s.db"
    err = call("ingest", folder, "--corpus", corpus, "--workers", 1, "--max-seconds", 30)[2]
    assert "note: 1 suspicious pair: same text, other year or place; see nqp-mine corpus" in err
    (pair,) = objects("corpus", "duplicates", corpus)
    assert (pair["kind"], pair["copy_date"], pair["original_date"]) == (
        "suspicious", "2022", "2014-03-05",
    )  # fmt: skip
    assert pair["check"].startswith("The same text under 2014 and 2022, 吉林 and 辽宁: compare")
    rows = objects("corpus", "stats", corpus)
    assert {"by": "suspicious pairs", "value": "", "documents": 1} in rows


@pytest.mark.slow
def test_limits_are_options(call, folder, tmp_path):
    (folder / "large.txt").write_text("发展新兴产业。" * 200_000, encoding="utf-8")
    ingest = ("ingest", folder, "--corpus", tmp_path / "l.db")
    code, _, err = call(*ingest, "--max-mb", 1)
    assert (code, "failed: large.txt" in err) == (3, True)
    assert call(*ingest, "--max-mb", 100)[0] == 0
