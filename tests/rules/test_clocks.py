from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import clocks
from rules.clock_kinds import ClockKind, Unit
from rules.clocks import LETTER_TERMS, ClockFacts, ClockTerms, Due, Span, Tone
from rules.deadline_receipt import day_by_day
from rules.localtime import local_date
from rules.vocabulary import Category
from tests.rules.calendars import CALENDAR

# The worked examples of the law desk: number, event, length in working days, first counted day, last day, what for.
WORKED = [
    (1, "2011-09-26", 15, "2011-09-27", "2011-10-20", "National Day with weekend work after it"),
    (2, "2018-02-11", 15, "2018-02-12", "2018-03-08", "the event on a make-up Sunday"),
    (3, "2018-02-09", 5, "2018-02-11", "2018-02-22", "day 1 is a make-up Sunday"),
    (4, "2018-09-28", 15, "2018-09-29", "2018-10-24", "two make-up days, then a holiday of seven"),
    (5, "2019-05-15", 20, "2019-05-16", "2019-06-13", "the Dragon Boat Festival inside"),
    (6, "2019-01-30", 20, "2019-01-31", "2019-03-04", "the Spring Festival with two days worked before it"),
    (7, "2019-09-27", 20, "2019-09-29", "2019-10-30", "a make-up Sunday and a make-up Saturday"),
    (8, "2020-01-20", 20, "2020-01-21", "2020-02-25", "the holiday lengthened in 2020"),
    (9, "2020-01-20", 7, "2020-01-21", "2020-02-06", "the same with seven days"),
    (10, "2021-09-30", 20, "2021-10-08", "2021-11-03", "day 1 after the holiday"),
    (11, "2023-09-28", 7, "2023-10-07", "2023-10-13", "day 1 a make-up Saturday"),
    (12, "2023-01-19", 20, "2023-01-20", "2023-02-21", "two days worked after the Spring Festival"),
    (13, "2024-02-09", 20, "2024-02-18", "2024-03-14", "New Year's Eve was no holiday in 2024"),
    (14, "2024-02-04", 7, "2024-02-05", "2024-02-19", "the event on a make-up Sunday of 2024"),
    (15, "2024-09-14", 5, "2024-09-18", "2024-09-24", "the Mid-autumn Festival"),
    (16, "2024-09-30", 7, "2024-10-08", "2024-10-15", "a Saturday counts"),
    (17, "2025-01-24", 20, "2025-01-26", "2025-02-27", "a Sunday and a Saturday count"),
    (18, "2025-02-01", 20, "2025-02-05", "2025-03-03", "received on a holiday"),
    (19, "2025-09-30", 15, "2025-10-09", "2025-10-28", "a holiday of eight days"),
    (20, "2025-12-31", 20, "2026-01-04", "2026-01-29", "over New Year, with a make-up Sunday"),
    (21, "2026-02-13", 20, "2026-02-14", "2026-03-19", "both make-up Saturdays"),
    (22, "2026-02-14", 5, "2026-02-24", "2026-02-28", "due on a make-up Saturday"),
    (23, "2026-02-14", 7, "2026-02-24", "2026-03-03", "the same with seven days in 2026"),
    (24, "2026-04-30", 7, "2026-05-06", "2026-05-13", "a Saturday in May counts"),
    (25, "2026-09-20", 5, "2026-09-21", "2026-09-28", "the Mid-autumn Festival of 2026"),
    (26, "2026-09-24", 20, "2026-09-28", "2026-10-29", "two festivals and a make-up Saturday"),
    (27, "2026-09-30", 15, "2026-10-08", "2026-10-27", "a third party's answer"),
    (28, "2026-01-15", 20, "2026-01-16", "2026-02-12", "before the extension"),
    (30, "2026-04-28", 7, "2026-04-29", "2026-05-11", "the limit for asking back"),
    (34, "2026-09-29", 5, "2026-09-30", "2026-10-12", "an objection over National Day"),
]
# The same in calendar days: number, event, length, the day as counted, the day moved past holidays.
CALENDAR_DAYS = [
    (31, "2026-08-05", 60, "2026-10-04", "2026-10-08", "the last day in a holiday moves behind it"),
    (32, "2026-02-02", 15, "2026-02-17", "2026-02-24", "the last day in the Spring Festival"),
    (33, "2026-09-25", 15, "2026-10-10", "2026-10-10", "a make-up Saturday stays"),
    (35, "2026-09-10", 30, "2026-10-10", "2026-10-10", "a comment period of thirty days"),
]
# Examples 28 and 29: twenty days from 15 January 2026; the letter to the third party went out on the 22nd, its answer
# came on 6 February.
CONSULTED = Span(date(2026, 1, 22), date(2026, 2, 6), "third_party")
LENGTHENED = [
    (20, (), "2026-03-18", "28: the extension runs on from the base deadline"),
    (0, (CONSULTED,), "2026-03-05", "29: eleven working days left out"),
    (20, (CONSULTED,), "2026-04-02", "29: eleven working days left out, and extended"),
]
# The last receipt days whose limit stays inside 2026, by length.
LAST_INSIDE_2026 = {20: "2026-12-03", 15: "2026-12-10", 10: "2026-12-17", 7: "2026-12-22", 5: "2026-12-24",
                    40: "2026-11-05"}


def day(text: str) -> date:
    return date.fromisoformat(text)


def working_days(length: int, start_on: date) -> ClockFacts:
    return ClockFacts(ClockTerms(ClockKind.LETTER_OTHER, length), start_on)


@pytest.mark.parametrize(("event", "length", "first", "last"), [row[1:5] for row in WORKED],
                         ids=[f"{row[0]}: {row[5]}" for row in WORKED])
def test_due_in_working_days_is_the_worked_example(event, length, first, last):
    due = clocks.due(working_days(length, day(event)), CALENDAR)
    assert (due.on, due.provisional) == (day(last), False)
    counted = [one for one in day_by_day(working_days(length, day(event)), CALENDAR) if one.number]
    assert (counted[0].on, counted[0].number) == (day(first), 1)
    assert (counted[-1].on, counted[-1].number) == (day(last), length)


@pytest.mark.parametrize(("event", "length", "inner", "last"), [row[1:5] for row in CALENDAR_DAYS],
                         ids=[f"{row[0]}: {row[5]}" for row in CALENDAR_DAYS])
def test_due_in_calendar_days_moves_past_holidays(event, length, inner, last):
    terms = ClockTerms(ClockKind.PETITION_CONCLUSION, length, Unit.CALENDAR_DAY)
    due = clocks.due(ClockFacts(terms, day(event)), CALENDAR)
    assert (due.inner_on, due.on, due.provisional) == (day(inner), day(last), False)


@pytest.mark.parametrize(("extension", "pauses", "last"), [row[:3] for row in LENGTHENED],
                         ids=[row[3] for row in LENGTHENED])
def test_due_leaves_pauses_out_and_adds_the_extension(extension, pauses, last):
    terms = ClockTerms(ClockKind.DISCLOSURE_REPLY, 20)
    facts = ClockFacts(terms, day("2026-01-15"), extension, pauses)
    assert clocks.due(facts, CALENDAR).on == day(last)


def test_due_of_a_corrected_application_starts_again_from_zero():
    """Example 30: what had been paused before the correction came counts no more."""
    terms = ClockTerms(ClockKind.DISCLOSURE_REPLY, 20)
    facts = ClockFacts(terms, day("2026-04-28"), 0, (Span(day("2026-05-06"), day("2026-05-20")),))
    assert clocks.due(clocks.restarted(facts, day("2026-05-11")), CALENDAR).on == day("2026-06-08")


def test_due_with_a_stated_last_day_is_that_day():
    facts = ClockFacts(ClockTerms(ClockKind.FOREIGN_DEADLINE, 0), day("2026-09-30"), stated_on=day("2026-10-03"))
    due = clocks.due(facts, CALENDAR)
    assert (due.on, due.inner_on, due.provisional) == (day("2026-10-03"), day("2026-10-03"), False)


@pytest.mark.parametrize(("length", "last"), LAST_INSIDE_2026.items())
def test_due_is_provisional_from_the_day_on_that_reaches_a_year_without_notice(length, last):
    assert not clocks.due(working_days(length, day(last)), CALENDAR).provisional
    after = CALENDAR.add_working_days(day(last), 1)
    due = clocks.due(working_days(length, after), CALENDAR)
    assert (due.provisional, due.on.year) == (True, 2027)


def test_due_in_hours_is_an_instant():
    started_at = datetime(2026, 10, 1, 14, 30, tzinfo=UTC)
    facts = ClockFacts(ClockTerms(ClockKind.OPINION_INCIDENT_FIRST, 5, Unit.HOUR), day("2026-10-01"),
                       started_at=started_at)
    due = clocks.due(facts, CALENDAR)
    assert (due.at, due.on) == (datetime(2026, 10, 1, 19, 30, tzinfo=UTC), day("2026-10-02"))


@pytest.mark.parametrize(
    ("category", "length"),
    [(Category.CONSULTATION, 5), (Category.SUGGESTION, 10), (Category.REQUEST_HELP, 10), (Category.COMPLAINT, 15),
     (Category.REPORT, 15), (Category.SITE_ERROR, 3), (Category.OTHER, 10)],
)
def test_letter_terms_are_those_of_the_county(category, length):
    terms = LETTER_TERMS[category]
    assert (terms.length, terms.unit, terms.label) == (length, Unit.WORKING_DAY, f"{length}个工作日")


def test_letter_terms_leave_praise_alone():
    assert set(Category) - set(LETTER_TERMS) == {Category.PRAISE}


@given(due_on=st.dates(date(2000, 1, 1), date(2050, 1, 1)))
def test_overdue_at_is_the_first_instant_after_the_due_day_in_china(due_on):
    instant = clocks.overdue_at(Due(due_on, False, due_on))
    assert local_date(instant) > due_on
    assert local_date(datetime.fromtimestamp(instant.timestamp() - 1, UTC)) == due_on


STANDINGS = [
    ("2026-11-24", None, Tone.PLAIN, 4, "four working days left"),
    ("2026-11-25", None, Tone.SOON, 3, "three working days left"),
    ("2026-11-29", None, Tone.SOON, 1, "the Sunday before"),
    ("2026-11-30", None, Tone.TODAY, 0, "the due day itself"),
    ("2026-12-01", None, Tone.LATE, 1, "the day after"),
    ("2026-12-05", None, Tone.LATE, 4, "a Saturday later"),
    ("2026-12-09", "2026-11-30", Tone.MET, 0, "answered on the due day"),
    ("2026-12-09", "2026-12-02", Tone.MISSED, 2, "answered two working days late"),
]


@pytest.mark.parametrize(("today", "answered", "tone", "days"), [row[:4] for row in STANDINGS],
                         ids=[row[4] for row in STANDINGS])
def test_standing_says_how_a_due_day_stands(today, answered, tone, days):
    answered_on = day(answered) if answered else None
    found = clocks.standing(day("2026-11-30"), day(today), answered_on, CALENDAR)
    assert (found.tone, found.days) == (tone, days)


def test_standing_on_a_weekend_after_the_due_day_is_late_by_at_least_one_day():
    found = clocks.standing(day("2026-11-27"), day("2026-11-28"), None, CALENDAR)
    assert (found.tone, found.days) == (Tone.LATE, 1)
