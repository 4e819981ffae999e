import sys
import time

import pytest

from nqp_mine.cli import interrupts


class Raises:
    """Its finaliser raises, out of which Python lets no error come."""

    def __init__(self, error):
        self.error = error

    def __del__(self):
        raise self.error


@pytest.fixture
def told(monkeypatch):
    """What the hook that was there before is told."""
    dropped = []
    monkeypatch.setattr(sys, "unraisablehook", lambda one: dropped.append(one.exc_type))
    interrupts.hear()
    return dropped


def test_an_interrupt_that_falls_into_a_finaliser_comes_after_it(told):
    with pytest.raises(KeyboardInterrupt):
        _drop_and_wait()
    assert told == []


def _drop_and_wait():
    del_me = Raises(KeyboardInterrupt())
    del del_me
    time.sleep(20)


def test_other_errors_are_told_as_before(told):
    one = Raises(ValueError())
    del one
    assert told == [ValueError]
