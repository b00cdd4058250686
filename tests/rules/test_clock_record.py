"""Replaying the record: the facts of a clock from the payloads alone, whatever was done to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import clock_words, clocks
from rules.clock_kinds import ClockKind
from rules.clock_record import Happened, Recorded, clock_payload, moved_payload, replay
from rules.clocks import ClockFacts, ClockTerms, Span
from rules.transitions import Act
from tests.rules.calendars import CALENDAR

START = date(2026, 11, 24)
REPLY = ClockTerms(ClockKind.DISCLOSURE_REPLY, 20)
LETTER = ClockTerms(ClockKind.LETTER_CONSULTATION, 5)


def submitted(terms: ClockTerms | None = LETTER) -> Happened:
    return Happened(Act.SUBMIT, START, {"clock": clock_payload(terms, 1)})


def moved(act: Act, terms: ClockTerms, on: date = START, **more: object) -> Happened:
    return Happened(act, on, moved_payload(terms.kind, START, START, 1, **more))


def reclassified(terms: ClockTerms | None, extension: int = 0) -> Happened:
    return Happened(Act.RECLASSIFY, START, {"clock": clock_payload(terms, 2), "received_on": START.isoformat(),
                                            "extension": extension})


def facts(terms: ClockTerms = LETTER, **more: Any) -> ClockFacts:
    return ClockFacts(terms, START, **more)


EXTENDED = moved(Act.EXTEND, LETTER, length=5)
PAUSED = moved(Act.PAUSE, REPLY, **{"from": "2026-11-25", "limit": "2026-12-16"})
REWORKED = Happened(Act.REWORK, date(2026, 12, 1), {"clock": ["letter_rework", 3, "working_day", 1]})
COMPLAINT = ClockTerms(ClockKind.LETTER_COMPLAINT, 15)


@pytest.mark.parametrize(("events", "clock"), [
    pytest.param([submitted()], Recorded(facts(), 1), id="a new letter"),
    pytest.param([submitted(), EXTENDED], Recorded(facts(extension=5), 1), id="extended"),
    pytest.param([submitted(), EXTENDED, Happened(Act.ISSUE, START, {})], Recorded(facts(extension=5), 1, True),
                 id="answered"),
    pytest.param([submitted(), Happened(Act.MERGE, START, {}), Happened(Act.SEPARATE, START, {})],
                 Recorded(facts(), 1), id="merged and separated"),
    pytest.param([submitted(REPLY), PAUSED],
                 Recorded(facts(REPLY, pauses=(Span(date(2026, 11, 25), date(2026, 12, 16)),)), 1), id="paused"),
    pytest.param([submitted(REPLY), PAUSED, moved(Act.RESUME, REPLY, to="2026-12-01", restart=False)],
                 Recorded(facts(REPLY, pauses=(Span(date(2026, 11, 25), date(2026, 12, 1)),)), 1), id="resumed"),
    pytest.param([submitted(REPLY), PAUSED, moved(Act.RESUME, REPLY, to="2026-12-01", restart=True)],
                 Recorded(ClockFacts(REPLY, date(2026, 12, 1)), 1), id="counted from zero"),
    pytest.param([submitted(), reclassified(COMPLAINT)], Recorded(facts(COMPLAINT), 2), id="another category"),
    pytest.param([submitted(), EXTENDED, reclassified(COMPLAINT, 5)], Recorded(facts(COMPLAINT, extension=5), 2),
                 id="another category, extended"),
    pytest.param([submitted(), reclassified(None), reclassified(LETTER)], Recorded(facts(), 2), id="praise and back"),
    pytest.param([submitted(None), reclassified(LETTER)], Recorded(facts(), 2), id="praise at first"),
    pytest.param([Happened(Act.IMPORT_ANSWERED, date(2026, 12, 3), {
        "clock": clock_payload(LETTER, 1), "received": "2026-11-24T02:00:00+00:00"})], Recorded(facts(), 1, True),
        id="answered elsewhere"),
    pytest.param([submitted(), Happened(Act.RECOUNT, START, {"kind": "letter_consultation", "version": 3})],
                 Recorded(facts(), 3), id="another calendar"),
    pytest.param([submitted(), Happened(Act.RECOUNT, START, {"kind": "letter_sign_for", "version": 3})],
                 Recorded(facts(), 1), id="another calendar for a step"),
    pytest.param([submitted(), moved(Act.PAUSE, REPLY)], Recorded(facts(), 1), id="a clock of another kind"),
])
def test_replay_gives_the_facts_of_the_answers_clock(events: list[Happened], clock: Recorded) -> None:
    assert replay(events) == (clock,)


def test_replay_of_an_order_to_rework_keeps_the_first_clock() -> None:
    first, second = replay([submitted(), EXTENDED, Happened(Act.ISSUE, START, {}), REWORKED])
    assert (first.facts, first.is_stopped) == (facts(extension=5), True)
    assert (second.kind, second.facts.start_on, second.is_stopped) == ("letter_rework", date(2026, 12, 1), False)


def test_replay_of_a_case_from_before_events_told_of_clocks_gives_nothing() -> None:
    assert replay([Happened(Act.SUBMIT, START, {}), EXTENDED]) is None
    assert replay([]) is None


def test_replay_of_praise_gives_no_clock() -> None:
    assert replay([submitted(None)]) == ()


@given(length=st.integers(1, 20), waits=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 15)), max_size=3),
       extension=st.integers(0, 20))
def test_replayed_clock_is_due_when_counting_day_by_day_says_so(
        length: int, waits: list[tuple[int, int]], extension: int) -> None:
    terms, events, day, left_out = ClockTerms(ClockKind.DISCLOSURE_REPLY, length), [], START, set()
    events.append(submitted(terms))
    for gap, lasting in waits:
        first, last = day + timedelta(days=gap), day + timedelta(days=gap + lasting)
        events += [moved(Act.PAUSE, terms, **{"from": first.isoformat(), "limit": "2027-06-01"}),
                   moved(Act.RESUME, terms, to=last.isoformat(), restart=False)]
        left_out |= {first + timedelta(days=n) for n in range(1, lasting + 1)}
        day = last
    if extension:
        events.append(moved(Act.EXTEND, terms, length=extension))
    due, left = START, length + extension
    while left:
        due += timedelta(days=1)
        left -= CALENDAR.is_working(due) and due not in left_out
    [clock] = replay(events)
    assert clocks.due(clock.facts, CALENDAR).on == due


@pytest.mark.parametrize("event", [
    EXTENDED, moved(Act.PAUSE, REPLY, reason="third_party", **{"from": "2026-11-25", "limit": "2026-12-16"}),
    moved(Act.RESUME, REPLY, to="2026-12-01", restart=True),
    Happened(Act.STATE_DEADLINE, START, {"kind": "foreign_deadline", "on": "2026-12-01"}),
    Happened(Act.ASK_PAUSE, START, {"kind": "disclosure_reply", "reason": "third_party", "from": "2026-11-25"}),
    Happened(Act.REFUSE_PAUSE, START, {"kind": "disclosure_reply", "reason": "hearing"}),
    Happened(Act.ASK_EXTENSION, START, {"kind": "petition_conclusion", "length": 30}),
    Happened(Act.REFUSE_EXTENSION, START, {"kind": "letter_help", "length": 3}),
    *(Happened(Act.RECLASSIFY, START, {"category": category, "clock": clock, "before": before, "after": after})
      for category, clock, before, after in (
          ("praise", None, "2026-12-01", None), ("complaint", ["letter_complaint"], "2026-12-01", "2026-12-15"),
          ("other", ["petition_conclusion"], None, "2027-01-25"), ("other", ["x"], "2026-12-01", "2026-12-01"))),
], ids=lambda event: event.act.value)
def test_every_act_on_a_clock_reads_as_a_sentence(event: Happened) -> None:
    words = clock_words.of_payload(event.act, event.payload)
    assert words
    assert "None" not in words
    assert "_" not in words


def test_unit_of_an_extension_is_that_of_its_clock() -> None:
    asked = Happened(Act.ASK_EXTENSION, START, {"kind": "petition_conclusion", "length": 30})
    assert clock_words.of_payload(asked.act, asked.payload) == "30日"
