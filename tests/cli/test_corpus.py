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
