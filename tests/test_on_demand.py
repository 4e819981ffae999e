import pytest

from nqp_mine.on_demand import OnDemand


class Squares(OnDemand[int]):
    def __init__(self):
        self.made = []

    def __len__(self):
        return 5

    def _item(self, number):
        self.made.append(number)
        return number**2


def test_items_are_those_of_a_list_and_made_when_asked_for():
    squares, plain = Squares(), [0, 1, 4, 9, 16]
    assert squares[-1] == 16
    assert squares.made == [4]
    for part in (slice(1, 3), slice(None, None, -2), slice(-2, None), slice(9, 99)):
        assert squares[part] == plain[part]
    assert list(squares) == plain
    assert 9 in squares
    for number in (5, -6):
        with pytest.raises(IndexError):
            squares[number]
