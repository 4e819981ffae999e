import os
import sqlite3
import subprocess
import sys

import pytest

from nqp_mine.cli import errors
from nqp_mine.corpora import ingest as library


def one_line(err):
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    return err.removeprefix("error: ").rstrip("\n")


def test_wrong_path_is_a_wrong_call_and_leaves_no_corpus(call, tmp_path):
    code, out, err = call("ingest", tmp_path / "nowhere", "--corpus", tmp_path / "a.db")
    assert (code, out) == (2, "")
    assert one_line(err) == f"{tmp_path}/nowhere: no such file or folder. Check the path."
    assert not (tmp_path / "a.db").exists()


def test_empty_folder(call, tmp_path):
    (tmp_path / "empty").mkdir()
    code, _, err = call("ingest", tmp_path / "empty", "--corpus", tmp_path / "a.db")
    assert code == 2
    assert one_line(err) == f"{tmp_path}/empty: no files in it. Name a folder with documents."


def test_a_corpus_that_is_no_corpus(call, tmp_path):
    (tmp_path / "fake.db").write_text("改革", encoding="utf-8")
    code, _, err = call("corpus", "list", tmp_path / "fake.db")
    assert code == 1
    assert "is not an nqp-mine corpus." in one_line(err)


def test_a_database_of_something_else(call, tmp_path):
    with sqlite3.connect(tmp_path / "other.db") as db:
        db.execute("CREATE TABLE t (a)")
    db.close()
    code, _, err = call("kwic", tmp_path / "other.db", "改革")
    assert code == 1
    assert "is not an nqp-mine corpus." in one_line(err)


def test_unknown_column(call, corpus, tmp_path):
    code, _, err = call("trends", corpus, "-o", tmp_path / "out", "--group", "nosuch")
    assert code == 2
    assert "nosuch" in one_line(err)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["foo"], "No such command 'foo'. See --help."),
        (["run"], "no corpus was given. Name the file that ingest made."),
        (["run", "c.db"], "no folder was given for the results. Use -o DIR."),
        (["codebook", "show", "nosuch"], "codebook nosuch: no such file."),
        (["run", "--print-study", "--period", "decade"], "period = 'decade' is not known."),
    ],
)
def test_wrong_calls(call, arguments, expected):
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert one_line(err).startswith(expected)


def test_names_are_shown_escaped_on_one_line(call, tmp_path):
    code, _, err = call("ingest", "a\x1b[1m[/red]\u202e", "--corpus", tmp_path / "a.db")
    assert code == 2
    assert one_line(err).startswith("a\\x1b[1m[/red]\\u202e: no such file")


def test_interrupted(call, folder, tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(library, "ingest", interrupted)
    code, _, err = call("ingest", folder, "--corpus", tmp_path / "a.db")
    assert (code, err) == (130, "error: interrupted.\n")


def test_a_full_disk_is_one_line(capsys):
    def call():
        raise OSError(28, "No space left on device", "out/trends.csv")

    assert errors.guard(call) == 1
    assert one_line(capsys.readouterr().err).startswith("out/trends.csv: No space left on device.")


def test_a_bug_keeps_its_traceback():
    with pytest.raises(ZeroDivisionError):
        errors.guard(lambda: 1 // 0)


@pytest.mark.skipif(os.name == "nt", reason="a current folder cannot be removed there")
def test_current_folder_is_gone(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    code = (
        "import os, shutil, sys; from nqp_mine.cli.main import main;"
        "os.rmdir(os.getcwd()); sys.argv = ['nqp-mine', 'ingest', '.', '--corpus', 'a.db']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=gone, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert one_line(done.stderr) == "the current folder no longer exists. Change to another one."
