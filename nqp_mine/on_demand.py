"""Sequences whose items are made when they are asked for, so that not all need be in memory."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import TypeVar, overload

_Item = TypeVar("_Item", covariant=True)


class OnDemand(Sequence[_Item]):
    """A sequence that is told by its length and by how to make one item."""

    @abstractmethod
    def _item(self, number: int, /) -> _Item:
        """Return the item of a number from 0 to the length, less one."""

    @overload
    def __getitem__(self, number: int, /) -> _Item: ...
    @overload
    def __getitem__(self, number: slice, /) -> list[_Item]: ...
    def __getitem__(self, number: int | slice, /) -> _Item | list[_Item]:
        numbers = range(len(self))[number]
        if isinstance(numbers, int):
            return self._item(numbers)
        return [self._item(one) for one in numbers]
