from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_mine.corpora.dates import ParsedDate, find_dates, parse_date

DIGITS = "〇一二三四五六七八九"


def numeral(value: int) -> str:
    tens, ones = divmod(value, 10)
    return ("" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十") + (
        DIGITS[ones] if ones else ""
    )


@pytest.mark.parametrize(
    "text",
    [
        "2024年3月5日",
        "2024年03月05日",
        "２０２４年３月５日",
        "2024 年 3 月 5 日",
        "2 0 2 4年3月5日",
        "2024年3月5号",
        "2024-03-05",
        "2024-3-5",
        "2024/3/5",
        "2024.3.5",
        "2024．3．5",
        "20240305",
        "２０２４０３０５",
        "二〇二四年三月五日",
        "二○二四年三月五日",
        "二零二四年三月五日",
        "二０二四年三月五日",
        "二Ｏ二四年三月五日",
        "二O二四年三月五日",
        "二◯二四年三月五日",
        "2024-03-05 10:22:01",
        "2024-03-05T10:22:01Z",
        "发布日期：2024年3月5日",
        " 2024-03-05\n",
        "（2024年3月5日）",
        "20240305.0",
    ],
)
def test_every_way_to_write_a_day(text):
    assert parse_date(text) == ParsedDate("2024-03-05", "day")


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("2024年3月", "2024-03", "month"),
        ("2024年3月份", "2024-03", "month"),
        ("二〇二四年十二月", "2024-12", "month"),
        ("2024-03", "2024-03", "month"),
        ("2024/3", "2024-03", "month"),
        ("2024年", "2024", "year"),
        ("2024", "2024", "year"),
        ("2024.0", "2024", "year"),
        ("一九五四年", "1954", "year"),
        ("1 9 9 3 年", "1993", "year"),
        ("二〇〇〇年一月一日", "2000-01-01", "day"),
        ("一九八一年五月廿三日", "1981-05-23", "day"),
        ("一九八一年十月三十一日", "1981-10-31", "day"),
        ("1996年二十月", "", ""),
        ("二〇二四年元月", "2024-01", "month"),
        ("2024年元月5日", "2024-01-05", "day"),
        ("2024年5—6月", "2024", "year"),
        ("2024年5月6日至8日", "2024-05-06", "day"),
    ],
)
def test_a_date_keeps_its_precision(text, value, precision):
    parsed = parse_date(text)
    assert parsed is not None
    assert (parsed.value, parsed.precision) == (value, precision)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024年13月1日", "month 13"),
        ("2024-00-10", "month 0"),
        ("2024年2月30日", "day 30 in 2024-02"),
        ("2023年2月29日", "day 29 in 2023-02"),
        ("二〇二三年四月三十一日", "day 31 in 2023-04"),
        ("20241305", "month 13"),
        ("0000年1月1日", "year 0"),
        ("9999年1月1日", "year 9999"),
        ("2023.13.45", "month 13"),
        ("2023-13-45", "month 13"),
        ("二〇二三年十三月", "month 13"),
        ("二〇二三年十三月五日", "month 13"),
        ("二〇二三年〇月五日", "month 0"),
        ("二〇二三年二月三十日", "day 30 in 2023-02"),
        ("二〇二三年六月三十一日", "day 31 in 2023-06"),
        ("2023年5月32日", "day 32 in 2023-05"),
        ("1900-02-29", "day 29 in 1900-02"),
        ("1402年5月6日", "year 1402"),
        ("2100年1月1日", "year 2100"),
    ],
)
def test_an_impossible_date_is_reported_and_never_rolled(text, said):
    parsed = parse_date(text)
    assert parsed is not None
    assert (parsed.value, parsed.precision) == ("", "")
    assert said in parsed.problem


@pytest.mark.parametrize(
    "text",
    [
        "",
        "无",
        "24年3月5日",
        "3月5日",
        "’24",
        "第12号",
        "12024年3月5日",
        "2.3.4",
        "国发〔2024〕5号",
        "23年5月",
        "’23年5月",
        "二三年五月",
        "２３年５月",
        "九五年",
        "十五年三月",
        "民国二十五年三月五日",
        "民国36年3月5日",
        "中华民国三十八年九月",
        "昭和50年3月5日",
        "癸卯年三月五日",
        "贰零贰叁年伍月陆日",
        "5/6/2023",
        "05-06-2023",
        "2023.05.06.07",
        "192.168.2023.5.6",
        "202305",
        "2021—2025年",
        "2021年-2025年",
        "2021-2035",
        "二〇二一至二〇二五年",
    ],
)
def test_no_date_is_guessed(text):
    assert parse_date(text) is None


def test_unlikely_years_are_kept_and_flagged():
    today = date(2024, 6, 1)
    assert parse_date("2025年1月1日", today=today) == ParsedDate("2025-01-01", "day")
    future = parse_date("2054年1月1日", today=today)
    old = parse_date("1948年1月1日", today=today)
    assert future == ParsedDate("2054-01-01", "day", "the year 2054 lies in the future")
    assert old == ParsedDate("1948-01-01", "day", "the year 1948 is before 1949")
    assert parse_date("2054年1月1日") == ParsedDate("2054-01-01", "day")


def test_excel_serials_count_only_on_request():
    assert parse_date("45356") is None
    assert parse_date("45356", excel_serial=True) == ParsedDate("2024-03-05", "day")
    assert parse_date("45356.75", excel_serial=True) == ParsedDate("2024-03-05", "day")


def test_dates_in_running_text_have_their_places():
    text = (
        "会议于2023年9月7日召开，二〇二四年三月起施行，见2024-05版和2021—2023年计划，编号20230231。"
    )
    found = [(text[one.start : one.end], one.date.value) for one in find_dates(text)]
    assert found == [
        ("2023年9月7日", "2023-09-07"),
        ("二〇二四年三月", "2024-03"),
        ("2023年", "2023"),
    ]


@given(st.dates(date(1949, 1, 1), date(2099, 12, 31)), st.sampled_from("〇○零０ＯO◯"))
def test_numerals_and_digits_say_the_same(day, zero):
    year = "".join(DIGITS[int(ch)] for ch in str(day.year)).replace("〇", zero)
    written = f"{year}年{numeral(day.month)}月{numeral(day.day)}日"
    expected = ParsedDate(day.isoformat(), "day")
    assert parse_date(written) == expected
    assert parse_date(f"{day.year}年{day.month}月{day.day}日") == expected
    assert parse_date(day.strftime("%Y%m%d")) == expected


@given(st.integers(1900, 2099), st.integers(0, 99), st.integers(0, 99))
def test_a_value_is_always_a_real_date(year, month, day):
    parsed = parse_date(f"{year}年{month}月{day}日")
    assert parsed is not None
    if parsed.value:
        assert date.fromisoformat(parsed.value) == date(year, month, day)
    else:
        with pytest.raises(ValueError, match=r"month|day"):
            date(year, month, day)


@given(st.text(alphabet="0123456789年月日-/.〇一二十 ○Ｏ", max_size=30))
def test_nothing_breaks_the_parser(text):
    for one in find_dates(text):
        assert 0 <= one.start < one.end <= len(text)
        assert bool(one.date.value) != (one.date.precision == "")
    parse_date(text, excel_serial=True)


@given(st.integers(17_899, 73_050))
def test_excel_days_are_counted_from_1900(serial):
    day = date(1899, 12, 30) + timedelta(days=serial)
    assert parse_date(str(serial), excel_serial=True) == ParsedDate(day.isoformat(), "day")
