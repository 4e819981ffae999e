import sqlite3

import pytest

from nqp_mine.errors import OutputError
from nqp_mine.models.shelf import Shelf


@pytest.fixture
def shelf(tmp_path):
    shelf = Shelf(tmp_path / "new" / "s.db", ("a", "b"))
    yield shelf
    shelf.close()


def test_rows_come_back_in_the_order_asked_for(shelf):
    shelf.put([("x", b"1", (b"ax", "bx")), ("y", b"2", (b"ay", "by"))])
    assert list(shelf.get(["y", "x"], ["b", "a"])) == [("by", b"ay"), ("bx", b"ax")]


def test_what_is_missing_is_of_other_texts_or_not_there(shelf):
    shelf.put([("x", b"1", (b"", "")), ("y", b"2", (b"", ""))])
    assert shelf.missing([("x", b"1"), ("y", b"changed"), ("z", b"3")]) == ["y", "z"]
    assert shelf.missing([("x", b"1"), ("y", b"2")]) == []


def test_nothing_is_kept_of_documents_that_are_gone(shelf):
    shelf.put([("x", b"1", (b"", "")), ("y", b"2", (b"", ""))])
    assert shelf.missing([("y", b"2")]) == []
    with pytest.raises(OutputError, match="x is missing"):
        list(shelf.get(["x"], ["a"]))


def test_rows_that_cannot_all_be_written_are_not_written(shelf):
    with pytest.raises(OutputError, match="NOT NULL"):
        shelf.put([("x", b"1", (b"a", "b")), ("y", b"2", (b"a", None))])
    assert shelf.missing([("x", b"1")]) == ["x"]


def test_a_damaged_file_is_made_anew(tmp_path):
    path = tmp_path / "s.db"
    path.write_bytes(b"SQLite format 3\0" + b"no such thing " * 100)
    shelf = Shelf(path, ("a",))
    shelf.put([("x", b"1", (b"a",))])
    assert list(shelf.get(["x"], ["a"])) == [(b"a",)]
    shelf.close()


def test_two_processes_may_use_it(tmp_path):
    first, second = Shelf(tmp_path / "s.db", ("a",)), Shelf(tmp_path / "s.db", ("a",))
    first.put([("x", b"1", (b"a",))])
    second.put([("y", b"1", (b"b",))])
    assert [row[0] for row in first.get(["x", "y"], ["a"])] == [b"a", b"b"]
    first.close()
    second.close()


def test_what_is_not_a_folder_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="--no-cache"):
        Shelf(tmp_path / "file" / "s.db", ("a",))


def test_no_pickle_is_in_it(shelf):
    shelf.put([("x", b"1", (b"a", "b"))])
    with sqlite3.connect(shelf.path) as db:
        assert db.execute("SELECT * FROM results").fetchall() == [("x", b"1", b"a", "b")]
    db.close()
