from datetime import date

import pytest

from nqp_mine.corpora import sidecar
from nqp_mine.corpora.describing import describe
from nqp_mine.corpora.document import RawDocument


@pytest.fixture
def table(tmp_path):
    def write(data, name="manifest.csv"):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("manifest.csv", "file,title\n", True),
        ("Metadata.CSV", "title, File \n", True),
        ("manifest.csv", "\ufefffile,title\n", True),
        ("manifest.csv", "title,date\n", False),
        ("manifest.csv", "", False),
        ("list.csv", "file,title\n", False),
    ],
)
def test_a_sidecar_is_known_by_its_name_and_its_file_column(table, name, data, expected):
    assert sidecar.is_sidecar(table(data, name)) is expected


@pytest.mark.parametrize(
    "data", ["file,title\r\na.txt,通知\r\n".encode("utf-16"), "file,title\ra.txt,通知\r".encode()]
)
def test_utf16_and_old_line_ends_are_read(table, data):
    assert sidecar.is_sidecar(table(data))


def test_rows_are_found_by_their_path_in_the_root(table):
    path = table("File,Title,地区\na.txt, 通知 ,辽宁\nsub\\b.txt,报告,\n")
    assert sidecar.load(path, folder="") == {
        "a.txt": {"title": "通知", "地区": "辽宁"},
        "sub/b.txt": {"title": "报告", "地区": ""},
    }
    assert set(sidecar.load(path, folder="2024")) == {"2024/a.txt", "2024/sub/b.txt"}


@pytest.mark.parametrize(
    "cell", ["/etc/passwd", "../a.txt", "sub/../../a.txt", "..\\a.txt", "", "."]
)
def test_a_cell_never_leaves_the_folder(table, cell):
    assert sidecar.load(table(f"file,title\n{cell},通知\n"), folder="") == {}


def test_a_table_saved_by_excel_as_gbk_is_read(table):
    path = table("file,title\na.txt,关于加强科技创新的通知\n".encode("gbk"))
    assert sidecar.load(path, folder="")["a.txt"]["title"] == "关于加强科技创新的通知"


def test_ragged_rows_and_long_cells_are_no_error(table):
    path = table(f"file,title\na.txt\nb.txt,通知,多余\nc.txt,{'长' * 200_000}\n")
    found = sidecar.load(path, folder="")
    assert found["a.txt"] == {"title": ""}
    assert found["b.txt"] == {"title": "通知"}
    assert len(found["c.txt"]["title"]) == 200_000


def described(row, text="各级政府要加强科技创新，推动产业升级。"):
    return describe(
        RawDocument(text=text), label="r/a.txt", name="a.txt", row=row, digest="",
        today=date(2024, 12, 31),
    )  # fmt: skip


def test_a_given_end_of_the_body_is_kept():
    document = described({"body_end_offset": "12", "title": "通知"})
    assert (document.body, document.title) == ("各级政府要加强科技创新，", "通知")


@pytest.mark.parametrize(
    "end",
    [
        "",
        "many",
        "-3",
        "12.0",
        "²",
    ],
)
def test_an_end_that_is_no_number_is_ignored(end):
    assert described({"body_end_offset": end}).body.endswith("产业升级。")
