from collections import Counter

import pytest

from nqp_mine.cli.ingest import exit_code, name_failures, sentence
from nqp_mine.corpora.document import InputRecord
from nqp_mine.corpora.ingest import IngestSummary


def summary(*outcomes, new=0, unchanged=0):
    records = tuple(
        InputRecord(
            root="/r", path=f"{i}.txt", outcome=o, reason="is damaged.", remedy="Repair it."
        )
        for i, o in enumerate(outcomes)
    )
    return IngestSummary(
        counts={name: (n, 0) for name, n in Counter(outcomes).items()},
        named=tuple(record for record in records if record.outcome == "failed")[:20],
        unchanged=unchanged,
        new_documents=new,
    )


def test_first_and_second_time(call, folder, tmp_path):
    ingest = ("ingest", folder, "--corpus", tmp_path / "a.db")
    code, out, err = call(*ingest)
    assert (code, err) == (0, "2 ingested, 1 skipped, 0 failed; 2 new documents, 0 unchanged\n")
    assert [line.split() for line in out.splitlines() if "ingested" in line] == [
        ["ingested", "2", "2"]
    ]
    assert call(*ingest)[2] == "2 ingested, 1 skipped, 0 failed; 0 new documents, 3 unchanged\n"


def test_quiet_says_nothing(call, folder, tmp_path):
    assert call("ingest", folder, "--corpus", tmp_path / "a.db", "--quiet") == (0, "", "")


def test_json_is_the_ledger_of_this_run(objects, folder, tmp_path):
    rows = objects("ingest", folder, "--corpus", tmp_path / "a.db")
    found = [(row["path"], row["outcome"], row["n_documents"]) for row in rows]
    assert sorted(found) == [
        ("2014.txt", "ingested", 1),
        ("2022.txt", "ingested", 1),
        ("manifest.csv", "skipped", 0),
    ]


def test_nothing_could_be_ingested(call, tmp_path):
    (tmp_path / "x.txt").write_text("hi", encoding="utf-8")
    code, _, err = call("ingest", tmp_path / "x.txt", "--corpus", tmp_path / "a.db")
    assert code == 1
    assert err.splitlines()[0] == "error: nothing could be ingested."
    assert err.splitlines()[1].startswith("skipped: x.txt: ")


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        (("ingested", "skipped", "partial"), 0),
        (("partial",), 0),
        (("ingested", "failed"), 3),
        (("failed",), 1),
        (("skipped",), 1),
    ],
)
def test_exit_codes(outcomes, code):
    assert exit_code(summary(*outcomes)) == code


def test_sentence_names_partial_only_where_there_is_one():
    assert sentence(summary("ingested", new=1)) == (
        "1 ingested, 0 skipped, 0 failed; 1 new documents, 0 unchanged"
    )
    assert sentence(summary("ingested", "partial", "failed", new=4, unchanged=1)) == (
        "1 ingested, 1 partial, 0 skipped, 1 failed; 4 new documents, 1 unchanged"
    )


def test_twenty_failures_are_named_with_the_total(capsys, tmp_path):
    name_failures(summary("ingested", *["failed"] * 23), tmp_path / "a.db")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 21
    assert lines[0] == "failed: 1.txt: is damaged. Repair it."
    assert lines[20].startswith("3 more, 23 in all. See nqp-mine corpus outcomes ")
