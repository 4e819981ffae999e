"""What a benchmark ran on, as lines of Markdown."""

import os
import platform
import subprocess
from collections.abc import Sequence

_ASK = """
import platform, sys
from importlib.metadata import version
print(platform.python_version(), *(f"{name} {version(name)}" for name in sys.argv[1:]), sep=", ")
"""


def machine() -> str:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.platform()}"


def packages(python: str, names: Sequence[str]) -> str:
    """Return the versions of an interpreter and of packages that it has."""
    done = subprocess.run([python, "-c", _ASK, *names], check=True, capture_output=True, text=True)
    return f"Python {done.stdout.strip()}"
