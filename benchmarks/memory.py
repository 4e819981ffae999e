"""The highest memory of a running process and of its children (Linux)."""

import contextlib
import re
import subprocess
import time
from pathlib import Path

_EVERY = 0.02  # seconds


def watch(process: subprocess.Popen[str]) -> tuple[float, float]:
    """Wait for a process; return the peak MiB of it and of its largest child."""
    own = child = 0.0
    while process.poll() is None:
        own = max(own, peak(process.pid))
        child = max([child, *map(peak, children(process.pid))])
        time.sleep(_EVERY)
    return own, child


def peak(process: int) -> float:
    """Return the highest resident size of a process so far, in MiB; 0 when it has ended."""
    with contextlib.suppress(OSError):
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
        if size := re.search(r"VmHWM:\s+(\d+) kB", status):
            return int(size[1]) / 1024
    return 0.0


def children(parent: int) -> list[int]:
    found: list[int] = []
    for tasks in Path(f"/proc/{parent}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # it has just ended
            found += map(int, tasks.read_text(encoding="ascii").split())
    return found
