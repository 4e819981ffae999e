import os
import sys

import pytest

from nqp_mine.corpora.walk import escape, walk
from nqp_mine.errors import UsageError

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs links, pipes and free names")


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "docs"
    for name in ("b.txt", "a.txt", "sub/c.txt", "sub/deep/d.txt"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("正文", encoding="utf-8")
    return root


def names(paths):
    return [source.name for source in walk(paths)]


def test_every_file_comes_once_in_the_order_of_the_names(folder):
    assert names([folder]) == ["a.txt", "b.txt", "sub/c.txt", "sub/deep/d.txt"]


def test_a_single_file_has_its_folder_as_root(folder):
    (source,) = walk([folder / "a.txt"])
    assert (source.root, source.name, source.label) == (folder.resolve(), "a.txt", "docs/a.txt")


def test_paths_come_in_the_order_given(folder):
    assert names([folder / "b.txt", folder / "a.txt"]) == ["b.txt", "a.txt"]


def test_a_file_under_two_of_the_paths_comes_once(folder):
    paths = [source.path for source in walk([folder, folder])]
    assert len(paths) == len(set(paths))


def test_a_path_that_does_not_exist_is_a_wrong_call(folder):
    with pytest.raises(UsageError, match="none"):
        list(walk([folder, folder / "none"]))
    with pytest.raises(UsageError, match="no path"):
        list(walk([]))


@pytest.mark.parametrize(
    "name", [".DS_Store", "Thumbs.db", "desktop.ini", "._a.txt", "~$a.docx", ".~lock.a.docx#"]
)
def test_files_of_the_system_are_skipped_with_a_reason(folder, name):
    (folder / name).write_bytes(b"x")
    skipped = {source.name: source.skip for source in walk([folder]) if source.skip}
    assert set(skipped) == {name}
    assert "operating system" in skipped[name]


def test_a_sidecars_rows_reach_the_files_below_it(folder):
    (folder / "manifest.csv").write_text("file,title\na.txt,甲\nsub/c.txt,丙\n", encoding="utf-8")
    (folder / "sub/metadata.csv").write_text("file,title\nc.txt,新丙\n", encoding="utf-8")
    found = {source.name: source for source in walk([folder])}
    assert found["manifest.csv"].skip == found["sub/metadata.csv"].skip == "sidecar"
    assert found["a.txt"].row == {"title": "甲"}
    assert found["sub/c.txt"].row == {"title": "新丙"}
    assert found["b.txt"].row == {}


def test_a_table_of_documents_called_metadata_is_an_input(folder):
    (folder / "metadata.csv").write_text("title,text\n甲,正文\n", encoding="utf-8")
    assert {s.name: s.skip for s in walk([folder])}["metadata.csv"] == ""


def test_a_binary_file_called_manifest_does_not_end_the_walk(folder):
    (folder / "manifest.csv").write_bytes(b"\0\1\2\3" * 100)
    assert "a.txt" in names([folder])


@posix
def test_links_are_listed_and_never_followed(folder, tmp_path):
    (tmp_path / "secret.txt").write_text("秘密", encoding="utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "dangling").symlink_to(tmp_path / "none")
    found = {source.name: source.skip for source in walk([folder])}
    assert len(found) == 7
    assert all("symbolic link" in found[name] for name in ("link.txt", "loop", "dangling"))


@posix
def test_a_pipe_is_listed_and_never_opened(folder):
    os.mkfifo(folder / "pipe.txt")
    assert "no ordinary file" in {s.name: s.skip for s in walk([folder])}["pipe.txt"]


@posix
def test_a_linked_sidecar_is_not_read(folder, tmp_path):
    (tmp_path / "real.csv").write_text("file,title\na.txt,甲\n", encoding="utf-8")
    (folder / "manifest.csv").symlink_to(tmp_path / "real.csv")
    found = {source.name: source for source in walk([folder])}
    assert found["a.txt"].row == {}
    assert "symbolic link" in found["manifest.csv"].skip


@posix
@pytest.mark.skipif(sys.platform == "darwin", reason="the file system refuses such names")
def test_names_that_are_no_utf8_are_kept_and_shown_escaped(folder):
    raw = os.fsencode(folder) + b"/\xb9\xab.txt"
    with open(raw, "wb") as stream:  # noqa: PTH123  # a name in bytes
        stream.write(b"x")
    source = next(s for s in walk([folder]) if s.name.startswith("\\x"))
    assert source.name == "\\xb9\\xab.txt"
    assert os.fsencode(source.path) == os.fsencode(folder.resolve()) + b"/\xb9\xab.txt"


def test_no_two_names_are_shown_alike():
    names = [b"\xff", rb"\xff", rb"\\xff", b"a\nb", rb"a\nb", rb"a\b"]
    shown = [escape(os.fsdecode(name)) for name in names]
    assert shown == [r"\xff", r"\\xff", r"\\\xff", r"a\nb", r"a\\nb", r"a\b"]


def test_line_breaks_in_names_are_escaped():
    assert escape("a\nb\r.txt") == "a\\nb\\r.txt"
    assert escape("关于通知.txt") == "关于通知.txt"
