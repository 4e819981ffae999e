"""Archives: every member once, whatever it is called, within limits of the whole."""

import io
import struct
import zipfile

import pytest

from nqp_mine.corpora.limits import Limits
from nqp_mine.corpora.readers import archive
from nqp_mine.errors import ReadError

TEXT = "推动高质量发展。".encode()


def members(data, **limits):
    return list(archive.members(data, limits=Limits(**limits)))


def gbk_zip(name):
    info = zipfile.ZipInfo("x" * len(name.encode("gbk")))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr(info, TEXT)
    return buffer.getvalue().replace(b"x" * len(name.encode("gbk")), name.encode("gbk"))


def test_names_of_chinese_windows_are_decoded():
    assert [m.name for m in members(gbk_zip("政策/通知.txt"))] == ["政策/通知.txt"]


def test_nothing_is_extracted_whatever_the_name(make, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = ["../up.txt", "/abs.txt", "C:\\drive.txt", "a/../../b.txt", "普通.txt"]
    found = members(make.zip(dict.fromkeys(names, TEXT)))
    assert [m.name for m in found] == names
    assert all(m.data == TEXT and m.kind == "txt" for m in found)
    assert list(tmp_path.iterdir()) == []


def test_archives_in_archives(make):
    data = make.zip({"c.txt": TEXT})
    for name in ("b.zip", "a.zip"):
        data = make.zip({name: data})
    assert [m.name for m in members(data)] == ["a.zip!/b.zip!/c.txt"]
    (deep,) = members(make.zip({"z.zip": data}))
    assert deep.name == "z.zip!/a.zip!/b.zip"
    assert deep.error.kind == "limit"


def test_clutter_and_folders_are_no_members(make):
    data = make.zip({"a/": "", "__MACOSX/a/._x": "x", "a/.DS_Store": "x", "a/x.txt": TEXT})
    assert [m.name for m in members(data)] == ["a/x.txt"]


def test_a_link_is_not_followed():
    info = zipfile.ZipInfo("link.txt")
    info.external_attr = 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr(info, "/etc/hostname")
    (found,) = members(buffer.getvalue())
    assert found.error.kind == "link"


def test_a_wrong_checksum_costs_one_member(make):
    data = bytearray(make.zip({"a.txt": TEXT, "b.txt": TEXT + b"x"}, zipfile.ZIP_STORED))
    data[data.index(TEXT)] ^= 1
    bad, good = members(bytes(data))
    assert bad.error.kind == "damaged"
    assert good.error is None


def test_an_encrypted_member_is_told(make):
    data = bytearray(make.zip({"a.txt": TEXT}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (found,) = members(bytes(data))
    assert found.error.kind == "encrypted"


def overlapping():
    """Two entries of the list over the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr("a.txt", TEXT)
    data = buffer.getvalue()
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    tail = bytearray(data[end:])
    struct.pack_into("<HHI", tail, 8, 2, 2, 2 * len(entry))
    return data[:start] + entry * 2 + bytes(tail)


WHOLE = {
    "overlap": (lambda make: overlapping(), {}, "unsafe"),
    "too many members": (
        lambda make: make.zip({f"{i}": TEXT for i in range(11)}),
        {"members": 10},
        "limit",
    ),
    "ratio": (lambda make: make.zip({"a.txt": b"0" * 12_000_000}), {}, "limit"),
    "ratio in the inner archive": (
        lambda make: make.zip({"b.zip": make.zip({"a.txt": b"0" * 12_000_000})}),
        {},
        "limit",
    ),
    "inflated bytes": (
        lambda make: make.zip({"a": TEXT * 9, "b": TEXT * 9}),
        {"inflated_bytes": 300},
        "limit",
    ),
    "cut off": (lambda make: make.zip({"a.txt": TEXT})[:-30], {}, "damaged"),
}


@pytest.mark.parametrize(("build", "limits", "kind"), WHOLE.values(), ids=WHOLE)
def test_the_whole_is_refused(make, build, limits, kind):
    with pytest.raises(ReadError) as caught:
        members(build(make), **limits)
    assert caught.value.kind == kind
    assert caught.value.remedy


def test_read_names_documents_by_member_and_tells_what_was_left_out(make):
    data = make.zip({"a.txt": TEXT, "b.csv": "正文,标题\n甲,乙\n", "c.png": b"\x89PNG\r\n\x1a\n"})
    found = list(archive.read(data, name="x.zip", limits=Limits()))
    assert [doc.part for doc in found] == ["a.txt", "b.csv#1"]
    assert "c.png is a picture" in found[-1].warnings[0]
    with pytest.raises(ReadError, match="nothing in it"):
        list(archive.read(make.zip({"c.png": b"\x89PNG\r\n\x1a\n"}), name="x.zip", limits=Limits()))
