"""What an interrupt finds when child processes are begun or at work."""

import signal
import subprocess
import sys
from multiprocessing import active_children, get_context
from threading import Thread
from time import sleep

import pytest

from nqp_mine.children import not_outliving, unheard

BLOCKED = "import signal; print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))"


def blocked_in_a_child():
    return subprocess.run(
        [sys.executable, "-c", BLOCKED], capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no mask of signals there")
def test_a_child_begun_unheard_never_hears_it():
    with unheard():
        inside = blocked_in_a_child()
    assert (inside, blocked_in_a_child()) == ("True", "False")


def interrupted_unheard(done):
    with unheard():
        signal.raise_signal(signal.SIGINT)
        done.append("all of the block")


def test_the_parent_answers_at_the_end():
    done = []
    with pytest.raises(KeyboardInterrupt):
        interrupted_unheard(done)
    assert done == ["all of the block"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_in_another_thread_it_does_no_harm():
    seen = []

    def begin():
        with unheard():
            seen.append(1)

    thread = Thread(target=begin)
    thread.start()
    thread.join()
    assert seen == [1]


def sleeper():
    process = get_context("spawn").Process(target=sleep, args=(60,))
    process.start()
    return process


def broken_off(begun):
    with not_outliving():
        begun.append(sleeper())
        raise KeyboardInterrupt


def test_what_is_broken_off_ends_its_processes_and_no_others():
    other, begun = sleeper(), []
    with pytest.raises(KeyboardInterrupt):
        broken_off(begun)
    begun[0].join(10)
    assert begun[0].exitcode is not None
    assert other in active_children()
    other.kill()
    other.join()


def test_processes_outlive_what_ends_in_order():
    with not_outliving():
        one = sleeper()
    assert one in active_children()
    one.kill()
    one.join()
