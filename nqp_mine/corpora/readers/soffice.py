"""LibreOffice as a converter of last resort: where it is on the PATH, with a profile of its own."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


def to_docx(data: bytes, suffix: str, *, seconds: float) -> bytes | None:
    """Return the document converted, or None where there is no LibreOffice or it fails."""
    program = shutil.which("soffice")
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="nqp-mine-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, f"in{suffix}")
        source.write_bytes(data)
        _convert(program, source, seconds)
        result = source.with_suffix(".docx")
        return result.read_bytes() if result.is_file() else None


def _convert(program: str, source: Path, seconds: float) -> None:
    profile = (source.parent / "profile").as_uri()
    command = [
        program,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        "docx",
        "--outdir",
        str(source.parent),
        str(source),
    ]
    with _full_memory():
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the process with its children: soffice is a script that starts the real program."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


@contextlib.contextmanager
def _full_memory() -> Iterator[None]:
    """Let the program have more address space than a reader may use."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
