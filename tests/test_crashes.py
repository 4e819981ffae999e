"""Kills, two writers, full disks: after any of them the corpus is whole and the command repeats."""

import contextlib
import io
import json
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import nqp_mine
from nqp_mine.cli.main import execute

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="no such signals and files there"),
    pytest.mark.timeout(900),
]
PACKAGE = Path(nqp_mine.__file__).parents[1]
CLI = "from nqp_mine.cli.main import main; main()"
FILES = 300
KILLS = 20
CALLS = 1000  # more than there are
LEFT_OVER = ("-wal", "-shm", "-journal", ".part")


def command(*arguments):
    return [sys.executable, "-P", "-c", CLI, *map(str, arguments)]


def environment():
    return {**os.environ, "PYTHONPATH": str(PACKAGE)}


def call(*arguments, **more):
    return subprocess.run(
        command(*arguments), env=environment(), capture_output=True, text=True, check=False,
        timeout=300, **more,
    )  # fmt: skip


def ingest(folder, file, **more):
    return call("ingest", folder, "--corpus", file, "--workers", "2", "--quiet", **more)


def content(file):
    """Return what the corpus holds, as programs are told (here: the same without a start)."""
    shown = []
    for what in ("list", "outcomes", "duplicates"):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            assert execute(["corpus", what, str(file), "--json"]) == 0
        shown.append(json.loads(out.getvalue()))
    return shown


def left_over(place):
    return [path.name for path in place.iterdir() if path.name.endswith(LEFT_OVER)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crash") / "docs"
    folder.mkdir()
    for number in range(FILES):
        kind = number % 10
        text = f"第{number}号文件\n关于第{number}类改革的通知\n" + f"要推进第{number}项改革。" * (
            5 + kind
        )
        data = b"%PDF-1.4 cut" if kind == 7 else text.encode()
        (folder / f"{number:03}.{'pdf' if kind == 7 else 'txt'}").write_bytes(data)
    (folder / "copy.txt").write_bytes((folder / "000.txt").read_bytes())
    return folder


@pytest.fixture(scope="module")
def small(folder):
    """Few files, for runs under strace."""
    small = folder.parent / "small"
    small.mkdir()
    for number in (0, 1, 2, 7, 8):
        path = next(folder.glob(f"{number:03}.*"))
        (small / path.name).write_bytes(path.read_bytes())
    (small / "copy.txt").write_bytes((folder / "000.txt").read_bytes())
    return small


@pytest.fixture(scope="module")
def peace(folder, tmp_path_factory):
    """What an undisturbed ingest gives, and how long it takes."""
    file = tmp_path_factory.mktemp("peace") / "c.db"
    start = time.monotonic()
    assert ingest(folder, file).returncode == 3
    return content(file), time.monotonic() - start


def killed_after(folder, file, seconds):
    """Start an ingest and kill its whole process group; tell whether it was still at work."""
    with subprocess.Popen(
        command("ingest", folder, "--corpus", file, "--workers", "2", "--quiet"),
        env=environment(), start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        alive = process.poll() is None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    return alive


def reported(file):
    """Return the inputs that a corpus says are ingested, and the inputs of its documents."""
    if not file.exists():
        return set(), set()
    with contextlib.closing(sqlite3.connect(file)) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'inputs'").fetchone():
            return set(), set()
        said = db.execute("SELECT path FROM inputs WHERE outcome IN ('ingested', 'partial')")
        kept = db.execute("SELECT path FROM inputs JOIN documents USING (input_id)")
        return {row[0] for row in said}, {row[0] for row in kept}


@pytest.mark.parametrize("number", range(KILLS))
def test_killed_at_any_moment(folder, peace, tmp_path, number):
    expected, seconds = peace
    moment = (number + random.Random(number).random()) / KILLS * seconds
    file = tmp_path / "c.db"
    killed_after(folder, file, moment)
    said, kept = reported(file)
    assert said <= kept
    assert ingest(folder, file).returncode == 3
    assert content(file) == expected
    assert left_over(tmp_path) == []


def test_killed_again_and_again(folder, peace, tmp_path):
    expected, seconds = peace
    file = tmp_path / "c.db"
    chance = random.Random(5)
    before = 0
    for _ in range(6):
        killed_after(folder, file, seconds * chance.uniform(0.3, 0.7))
        now = len(reported(file)[0])
        assert now >= before
        before = now
    assert before > 0
    assert ingest(folder, file).returncode == 3
    assert content(file) == expected


def _strace():
    path = shutil.which("strace")
    if path is None:
        return "strace is not installed"
    try:
        tried = subprocess.run([path, "-f", "true"], capture_output=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return "strace does not run here"
    return "" if tried.returncode == 0 else "strace may not trace here"


@pytest.mark.skipif(bool(_strace()), reason=_strace() or "-")
@pytest.mark.parametrize(
    ("calls", "step"), [("pwrite64", 5), ("fsync,fdatasync", 1), ("rename,unlink", 1)]
)
def test_killed_at_calls_that_write(small, tmp_path, calls, step):
    undisturbed = tmp_path / "peace.db"
    ingest(small, undisturbed)
    expected = content(undisturbed)
    died = 0
    for number in range(1, CALLS, step):
        file = tmp_path / f"{number}" / "c.db"
        file.parent.mkdir()
        inject = f"inject={calls}:signal=KILL:when={number}"
        # The database is written by the process itself; its children only read.
        tool = ["strace", "-o", "/dev/null", "-e", f"trace={calls}", "-e", inject]
        done = subprocess.run(
            [*tool, *command("ingest", small, "--corpus", file, "--workers", "1", "-q")],
            env=environment(), capture_output=True, check=False, timeout=300,
        )  # fmt: skip
        if done.returncode == 3:
            break  # there is no such call any more
        died += 1
        said, kept = reported(file)
        assert said <= kept, number
        assert execute(["ingest", str(small), "--corpus", str(file), "-q"]) == 3, number
        assert content(file) == expected, number
        assert left_over(file.parent) == [], number
    assert died > 0 or calls.startswith("rename")


def test_two_ingests_at_once(folder, peace, tmp_path):
    file = tmp_path / "c.db"
    both = [
        subprocess.Popen(
            command("ingest", folder, "--corpus", file, "--workers", "1", "--quiet"),
            env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    shown = [process.communicate(timeout=300)[1] for process in both]
    for process, err in zip(both, shown, strict=True):
        # Each of them has either waited and done its work, or said in one line that it was refused.
        refused = process.returncode == 1 and "another process is writing" in err
        assert process.returncode == 3 or refused, err
        assert "Traceback" not in err
    assert ingest(folder, file).returncode == 3
    assert content(file) == peace[0]
    assert left_over(tmp_path) == []


def test_a_reader_during_a_write_sees_whole_documents(folder, peace, tmp_path):
    file = tmp_path / "c.db"
    counts = []
    with subprocess.Popen(
        command("ingest", folder, "--corpus", file, "--workers", "1", "--quiet"),
        env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        while process.poll() is None:
            said, kept = reported(file)
            assert said == kept
            counts.append(len(said))
            if file.exists():
                shown = call("corpus", "outcomes", file, "--json")
                assert shown.returncode == 0 or "not an nqp-mine corpus" in shown.stderr, (
                    shown.stderr
                )
    assert counts == sorted(counts)
    assert content(file) == peace[0]


def _limit_files():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))


def test_a_limit_of_file_size_is_one_line_and_the_run_resumes(folder, peace, tmp_path):
    file = tmp_path / "c.db"
    done = ingest(folder, file, preexec_fn=_limit_files)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("error: ")
    said, kept = reported(file)
    assert said <= kept
    assert ingest(folder, file).returncode == 3
    assert content(file) == peace[0]
    assert left_over(tmp_path) == []


@pytest.fixture
def full_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)], capture_output=True, check=False
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_one_line_and_the_run_resumes(full_disk, folder, peace):
    file = full_disk / "c.db"
    done = ingest(folder, file)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert re.match(r"error: .*(full|space|I/O)", done.stderr), done.stderr
    said, kept = reported(file)
    assert said <= kept
    subprocess.run(["mount", "-o", "remount,size=64m", str(full_disk)], check=True)
    assert ingest(folder, file).returncode == 3
    assert content(file) == peace[0]
    assert left_over(full_disk) == []


def test_results_on_a_full_disk_leave_the_old_ones_whole(full_disk, folder, tmp_path):
    file = tmp_path / "c.db"
    ingest(folder, file)
    out = full_disk / "out"
    out.mkdir()
    (out / "trends.csv").write_bytes(b"old")
    (full_disk / "filler").write_bytes(b"x" * 380_000)
    done = call("run", file, "-o", out, "--no-topics", "--quiet")
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1, done.stderr
    assert (out / "trends.csv").read_bytes() == b"old"
    assert left_over(out) == []


def test_a_folder_that_cannot_be_written(folder, tmp_path, unprivileged):
    tmp_path.chmod(0o500)
    done = ingest(folder, tmp_path / "c.db", preexec_fn=unprivileged)
    tmp_path.chmod(0o700)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr


def test_a_file_and_a_folder_that_may_not_be_read(tmp_path, unprivileged):
    docs = tmp_path / "docs"
    (docs / "shut").mkdir(parents=True)
    (docs / "good.txt").write_text("关于改革的通知，要推进改革。", encoding="utf-8")
    (docs / "bad.txt").write_text("关于改革的通知，要推进改革。", encoding="utf-8")
    (docs / "bad.txt").chmod(0)
    (docs / "shut").chmod(0)
    done = ingest(docs, tmp_path / "c.db", preexec_fn=unprivileged)
    (docs / "shut").chmod(0o700)
    assert done.returncode == 3
    outcomes = {one["path"]: one for one in content(tmp_path / "c.db")[1]}
    assert "permission" in outcomes["bad.txt"]["reason"]
    assert "cannot be listed" in outcomes["shut"]["reason"]


def _listen():
    """Hear Ctrl-C also where the tests themselves run in the background, which ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_interrupt_is_one_line_and_leaves_no_child(folder, tmp_path, peace):
    for share in (3, 6, 12, 24):  # of the time in peace, which depends on what else is running
        file = tmp_path / f"c{share}.db"
        with subprocess.Popen(
            command("ingest", folder, "--corpus", file, "--workers", "2", "--quiet"),
            env=environment(), start_new_session=True, stderr=subprocess.PIPE, text=True,
            preexec_fn=_listen,
        ) as process:  # fmt: skip
            time.sleep(peace[1] / share)
            os.killpg(process.pid, signal.SIGINT)
            err = process.communicate(timeout=60)[1]
            with pytest.raises(ProcessLookupError):
                os.killpg(process.pid, 0)
        if process.returncode == 130:
            break
    assert (process.returncode, err) == (130, "error: interrupted.\n")
    assert ingest(folder, file).returncode == 3
    assert content(file) == peace[0]
