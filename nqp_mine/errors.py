"""All errors that nqp-mine raises on purpose.

NqpError                 one line: what, where, what to do; carries the exit code
├── UsageError           the call is wrong (exit 2)
│   └── CodebookError    a codebook, with every bad row listed
├── CorpusError          the corpus cannot be opened, read or written (exit 1)
├── OutputError          a result cannot be written (exit 1)
└── ReadError            one input cannot be read; never ends a batch
"""


class NqpError(Exception):
    """An error with a remedy, shown to the user as one line."""

    exit_code = 1

    def __init__(self, what: str, *, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}".strip()


class UsageError(NqpError):
    """The call itself is wrong: an unknown column, option, period, file that is not there."""

    exit_code = 2


class CodebookError(UsageError):
    """A codebook has errors; `problems` lists them, one a row."""

    def __init__(self, name: str, problems: list[str]) -> None:
        more = [f"and {len(problems) - 5} more"] if len(problems) > 5 else []
        shown = "; ".join([*problems[:5], *more])
        super().__init__(f"codebook {name}: {shown}.", remedy="Correct these rows.")
        self.problems = problems


class CorpusError(NqpError):
    """The corpus file is missing, locked, damaged, or no corpus at all."""


class TopicError(NqpError):
    """Topics cannot be fitted on this corpus."""


class OutputError(NqpError):
    """The output folder cannot be written."""


class ReadError(NqpError):
    """One input cannot be read. The batch goes on; the ledger keeps reason and remedy."""

    def __init__(self, what: str, *, remedy: str = "", kind: str = "unreadable") -> None:
        super().__init__(what, remedy=remedy)
        self.kind = kind
