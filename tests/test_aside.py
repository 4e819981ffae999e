import os
import threading
from concurrent.futures.process import BrokenProcessPool

import pytest

from nqp_mine.aside import aside, helping


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
def test_a_helper_gives_results_in_any_order(beside):
    with helping(beside=beside) as helper:
        first, second = helper.begin(os.getpid), helper.begin(int, "7")
        assert second() == 7
        assert (first() != os.getpid()) == beside


@pytest.mark.parametrize("beside", [True, False])
def test_an_error_of_a_helper_reaches_who_waits(beside):
    with helping(beside=beside) as helper:
        wait = helper.begin(int, "x")
        with pytest.raises(ValueError, match="'x'"):
            wait()


def test_a_helper_that_is_ended_is_told():
    with helping(beside=True) as helper, pytest.raises(BrokenProcessPool):
        helper.begin(os._exit, 7)()


def test_without_a_process_nothing_is_done_that_nobody_asks_for():
    done = []
    with helping(beside=False) as helper:
        helper.begin(done.append, 1)
    assert done == []
