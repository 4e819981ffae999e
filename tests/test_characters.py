import pytest

from nqp_mine.characters import Replacements

TABLE = {ord("發"): "发", ord("Ａ"): "A", ord("领"): "領", ord("領"): "领"}
MANY = {0x4E00 + i: chr(0x5E00 + i) for i in range(100)}


@pytest.mark.parametrize(
    ("text", "n"), [("", 0), ("产业", 0), ("發展發", 2), ("\U0002a6a5\ud800￿", 0), ("领領Ａ", 3)]
)
def test_a_text_is_as_translate_makes_it(text, n):
    table = Replacements.of(TABLE)
    assert table.replace(text) == text.translate(TABLE)
    assert table.count(text) == n


def test_many_different_characters_are_replaced_as_few_are():
    text = "".join(map(chr, MANY)) * 2
    table = Replacements.of(MANY)
    assert table.replace(text) == "".join(MANY.values()) * 2
    assert table.count(text) == 200
