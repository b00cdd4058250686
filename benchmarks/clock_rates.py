"""Clocks computed in one process, and the receipt of a long one; pure rules, no database."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median

from adapters import holidays
from benchmarks.report import Row
from rules import clocks, deadline_receipt
from rules.calendar import WorkCalendar
from rules.clock_kinds import ROWS, ClockKind, Unit
from rules.clocks import ClockFacts, ClockTerms, Span, terms_of

CLOCKS, RECEIPTS, ROUNDS = 20_000, 300, 5
FIRST, DAYS = date(2008, 5, 1), 6_700
PAUSED_SHARE, EXTENDED_SHARE = 0.4, 0.3
LEAST_CLOCKS, MOST_RECEIPT_MS = 20_000, 1.0
SIXTY = (ClockFacts(ClockTerms(ClockKind.DISCLOSURE_REPLY, 60), date(2026, 1, 15)),
         ClockFacts(ClockTerms(ClockKind.PETITION_CONCLUSION, 60, Unit.CALENDAR_DAY), date(2026, 8, 5)))


def measure() -> list[Row]:
    """Return how many clocks of all kinds are computed in a second, and how long a receipt of sixty days takes."""
    calendar = work_calendar()
    some = mixed(CLOCKS)
    for facts in some:  # a year's working days are listed when it is first counted in
        clocks.due(facts, calendar)
    rate = CLOCKS / _seconds(lambda: [clocks.due(facts, calendar) for facts in some])
    slowest = max(_seconds(lambda facts=facts: [_receipt(facts, calendar) for _ in range(RECEIPTS)])  # type: ignore[misc]
                  for facts in SIXTY)
    return [Row("clocks computed", "/s", rate, least=LEAST_CLOCKS),
            Row("receipt of a clock of sixty days", "ms", slowest / RECEIPTS * 1000, most=MOST_RECEIPT_MS)]


def work_calendar() -> WorkCalendar:
    """Return the calendar of all years whose notice is known."""
    years = holidays.known_years()
    return WorkCalendar({day.on: day for year in years for day in holidays.special_days(year)}, frozenset(years), 1)


def mixed(count: int, seed: int = 1) -> list[ClockFacts]:
    """Return clocks of every kind and regime on random days, a share of them with pauses and extensions."""
    source = random.Random(seed)
    return [_clock(source) for _ in range(count)]


def _clock(source: random.Random) -> ClockFacts:
    row = source.choice(ROWS)
    start_on = FIRST + timedelta(days=source.randrange(DAYS))
    pauses = []
    if row.unit is not Unit.HOUR and source.random() < PAUSED_SHARE:
        for _ in range(source.choice((1, 1, 2))):
            after = start_on + timedelta(days=source.randrange(20))
            pauses.append(Span(after, after + timedelta(days=source.randrange(1, 30))))
    extension = row.extension if source.random() < EXTENDED_SHARE else 0
    return ClockFacts(terms_of(row), start_on, extension, tuple(pauses))


def _receipt(facts: ClockFacts, calendar: WorkCalendar) -> list[str]:
    return deadline_receipt.sentences(deadline_receipt.receipt(facts, calendar))


def _seconds(act: Callable[[], object]) -> float:
    """Return the median time of some rounds."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return median(times)
