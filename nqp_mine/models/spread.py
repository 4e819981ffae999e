"""Independent pieces of work with results in order: here one after another, or on a cluster."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

_T = TypeVar("_T")
_R = TypeVar("_R")


class Spread(Protocol):
    """Where pieces of work are done; the results are the same everywhere."""

    def share(self, value: object) -> Any:
        """Return a stand-in of a value that many pieces need, so that it travels once."""

    def each(
        self, function: Callable[..., _R], shared: Sequence[Any], items: Iterable[_T]
    ) -> Iterator[_R]:
        """Yield `function(*shared, item)` of each item, in order; `shared` are stand-ins."""


class Here:
    """This process."""

    def share(self, value: object) -> Any:
        """Return the value itself."""
        return value

    def each(
        self, function: Callable[..., _R], shared: Sequence[Any], items: Iterable[_T]
    ) -> Iterator[_R]:
        """Yield `function(*shared, item)` of each item."""
        for item in items:
            yield function(*shared, item)
