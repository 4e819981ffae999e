import csv
import json

import openpyxl
import pytest

from nqp_mine.cli.main import execute
from nqp_mine.models import codebook

BESIDE = [
    "春天",
    "夏天",
    "秋天",
    "冬天",
    "上海",
    "北京",
    "天津",
    "重庆",
    "广东",
    "山东",
    "河南",
    "河北",
]
VERBS = ["联合", "开放", "借用", "租赁", "购买", "连接"]
WORDS = "theme,sub_theme,term,not_in\n研发,基础,实验室,\n企业,市场,中小企业,\n"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Documents in which 算力网络 stands beside 实验室, and only since 2015."""
    folder = tmp_path_factory.mktemp("explore")
    (folder / "docs").mkdir()
    for i, place in enumerate(BESIDE):
        lines = [f"{place}的中小企业减轻了负担，{place}的服务{n}分改善。" for n in "一二三四五"]
        if i >= 6:
            lines += [
                f"{place}的实验室{verb}算力网络，{other}{verb}算力网络。"
                for other, verb in zip(BESIDE, VERBS, strict=False)
            ]
        year = 2003 + 2 * i
        text = f"{year}年工作报告\n\n" + "\n".join(lines) + "\n"
        (folder / "docs" / f"{year}.txt").write_text(text, encoding="utf-8")
    (folder / "docs" / "manifest.csv").write_text(
        "file,date\n" + "".join(f"{2003 + 2 * i}.txt,{2003 + 2 * i}\n" for i in range(len(BESIDE))),
        encoding="utf-8",
    )
    (folder / "study.toml").write_text('duplicates = "all"\n', encoding="utf-8")
    (folder / "words.csv").write_text(WORDS, encoding="utf-8")
    corpus = folder / "c.db"
    assert execute(["ingest", str(folder / "docs"), "--corpus", str(corpus), "--quiet"]) == 0
    return folder


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.slow
def test_keyness_finds_words_and_new_phrases(written, call, tmp_path):
    code, out, err = call(
        "keyness", written / "c.db", "-o", tmp_path, "--target", "2015-2025", "--reference",
        "2003-2013", "--workers", 1, "--study", written / "study.toml",
    )  # fmt: skip
    assert code == 0, err
    assert "算力网络" in out
    words = rows(tmp_path / "keyness.csv")
    assert "实验室" in {row["term"] for row in words[:4]}
    phrase = next(row for row in rows(tmp_path / "phrases.csv") if row["text"] == "算力网络")
    assert (phrase["target_count"], phrase["reference_count"]) == ("72", "0")
    assert (phrase["new"], phrase["first"], phrase["category"]) == ("1", "2015", "")
    assert not [
        row for row in rows(tmp_path / "phrases.csv") if row["new"] == "1" and "负担" in row["text"]
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--target", "1990"], "no counted words"), (["--target", "X", "--by", "nowhere"], "no counted words"),
     (["--target", "R", "--by", "theme", "--reference", "Z"], "theme Z")],
)  # fmt: skip
def test_keyness_says_what_is_wrong(written, call, tmp_path, options, said):
    code, _, err = call("keyness", written / "c.db", "-o", tmp_path, "--workers", 1, *options)
    assert code == 2
    assert said in err


@pytest.fixture
def sheet(written, call, tmp_path):
    path = tmp_path / "candidates.xlsx"
    code, _, err = call(
        "codebook", "expand", written / "c.db", "-o", path, "--codebook", written / "words.csv",
        "--workers", 1, "--top", 6, "--study", written / "study.toml",
    )  # fmt: skip
    assert code == 0, err
    return path


def _decide(sheet, decisions, category=None):
    book = openpyxl.load_workbook(sheet)
    for row in book.worksheets[0].iter_rows(min_row=3):
        row[0].value = decisions.get(row[1].value)
        if category and row[0].value:
            row[2].value = category
    book.save(sheet)


def test_expand_proposes_with_examples_and_never_a_formula(sheet):
    page = openpyxl.load_workbook(sheet).worksheets[0]
    found = {row[1].value: row for row in page.iter_rows(min_row=3)}
    one = found["算力网络"]
    assert [cell.value for cell in one[2:5]] == ["基础", "研发", "phrase"]
    assert one[8].value == 1  # all of its sentences have the theme
    assert "算力网络" in one[10].value
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


def test_accept_makes_a_new_version_with_a_record_and_what_moved(sheet, written, call, tmp_path):
    _decide(sheet, {"算力网络": "接受"})
    new = tmp_path / "mine.toml"
    code, out, err = call(
        "codebook",
        "accept",
        sheet,
        "-o",
        new,
        "--by",
        "=王某",
        "--corpus",
        written / "c.db",
        "--study",
        written / "study.toml",
    )
    assert code == 0, err
    assert "1 accepted, 0 rejected" in err
    book = codebook.load(str(new))
    assert book.version == "1+1"
    assert ("算力网络", "基础") in {(term.text, term.category) for term in book.terms}
    record = json.loads((tmp_path / "mine.record.json").read_text(encoding="utf-8"))
    assert record["decided_by"] == "=王某"
    assert record["to"]["sha256"] == book.digest
    moved = {row["theme"]: row for row in record["dictionary_share"]}
    assert moved["研发"]["before"] == moved["研发"]["after"] == 36 / moved["研发"]["n_sentences"]
    assert "before" in out


def test_what_cannot_be_accepted_is_said_by_row(sheet, written, call, tmp_path):
    new = tmp_path / "mine.toml"
    _decide(sheet, {"算力网络": "接受"}, category="没有")
    code, _, err = call("codebook", "accept", sheet, "-o", new, "--by", "a")
    assert code == 2
    assert "unknown category 没有" in err
    _decide(sheet, {"算力网络": "也许"})
    code, _, err = call("codebook", "accept", sheet, "-o", new, "--by", "a")
    assert code == 2
    assert "也许" in err
    _decide(sheet, {"算力网络": "接受"}, category="基础")
    code, _, err = call("codebook", "accept", sheet, "-o", new, "--by", "a", "--codebook", "nqp")
    assert code == 2
    assert "has changed" in err
    assert not new.exists()


@pytest.mark.slow
def test_scan_recommends_a_number_and_says_why(written, call, tmp_path):
    code, out, err = call(
        "topics", written / "c.db", "-o", tmp_path, "--scan", "--numbers", "3,5", "--seeds", 2,
        "--samples", 1, "--codebook", written / "words.csv", "--workers", 1,
        "--study", written / "study.toml",
    )  # fmt: skip
    assert code == 0, err
    assert "Recommended: K = " in out
    found = rows(tmp_path / "topic_scan.csv")
    assert [row["n_topics"] for row in found] == ["3", "5"]
    assert sum(row["recommended"] == "1" for row in found) == 1
    assert len(rows(tmp_path / "topic_stability.csv")) == 8
    assert (tmp_path / "figures" / "topic_scan.png").read_bytes()[:4] == b"\x89PNG"


def test_scan_says_what_is_wrong(written, call, tmp_path):
    for options, said in ((["--numbers", "a"], "whole numbers"), (["--numbers", "1"], "anchored"),
                          (["--seeds", "1"], "2 seeds")):  # fmt: skip
        code, _, err = call(
            "topics", written / "c.db", "-o", tmp_path, "--scan", "--workers", 1, *options
        )
        assert code == 2
        assert said in err
