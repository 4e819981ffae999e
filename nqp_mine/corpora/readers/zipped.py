"""Zip containers within limits: nothing is written to disk, no declared size is believed.

Used by the readers of office formats and by that of archives.
"""

import io
import struct
import zipfile
import zlib
from itertools import pairwise

from nqp_mine.corpora.limits import Budget
from nqp_mine.errors import ReadError

_LOCAL_HEADER = 30
_CHUNK = 1 << 20
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800


def open_zip(data: bytes, what: str = "the zip container") -> zipfile.ZipFile:
    """Open a zip and check that no two members share their bytes.

    Raises:
        ReadError: the container is damaged, or its members overlap.
    """
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
        raise ReadError(
            f"{what} is damaged or was cut off ({error}).",
            remedy="Copy or download it again.",
            kind="damaged",
        ) from error
    _check_overlap(opened, data, what)
    return opened


def _check_overlap(opened: zipfile.ZipFile, data: bytes, what: str) -> None:
    """Refuse members that share bytes (CVE-2024-0450); Python itself does so since 3.11.8."""
    spans = []
    for info in opened.infolist():
        start = info.header_offset
        header = data[start : start + _LOCAL_HEADER]
        if len(header) < _LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
            raise ReadError(
                f"{what} is damaged: a member is not where its list says.",
                remedy="Copy or download it again.",
                kind="damaged",
            )
        names = sum(struct.unpack("<HH", header[26:30]))
        spans.append((start, start + _LOCAL_HEADER + names + info.compress_size))
    if any(end > after for (_, end), (after, _) in pairwise(sorted(spans))):
        raise ReadError(
            f"members of {what} overlap (a zip bomb?).",
            remedy="Do not use this file.",
            kind="unsafe",
        )


def read_member(opened: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes:
    """Return a member's bytes, counting what is really inflated.

    Raises:
        ReadError: the member is encrypted, damaged, or larger than the budget.
    """
    if info.flag_bits & _ENCRYPTED:
        raise ReadError(
            "is protected by a password.",
            remedy="Unpack it with the password first.",
            kind="encrypted",
        )
    parts = []
    try:
        with opened.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                budget.take_bytes(len(chunk))
                parts.append(chunk)
    except NotImplementedError as error:
        raise ReadError(
            f"is packed with a method that cannot be read ({error}).",
            remedy="Pack it again as an ordinary zip.",
            kind="unsupported",
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error) as error:
        raise ReadError(
            f"is damaged ({error}).", remedy="Copy or download it again.", kind="damaged"
        ) from error
    return b"".join(parts)


def member_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name, with names that Chinese Windows wrote as GBK decoded."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def find_member(opened: zipfile.ZipFile, path: str) -> zipfile.ZipInfo | None:
    """Return the member of that path, whatever the case and the leading slash, or None."""
    wanted = path.lstrip("/").lower()
    return next(
        (
            info
            for info in opened.infolist()
            if info.filename.replace("\\", "/").lstrip("/").lower() == wanted
        ),
        None,
    )
