"""What an interrupt finds when child processes are begun or at work."""

import os
import signal
import subprocess
import sys
from multiprocessing import active_children, get_context
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

from nqp_mine.children import begun, not_outliving, pool

BLOCKED = "import signal; print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))"


def blocked_in_a_child():
    return subprocess.run(
        [sys.executable, "-c", BLOCKED], capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no mask of signals there")
def test_a_child_never_hears_it():
    with begun():
        inside = blocked_in_a_child()
    assert (inside, blocked_in_a_child()) == ("True", "False")


def test_a_child_of_a_pool_ignores_it_where_there_is_no_mask():
    with pool(1) as one, begun():
        found = one.submit(signal.getsignal, signal.SIGINT)
    assert found.result() is signal.SIG_IGN


def interrupted_meanwhile(done):
    with begun():
        signal.raise_signal(signal.SIGINT)
        done.append("all of the block")


def test_the_parent_answers_at_the_end():
    done = []
    with pytest.raises(KeyboardInterrupt):
        interrupted_meanwhile(done)
    assert done == ["all of the block"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_in_another_thread_it_does_no_harm():
    seen = []

    def begin():
        with begun():
            seen.append(1)

    thread = Thread(target=begin)
    thread.start()
    thread.join()
    assert seen == [1]


def sleeper():
    process = get_context("spawn").Process(target=sleep, args=(60,))
    process.start()
    return process


def broken_off(children):
    with not_outliving():
        children.append(sleeper())
        raise KeyboardInterrupt


def test_what_is_broken_off_ends_its_processes_and_no_others():
    other, children = sleeper(), []
    with pytest.raises(KeyboardInterrupt):
        broken_off(children)
    children[0].join(10)
    assert children[0].exitcode is not None
    assert other in active_children()
    other.kill()
    other.join()


def test_processes_outlive_what_ends_in_order():
    with not_outliving():
        one = sleeper()
    assert one in active_children()
    one.kill()
    one.join()


SCRIPT = """
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from nqp_mine.children import begun

print("the script runs")
with ProcessPoolExecutor(1, get_context("spawn")) as pool:
    with begun():
        answer = pool.submit(abs, -7)
    print(answer.result(), sys.modules["__main__"].__file__)
"""


def test_a_script_without_a_guard_runs_once(tmp_path):
    script = tmp_path / "plain.py"
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n") == ["the script runs", f"7 {script}", ""]


# Not `python -m`: there Python ends by the signal, which a shell shows as 130 too, where the
# interrupt fell into code of `exec`, as of the dataclasses of a module that is being imported.
TOOL = (Path(sys.executable).with_name("nqp-mine"),)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of documents, enough for two processes, and a corpus of them beside it."""
    home = tmp_path_factory.mktemp("children")
    docs = home / "docs"
    docs.mkdir()
    for n in range(100):
        text = f"第{n}号文件\n关于第{n}类改革的通知\n" + f"要推进第{n}项改革。" * (5 + n % 9)
        (docs / f"{n:03}.txt").write_text(text, encoding="utf-8")
    made = (*TOOL, "ingest", docs, "--corpus", home / "c.db", "--quiet")
    subprocess.run(made, check=True, capture_output=True)
    return home


def hear():
    """Hear Ctrl-C also where the tests themselves run in the background, which ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def interrupted_once_it_has_children(arguments, after):
    """Interrupt a command and its children so long after the first of them began."""
    with subprocess.Popen(
        [*TOOL, *map(str, arguments)], start_new_session=True, text=True, preexec_fn=hear,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while process.poll() is None and not children.read_text(encoding="ascii"):
            sleep(0.002)
        assert process.poll() is None, "it never had a child"
        sleep(after)
        os.killpg(process.pid, signal.SIGINT)
        return process.communicate(timeout=60)[1], process.returncode


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="finds children by /proc")
@pytest.mark.parametrize("after", [0, 0.05, 0.3])
@pytest.mark.parametrize("verb", ["ingest", "run", "topics"])
def test_children_that_just_begin_say_nothing_when_interrupted(folder, tmp_path, verb, after):
    corpus, both = folder / "c.db", ("--workers", "2", "--quiet", "--no-cache")
    arguments = {
        "ingest": ("ingest", folder / "docs", "--corpus", tmp_path / "c.db", *both[:3]),
        "run": ("run", corpus, "-o", tmp_path / "r", "--no-topics", *both),
        "topics": ("topics", corpus, "--scan", "--numbers", "2,3", "-o", tmp_path / "t", *both),
    }[verb]
    told = interrupted_once_it_has_children(arguments, after)
    assert told == ("error: interrupted.\n", 130)
