import pytest

from nqp_mine.corpora.readers.plain import read
from nqp_mine.errors import ReadError

TEXT = "关于加强科技创新的通知\n\n各单位要推动产业升级。\n"


def only(data):
    (document,) = read(data, name="a.txt")
    return document


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_file_is_one_document_with_its_text_unchanged(encoding):
    document = only(TEXT.encode(encoding))
    assert document.text == TEXT
    assert (document.part, document.warnings, document.partial) == ("", (), False)


def test_damage_is_told_and_makes_the_document_partial():
    document = only(TEXT.encode() + b"\xff" + TEXT.encode())
    assert document.partial
    assert document.warnings == ("1 damaged characters were replaced (read as utf-8).",)


def test_binary_data_is_refused():
    with pytest.raises(ReadError, match="not text"):
        only(b"\0\1" * 100)
