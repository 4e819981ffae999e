"""What an interrupt finds when child processes are begun or at work."""

import signal
import subprocess
import sys
from multiprocessing import active_children, get_context
from threading import Thread
from time import sleep

import pytest

from nqp_mine.children import begun, not_outliving

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
