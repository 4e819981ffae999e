"""The limits within which a file is read. The defaults are the numbers of the manual."""

from dataclasses import dataclass

from nqp_mine.errors import ReadError

MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one input may cost before it is refused.

    `file_bytes` is checked before a file is read; `inflated_bytes`, `ratio` (once more than
    `ratio_from` bytes are inflated), `members` and `depth` hold for a container with all that is
    nested in it; `seconds` and `memory_bytes` for one file with all its members.
    """

    file_bytes: int = 200 * MB
    inflated_bytes: int = 500 * MB
    ratio: int = 200
    ratio_from: int = 10 * MB
    members: int = 10_000
    depth: int = 3
    pdf_pages: int = 2_000
    sheet_cells: int = 5_000_000
    characters: int = 10_000_000
    columns: int = 1_000
    seconds: float = 60.0
    memory_bytes: int = 1_000 * MB


class Budget:
    """What a container and all that is nested in it has used so far."""

    def __init__(self, limits: Limits, packed: int) -> None:
        self.limits = limits
        self.packed = max(packed, 1)
        self.inflated = 0
        self.members = 0

    def take_bytes(self, count: int) -> None:
        """Count inflated bytes.

        Raises:
            ReadError: the container inflates to more than the limits allow.
        """
        self.inflated += count
        limits = self.limits
        if self.inflated > limits.inflated_bytes:
            size = f"more than {limits.inflated_bytes // MB} MB"
        elif self.inflated > limits.ratio_from and self.inflated > limits.ratio * self.packed:
            size = f"more than {limits.ratio} times its size"
        else:
            return
        raise ReadError(
            f"unpacks to {size} (a zip bomb?).",
            remedy="Unpack it yourself if you trust it, or raise the limit.",
            kind="limit",
        )

    def take_member(self) -> None:
        """Count a member.

        Raises:
            ReadError: the container has more members than the limits allow.
        """
        self.members += 1
        if self.members > self.limits.members:
            raise ReadError(
                f"holds more than {self.limits.members:,} files.",
                remedy="Split it, or raise the limit.",
                kind="limit",
            )
