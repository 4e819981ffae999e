"""One bad file costs itself alone, and order, bytes and reasons are right."""

import hashlib
import os
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from nqp_mine.corpora import reading, sandbox_worker
from nqp_mine.corpora.limits import MB, Limits
from nqp_mine.corpora.reading import Task, load, read_one
from nqp_mine.corpora.sandbox import read_files
from nqp_mine.corpora.sandbox_child import frames, join
from nqp_mine.errors import CorpusError, ReadError

posix = pytest.mark.skipif(os.name != "posix", reason="no such files on this system")
TEXT = "推动高质量发展，加强科技创新。"

# A reader that does what a hostile file might make a real one do.
HOSTILE = """
    import ctypes, os, time
    from pathlib import Path
    from nqp_mine.corpora.reading import read_one

    def read(task, limits):
        path, name = task.path, Path(task.path).name
        if name.startswith("crash"):
            os._exit(3)
        if name.startswith("segfault"):
            ctypes.string_at(0)
        if name.startswith("hang"):
            time.sleep(600)
        if name.startswith("spin"):
            while True:
                pass
        if name.startswith("flaky"):
            mark = Path(path + ".seen")
            if not mark.exists():
                mark.touch()
                os._exit(3)
        if name.startswith("noise"):
            os.write(1, b"noise on the output")
            print("more noise")
        return read_one(path, limits)
"""


def read(paths, **more):
    return read_files((Task(os.fsdecode(path)) for path in paths), **more)


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "hostile_reader.py").write_text(textwrap.dedent(HOSTILE), encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    return "hostile_reader:read"


@pytest.fixture
def files(tmp_path):
    def make(*names):
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / name).write_text(f"{name}{TEXT}", encoding="utf-8")
        return [str(folder / name) for name in names]

    return make


def test_results_come_in_order_with_the_bytes_they_are_of(files):
    paths = files(*(f"{i}.txt" for i in range(60)))
    results = list(read(paths))
    assert [result.path for result in results] == paths
    for result in results:
        data = Path(result.path).read_bytes()
        assert result.sha256 == hashlib.sha256(data).hexdigest()
        assert result.size == len(data)
        assert result.mtime_ns == Path(result.path).stat().st_mtime_ns
        assert result.documents[0].text == data.decode()


def test_no_files_no_children():
    assert list(read([])) == []


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        ("crash.txt", "crash"),
        ("segfault.txt", "crash"),
        pytest.param("hang.txt", "timeout", marks=pytest.mark.slow),
        pytest.param("spin.txt", "timeout", marks=pytest.mark.slow),
    ],
)
def test_a_bad_file_costs_itself_alone(files, hostile, bad, kind):
    paths = files(*(f"a{i}.txt" for i in range(20)), bad, *(f"b{i}.txt" for i in range(20)))
    # 5 s: on a busy machine a good file, too, may wait a second for its turn.
    results = list(read(paths, target=hostile, limits=Limits(seconds=5)))
    assert [result.path for result in results] == paths
    failed = [result for result in results if result.failure]
    assert [(result.path, result.failure.kind) for result in failed] == [(paths[20], kind)]
    assert failed[0].failure.remedy


@pytest.mark.slow
def test_many_bad_files_among_good(files, hostile):
    paths = files(*(f"{('crash', 'good', 'good')[i % 3]}{i}.txt" for i in range(30)))
    results = list(read(paths, target=hostile))
    assert [bool(result.failure) for result in results] == [i % 3 == 0 for i in range(30)]


def test_a_crash_that_does_not_come_back_costs_nothing(files, hostile):
    paths = files("a.txt", "flaky.txt", "b.txt")
    assert not any(result.failure for result in read(paths, target=hostile))


def test_what_a_library_prints_does_not_disturb(files, hostile, capfd):
    paths = files("noise.txt", "a.txt")
    assert not any(result.failure for result in read(paths, target=hostile))
    assert capfd.readouterr() == ("", "")


@posix
def test_memory_is_limited(tmp_path, make):
    path = tmp_path / "big.docx"
    path.write_bytes(make.docx("<w:p/>" * 2_000_000))
    ok = tmp_path / "ok.txt"
    ok.write_text(TEXT, encoding="utf-8")
    limits = Limits(memory_bytes=150 * MB, ratio=10**6)
    big, small = read([path, ok], limits=limits, workers=1)
    assert big.failure.kind in {"memory", "crash"}
    assert small.failure is None


@pytest.mark.slow
def test_large_results_come_through_in_frames(tmp_path):
    path = tmp_path / "big.csv"
    path.write_text(
        "正文\n" + "创新" * 100_000 + "\n" + ("改革" * 100_000 + "\n") * 49, encoding="utf-8"
    )
    (result,) = read([path])
    assert len(result.documents) == 50
    assert sum(len(doc.text) for doc in result.documents) == 10_000_000
    pieces = list(frames(7, result))
    assert len(pieces) == 4
    assert join([(kind, part) for kind, _, part in pieces[:-1]], pieces[-1][2]) == result


def test_archives_have_results_for_each_member(tmp_path, make):
    path = tmp_path / "a.zip"
    inner = make.zip({"文.txt": TEXT})
    path.write_bytes(make.zip({"a.txt": TEXT, "b.rar": b"Rar!\x1a\x07\x00", "c.zip": inner}))
    (result,) = read([path])
    assert result.failure is None
    assert [member.name for member in result.members] == ["a.txt", "b.rar", "c.zip!/文.txt"]
    assert [member.failure is None for member in result.members] == [True, False, True]
    assert result.members[0].sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.slow
def test_children_are_replaced_and_nothing_is_lost(files, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "")
    monkeypatch.setattr(
        sandbox_worker,
        "_CODE",
        sandbox_worker._CODE.replace(
            "import main;", "import main; import nqp_mine.corpora.sandbox_child as c; c._FILES = 3;"
        ),
    )
    paths = files(*(f"{i}.txt" for i in range(40)))
    results = list(read(paths))
    assert [result.path for result in results if not result.failure] == paths


def test_leaving_early_leaves_no_process(files):
    results = read(files(*(f"{i}.txt" for i in range(200))))
    next(results)
    pool = results.gi_frame.f_locals["pool"]
    processes = [worker.process for worker in pool.workers]
    results.close()
    assert processes
    assert all(process.returncode is not None for process in processes)


def test_a_child_that_does_not_start_is_one_clear_error(files, monkeypatch):
    monkeypatch.setattr(sandbox_worker, "_CODE", "raise SystemExit(9)")
    with pytest.raises(CorpusError, match="do not start"):
        list(read(files("a.txt")))


def test_a_script_needs_no_guard_and_the_current_folder_is_not_trusted(tmp_path, files):
    (path,) = files("a.txt")
    for name in ("json", "lxml", "nqp_mine"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('planted')", encoding="utf-8")
    script = tmp_path / "scripts" / "run.py"
    script.parent.mkdir()
    script.write_text(
        f"import sys; sys.path[:] = {sys.path!r}\n"
        "from nqp_mine.corpora.reading import Task\n"
        "from nqp_mine.corpora.sandbox import read_files\n"
        f"print([r.failure for r in read_files([Task({path!r})])])\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-P", str(script)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "[None]", done.stderr


def test_a_parent_that_is_killed_leaves_no_child(tmp_path, files):
    if not Path("/proc").is_dir():
        pytest.skip("looks into /proc")
    paths = files(*(f"{i}.txt" for i in range(50)))
    code = (
        f"import sys, time; sys.path[:] = {sys.path!r}\n"
        "from nqp_mine.corpora.reading import Task\n"
        "from nqp_mine.corpora.sandbox import read_files\n"
        f"r = read_files(map(Task, {paths!r})); next(r)\n"
        "print(*[w.process.pid for w in r.gi_frame.f_locals['pool'].workers], flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    children = [int(pid) for pid in parent.stdout.readline().split()]
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 20
    while any(alive(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert children
    assert not any(alive(pid) for pid in children)


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except OSError:
        return False


def test_whatever_a_library_raises_becomes_a_result(files, monkeypatch):
    class PanicException(BaseException):  # as Rust libraries raise it
        pass

    def panic(*args, **options):
        raise PanicException("unwrap on None")

    monkeypatch.setattr(reading, "read_kind", panic)
    failure = read_one(files("a.txt")[0], Limits()).failure
    assert failure.kind == "internal"
    assert "unwrap on None" in failure.reason


# Opening.


@posix
def test_what_is_no_regular_file_is_named_and_nothing_waits(tmp_path):
    target = tmp_path / "file.txt"
    target.write_text(TEXT, encoding="utf-8")
    os.mkfifo(tmp_path / "fifo.txt")
    (tmp_path / "link.txt").symlink_to(target)
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "folder.txt").mkdir()
    short = os.path.relpath(tmp_path / "sock.txt")  # names of sockets are short
    server = socket.socket(socket.AF_UNIX)
    try:
        server.bind(short)
        names = ["fifo.txt", "link.txt", "loop.txt", "folder.txt", "sock.txt", "gone.txt"]
        kinds = [r.failure.kind for r in read(tmp_path / name for name in names)]
    finally:
        server.close()
    assert kinds == ["not_a_file", "link", "link", "not_a_file", "not_a_file", "missing"]
    assert read_one("/dev/null", Limits()).failure.kind == "not_a_file"


@posix
def test_names_that_are_no_text_or_very_long(tmp_path):
    names = [
        b"\xff\xfe\x80.txt",
        "文".encode() * 78 + b".txt",
        b"-rf.txt",
        b"a\nb.txt",
        b"[red]$x$<img>.txt",
        b"=1+1.txt",
    ]
    paths = [os.path.join(os.fsencode(tmp_path), name) for name in names]  # noqa: PTH118
    for path in paths:
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(TEXT.encode())
    results = list(read(paths))
    assert [os.fsencode(result.path) for result in results] == paths
    assert [result.failure for result in results] == [None] * len(paths)


@posix
def test_a_file_without_permission(files, unprivileged):
    (path,) = files("a.txt")
    Path(path).chmod(0)
    code = f"""
from nqp_mine.corpora.reading import Limits, read_one
print(read_one({path!r}, Limits()).failure.kind)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], preexec_fn=unprivileged, capture_output=True, check=True
    )
    assert done.stdout == b"permission\n"


@posix
def test_size_is_checked_before_reading(tmp_path):
    sparse = tmp_path / "sparse.txt"
    with sparse.open("wb") as file:
        file.truncate(10**12)
    begun = time.monotonic()
    failure = read_one(str(sparse), Limits()).failure
    assert failure.kind == "limit"
    assert "1,000,000 MB" in failure.reason
    assert time.monotonic() - begun < 1


def test_a_change_while_reading_is_noticed(files, monkeypatch):
    (path,) = files("a.txt")
    real = os.read

    def read(descriptor, count):
        data = real(descriptor, count)
        if data:
            with open(path, "ab") as file:  # noqa: PTH123
                file.write(b"more")
        return data

    monkeypatch.setattr(os, "read", read)
    assert load(path, Limits()).changed


def test_an_error_of_the_disk_is_one_line(files, monkeypatch):
    def read(descriptor, count):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "read", read)
    with pytest.raises(ReadError, match="Input/output error"):
        load(files("a.txt")[0], Limits())
