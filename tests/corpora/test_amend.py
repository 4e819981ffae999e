from datetime import date, datetime

import openpyxl
import pytest

from nqp_mine.corpora import amend_sheet, forgetting
from nqp_mine.corpora.amend_sheet import CELL, cut
from nqp_mine.corpora.amendments import Amendment, value_of
from nqp_mine.corpora.ingest import find_duplicates, ingest
from nqp_mine.corpora.limits import Limits
from nqp_mine.corpora.store import Corpus
from nqp_mine.errors import CorpusError, UsageError
from nqp_mine.report import metadata_sheet

BODY = "坚持稳中求进，把就业放在首位。加快发展新质生产力，培育未来产业。"
LONG = "".join(f"第{i}条要发展第{i}类新兴产业，支持第{i}批企业建设研发机构。" for i in range(60))


FILES = {
    "a.txt": f"关于就业的通知\n\n{BODY}\n2023年5月6日\n".encode(),
    "b.txt": f"关于改革的意见\n\n{BODY[::-1]}\n".encode(),
}


@pytest.fixture
def path(ingested, tmp_path):
    return ingested(FILES, tmp_path)


@pytest.fixture
def folder(path):
    return path.parent / "docs"


@pytest.fixture
def corpus(path):
    with Corpus(path, write=True) as corpus:
        yield corpus


def sheet_of(path, header, *rows):
    book = openpyxl.Workbook()
    book.active.append(header)
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def values(corpus, name):
    (document,) = corpus.documents([name])
    return document


def test_export_edit_amend(corpus, tmp_path):
    path = tmp_path / "m.xlsx"
    metadata_sheet.write(path, corpus.documents())
    assert amend_sheet.plan(corpus, path).edits == ()
    book = openpyxl.load_workbook(path)
    sheet = book["documents"]
    at = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, at["date"], datetime(2024, 3, 5))  # noqa: DTZ001
    sheet.cell(2, at["title"], "=SUM(A1) 通知").data_type = "s"
    sheet.cell(2, at["region"], "辽宁省")
    sheet.cell(2, at["city"], "沈阳市")
    sheet.cell(3, at["date"], 2022.0)
    sheet.cell(3, at["doc_number"], "国办发[2019]6号")
    sheet.cell(3, at["doc_type"]).value = None
    book.save(path)
    plan = amend_sheet.plan(corpus, path)
    assert {(e.id, e.field, e.new) for e in plan.edits} == {
        ("docs/a", "date", "2024-03-05"), ("docs/a", "title", "=SUM(A1) 通知"),
        ("docs/a", "region", "辽宁"), ("docs/a", "city", "沈阳"), ("docs/b", "date", "2022"),
        ("docs/b", "doc_number", "国办发〔2019〕6号"), ("docs/b", "doc_type", ""),
    }  # fmt: skip
    assert {e.sheet for e in plan.edits} == {"m.xlsx"}
    corpus.amend(plan.edits)
    first, second = corpus.documents()
    assert (first.date, first.date_precision, first.columns["city"]) == (
        "2024-03-05",
        "day",
        "沈阳",
    )
    assert (second.date, second.date_precision, second.doc_type) == ("2022", "year", "")
    assert first.facts["date"] == first.facts["city"] == second.facts["doc_type"] == "user"
    assert corpus.amendments() == list(plan.edits)
    assert amend_sheet.plan(corpus, path).edits == ()


def test_edits_survive_a_changed_file(corpus, folder):
    for new in ("2020", "2021-04"):
        old = values(corpus, "docs/a").date
        corpus.amend([Amendment(id="docs/a", field="date", old=old, new=new)])
    (folder / "a.txt").write_text(
        f"关于旅游的公告\n\n{BODY}{BODY}\n2023年5月6日\n", encoding="utf-8"
    )
    assert ingest([folder], corpus, workers=1).new_documents == 1
    document = values(corpus, "docs/a")
    assert "旅游" in document.title
    assert (document.date, document.date_precision, document.facts["date"]) == (
        "2021-04", "month", "user",
    )  # fmt: skip


def test_a_changed_document_is_not_overwritten(corpus):
    edit = Amendment(id="docs/a", field="title", old="something else", new="新")
    fine = Amendment(id="docs/b", field="level", old=values(corpus, "docs/b").level, new="市")
    with pytest.raises(CorpusError, match="changed meanwhile"):
        corpus.amend([fine, edit])
    assert corpus.amendments() == []
    assert values(corpus, "docs/b").level == fine.old


@pytest.mark.parametrize(
    ("header", "row", "problem"),
    [
        (["id", "date"], ["docs/a", "2024-02-30"], "row 2: date: 2024-02-30: there is no day 30"),
        (["id", "date"], ["docs/a", "去年"], "row 2: date: 去年 is no date"),
        (["id", "title"], ["docs/z", "x"], "row 2: no document docs/z in this corpus"),
        (["id", "colour"], ["docs/a", "red"], "row 1: unknown column colour"),
        (["id", "date", "date"], ["docs/a", "", ""], "row 1: column date stands twice"),
        (["id", "title"], ["", "x"], "row 2: no id"),
        (["title"], ["x"], "there is no column id"),
    ],
)
def test_wrong_sheets_are_refused(corpus, tmp_path, header, row, problem):
    with pytest.raises(UsageError) as error:
        amend_sheet.plan(corpus, sheet_of(tmp_path / "m.xlsx", header, row))
    assert problem in str(error.value)


def test_an_id_that_stands_twice(corpus, tmp_path):
    path = sheet_of(tmp_path / "m.xlsx", ["id", "title"], ["docs/a", "x"], ["docs/a", "y"])
    with pytest.raises(UsageError, match="row 3: the id docs/a stands in row 2 already"):
        amend_sheet.plan(corpus, path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_any_encoding(corpus, tmp_path, encoding):
    path = tmp_path / "m.csv"
    path.write_bytes("id,title,date,warnings\r\ndocs/b,改革意见,2019年3月\r\n".encode(encoding))
    plan = amend_sheet.plan(corpus, path)
    assert [(e.field, e.new) for e in plan.edits] == [("title", "改革意见"), ("date", "2019-03")]


def test_a_cut_line_of_csv_clears_nothing(corpus, tmp_path):
    path = tmp_path / "m.csv"
    path.write_text("id,title,date\ndocs/a,x\n", encoding="utf-8")
    with pytest.raises(UsageError, match="row 2: the cell of date is missing"):
        amend_sheet.plan(corpus, path)


def test_doubtful_values_are_noted(corpus, tmp_path):
    header = ["id", "date", "region", "level", "doc_number"]
    path = sheet_of(tmp_path / "m.xlsx", header, ["docs/a", "2099", "火星", "乡", "六号文"])
    plan = amend_sheet.plan(corpus, path, today=date(2025, 1, 1))
    assert [edit.new for edit in plan.edits] == ["2099", "火星", "乡", "六号文"]
    assert len(plan.notes) == 4
    assert all(note.startswith("row 2: ") for note in plan.notes)


def test_cut_leaves_a_mark():
    assert cut("甲" * CELL) == "甲" * CELL
    for text in ("甲" * (CELL + 1), "𠀀" * CELL):
        assert len(cut(text).encode("utf-16-le")) // 2 <= CELL
        assert cut(text).endswith("已截断]")


def test_a_wrong_year_put_right_is_a_plain_copy(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    for name in ("2019", "2020"):
        (folder / f"{name}.txt").write_text(LONG, encoding="utf-8")
    rows = "file,date\n2019.txt,2019\n2020.txt,2020\n"
    (folder / "manifest.csv").write_text(rows, encoding="utf-8")
    with Corpus(tmp_path / "c.db", write=True) as corpus:
        assert ingest([folder], corpus, workers=1).suspicious == 1
        corpus.amend([Amendment(id="docs/2020", field="date", old="2020", new="2019")])
        assert corpus.pairs_pending
        find_duplicates(corpus)
        assert not corpus.pairs_pending
        assert [pair.kind for pair in corpus.pairs()] == ["exact"]
        (copy,) = [document for document in corpus.documents() if document.duplicate_of]
        chosen = forgetting.choose(corpus, [copy.duplicate_of])
        corpus.forget(chosen.inputs, chosen.single)
        find_duplicates(corpus)
        assert [document.duplicate_of for document in corpus.documents()] == [""]


def test_duplicates_are_found_after_a_stop(corpus, folder):
    edit = Amendment(id="docs/a", field="title", old=values(corpus, "docs/a").title, new="新题")
    corpus.amend([edit])  # and stopped before the pairs were found
    assert ingest([folder], corpus, workers=1).new_documents == 0
    assert not corpus.pairs_pending


def test_forget_a_path(corpus, folder):
    chosen = forgetting.choose(corpus, [str(folder / "a.txt")])
    assert chosen.documents == ("docs/a",)
    corpus.forget(chosen.inputs, chosen.single)
    assert corpus.ids() == ["docs/b"]
    assert [record.path for record in corpus.outcomes()] == ["b.txt"]
    assert ingest([folder], corpus, workers=1).new_documents == 1


def test_a_document_forgotten_by_id_stays_away(corpus, folder):
    chosen = forgetting.choose(corpus, ["docs/a"])
    assert (chosen.inputs, chosen.single) == ((), ("docs/a",))
    corpus.forget(chosen.inputs, chosen.single)
    first = corpus.outcomes()[0]
    assert (first.outcome, first.n_documents) == ("skipped", 0)
    assert "corpus forget" in first.reason
    assert ingest([folder], corpus, workers=1).new_documents == 0
    (folder / "a.txt").write_text(f"关于就业的新通知\n\n{BODY}\n", encoding="utf-8")
    assert ingest([folder], corpus, workers=1).new_documents == 1


def test_forget_a_folder_and_unknown_names(corpus, folder):
    with pytest.raises(UsageError, match="zzz: no such input or document"):
        forgetting.choose(corpus, ["docs/a", "zzz"])
    chosen = forgetting.choose(corpus, [str(folder)])
    corpus.forget(chosen.inputs, chosen.single)
    assert len(corpus) == 0
    assert corpus.outcomes() == []


def test_forget_in_an_archive(tmp_path):
    import zipfile

    folder = tmp_path / "zips"
    folder.mkdir()
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        for name in ("a", "b", "c"):
            archive.writestr(f"{name}.txt", f"关于{name}的通知\n\n{BODY}{name}")
    with Corpus(tmp_path / "c.db", write=True) as corpus:
        ingest([folder], corpus, workers=1)
        member = forgetting.choose(corpus, [str(folder / "x.zip!/a.txt")])
        corpus.forget(member.inputs, member.single)
        one = forgetting.choose(corpus, [corpus.ids()[0]])
        corpus.forget(one.inputs, one.single)
        assert [(r.path, r.n_documents) for r in corpus.outcomes()] == [
            ("x.zip", 1), ("x.zip!/b.txt", 0), ("x.zip!/c.txt", 1),
        ]  # fmt: skip
        whole = forgetting.choose(corpus, ["x.zip"])
        assert len(whole.inputs) == 3
        corpus.forget(whole.inputs, whole.single)
        assert corpus.outcomes() == []


@pytest.mark.slow
def test_other_limits_try_again(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.txt").write_text(BODY * 10, encoding="utf-8")
    with Corpus(tmp_path / "c.db", write=True) as corpus:
        small = Limits(characters=100)
        assert ingest([folder], corpus, workers=1, limits=small).count("partial") == 1
        assert ingest([folder], corpus, workers=1).unchanged == 1
        larger = Limits(characters=10_000)
        assert ingest([folder], corpus, workers=1, limits=larger).count("ingested") == 1


def test_values_of_fields(corpus):
    document = values(corpus, "docs/a")
    assert value_of(document, "city") == document.columns.get("city", "")
    assert value_of(document, "title") == document.title
