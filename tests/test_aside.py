import os
import threading
from concurrent.futures.process import BrokenProcessPool

import pytest

from nqp_mine.aside import aside, in_process


def test_work_aside_goes_on_while_nobody_waits():
    begun, go_on = threading.Event(), threading.Event()

    def work():
        begun.set()
        assert go_on.wait(10)
        return threading.current_thread()

    wait = aside(work, beside=True)
    assert begun.wait(10)
    go_on.set()
    assert wait() is not threading.current_thread()


def test_otherwise_it_is_done_here_when_asked_for():
    done = []
    wait = aside(lambda: done.append(threading.current_thread()), beside=False)
    assert done == []
    wait()
    assert done == [threading.current_thread()]


@pytest.mark.parametrize("beside", [True, False])
def test_an_error_reaches_who_waits(beside):
    with pytest.raises(ZeroDivisionError):
        aside(lambda: 1 // 0, beside=beside)()


@pytest.mark.parametrize("beside", [True, False])
def test_work_in_a_process_gives_its_result(beside):
    with in_process(os.getpid, beside=beside) as wait:
        found = wait()
    assert (found != os.getpid()) == beside


@pytest.mark.parametrize("beside", [True, False])
def test_an_error_in_a_process_reaches_who_waits(beside):
    with in_process(int, "x", beside=beside) as wait, pytest.raises(ValueError, match="'x'"):
        wait()


def test_a_process_that_is_ended_is_told():
    with in_process(os._exit, 7, beside=True) as wait, pytest.raises(BrokenProcessPool):
        wait()
