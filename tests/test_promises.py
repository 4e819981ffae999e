"""One test a row of the list of cases and promises, on files that the tests make.

UNTESTABLE, or tested elsewhere:

row  why
 5   offsets in JavaScript: nothing is computed in JavaScript
15   the converter of old .doc files is tested with a stand-in in corpora/readers/test_doc.py
16   cached values and both date systems: corpora/readers/test_xlsx.py
21   there is no HTML report yet
26   terms are literal and never a regular expression; only that is tested
27   codebooks are TOML, xlsx and csv; there is no YAML
31   corpora/test_sandbox.py changes a file while it is read
32   disk full, read-only folders and their like: test_crashes.py; a broken pipe is tested here
33   test_crashes.py
34   two writers: test_crashes.py; a reader beside a writer: corpora/test_store.py
38   figures and topics: report/test_figures.py, models/topics
"""

import ast
import csv
import json
import marshal
import os
import re
import runpy
import socket
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

import nqp_mine
from nqp_mine import cells
from nqp_mine.cli.main import execute
from nqp_mine.corpora.dates import parse_date
from nqp_mine.corpora.encoding import decode
from nqp_mine.corpora.limits import Limits
from nqp_mine.corpora.numbers import normalise_number
from nqp_mine.corpora.store import Corpus
from nqp_mine.text import clean, normalise

pytestmark = pytest.mark.skipif(os.name == "nt", reason="such names and files cannot be made there")
HERE = Path(__file__).parent
HOSTILE = runpy.run_path(str(HERE / "promises_files.py"))
text, OTHER, NAMES = HOSTILE["text"], HOSTILE["OTHER"], HOSTILE["NAMES"]


class Ingested:
    """A folder after its ingest: the ledger by path, and the documents by the file's path."""

    def __init__(self, place, code, seconds):
        self.file, self.folder = place / "c.db", place / "docs"
        self.code, self.seconds = code, seconds
        with Corpus(self.file) as corpus:
            self.records = corpus.outcomes()
            self.documents = {}
            for document in corpus.documents():
                self.documents.setdefault(document.source.removeprefix("docs/"), []).append(
                    document
                )
        self.ledger = {record.path: record for record in self.records}

    def outcome(self, path):
        return self.ledger[path].outcome

    def reason(self, path):
        return self.ledger[path].reason

    def text(self, path):
        (document,) = self.documents[path]
        return document.text


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    place = tmp_path_factory.mktemp("hostile")
    count = HOSTILE["build"](place / "docs")
    start = time.monotonic()
    code = execute(
        ["ingest", str(place / "docs"), "--corpus", str(place / "c.db"), "--workers", "1", "-q"]
    )
    found = Ingested(place, code, time.monotonic() - start)
    found.count = count
    return found


@pytest.fixture(scope="module")
def results(hostile):
    """The tables that a run on the hostile folder writes, by name."""
    out = hostile.file.parent / "out"
    start = time.monotonic()
    done = python(CLI, "run", hostile.file, "-o", out, "--no-topics", "-q", "--group", "region")
    assert (done.returncode, done.stderr) == (0, b"")
    csv.field_size_limit(10_000_000)
    tables = {}
    for path in out.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            tables[path.name] = list(csv.DictReader(file))
    return SimpleNamespace(out=out, tables=tables, seconds=time.monotonic() - start)


@pytest.fixture
def ingest(tmp_path, capsys):
    """Ingest files {name: bytes}; a second call adds to the folder and ingests again."""

    def run(files):
        folder = tmp_path / "docs"
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        start = time.monotonic()
        code = execute(
            ["ingest", str(folder), "--corpus", str(tmp_path / "c.db"), "--workers", "1", "-q"]
        )
        capsys.readouterr()
        return Ingested(tmp_path, code, time.monotonic() - start)

    return run


def python(code, *arguments, **more):
    """Run Python code in a process of its own, with this package and nothing of the caller's."""
    path = str(Path(nqp_mine.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": path, **more.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-P", "-c", code, *map(str, arguments)], env=environment,
        capture_output=True, check=False, timeout=120, **more,
    )  # fmt: skip


CLI = "from nqp_mine.cli.main import main; main()"


def test_row_01_a_bad_file_costs_itself_alone(hostile):
    assert hostile.code == 3  # some failed
    outer = [record for record in hostile.records if "!/" not in record.path]
    assert len(outer) == len(
        hostile.ledger.keys() - {r.path for r in hostile.records if "!/" in r.path}
    )
    assert len(outer) == hostile.count
    for record in hostile.records:
        assert record.outcome in {"ingested", "partial", "skipped", "failed"}
        assert record.outcome == "ingested" or record.reason, record.path
        assert record.outcome not in {"failed", "partial"} or record.remedy, record.path
        assert not record.reason.startswith("the reader failed"), record
        assert (record.outcome in {"ingested", "partial"}) == (record.n_documents > 0)
    assert hostile.outcome("utf8.txt") == "ingested"


def test_row_01_exit_codes(ingest):
    assert ingest({"a.txt": b""}).code == 1
    assert ingest({"b.txt": text(1).encode()}).code == 0
    assert ingest({"c.pdf": b"%PDF-1.4 cut"}).code == 3


def test_row_01_sidecars_that_are_no_tables(ingest):
    found = ingest(
        {
            "good.txt": text(1).encode(),
            "a/manifest.csv": b"file\0,\0\0" * 50, "a/good.txt": text(2).encode(),
            "b/manifest.csv": b"file,title\ngood.txt,\"" + b"x" * 11_000_000, "b/good.txt": text(3).encode(),
            "c/manifest.csv": "file,title\rgood.txt,标题\r".encode(), "c/good.txt": text(4).encode(),
            "d/manifest.csv": "file,body_end_offset,date\ngood.txt,²,9999-99-99\n".encode(), "d/good.txt": text(5).encode(),
        }
    )  # fmt: skip
    assert sum(r.outcome == "ingested" for r in found.records) == 5
    assert found.outcome("a/manifest.csv") == "failed"
    assert "cannot be read" in found.reason("b/manifest.csv")
    assert found.documents["c/good.txt"][0].title == "标题"


def test_row_02_encodings(hostile):
    for number, name in enumerate(("utf8", "bom", "gbk", "gb18030", "utf16le", "utf16be"), start=1):
        assert hostile.text(f"{name}.txt").startswith(text(number).strip()), name
    assert hostile.text("gb18030.txt").endswith("𠮷㐂")
    everything = [d for documents in hostile.documents.values() for d in documents]
    recorded = {
        name: documents[0].facts.get("encoding") for name, documents in hostile.documents.items()
    }
    for name, encoding in {
        "utf8.txt": "utf-8", "bom.txt": "utf-8-sig", "gbk.txt": "gb18030", "utf16le.txt": "utf-16",
        "no_mark.txt": "utf-16-le", "big5.txt": "big5hkscs", "rows.csv": "utf-8-sig",
        "lines.jsonl": "utf-8", "liar.html": "utf-8", "good.pdf": None,
    }.items():  # fmt: skip
        assert recorded[name] == encoding, name
    assert hostile.text("no_mark.txt").startswith(text(97).strip())
    assert not any("\ufeff" in d.title + "".join(d.columns) + d.text[:1] for d in everything)
    assert [d.title for d in hostile.documents["rows.csv"]][:3] == ["一", "二", "三"]


def test_row_02_the_encoding_is_shown(hostile, capsys):
    assert execute(["corpus", "show", str(hostile.file), "docs/gbk"]) == 0
    assert re.search(r"^ *encoding +gb18030 +file", capsys.readouterr().out, re.MULTILINE)


def test_row_03_broken_bytes(hostile):
    assert "研發機構" in hostile.text("big5.txt")
    assert hostile.outcome("big5.txt") == "ingested"
    assert "1 damaged characters" in hostile.reason("cut.txt")
    assert hostile.text("cut.txt").count("研发机构") == 30
    assert re.match(r"\d+ damaged characters", hostile.reason("mixed.txt"))
    assert hostile.text("mixed.txt").count("研发机构") == 2  # what is UTF-8 is right
    assert hostile.text("double.txt") == text(10)
    assert "UTF-8 read as Western letters" in hostile.reason("double.txt")
    assert "持中小企业发展" in hostile.text("double_gbk.txt")
    assert hostile.outcome("double_gbk.txt") == "partial"  # GBK cannot hold all bytes of UTF-8
    assert "UTF-8 read as GBK" in hostile.reason("double_gbk.txt")
    assert re.match(r"\d+ damaged characters", hostile.reason("lost.txt"))
    assert hostile.outcome("noise.txt") == "failed"
    assert hostile.outcome("gbk_noise.txt") == "failed"


def test_row_03_one_wrong_byte_does_not_push_utf8_to_another_encoding():
    whole = text(1) * 20
    for at in range(200, 260):
        data = bytearray(whole.encode())
        data[at] = 0xC4
        found = decode(bytes(data))
        assert (found.encoding, found.replaced > 0) == ("utf-8", True), at


def test_row_04_controls(hostile, tmp_path, capsys):
    assert "改革[31m红\u202e反\u200b零。" in hostile.text("controls.txt")
    shown = ["corpus show {} docs/controls --text", "corpus list {}", "corpus list {} --json",
             "corpus outcomes {}", "corpus outcomes {} --json", "kwic {} 改革",
             f"corpus export {{}} --metadata {tmp_path}/m.xlsx"]  # fmt: skip
    for line in shown:
        assert execute(line.format(hostile.file).split()) == 0
        out = "".join(capsys.readouterr())
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", out), line


def test_row_04_surrogates_in_every_field(ingest):
    bad = "改\ud800\x00\x1b革"
    record = {"text": text(1) + bad, "title": bad, "id": bad, "date": bad, bad: bad, "issuer": bad}
    found = ingest({"a.jsonl": json.dumps(record).encode(), "b.txt": text(2).encode()})
    assert found.code == 0
    assert found.documents["a.jsonl"][0].title == "改革"


@pytest.mark.slow
def test_row_04_20_no_cell_of_a_result_is_code(results):
    assert len(results.tables) > 5
    for name, rows in results.tables.items():
        for cell in (cell for row in rows for cell in row.values()):
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", cell), name
            number = re.fullmatch(r"[+-]?[0-9.]+(e[+-]?[0-9]+)?%?", cell)
            assert number or not re.match(r"[\s\ufeff]*[=+@|%＝＋－＠-]", cell), (name, cell)


@pytest.mark.slow
def test_row_05_evidence_is_shown_as_it_is_written(hostile, results):
    texts = {d.id: d.text for documents in hostile.documents.values() for d in documents}
    rows = results.tables["evidence.csv"]
    assert len(rows) > 20
    for row in rows:
        start, end = int(row["start"]), int(row["end"])
        assert texts[row["id"].removeprefix("'")][start:end] == row["text"].removeprefix("'")
    spaced = next(row for row in rows if "新 质" in row["text"])
    assert "新 质 生 产 力" in spaced["text"]
    assert "新质生产力" in spaced["terms"]


def test_row_05_matched_on_a_copy_and_shown_as_written():
    variants = (
        "新质生产力", "新质\u200b生产力", "新 质 生 产 力", "新质生产⼒", "新质生产力\ufe0f",
    )  # fmt: skip
    for written in variants:
        whole = f"加快发展，{written}，很重要。"
        copy = normalise(whole)
        at = copy.text.find("新质生产力")
        assert at >= 0, written
        start, end = copy.span(at, at + 5)
        assert whole[start] == "新"
        assert whole[end - 1] in "力⼒"
    for newline in ("\r\n", "\r", "\x85", "\u2028", "\n"):
        assert "\n" in clean(f"一{newline}二").text


@pytest.mark.slow
def test_row_06_traditional_text_is_counted(ingest, tmp_path, capsys):
    ingest(
        {
            "a.txt": "關於科技創新的意見\n支持中小企業發展，加強研發機構建設，推動產業轉型升級。\n2021年3月5日\n".encode()
        }
    )
    assert (
        execute(["run", str(tmp_path / "c.db"), "-o", str(tmp_path / "out"), "--no-topics", "-q"])
        == 0
    )
    evidence = (tmp_path / "out" / "evidence.csv").read_text(encoding="utf-8-sig")
    assert "中小企業" in evidence


@pytest.mark.slow
def test_row_06_both_scripts_count_the_same(results):
    rows = {row["id"]: row for row in results.tables["documents.csv"]}
    names = ("n_sentences", "n_han", "R", "I", "E")
    counts = [[rows[f"docs/{name}"][n] for n in names] for name in ("simplified", "traditional")]
    assert counts[0] == counts[1]
    assert int(counts[0][2]) > 0


def test_row_07_nearly_nothing(hostile):
    for name in ("empty", "blank", "points", "one", "english"):
        assert hostile.outcome(f"{name}.txt") == "skipped"
        assert hostile.reason(f"{name}.txt")


@pytest.mark.slow
def test_row_07_a_run_on_very_little_divides_by_nothing(ingest, tmp_path, capsys):
    ingest({"a.txt": "改革开放创新发展民生就业\n".encode()})
    code = execute(["run", str(tmp_path / "c.db"), "-o", str(tmp_path / "out"), "-q"])
    assert code in {0, 1, 2}
    assert "Traceback" not in "".join(capsys.readouterr())


def test_row_08_text_without_an_end_is_read_in_bounded_time(hostile):
    assert len(hostile.text("long.txt")) == 180_000
    assert hostile.seconds < 60


@pytest.mark.slow
def test_row_08_text_without_an_end_is_measured_in_bounded_time(results):
    row = next(row for row in results.tables["documents.csv"] if row["id"] == "docs/long")
    assert row["n_han"] == "180000"
    assert results.seconds < 100


@pytest.mark.parametrize(
    "padding",
    [" ", "\u3000", "\n", " \n", "\t", "\u200b", "1 ", "改", "（", "a", ".", "发文机关：", "二〇"],
)
def test_row_08_no_padding_makes_reading_slow(padding):
    from nqp_mine.corpora.describing import describe
    from nqp_mine.corpora.document import RawDocument
    from nqp_mine.corpora.portal import wrong_page

    start = time.monotonic()
    whole = f"{text(1)}\n{padding * (100_000 // len(padding))}"
    describe(
        RawDocument(text=whole, metadata={"title": padding * 100_000}), label="d/a.txt",
        name="a.txt", row={}, digest="", today=date(2026, 1, 1),
    )  # fmt: skip
    wrong_page(whole, "a.txt")
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    ("written", "value", "problem"),
    [
        ("二〇二一年三月五日", "2021-03-05", False), ("二○二一年三月", "2021-03", False),
        ("二零二一年", "2021", False), ("二Ｏ二一年十二月三十一日", "2021-12-31", False),
        ("2021年13月5日", "", True), ("2021年2月30日", "", True), ("2021-02-29", "", True),
        ("1900年1月1日", "1900-01-01", True), ("2054年1月1日", "2054-01-01", True),
        ("1954年9月20日", "1954-09-20", False),
    ],
)  # fmt: skip
def test_row_09_dates(written, value, problem):
    found = parse_date(written, today=date(2026, 1, 1))
    assert found is not None
    assert (found.value, bool(found.problem)) == (value, problem)


@pytest.mark.parametrize("written", ["21年3月5日", "0年1月1日", "9999年1月1日", "三月五日", ""])
def test_row_09_what_is_no_date_is_not_guessed(written):
    found = parse_date(written, today=date(2026, 1, 1))
    assert found is None or not found.value or found.problem


def test_row_09_an_impossible_date_is_told_and_not_rolled(hostile):
    for name in ("feb30.txt", "month13.txt"):
        (document,) = hostile.documents[name]
        assert not document.date.startswith("2021-0")
        assert any("2021" in warning for warning in document.warnings), document.warnings


@pytest.mark.slow
def test_row_09_undated_documents_are_counted_and_in_no_trend(results):
    counted = [row for row in results.tables["documents.csv"] if row["counted"] == "1"]
    dated = [row for row in counted if row["date"]]
    assert "docs/feb30" in {row["id"] for row in counted} - {row["id"] for row in dated}
    trend = [
        int(row["n_documents"])
        for row in results.tables["trends.csv"]
        if (row["group"], row["theme"], row["measure"]) == ("all", "R", "sentence_share")
    ]
    assert sum(trend) == len(dated)


def test_row_10_numbers(hostile):
    for written in (
        "国发[2019]5号",
        "国发〔2019〕 5 号",
        "国发（２０１９）５号",
        "国发【2019】第5号",
    ):
        assert normalise_number(written).value == "国发〔2019〕5号"
    assert hostile.documents["number.txt"][0].doc_number == "国发〔2019〕5号"
    assert hostile.documents["cited.txt"][0].doc_number == ""
    (bad,) = hostile.documents["bad_number.txt"]
    assert bad.doc_number == "国发〔2019〕0号"
    assert any("not valid" in warning for warning in bad.warnings)


def test_row_11_duplicates(hostile):
    by_id = {d.id: d for documents in hostile.documents.values() for d in documents}
    copies = [by_id[f"docs/copy_{which}"] for which in "abc"]
    assert copies[1].duplicate_of == copies[2].duplicate_of
    assert copies[1].duplicate_of != ""
    assert {by_id["same"].text, by_id["same~2"].text} == {text(14), text(15)}


@pytest.mark.slow
def test_row_11_a_duplicate_is_not_counted(results):
    rows = results.tables["documents.csv"]
    assert {row["counted"] for row in rows if row["duplicate_of"]} == {"0"}
    copies = [row for row in rows if row["id"] in {"docs/copy_a", "docs/copy_b", "docs/copy_c"}]
    assert sum(row["counted"] == "1" for row in copies) <= 1


def test_row_12_nothing_is_fetched(ingest):
    make, paragraph = HOSTILE["MAKE"], HOSTILE["paragraph"]
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.01)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        page = (
            f"<html><body><meta http-equiv=refresh content='0;url={url}'><img src='{url}'>"
            f"<iframe src='{url}'></iframe><link rel=stylesheet href='{url}'><p>{text(1)}</p>"
        )
        template = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            f'relationships/attachedTemplate" Target="{url}" TargetMode="External"/></Relationships>'
        )
        entity = f'<!DOCTYPE w [<!ENTITY e SYSTEM "{url}">]>'
        found = ingest(
            {
                "a.html": page.encode(),
                "b.docx": make["make_docx"](
                    paragraph(text(2)), **{"word/_rels/document.xml.rels": template}
                ),
                "c.docx": make["make_docx"](paragraph("&e;"), head=entity),
            }
        )
        assert (found.outcome("a.html"), found.outcome("b.docx")) == ("ingested", "ingested")
        with pytest.raises(TimeoutError):
            server.accept()


def test_row_12_html(hostile):
    assert text(16).split("\n")[1] in hostile.text("liar.html")
    page = hostile.text("script.html")
    assert text(17).split("\n")[1] in page
    assert not re.search("脚本|样式|注释|导航|页脚|root:", page)
    assert "error page" in hostile.reason("404.html")
    assert "研发机构" in hostile.text("deep.html")
    assert "第18件" in hostile.text("deep.html")


def test_row_13_pdf(hostile):
    assert "研发机构" in hostile.text("good.pdf")
    bad = ("encrypted.pdf", "scan.pdf", "garbage.pdf", "damaged.pdf")
    assert {hostile.outcome(name) for name in bad} == {"failed"}
    assert len({hostile.reason(name) for name in bad}) == 4
    assert hostile.outcome("cut.pdf") in {"failed", "partial"}


def test_row_14_docx(hostile):
    found = hostile.text("changes.docx")
    for words in ("插入的话", "控件里的话", "智能标记", "表格里的话"):
        assert words in found
    assert "删去的话" not in found
    assert "is missing" in hostile.reason("missing.docx")
    assert hostile.reason("deep.docx") == "is nested too deeply."
    assert "zip bomb" in hostile.reason("bomb.docx")


def test_row_15_what_a_file_is_and_not_how_it_is_called(hostile):
    for name, what in (
        ("really_pdf.doc", "a PDF"),
        ("really_docx.txt", "a Word document"),
        ("really_html.doc", "a web page"),
    ):
        assert hostile.outcome(name) == "ingested"
        assert what in hostile.reason(name)
    for name in ("unknown.doc", "cut.ofd", "picture.png", "program.txt", "database.db"):
        assert hostile.outcome(name) == "failed"


def test_row_16_workbooks(hostile):
    assert [d.title for d in hostile.documents["table.xlsx"]] == ["=1+1"]
    assert hostile.outcome("huge_range.xlsx") == "ingested"
    assert "1,048,576 rows" in hostile.reason("far.xlsx")
    assert "zip bomb" in hostile.reason("bomb.xlsx")


def test_row_17_tables(hostile):
    rows = hostile.documents["rows.csv"]
    assert len(rows) == 4
    assert len(rows[3].text) > 150_000
    assert hostile.reason("rows.csv").count("line ") == 2
    assert not any("root:" in d.text for d in rows)
    assert "not closed" in hostile.reason("open_quote.csv")
    assert text(94).split("\n")[1] in hostile.documents["open_quote.csv"][0].text
    assert hostile.outcome("no_header.csv") == "ingested"


def test_row_18_json_lines(hostile):
    assert len(hostile.documents["lines.jsonl"]) == 3
    reason = hostile.reason("lines.jsonl")
    assert "line 2" in reason
    assert "line 3: nested too deeply" in reason
    assert "line 5: a record must be an object" in reason
    assert "line 10" in reason  # it was cut off
    assert reason.startswith("4 lines left out")


def test_row_18_errors_are_capped_with_a_total(ingest):
    lines = [json.dumps({"text": text(1)}).encode(), *[b"{"] * 500]
    reason = ingest({"a.jsonl": b"\n".join(lines)}).reason("a.jsonl")
    assert "500 lines left out" in reason
    assert len(reason) < 1_000


def test_row_19_archives(hostile):
    for name in ("../../../tmp/出去.txt", "/etc/abs.txt", "C:\\windows\\in.txt"):
        assert hostile.outcome(f"names.zip!/{name}") == "ingested"
    assert not Path("/tmp/出去.txt").exists()
    for name, number in (("twin", 74), ("twin~2", 75), ("twin~3", 76), ("twin~2~2", 77)):
        assert f"第{number}号" in hostile.text(f"twins.zip!/a/{name}.txt")
    assert "symbolic link" in hostile.reason("link.zip!/link.txt")
    assert hostile.outcome("link.zip!/good.txt") == "ingested"
    assert "overlap" in hostile.reason("overlap.zip")
    assert "3 deep" in hostile.reason("nested.zip!/inner.zip!/inner.zip!/inner.zip")
    assert hostile.outcome("nested.zip!/inner.zip!/beside.txt") == "ingested"
    assert "CRC" in hostile.reason("crc.zip!/a.txt")
    assert "zip bomb" in hostile.reason("bomb.zip")
    assert "10,000" in hostile.reason("many.zip")
    assert "cut off" in hostile.reason("cut.zip")


@pytest.mark.parametrize(
    "value",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@x",
        "\t=1",
        "\r=1",
        "\n=1",
        "|x",
        "%x",
        "＝1",
        "＋1",
        "－x",
        "＠x",
        " =1",
        "\ufeff=1",
    ],
)
def test_row_20_formulas(value):
    assert cells.cell(value) == f"'{value}"


def test_row_20_numbers_stay_numbers():
    assert [cells.cell(v) for v in ("-1.5", "+2", "12%", -3, -2.5)] == [
        "-1.5",
        "+2",
        "12%",
        "-3",
        "-2.5",
    ]


def test_row_20_workbooks_hold_text(hostile, tmp_path, capsys):
    execute(["corpus", "export", str(hostile.file), "--metadata", str(tmp_path / "m.xlsx"), "-q"])
    with zipfile.ZipFile(tmp_path / "m.xlsx") as book:
        sheets = [n for n in book.namelist() if "worksheets/sheet" in n]
        assert not any(b"<f>" in book.read(name) for name in sheets)
        assert b"=1+1" in book.read("xl/sharedStrings.xml")


def test_row_22_xml(hostile):
    for name in ("xxe.docx", "laughs.docx", "laughs.xlsx", "xxe.ofd"):
        assert hostile.outcome(name) == "failed"
        assert "unsafe XML" in hostile.reason(name)


def test_row_23_nothing_is_unpickled():
    forbidden = re.compile(r"^(pickle|joblib|marshal|shelve|dill|cloudpickle)$")
    allowed = {"sandbox_child.py"}  # its own unpickler allows five records and nothing else
    for path in Path(nqp_mine.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                assert isinstance(node.value, ast.Constant)
                assert node.value.value is False, path
            if path.name not in allowed:
                assert not any(forbidden.match(name.partition(".")[0]) for name in names), path


def test_row_23_a_child_cannot_make_the_parent_run_anything():
    import io
    import pickle
    import struct

    from nqp_mine.corpora.sandbox_child import read_frame

    class Evil:
        def __reduce__(self):
            return os.system, ("true",)

    data = pickle.dumps(Evil())
    with pytest.raises(pickle.UnpicklingError):
        read_frame(io.BytesIO(struct.pack("<Q", len(data)) + data))


@pytest.mark.slow
def test_row_24_a_planted_dictionary_changes_nothing(tmp_path):
    (tmp_path / "jieba.cache").write_bytes(marshal.dumps(({"新": 1, "质生产": 10**9}, 10**9 + 1)))
    code = "from nqp_mine.nlp.tokenizer import Tokenizer as T;print(*(T(engine=e).cut('科技创新') for e in ('jieba','rjieba')))"
    done = python(code, env={"TMPDIR": str(tmp_path)}, encoding="utf-8")
    assert done.stdout == "['科技', '创新'] ['科技', '创新']\n"


def test_row_25_a_bad_codebook_is_told_by_row(tmp_path, capsys):
    words = tmp_path / "w.csv"
    words.write_text(
        "theme,sub_theme,term,not_in\n研发,,创新,\n,,改革,\n研发,,创新,\n", encoding="gbk"
    )
    assert execute(["codebook", "show", str(words)]) == 2
    shown = capsys.readouterr().err
    assert "row 3" in shown
    assert "row 4" in shown
    words.write_bytes("theme,term\n研发,改革\n".encode("utf-8-sig"))
    assert execute(["codebook", "show", str(words)]) == 0


def test_row_26_terms_are_literal():
    from nqp_mine.nlp.matcher import Matcher, Pattern

    hostile = ["(a+)+$", ".*", "改.革", "[", "改革"]
    matcher = Matcher.build([Pattern(term, "g") for term in hostile])
    found = {hostile[hit.pattern] for hit in matcher.find("改x革，改革，" + "a" * 5_000)}
    assert found == {"改革"}


def test_row_28_links_pipes_sockets(hostile):
    for name in ("loop", "self", "dangling", "out.txt"):
        assert "symbolic link" in hostile.reason(f"special/{name}")
    for name in ("pipe", "socket"):
        assert "no ordinary file" in hostile.reason(f"special/{name}")


@pytest.mark.slow
def test_row_28_a_very_deep_folder(tmp_path, capsys):
    here = Path.cwd()
    deep = tmp_path / "docs"
    deep.mkdir()
    os.chdir(deep)
    try:
        for _ in range(1200):
            os.mkdir("d")  # noqa: PTH102
            os.chdir("d")
        Path("a.txt").write_text(text(1), encoding="utf-8")
    finally:
        os.chdir(here)
    try:
        assert (
            execute(
                ["ingest", str(deep), "--corpus", str(tmp_path / "c.db"), "-q", "--workers", "1"]
            )
            == 0
        )
    finally:
        subprocess.run(["rm", "-rf", str(deep)], check=True)


def test_row_29_names(hostile, capsys):
    paths = {p.removeprefix("names/") for p in hostile.ledger if p.startswith("names/")}
    assert paths == {
        os.fsdecode(name)
        .encode("utf-8", "surrogateescape")
        .decode("utf-8", "backslashreplace")
        .replace("\n", "\\n")
        for name in NAMES
    }
    assert {hostile.outcome(f"names/{path}") for path in paths} <= {"ingested", "partial"}
    assert execute(["corpus", "outcomes", str(hostile.file)]) == 0
    shown = capsys.readouterr().out
    assert "[/red]x.txt" in shown
    assert "\x1b" not in shown
    assert "esc\\x1b[2J.txt" in shown


def test_row_29_a_folder_whose_name_is_no_text(tmp_path, capsys):
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe [x]"))
    folder.mkdir()
    (folder / "a.txt").write_text(text(1), encoding="utf-8")
    command = ["ingest", str(folder), "--corpus", str(tmp_path / "c.db"), "--workers", "1"]
    assert execute(command) == 0
    assert execute(command) == 0
    assert "0 new documents, 1 unchanged" in capsys.readouterr().err


def test_row_30_a_huge_file_is_refused_before_it_is_read(hostile):
    assert "over the limit of 200 MB" in hostile.reason("special/sparse.txt")
    numbers = Limits()
    assert (numbers.file_bytes, numbers.members, numbers.depth, numbers.seconds) == (
        200_000_000,
        10_000,
        3,
        60.0,
    )


def test_row_31_a_changed_file_replaces_its_own_documents(ingest):
    ingest({"a.txt": text(1).encode(), "b.txt": text(2).encode()})
    found = ingest({"a.txt": text(3).encode() + b"\n"})
    assert "第3号" in found.text("a.txt")
    assert len(found.records) == 2


def test_row_32_a_reader_that_leaves_is_no_error(hostile):
    path = str(Path(nqp_mine.__file__).parents[1])
    with subprocess.Popen(
        [sys.executable, "-P", "-c", CLI, "corpus", "list", str(hostile.file), "--json"],
        env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        process.stdout.read(1)
        process.stdout.close()
        shown = process.stderr.read()
    assert shown == b""


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "cp1252"}, {"PYTHONIOENCODING": "gbk", "TERM": "dumb"}],
)  # fmt: skip
def test_row_35_any_console(hostile, environment):
    for command in (["corpus", "outcomes"], ["corpus", "list", "--json"]):
        done = python(CLI, *command, hostile.file, env=environment)
        assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
def test_row_36_nothing_is_imported_from_the_current_folder(tmp_path):
    for name in ("jieba", "lxml", "numpy", "csv", "json", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('planted')")
    (tmp_path / "a.txt").write_text(text(1), encoding="utf-8")
    done = python(CLI, "ingest", "a.txt", "--corpus", "c.db", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_row_37_a_cell_is_cut_with_a_mark(ingest, tmp_path, capsys):
    from python_calamine import CalamineWorkbook

    record = {"text": text(1), "title": "好", "note": "长" * 40_000}
    ingest({"a.jsonl": json.dumps(record).encode()})
    sheet = tmp_path / "m.xlsx"
    assert execute(["corpus", "export", str(tmp_path / "c.db"), "--metadata", str(sheet)]) == 0
    rows = CalamineWorkbook.from_path(str(sheet)).get_sheet_by_index(0).to_python()
    assert max(len(str(cell)) for row in rows for cell in row) <= 32_767
    from nqp_mine.corpora.amend_sheet import cut

    assert len(cut("长" * 40_000)) <= 32_767
    assert cut("长" * 40_000) != "长" * 32_767


@pytest.mark.slow
def test_row_38_one_and_two_workers_give_the_same_corpus(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number}.txt").write_text(text(number), encoding="utf-8")
    shown = []
    for workers, seed in (("1", "0"), ("2", "7")):
        file = tmp_path / f"{workers}.db"
        env = {"PYTHONHASHSEED": seed}
        python(CLI, "ingest", folder, "--corpus", file, "--workers", workers, "-q", env=env)
        listed = [
            python(CLI, "corpus", what, file, "--json", env=env).stdout
            for what in ("list", "outcomes")
        ]
        shown.append(listed)
    assert shown[0] == shown[1]
    assert len(json.loads(shown[0][0])) == 12
