from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import clocks, ladder
from rules.clock_kinds import ClockKind, Unit
from rules.clocks import ClockFacts, ClockTerms, Span
from rules.errors import InputRefused
from rules.ladder import ACTS, RANKS, STEPS, Planned, RungName
from rules.localtime import local_date, local_time
from tests.rules.calendars import CALENDAR, walk

TUESDAY = date(2026, 11, 24)
DAYS = st.dates(date(2018, 1, 1), date(2026, 8, 31))
LENGTHS = st.integers(1, 40)


def letter(start: date = TUESDAY, length: int = 10, kind: ClockKind = ClockKind.LETTER_HELP,
           **more: object) -> ClockFacts:
    return ClockFacts(ClockTerms(kind, length), start, **more)  # type: ignore[arg-type]


def planned(facts: ClockFacts, steps: tuple[ladder.Step, ...] = STEPS) -> list[Planned]:
    return ladder.plan(facts, clocks.due(facts, CALENDAR), CALENDAR, steps)


def by_name(facts: ClockFacts) -> dict[str, str]:
    return {one.step.rung.value: f"{local_time(one.at):%m-%d %H:%M}" for one in planned(facts)}


def test_plan_of_ten_working_days_stands_at_the_days_of_the_rules() -> None:
    assert by_name(letter(date(2026, 9, 1))) == {
        "half": "09-08 08:30", "soon": "09-14 08:30", "today": "09-15 08:30", "urge": "09-16 08:30",
        "supervise": "09-18 08:30", "circulate": "09-21 08:30", "veto": "11-02 08:30"}


def test_plan_over_a_holiday_waits_for_the_working_days() -> None:
    # Due on 30 September, the last working day before National Day; the make-up Saturday 10 October counts.
    rungs = by_name(letter(date(2026, 9, 23), 4))
    assert (rungs["today"], rungs["urge"], rungs["supervise"]) == ("09-30 08:30", "10-08 08:30", "10-10 08:30")


@given(start=DAYS, length=LENGTHS, extension=st.integers(0, 20))
def test_plan_of_a_letter_has_each_rung_once_in_working_hours_in_order(start: date, length: int,
                                                                       extension: int) -> None:
    facts = letter(start, length, extension=extension)
    rungs = planned(facts)
    names = [one.step.rung for one in rungs]
    assert len(set(names)) == len(names)
    assert [one.at for one in rungs] == sorted(one.at for one in rungs)
    assert all(CALENDAR.is_working(local_date(one.at)) and local_time(one.at).time() == time(8, 30) for one in rungs)
    after_due = [one for one in rungs if RANKS[one.step.rung] >= RANKS[RungName.URGE] and one.of_on != start]
    assert [one.step.rung for one in after_due] == [RungName.URGE, RungName.SUPERVISE, RungName.CIRCULATE]
    due_on = clocks.due(facts, CALENDAR).on
    assert [local_date(one.at) for one in after_due] == [walk(CALENDAR, due_on, count) for count in (1, 3, 5)]


@given(start=DAYS, length=st.integers(4, 30), extension=st.integers(1, 20))
def test_extension_plans_anew_what_belongs_to_the_due_day_only(start: date, length: int, extension: int) -> None:
    before, after = letter(start, length), letter(start, length, extension=extension)
    moved = {one.key for one in planned(after)} - {one.key for one in planned(before)}
    kept = {one.key for one in planned(after)} & {one.key for one in planned(before)}
    assert {rung for rung, _ in kept} == {"half", "veto"}
    assert {rung for rung, _ in moved} == {"soon", "today", "urge", "supervise", "circulate"}
    assert {of_on for _, of_on in kept} == {start}
    assert {of_on for _, of_on in moved} == {clocks.due(after, CALENDAR).on}


@given(start=DAYS, length=st.integers(2, 30), drawn=st.data())
def test_pause_moves_every_rung_behind_it_and_half_counts_no_paused_day(start: date, length: int,
                                                                        drawn: st.DataObject) -> None:
    after = walk(CALENDAR, start, drawn.draw(st.integers(0, length - 1)))
    until = after + timedelta(days=drawn.draw(st.integers(1, 20)))
    facts = letter(start, length, pauses=(Span(after, until),))
    half = next((one for one in planned(facts) if one.step.rung is RungName.HALF), None)
    if half is None:
        assert length < 2
        return
    day = local_date(half.at)
    counted = [on for on in (start + timedelta(days=n) for n in range(1, (day - start).days + 1))
               if CALENDAR.is_working(on) and not after < on <= until]
    assert len(counted) == length * 50 // 100
    assert day == counted[-1]


def test_plan_of_an_hour_clock_keeps_natural_hours() -> None:
    night = datetime(2026, 10, 3, 18, 0, tzinfo=UTC)
    facts = ClockFacts(ClockTerms(ClockKind.OPINION_INCIDENT_FIRST, 5, Unit.HOUR), local_date(night), started_at=night)
    assert [(one.step.rung, one.at) for one in planned(facts)] == [
        (RungName.HALF, night + timedelta(hours=2.5)), (RungName.URGE, night + timedelta(hours=5))]


@pytest.mark.parametrize(("kind", "rungs"), [
    (ClockKind.LETTER_SIGN_FOR, {"urge"}), (ClockKind.LETTER_ROUTING, {"urge"}),
    (ClockKind.PETITION_OBJECTION, {"soon", "today", "urge"}),
    (ClockKind.DISCLOSURE_REPLY, {"half", "soon", "today", "urge", "supervise", "circulate"}),
    (ClockKind.LETTER_REWORK, {"half", "soon", "today", "urge", "supervise", "circulate"}),
], ids=["signing is only urged", "routing is only urged", "an inner step gets no order", "no alarm for disclosure",
        "no alarm for a rework: it has been answered"])
def test_plan_of_another_kind_has_the_rungs_that_fit_it(kind: ClockKind, rungs: set[str]) -> None:
    assert {one.step.rung.value for one in planned(letter(kind=kind))} == rungs


@given(start=DAYS, length=LENGTHS)
def test_alarm_of_an_unanswered_letter_comes_well_before_the_ninetieth_day(start: date, length: int) -> None:
    alarm = next(one for one in planned(letter(start, length)) if one.step.rung is RungName.VETO)
    assert timedelta(days=60) <= local_date(alarm.at) - start <= timedelta(days=75)


@given(start=DAYS, length=LENGTHS, passed=st.integers(0, 120))
def test_reached_after_an_outage_is_all_of_it_and_the_highest_is_one_of_them(start: date, length: int,
                                                                             passed: int) -> None:
    rungs, now = planned(letter(start, length)), datetime.combine(start + timedelta(days=passed), time(12), UTC)
    done: set[tuple[str, date]] = set()
    found = ladder.reached(rungs, done, now)
    done.update(one.key for one in found)
    assert ladder.reached(rungs, done, now) == []
    following = ladder.next_action(rungs, done)
    assert following is None or following > now
    if found:
        assert RANKS[ladder.highest(found).step.rung] == max(RANKS[one.step.rung] for one in found)


def test_every_rung_has_an_act_a_rank_a_label_and_limits() -> None:
    for table in (ACTS, RANKS, ladder.RUNG_LABELS):
        assert set(table) == set(RungName)
    assert set(ladder.LIMITS) == {step.rung for step in STEPS}
    ladder.check_steps(STEPS)


@pytest.mark.parametrize(("terms", "field"), [
    ([("urge", 0, True)], "urge"), ([("veto", 90, True)], "veto"), ([("supervise", 5, True)], "circulate"),
    ([("half", 100, True)], "half"), ([("soon", 0, True)], "soon")],
    ids=["urging on time", "an alarm when it is too late", "an order after the leader's list", "half is all",
         "soon is today"])
def test_setting_without_sense_is_refused_at_its_rung(terms: list[tuple[str, int, bool]], field: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        ladder.check_steps(ladder.configured(terms))
    assert refusal.value.field == field


def test_setting_that_leaves_a_rung_out_frees_its_place() -> None:
    steps = ladder.configured([("supervise", 5, False), ("circulate", 5, True)])
    ladder.check_steps(steps)
    assert "supervise" not in {one.step.rung for one in planned(letter(), steps)}


def test_setting_that_is_the_newest_of_a_rung_is_in_force() -> None:
    steps = ladder.configured([("supervise", 2, True), ("supervise", 4, True)])
    assert next(step.offset for step in steps if step.rung is RungName.SUPERVISE) == 4
