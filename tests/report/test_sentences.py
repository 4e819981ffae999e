import zlib

import pytest

from nqp_mine.errors import OutputError
from nqp_mine.models.packing import EVIDENCE_COLUMNS
from nqp_mine.report import folder, sentences, tables
from nqp_mine.report.sentences import Pattern, Uses


def row(document, number, text, themes="", spans="", start=0):
    known = {"id": document, "sid": f"{document}@{number}", "start": start, "text": text}
    known |= {"themes": themes, "spans": spans, "why": "因"}
    return [known.get(name, "") for name in EVIDENCE_COLUMNS]


@pytest.fixture
def evidence(tmp_path):
    rows = [
        row("甲", 0, '支持R&D，\n"R&D"强', "R;I", "R:2-5;R:8-11"),
        row("甲", 3, "=支持r&d", "", "R:13-16;E1:11-13", start=10),
        row("乙", 1, "发展\U00020000业", "I"),
        row("丙", 1, "支\n持企业", "", "E1:0-3"),
    ]
    tables.write(tmp_path / "evidence.csv", EVIDENCE_COLUMNS, rows)
    return tmp_path / "evidence.csv"


def test_what_is_known_of_each_sentence(evidence):
    found = sentences.read(evidence)
    assert found.documents == ("甲", "乙", "丙")
    assert found.document.tolist() == [0, 0, 1, 2]
    assert [found.patterns[i] for i in found.pattern] == [
        Pattern(("R", "I"), ("R",)), Pattern((), ("R", "E1")), Pattern(("I",), ()),
        Pattern((), ("E1",)),
    ]  # fmt: skip
    assert found.lot.tolist() == [zlib.crc32(s.encode()) for s in ("甲@0", "甲@3", "乙@1", "丙@1")]
    assert found.text_bytes.tolist() == [21, 10, 13, 13]
    assert found.why_length.tolist() == [1, 1, 1, 1]


def test_terms_are_counted_in_any_case_and_over_the_end_of_a_line(evidence):
    assert sentences.read(evidence).terms == {
        ("R", "r&d"): Uses(3, 2, 1), ("E1", "支持"): Uses(2, 2, 2),
    }  # fmt: skip


def test_terms_are_counted_the_same_some_documents_at_a_time(evidence, monkeypatch):
    whole = sentences.read(evidence).terms
    monkeypatch.setattr(sentences, "_PART", 1)
    assert sentences.read(evidence).terms == whole


def test_single_rows_are_read_again_as_they_are_in_the_table(evidence):
    found, whole = sentences.read(evidence), list(folder.rows(evidence))
    assert whole[1]["text"] == "=支持r&d"
    for chosen in ([0, 1, 2, 3], [2], [3, 0], []):
        assert list(found.rows(chosen)) == [whole[i] for i in chosen]


def test_a_file_that_is_cut_off_meanwhile_is_told(evidence):
    found = sentences.read(evidence)
    evidence.write_bytes(evidence.read_bytes()[: int(found.place[2])])
    with pytest.raises(OutputError, match="Run again"):
        list(found.rows([0, 2]))


def test_sentences_are_put_together_by_owner_and_pattern(evidence):
    found = sentences.read(evidence)
    pairs, number = found.together([7, 7, -1])
    assert [pairs[i] for i in number] == [
        (7, Pattern(("R", "I"), ("R",))), (7, Pattern((), ("R", "E1"))), (7, Pattern(("I",), ())),
        (-1, Pattern((), ("E1",))),
    ]  # fmt: skip
    assert pairs[number[1]][1].categories({"E1": "E"}) == {"R", "E1", "E"}


def test_no_file_has_no_sentences():
    found = sentences.read(None)
    assert (found.documents, found.patterns, found.terms) == ((), (), {})
    assert [len(one) for one in (found.document, found.pattern, found.place)] == [0, 0, 0]
    assert list(found.rows([])) == []


@pytest.mark.parametrize(
    "damage", ["id,sid\r\na,b\r\n", "x" * 9, ",".join(EVIDENCE_COLUMNS) + "\r\na,b\r\n"]
)
def test_a_table_that_was_changed_is_told(evidence, damage):
    evidence.write_text(f"\ufeff{damage}", encoding="utf-8", newline="")
    with pytest.raises(OutputError, match=r"evidence.csv: was changed after .* Run again"):
        sentences.read(evidence)
