"""Measure policy attention to new-quality R&D, industry and enterprise in Chinese documents.

In a notebook the verbs of the command line are functions: `ingest`, `run`, `trends`, `kwic`.
"""

__version__ = "0.1.0"
__all__ = ["__version__", "ingest", "kwic", "run", "trends"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from nqp_mine.notebook import ingest, kwic, run, trends


def __getattr__(name: str) -> object:
    """Load a verb when it is first used, so that the import of the package stays fast."""
    if name not in __all__:
        raise AttributeError(f"module 'nqp_mine' has no attribute {name!r}")
    from nqp_mine import notebook

    return getattr(notebook, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
