import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_mine.corpora.encoding import decode
from nqp_mine.errors import ReadError

SIMPLIFIED = "各级人民政府要加强科技创新，推动产业升级，支持企业发展。"
TRADITIONAL = "政府應推動產業發展，實務機關對這個經濟議題提出報告。"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SIMPLIFIED.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + SIMPLIFIED.encode(), "utf-8-sig"),
        (SIMPLIFIED.encode("gbk"), "gb18030"),
        (SIMPLIFIED.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + SIMPLIFIED.encode("utf-16-be"), "utf-16"),
        (SIMPLIFIED.encode("utf-32"), "utf-32"),
    ],
)
def test_simplified_text_is_read_in_the_encodings_that_users_hold(data, encoding):
    found = decode(data)
    assert (found.text, found.encoding, found.replaced) == (SIMPLIFIED, encoding, 0)


def test_big5_is_told_from_gb18030_which_would_accept_its_bytes():
    data = TRADITIONAL.encode("big5")
    assert decode(data).encoding == "big5hkscs"
    assert decode(data).text == TRADITIONAL


def test_short_gbk_text_is_recognised():
    assert decode("产业发展".encode("gbk")).text == "产业发展"


def test_a_declaration_of_gb2312_is_read_as_the_larger_set():
    data = "<meta charset=gb2312>龙镕〇".encode("gb18030")
    assert decode(data).text.endswith("龙镕〇")


def test_utf8_wins_over_a_wrong_declaration():
    text = f"<meta charset=gbk>{SIMPLIFIED}"
    assert decode(text.encode()).text == text


@pytest.mark.parametrize("name", ["nonsense", "zlib", "utf-16", "idna", "utf-7"])
def test_a_declaration_that_cannot_be_is_ignored(name):
    text = f"<meta charset={name}>{SIMPLIFIED}"
    assert decode(text.encode("gbk")).text == text


@pytest.mark.parametrize("name", ["iso-8859-1", "latin-1", "undefined"])
def test_a_wrong_declaration_of_a_western_encoding_does_not_garble_chinese(name):
    text = f"<meta charset={name}>{SIMPLIFIED}"
    assert decode(text.encode("gbk")).text == text


def test_a_cut_tail_costs_one_character_and_not_the_whole_file():
    found = decode((SIMPLIFIED * 20).encode()[:-2])
    assert found.encoding == "utf-8"
    assert found.replaced == 1
    assert found.text.startswith(SIMPLIFIED)


def test_damaged_bytes_are_replaced_and_counted():
    found = decode(SIMPLIFIED.encode() + b"\xff\xff" + SIMPLIFIED.encode())
    assert found.replaced == found.text.count("\ufffd") > 0
    assert found.text.count(SIMPLIFIED) == 2


def test_binary_data_is_refused():
    with pytest.raises(ReadError, match="not text") as caught:
        decode(b"\x00\x01\x02\x03" * 100)
    assert caught.value.kind == "binary"


@given(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\ufeff"), max_size=50)
)
def test_utf8_text_always_comes_back(text):
    assert decode(text.encode()).text == text


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(data):
    try:
        found = decode(data)
    except ReadError:
        return
    assert found.replaced <= len(found.text)


def test_utf16_without_a_mark_is_read_where_it_is_prose():
    for name in ("utf-16-le", "utf-16-be"):
        found = decode((SIMPLIFIED * 3).encode(name))
        assert (found.text, found.encoding) == (SIMPLIFIED * 3, name)


@pytest.mark.parametrize("low", [1, 0x80, 0xA1])
def test_noise_is_refused_though_every_reading_of_it_has_han_characters(low):
    draw = random.Random(low)
    for size in (600, 5_000, 100_000):
        with pytest.raises(ReadError, match="no Chinese text"):
            decode(bytes(draw.randrange(low, 0xFE) for _ in range(size)))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("これは日本語の文章です。" * 20, "shift-jis"), ("이것은 문서입니다." * 30, "euc-kr")],
)
def test_another_language_is_not_read_as_chinese(text, encoding):
    with pytest.raises(ReadError, match="another language"):
        decode(text.encode(encoding))


def test_characters_lost_before_are_counted():
    assert decode(f"{SIMPLIFIED}锟斤拷{SIMPLIFIED}\ufffd".encode()).replaced == 3
