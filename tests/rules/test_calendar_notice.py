from __future__ import annotations

import json
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import SpecialDay, WorkCalendar
from rules.calendar_notice import MOST_DAYS, NoticeDay, WrittenNotice, checked, decoded, read
from rules.errors import InputRefused

NEW_YEAR = NoticeDay(date(2027, 1, 1), False, "元旦")
MAKE_UP = NoticeDay(date(2027, 1, 3), True, "调休上班")
TITLE = "国务院办公厅关于2027年部分节假日安排的通知"
# 2027 with a holiday on Monday 1 February, and nothing else.
CALENDAR = WorkCalendar({date(2027, 2, 1): SpecialDay(date(2027, 2, 1), False, "春节")}, frozenset({2027}), 1)


def notice(text: str, year: int | None = 2027, *, whole: bool = True, title: str = TITLE):
    return checked(read(text), year, title, CALENDAR, is_whole_year=whole)


@pytest.mark.parametrize(
    "text",
    ["2027-01-01 休 元旦\n2027-01-03 班", "2027-01-01,holiday,元旦\r\n2027-01-03,workday,\r\n",
     "date,kind,name\n2027-01-01,off,元旦\n2027-01-03,上班,\n",
     "\ufeff日期，类型，名称\n２０２７／１／１，休息，元旦\n2027/1/3，补班",
     "2027年1月1日 放假 元旦\n\n# 调休\n2027年1月3日 上班", "20270101\t休\t元旦\n2027.01.03\t班\t",
     '"2027-01-01","休","元旦"\n"2027-01-03","班",""',
     '[{"date":"2027-01-01","kind":"holiday","name":"元旦"},{"date":"2027-01-03","kind":"班"}]',
     '{"year":2027,"notice":"通知","days":[{"date":"2027-01-01","kind":"休","name":"元旦"},'
     '{"date":"2027-01-03","kind":"workday","name":""}]}'],
    ids=["lines", "CSV", "CSV with header", "full width with mark", "Chinese dates", "tabs", "quoted CSV", "JSON list",
         "JSON object"],
)
def test_read_takes_the_ways_in_which_people_write(text: str) -> None:
    assert read(text).days == (NEW_YEAR, MAKE_UP)
    assert read(text).likely_year == 2027


@pytest.mark.parametrize("between", ["至", "到", "~", "—", "——", ".."])
def test_read_of_a_span_gives_each_of_its_days(between: str) -> None:
    days = read(f"2027-02-27 {between} 2027-03-02 休 假").days
    assert [day.on for day in days] == [date(2027, 2, 27) + timedelta(days=n) for n in range(4)]


@pytest.mark.parametrize(
    ("text", "where"),
    [("2027-01-01 休 元旦\n明天休息", "第2行"), ("2027-02-29 休", "第1行"), ("2027-13-01 班", "第1行"),
     ("2027-01-01 也许", "第1行"), ("2027-01-01", "第1行"), ("2027-01-03 至 2027-01-01 休", "第1行"),
     ("2027-01-01 至 2029-01-01 休", "第1行"), ("2027-01-01 休 " + "长" * 33, "第1行"), ("{", "JSON"), ("{}", "JSON"),
     ("[1]", "第1项"), ('[{"date":"2027-1-1","kind":"休"}]', "第1项"), ('[{"date":"2027-01-01","kind":"x"}]', "第1项"),
     ('{"year":"2027","days":[]}', "JSON"), ("[" * 9000, "JSON"), ("2027-01-01 休\0", "放假安排"),
     ("休" * 30_000, "太长")],
)
def test_read_of_what_makes_no_sense_says_where(text: str, where: str) -> None:
    with pytest.raises(InputRefused, match=where) as refused:
        read(text)
    assert refused.value.field == "days"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_decoded_takes_both_encodings(encoding: str) -> None:
    assert read(decoded("2027-01-01 休 元旦\n2027-01-03 班".encode(encoding))).days == (NEW_YEAR, MAKE_UP)


def test_decoded_refuses_what_is_no_text() -> None:
    with pytest.raises(InputRefused, match="UTF-8"):
        decoded(b"\xff\xfe\x00\x81")


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "一天也没有写"), ("2028-01-01 休", "不在2027年"), ("2026-11-30 休", "不在2027年"),
     ("2027-01-01 休\n2027/1/1 班", "写了两次"), ("2027-01-04 班", "本来就上班"), ("2027-01-01 平日", "平日"),
     ("2027-02-01 至 2027-04-02 休", f"最多{MOST_DAYS}天")],
)
def test_checked_refuses_days_that_cannot_be_meant(text: str, words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        notice(text)


@pytest.mark.parametrize(
    ("year", "title", "field"),
    [(2003, TITLE, "year"), (2101, TITLE, "year"), (2027, " ", "notice"), (2027, "长" * 129, "notice")])
def test_checked_refuses_a_year_or_title_that_cannot_be_meant(year: int, title: str, field: str) -> None:
    with pytest.raises(InputRefused) as refused:
        notice(f"{year}-05-01 休", year, title=title)
    assert refused.value.field == field


def test_checked_whole_year_may_set_days_of_the_december_before() -> None:
    found = notice("2026-12-31 休 元旦\n2026-12-27 班\n2027-01-01 休 元旦")
    assert [day.on.isoformat() for day in found.days] == ["2026-12-27", "2026-12-31", "2027-01-01"]


def test_checked_holiday_on_a_weekend_is_fine() -> None:
    assert notice("2027-01-02 休 元旦").days[0].is_working is False


def test_checked_amendment_that_works_on_a_holiday_makes_it_an_ordinary_day() -> None:
    assert notice("2027-02-01 班", whole=False).days == (NoticeDay(date(2027, 2, 1), None, ""),)
    with pytest.raises(InputRefused, match="本来就上班"):
        notice("2027-02-02 班", whole=False)


def test_checked_amendment_of_a_year_without_notice_is_refused() -> None:
    with pytest.raises(InputRefused, match="整年的通知"):
        notice("2028-02-01 休", 2028, whole=False)


@given(days=st.dictionaries(st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.booleans(), min_size=1, max_size=60))
def test_days_written_as_lines_or_json_are_read_as_they_were(days: dict[date, bool]) -> None:
    written = tuple(NoticeDay(on, works, "调休上班" if works else "休假") for on, works in days.items())
    assert read("\n".join(day.as_line for day in written)) == WrittenNotice(written)
    as_json = [{"date": day.on.isoformat(), "kind": day.kind, "name": day.name} for day in written]
    assert read(json.dumps(as_json)).days == written


@given(text=st.text(max_size=60))
def test_read_of_any_text_gives_days_or_refuses(text: str) -> None:
    with suppress(InputRefused):
        assert all(isinstance(day, NoticeDay) for day in read(text).days)
