from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import calendar_change, clocks
from rules.actors import CITIZEN, SYSTEM, Actor, ActorKind, Role
from rules.calendar import SpecialDay, WorkCalendar
from rules.calendar_change import ChangedDays, Recount, Told, Verdict
from rules.clock_kinds import ClockKind, Unit
from rules.clocks import ClockFacts, ClockTerms, Due
from rules.errors import NotPermitted

TODAY = date(2026, 11, 24)
YEARS = frozenset({2026, 2027})


def due(day: date, provisional: bool = False) -> Due:
    return Due(day, provisional, day)


def away(days: int) -> date:
    return TODAY + timedelta(days=days)


def calendar(*holidays: date, years: frozenset[int] = YEARS, worked: tuple[date, ...] = ()) -> WorkCalendar:
    days = {on: SpecialDay(on, False, "假") for on in holidays} | {on: SpecialDay(on, True, "班") for on in worked}
    return WorkCalendar(days, years)


@pytest.mark.parametrize(
    ("told", "new", "verdict"),
    [
        (Told(away(3), False), due(away(3)), Verdict.SAME),
        (Told(away(3), False), due(away(4)), Verdict.MOVES),
        (Told(away(3), False), due(away(1)), Verdict.MOVES),
        (Told(away(3), False), due(TODAY), Verdict.MOVES),
        (Told(TODAY, False), due(away(1)), Verdict.MOVES),
        (Told(away(-1), False), due(away(1)), Verdict.KEPT_EXPIRED),
        (Told(away(-1), False), due(TODAY), Verdict.KEPT_EXPIRED),
        (Told(away(-1), False), due(away(-1)), Verdict.SAME),
        (Told(away(3), False), due(away(-1)), Verdict.KEPT_TOLD),
        (Told(TODAY, False), due(away(-1)), Verdict.KEPT_TOLD),
        (Told(away(3), True), due(away(3)), Verdict.CONFIRMED),
        (Told(away(3), True), due(away(5)), Verdict.MOVES),
        (Told(away(-1), True), due(away(-1)), Verdict.KEPT_EXPIRED),
    ],
    ids=["the same day", "later", "earlier", "to today", "due today", "expired yesterday", "expired, would be today",
         "expired and the same", "would have expired", "due today, would have expired", "no longer provisional",
         "provisional and moved", "expired provisional"],
)
def test_decide_moves_what_runs_and_keeps_what_expired(told: Told, new: Due, verdict: Verdict) -> None:
    assert calendar_change.decide(told, new, TODAY) is verdict


@given(told=st.dates(away(-90), away(90)), new=st.dates(away(-90), away(90)), was=st.booleans(), now=st.booleans())
def test_decide_never_changes_whether_a_clock_has_expired(told: date, new: date, was: bool, now: bool) -> None:
    verdict = calendar_change.decide(Told(told, was), due(new, now), TODAY)
    after = new if verdict is Verdict.MOVES else told
    assert (after < TODAY) == (told < TODAY)


def test_changed_days_of_equal_calendars_are_none() -> None:
    assert calendar_change.changed_days(calendar(away(3)), calendar(away(3))) is None


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (calendar(), calendar(away(3)), ChangedDays(away(3), away(3))),
        (calendar(away(1), away(9)), calendar(away(9)), ChangedDays(away(1), away(1))),
        (calendar(away(1)), calendar(worked=(away(1), away(5))), ChangedDays(away(1), away(5))),
        (calendar(years=frozenset({2026})), calendar(), ChangedDays(date(2027, 1, 1), date(2027, 12, 31))),
    ],
    ids=["a holiday more", "a holiday less", "worked instead", "a year's notice"],
)
def test_changed_days_reach_from_the_first_difference_to_the_last(
        old: WorkCalendar, new: WorkCalendar, expected: ChangedDays) -> None:
    assert calendar_change.changed_days(old, new) == expected


spans = st.dates(away(-40), away(200))


@given(holidays=st.frozensets(spans, max_size=4), more=st.frozensets(spans, max_size=4), start=spans,
       length=st.integers(1, 60), unit=st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY]),
       years=st.sampled_from([YEARS, frozenset({2026})]))
def test_untouched_clock_has_the_same_last_day_under_both_calendars(
        holidays: frozenset[date], more: frozenset[date], start: date, length: int, unit: Unit,
        years: frozenset[int]) -> None:
    old, new = calendar(*holidays, years=years), calendar(*more)
    facts = ClockFacts(ClockTerms(ClockKind.LETTER_OTHER, length, unit), start)
    told = clocks.due(facts, old)
    if calendar_change.is_untouched(calendar_change.changed_days(old, new), start, told.on):
        assert clocks.due(facts, new) == told


@pytest.mark.parametrize(
    ("before", "after", "provisional", "words"),
    [("2026-12-01", "2026-12-02", False, "放假安排有变化，最后一天由2026年12月1日改为2026年12月2日。"),
     ("2026-12-01", "2027-01-02", True, "放假安排有变化，最后一天由2026年12月1日改为2027年1月2日（暂定）。"),
     ("2027-01-08", "2027-01-08", False, "放假安排已经公布，最后一天仍是2027年1月8日，不再是暂定。")],
)
def test_recount_of_a_payload_says_what_became_of_the_day(
        before: str, after: str, provisional: bool, words: str) -> None:
    recount = Recount.of_payload({"kind": "letter_help", "before": before, "after": after, "provisional": provisional})
    assert recount.words == words
    assert recount.is_of_answer
    assert not Recount("letter_sign_for", TODAY, TODAY, False).is_of_answer


@pytest.mark.parametrize("role", Role)
def test_require_editor_lets_the_letters_office_in(role: Role) -> None:
    actor = Actor(ActorKind.STAFF, 1, role)
    assert calendar_change.may_edit(actor) == (role in (Role.INTAKE, Role.SUPERVISOR))


@pytest.mark.parametrize("actor", [CITIZEN, SYSTEM, Actor(ActorKind.STAFF, 1, Role.LEADER)])
def test_require_editor_refuses_others(actor: Actor) -> None:
    with pytest.raises(NotPermitted):
        calendar_change.require_editor(actor)


def test_counted_gives_the_verdicts_that_there_are() -> None:
    found = [Verdict.MOVES, Verdict.SAME, Verdict.MOVES]
    assert calendar_change.counted(found) == {Verdict.SAME: 1, Verdict.MOVES: 2}
