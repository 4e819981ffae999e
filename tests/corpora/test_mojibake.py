import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_mine.corpora.encoding import decode
from nqp_mine.corpora.mojibake import repair

TEXT = "各级人民政府要加强科技创新，支持“中小企业”发展·2021年。\n"


def western(text: str) -> str:
    """Return the text as a browser shows its UTF-8 as windows-1252."""
    return "".join(
        chr(byte) if byte in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else bytes([byte]).decode("cp1252")
        for byte in text.encode()
    )


def test_utf8_read_as_western_letters_is_undone():
    assert western("关于") == "å…³äºŽ"
    for garbled in (western(TEXT), TEXT.encode().decode("latin-1")):
        assert repair(garbled) == (TEXT, "UTF-8 read as Western letters")


def test_only_what_was_garbled_is_touched():
    mixed = f"{TEXT}{western(TEXT)}café naïve {TEXT}"
    assert repair(mixed)[0] == f"{TEXT}{TEXT}café naïve {TEXT}"


def test_what_is_lost_is_marked_and_counted():
    garbled = western(TEXT).replace("\x8d", "").replace("\x81", "")
    found = decode(garbled.encode())
    assert found.replaced == found.text.count("\ufffd") > 0
    assert "科技创新" in found.text


def test_utf8_read_as_gbk_is_undone_as_far_as_the_bytes_are_there():
    assert "的发展".encode().decode("gbk", errors="replace")[:3] == "鐨勫彂"
    found = decode((TEXT * 5).encode().decode("gbk", errors="replace").encode())
    assert found.fault == "UTF-8 read as GBK"
    assert found.text.count("技创新，支持") == 5
    assert 0 < found.replaced < 0.2 * len(found.text)


def test_a_line_of_which_no_byte_is_lost_is_undone_wholly():
    line = "的意见，创新的发展，新的，的"
    garbled = line.encode().decode("gb18030")
    assert repair(f"{garbled}\n{garbled}") == (f"{line}\n{line}", "UTF-8 read as GBK")


@pytest.mark.parametrize(
    "text",
    [
        TEXT * 3,
        "联通联通联通联通\n锛銆鐨\n",
        "Le gouvernement a décidé d’améliorer la qualité de l’éducation à l’école.",
        "Größe, Maße, Straßen, Füße, Ärzte, Öfen, Übung — “ok”",
        "一条例子：“关于”成了“å…³äºŽ”。",
    ],
)
def test_sound_text_is_left_alone(text):
    assert repair(text) is None


@given(st.text(st.characters(codec="gb18030"), max_size=200))
def test_han_text_is_never_touched(text):
    han = "".join(char for char in text if "\u4e00" <= char <= "\u9fff")
    assert repair(han) is None
