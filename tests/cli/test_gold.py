"""The loop as people go through it: draw, fill in as people do, score."""

import json

import openpyxl
import pytest

from nqp_mine.models import published

TRUE = ("是", "√", 1, "1.0", "Y")
FALSE = ("否", "×", 0, 0.0, None)


@pytest.fixture
def sheets(corpus, tmp_path, call):
    code, out, err = call("gold", "sample", corpus, "-o", tmp_path / "s", "--n", 6, "--coders", 2)
    assert code == 0, err
    assert "none" in out
    return tmp_path / "s"


def fill(path, flip=()):
    """Fill a sheet as a person does: every spelling of yes and no, merged title left alone."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert sheet.merged_cells.ranges
    for row in range(3, sheet.max_row + 1):
        sentence = str(sheet.cell(row, 2).value)
        for at, word in enumerate(("研发", "产业", "企业"), start=3):
            yes = (word in sentence) != ((row, word) in flip)
            sheet.cell(row, at).value = (TRUE if yes else FALSE[:4])[row % (5 if yes else 4)]
        sheet.cell(row, 7).value = "看过"
    sheet.insert_cols(2)
    sheet.cell(2, 2).value = "我的列"
    book.save(path)


def test_the_sheet(sheets):
    book = openpyxl.load_workbook(sheets / "coder_1.xlsx")
    assert [s.sheet_state for s in book.worksheets] == ["visible", "visible", "hidden"]
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[2]]
    assert header == ["sid", "text", "R 新质研发", "I 新质产业", "E 新质企业", "sub", "备注 note"]
    assert sheet.max_row == 2 + 6
    (choice,) = sheet.data_validations.dataValidation
    assert (choice.formula1, str(choice.sqref)) == ('"1,0"', "C3:E8")
    assert all(sheet.cell(row, at).value is None for row in range(3, 9) for at in (3, 4, 5, 6, 7))
    hidden = [cell.value for cell in book["sample"][1]]
    assert hidden == ["sid", "id", "start", "end", "period", "group", "stratum", "probability"]
    words = {str(cell.value) for s in book.worksheets for row in s for cell in row}
    assert not words & {"predicted", "none"}  # no prediction anywhere
    rules = [str(cell.value) for row in book.worksheets[1] for cell in row]
    assert any("R2" in text for text in rules)


def test_both_coders_get_the_same_and_the_seed_repeats(sheets, corpus, call, tmp_path):
    one, two = (openpyxl.load_workbook(sheets / f"coder_{i}.xlsx") for i in (1, 2))
    assert [c.value for c in one.worksheets[0]["A"]] == [c.value for c in two.worksheets[0]["A"]]
    call("gold", "sample", corpus, "-o", tmp_path / "t", "--n", 6)
    for name in ("coder_1.xlsx", "sample.csv", "strata.csv"):
        assert (tmp_path / "t" / name).read_bytes() == (sheets / name).read_bytes()


@pytest.mark.slow
def test_filled_sheets_are_scored(sheets, call):
    for number in (1, 2):
        fill(sheets / f"coder_{number}.xlsx", flip={(3, "产业")} if number == 2 else ())
    files = [part for i in (1, 2) for part in ("--gold", sheets / f"coder_{i}.xlsx")]
    code, out, err = call("gold", "score", *files, "--json")
    assert code == 0, err
    found = json.loads(out)
    assert list(found["themes"]) == ["R", "I", "E"]
    assert {"precision", "recall", "f1", "f1_low", "f1_high", "kappa"} <= set(found["themes"]["R"])
    assert found["weighted"] is True
    assert found["n"] == 6
    assert found["agreement"]["R"]["percent"] == 1
    assert found["agreement"]["I"]["percent"] == pytest.approx(5 / 6)
    assert len(found["disputed"]) == 1
    code, out, _ = call("gold", "score", *files)
    assert code == 0
    assert "Krippendorff's α" in out


@pytest.mark.slow
def test_scores_are_written_for_the_report(sheets, call, tmp_path):
    files = []
    for number in (1, 2):
        fill(sheets / f"coder_{number}.xlsx")
        files += ["--gold", sheets / f"coder_{number}.xlsx"]
    code, out, err = call("gold", "score", *files, "-o", tmp_path / "out", "--json")
    assert code == 0, err
    shown = json.loads(out)
    rows = published.read(tmp_path / "out" / "validation.csv")
    of_coder = {row["theme"]: row for row in rows if row["coder"] == shown["coder"]}
    assert list(of_coder) == ["R", "I", "E", ""]  # and their mean
    for theme, score in shown["themes"].items():
        assert float(of_coder[theme]["n"]) == score["n"] == 6
        assert float(of_coder[theme]["f1"] or "nan") == pytest.approx(
            score["f1"] if score["f1"] is not None else float("nan"), nan_ok=True
        )
    agreed = published.read(tmp_path / "out" / "agreement.csv")
    assert [row["percent"] for row in agreed] == ["1", "1", "1"]


@pytest.mark.slow
def test_trends_take_the_sheets(sheets, corpus, call, objects, tmp_path):
    for number in (1, 2):
        fill(sheets / f"coder_{number}.xlsx")
    files = [part for i in (1, 2) for part in ("--gold", sheets / f"coder_{i}.xlsx")]
    out = tmp_path / "out"
    (found,) = objects("trends", corpus, "-o", out, *files, "--workers", 1)
    assert any("corrected_share: 2 periods or groups have too few" in n for n in found["notes"])
    rows = [
        row for row in published.read(out / "trends.csv") if row["measure"] == "corrected_share"
    ]
    assert {(r["period"], r["value"]) for r in rows if "unsupported" in r["flag"]} == {
        ("2014", ""), ("2022", ""),
    }  # fmt: skip
    facts = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["coded"]
    assert [one["file"] for one in facts["sheets"]] == ["coder_1.xlsx", "coder_2.xlsx"]
    assert len(facts["sheets"][0]["sha256"]) == 64
    assert (facts["n_coders"], facts["n_coded"], facts["n_unmatched"]) == (
        2, {"R": 6, "I": 6, "E": 6}, 0,
    )  # fmt: skip
    assert "Särndal" in facts["estimator"]["sources"][0]


@pytest.mark.slow
def test_a_study_file_may_name_the_sheets(sheets, corpus, call, tmp_path):
    fill(sheets / "coder_1.xlsx")
    path = str(sheets / "coder_1.xlsx")
    (tmp_path / "study.toml").write_text(f"gold = [{path!r}]\n", encoding="utf-8")
    code, _, err = call("trends", corpus, "-o", tmp_path / "o", "--study", tmp_path / "study.toml")
    assert code == 0
    assert "corrected_joined.csv" in err


@pytest.mark.slow
def test_sheets_that_cannot_be_used_are_refused(corpus, call, tmp_path):
    path = tmp_path / "g.csv"
    path.write_text("sid,text,R,I,E\na@0,句子。,1,0,0\n", encoding="utf-8")
    code, _, err = call("run", corpus, "-o", tmp_path / "o", "--gold", path)
    assert (code, "not every sentence has an inclusion probability" in err) == (2, True)
    path.write_text("sid,text,R,I,E,probability\na@0,句子。,1,0,0,1\n", encoding="utf-8")
    code, _, err = call("run", corpus, "-o", tmp_path / "o", "--gold", path)
    assert (code, "none of the coded sentences is" in err) == (2, True)
    assert call("keywords", corpus, "-o", tmp_path / "o", "--gold", path)[0] == 2


def test_a_plain_file_is_scored_and_coded(tmp_path, call, objects):
    path = tmp_path / "g.csv"
    path.write_text(
        "sid,text,R,I,E\na,加强基础研究。,1,0,0\nb,支持民营企业发展。,0,0,1\nc,粮食增产。,1,0,0\n",
        encoding="gbk",
    )
    code, out, err = call("gold", "score", "--gold", path, "--json")
    assert code == 0, err
    found = json.loads(out)
    assert found["themes"]["R"]["precision"] == 1
    assert found["themes"]["R"]["recall"] == 0.5
    assert found["themes"]["I"]["f1"] is None  # nothing to find, nothing found
    assert found["errors"]["R"] == {"false": [], "missed": ["c"]}
    rows = objects("gold", "code", "--gold", path)
    assert [(r["sid"], r["R"], r["I"], r["E"]) for r in rows] == [
        ("a", 1, 0, 0), ("b", 0, 0, 1), ("c", 0, 0, 0),
    ]  # fmt: skip
    assert "基础研究" in rows[0]["why"]


def test_code_needs_no_codes(tmp_path, objects):
    (tmp_path / "t.csv").write_text("sid,text\na,加强基础研究。\n", encoding="utf-8")
    assert objects("gold", "code", "--gold", tmp_path / "t.csv")[0]["R"] == 1


def test_wrong_calls(tmp_path, call, corpus):
    assert call("gold", "score")[0] == 2
    assert call("gold", "sample", corpus)[0] == 2
    (tmp_path / "t.csv").write_text("sid,text,R,I,E\na,句子。,也许,0,0\n", encoding="utf-8")
    code, _, err = call("gold", "score", "--gold", tmp_path / "t.csv")
    assert code == 2
    assert "row 2, R" in err


def test_text_is_never_a_formula(tmp_path):
    from nqp_mine.models.codebook import load
    from nqp_mine.report.sheets import SampledSentence, write

    one = SampledSentence(
        sid="=1+1@0", id="=1+1", start=0, end=5, period="2020", group="all", stratum=1,
        probability=0.5, text="=HYPERLINK(1)",
    )  # fmt: skip
    write(tmp_path / "s.xlsx", [one], load("nqp"))
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    kinds = {c.data_type for s in book.worksheets for row in s for c in row if c.value is not None}
    assert "f" not in kinds
    assert book.worksheets[0].cell(3, 2).value == "=HYPERLINK(1)"
