"""OLE containers (the files of Word 97, Excel 97 and WPS): their streams."""

import io
from typing import Any

from nqp_mine.errors import ReadError


def open_ole(data: bytes) -> Any:
    """Open the container.

    Raises:
        ReadError: the container is damaged.
    """
    import olefile

    try:
        return olefile.OleFileIO(io.BytesIO(data))
    except Exception as error:  # the library raises whatever a damaged table leads to
        raise damaged(error) from error


def damaged(error: Exception) -> ReadError:
    """Return the error for a container of broken structure."""
    detail = str(error).splitlines()[0][:100] if str(error) else type(error).__name__
    return ReadError(
        f"the file is damaged or was cut off ({detail}).",
        remedy="Copy it again, or open it in Word or WPS and save it as docx.",
        kind="damaged",
    )


def stream_names(data: bytes) -> set[str]:
    """Return the names of the streams at the container's top, in lower case."""
    with open_ole(data) as opened:
        return {str(entry[0]).lower() for entry in opened.listdir()}


def read_stream(opened: Any, name: str) -> bytes:
    """Return a stream's bytes.

    Raises:
        ReadError: there is no such stream, or its chain of sectors is broken.
    """
    try:
        with opened.openstream(name) as stream:
            return bytes(stream.read())
    except Exception as error:  # as above
        raise damaged(error) from error
