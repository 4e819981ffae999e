import re

import pytest

from nqp_mine.report import words
from nqp_mine.report.notes import translated


def test_both_languages_say_the_same_things():
    zh, en = words.load("zh").table, words.load("en").table
    assert zh.keys() == en.keys()
    for key in zh:
        assert set(re.findall(r"\{\w*\}", zh[key])) == set(re.findall(r"\{\w*\}", en[key])), key


def test_values_are_never_read_as_templates():
    assert words.load("en")("headline.from", period="{value}", value="{period}") == (
        "{value}: {period}"
    )


@pytest.mark.parametrize(
    ("note", "zh"),
    [
        ("small n: 10 periods", "期数少：10 期"),
        ("unfinished period left out; few periods after", "未完期不计；事后期数少"),
        (
            "53 periods before, 1 after 2023-09-07; p = 0.1 by regression, 0.2 by placebo dates",
            "2023-09-07 之前 53 期、之后 1 期；回归 p = 0.1，安慰剂日期 p = 0.2",
        ),
        ("something new", "something new"),
    ],
)
def test_notes(note, zh):
    assert translated(note, words.load("zh")) == zh
    assert translated(note, words.load("en")) == note
