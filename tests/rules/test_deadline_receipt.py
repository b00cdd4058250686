"""Due days and their receipts against a day walker, and what the receipt says of each day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given

from rules import clocks, deadline_receipt
from rules.calendar import WorkCalendar
from rules.clock_kinds import ClockKind, Unit
from rules.clocks import ClockFacts, ClockTerms, Span
from rules.deadline_receipt import CountedDay, DayKind
from tests.rules import walker
from tests.rules.calendars import CALENDAR

NOTICE = "国务院办公厅关于2026年节假日安排的通知"
CONSULTED = Span(date(2026, 1, 22), date(2026, 2, 6), "third_party")
DISCLOSURE = ClockFacts(ClockTerms(ClockKind.DISCLOSURE_REPLY, 20), date(2026, 1, 15), 20, (CONSULTED,))
PETITION = ClockFacts(ClockTerms(ClockKind.PETITION_CONCLUSION, 60, Unit.CALENDAR_DAY), date(2026, 8, 5))
OVER_NEW_YEAR = ClockFacts(ClockTerms(ClockKind.LETTER_CONSULTATION, 5), date(2026, 12, 28))
IN_HOURS = ClockFacts(ClockTerms(ClockKind.OPINION_INCIDENT_FIRST, 5, Unit.HOUR), date(2026, 10, 1),
                      started_at=datetime(2026, 10, 1, 12, 30, tzinfo=UTC))
STATED = ClockFacts(ClockTerms(ClockKind.FOREIGN_DEADLINE, 0), date(2026, 9, 30), stated_on=date(2026, 10, 12))


@given(facts=walker.facts(), calendar=walker.calendars())
def test_due_agrees_with_a_day_walker(facts: ClockFacts, calendar: WorkCalendar) -> None:
    pauses = [(span.after, span.until) for span in facts.pauses]
    inner, last = walker.last_days(facts.start_on, facts.total, facts.terms.unit, pauses,
                                   walker.is_working_in(calendar))
    due = clocks.due(facts, calendar)
    assert (due.inner_on, due.on) == (inner, last)
    assert due.provisional == (last.year > 2026)


@given(facts=walker.facts(), calendar=walker.calendars())
def test_receipt_explains_every_day_and_ends_on_the_due_day(facts: ClockFacts, calendar: WorkCalendar) -> None:
    made = deadline_receipt.receipt(facts, calendar)
    due = clocks.due(facts, calendar)
    assert [one.on for one in made.days] == [
        facts.start_on + timedelta(days=n) for n in range((due.on - facts.start_on).days + 1)]
    counted = [one for one in made.days if one.number]
    assert [one.number for one in counted] == list(range(1, facts.total + 1))
    assert counted[-1].on == due.inner_on
    assert sum(one.extended for one in made.days) == facts.extension
    assert any(one.provisional for one in made.days) == due.provisional
    assert all(one.reason and one.words for one in made.days)


@given(facts=walker.facts(), calendar=walker.calendars())
def test_receipt_names_the_kind_of_day_that_each_is(facts: ClockFacts, calendar: WorkCalendar) -> None:
    is_working, due = walker.is_working_in(calendar), clocks.due(facts, calendar)
    in_working_days = facts.terms.unit is Unit.WORKING_DAY
    for one in list(deadline_receipt.day_by_day(facts, calendar))[1:]:
        paused = any(span.after < one.on <= span.until for span in facts.pauses)
        if one.on > due.inner_on:
            expected = {DayKind.ROLLED}
        elif in_working_days and not is_working(one.on):
            expected = {DayKind.WEEKEND, DayKind.HOLIDAY}
        else:
            expected = {DayKind.PAUSED} if paused else {DayKind.COUNTED, DayKind.MAKE_UP}
        assert one.kind in expected, one


def said(facts: ClockFacts, event: str, *on: date) -> list[CountedDay]:
    days = {one.on: one for one in deadline_receipt.receipt(facts, CALENDAR, event).days}
    return [days[day] for day in on]


@pytest.mark.parametrize(("facts", "on", "number", "words"), [
    pytest.param(DISCLOSURE, "2026-01-15", None, "收到，当天不计入", id="the event"),
    pytest.param(DISCLOSURE, "2026-01-22", 5, "工作日", id="the day on which the pause begins"),
    pytest.param(DISCLOSURE, "2026-01-23", None, "中止：征求第三方意见", id="a day of the pause"),
    pytest.param(DISCLOSURE, "2026-01-24", None, "周末", id="a weekend within the pause"),
    pytest.param(DISCLOSURE, "2026-02-06", None, "中止：征求第三方意见", id="the day on which the answer came"),
    pytest.param(DISCLOSURE, "2026-02-14", 11, f"调休上班（{NOTICE}）", id="a make-up workday"),
    pytest.param(DISCLOSURE, "2026-02-17", None, f"春节放假（{NOTICE}）", id="a holiday"),
    pytest.param(DISCLOSURE, "2026-03-06", 21, "工作日（延期）", id="the first day of the extension"),
    pytest.param(PETITION, "2026-09-20", 46, "计入", id="a calendar day"),
    pytest.param(PETITION, "2026-10-04", 60, f"计入，遇国庆（{NOTICE}）", id="the inner day"),
    pytest.param(PETITION, "2026-10-05", None, f"国庆，顺延（{NOTICE}）", id="a day of the roll"),
    pytest.param(PETITION, "2026-10-08", None, "顺延到这一天", id="the outer day"),
    pytest.param(OVER_NEW_YEAR, "2027-01-04", 4, "工作日（暂定）", id="a year without a notice"),
    pytest.param(IN_HOURS, "2026-10-01", None, "收到20:30", id="the hour of the event"),
    pytest.param(IN_HOURS, "2026-10-02", None, "到期01:30", id="the hour of the end"),
    pytest.param(STATED, "2026-10-12", None, "指定的最后一天", id="a stated day")])
def test_receipt_says_why_a_day_counts_or_not(facts: ClockFacts, on: str, number: int | None, words: str) -> None:
    [one] = said(facts, "收到", date.fromisoformat(on))
    assert (one.number, one.words) == (number, words)


def test_receipt_of_hours_within_a_day_has_one_line() -> None:
    facts = ClockFacts(ClockTerms(ClockKind.OPINION_INCIDENT_FIRST, 5, Unit.HOUR), date(2026, 10, 1))
    assert [one.words for one in deadline_receipt.day_by_day(facts, CALENDAR, "发现")] == ["发现00:00，到期05:00"]


def test_receipt_of_a_last_day_on_a_make_up_saturday_says_that_it_stays() -> None:
    facts = ClockFacts(ClockTerms(ClockKind.PETITION_NOTICE, 15, Unit.CALENDAR_DAY), date(2026, 9, 25))
    assert list(deadline_receipt.day_by_day(facts, CALENDAR))[-1].words == f"计入，调休上班，不顺延（{NOTICE}）"


def test_receipt_lists_the_notices_that_it_rests_on_once() -> None:
    facts = ClockFacts(ClockTerms(ClockKind.LETTER_COMPLAINT, 15), date(2025, 12, 26))
    assert deadline_receipt.receipt(facts, CALENDAR).notices == [NOTICE]


SENTENCES = {
    "working days": (DISCLOSURE, "收到", (
        "从收到次日（1月16日）起算，跳过周末和节假日26天，调休上班2天计入，中止11个工作日（征求第三方意见），延期20个工作日，"
        "第40个工作日是4月2日。",)),
    "calendar days": (PETITION, "受理", ("从受理次日（8月6日）起算，第60日是10月4日，遇休息日顺延到10月8日。",)),
    "provisional": (OVER_NEW_YEAR, "收到", (
        "从收到次日（12月29日）起算，跳过周末和节假日3天，第5个工作日是2027年1月5日。",
        "2027年的放假安排还没有公布，这个日期是暂定的，公布以后重新计算。")),
    "hours": (IN_HOURS, "发现", (
        "从发现的2026年10月1日20:30起连续计算5小时，夜间和节假日照算，到10月2日01:30为止。",)),
    "stated": (STATED, "收到", ("这个期限是指定的，不用计算，最后一天是10月12日。",)),
}


@pytest.mark.parametrize(("facts", "event", "words"), SENTENCES.values(), ids=SENTENCES)
def test_sentences_say_the_receipt_in_words(facts: ClockFacts, event: str, words: tuple[str, ...]) -> None:
    assert tuple(deadline_receipt.sentences(deadline_receipt.receipt(facts, CALENDAR, event))) == words
