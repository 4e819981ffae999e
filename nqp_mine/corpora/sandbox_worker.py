"""A child process as the parent sees it: its pipes, its files, its clock."""

import contextlib
import json
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any

import nqp_mine
from nqp_mine.corpora.reading import Task
from nqp_mine.corpora.sandbox_child import read_frame, write_frame

# -P and the explicit path: nothing is imported from the current directory.
_CODE = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from nqp_mine.corpora.sandbox_child import main; main()"
)

Job = tuple[int, Task]
Events = queue.SimpleQueue[tuple["Worker", float, Any]]


class Worker:
    """A child process, the files it was given, and when it began with the first of them.

    What it sends goes to `events` as (worker, time of arrival, frame); None when it has ended.
    """

    def __init__(self, events: "Events") -> None:
        self.jobs: deque[Job] = deque()
        self.parts: list[tuple[str, Any]] = []
        self.since = time.monotonic()
        self.ready = False
        path = [*filter(None, sys.path), str(Path(nqp_mine.__file__).parents[1])]
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _CODE, json.dumps(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.thread = threading.Thread(target=self._listen, args=(events,), daemon=True)
        self.thread.start()

    def _listen(self, events: "Events") -> None:
        assert self.process.stdout is not None
        with contextlib.suppress(Exception):  # a broken frame is a broken child
            while True:
                events.put((self, time.monotonic(), read_frame(self.process.stdout)))
        events.put((self, time.monotonic(), None))

    def send(self, content: Any) -> None:
        """Write to the child; if it is gone, its thread tells."""
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):
            write_frame(self.process.stdin, content)

    def give(self, jobs: list[Job]) -> None:
        """Hand over files."""
        if not self.jobs:
            self.since = time.monotonic()
        self.jobs.extend(jobs)
        self.send(jobs)

    def end(self) -> int:
        """End the process and return its code."""
        self.process.kill()
        code = self.process.wait()
        self.thread.join()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        return code
