"""Deadline receipts: whatever happened to a clock, every day that it ever said is computed again to the same day."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from models.calendar import CalendarChange, CalendarDay
from models.clock import Clock, ClockPause
from queries import deadline_receipts, settings
from queries.deadline_receipts import CAUSE_LABELS, CORRECTED, ClockReceipts
from queries.settings import SETTINGS_REVISION
from rules.actors import Role
from rules.clock_kinds import ClockKind, PauseReason, Unit
from rules.clock_record import Cause
from rules.clocks import ClockFacts, Span
from rules.vocabulary import Category, State
from services import clocks, extensions, locking
from services.work import Work
from tests import factories

DAY = timedelta(days=1)
STEPS = 9


class History:
    """One clock to which things happen; it remembers what was told each time, and from which facts."""

    def __init__(self, work: Work, seed: int) -> None:
        self.work, self.random = work, random.Random(seed)
        self.letter = factories.letter(work, category=Category.COMPLAINT)
        work.session.flush()
        self.clock = work.session.scalars(select(Clock).where(Clock.case_id == self.letter.id, Clock.is_answer)).one()
        self.people = [factories.staff(work, Role.HANDLER).id, factories.staff(work, Role.SUPERVISOR).id]
        self.told: list[tuple[ClockFacts, int, date, bool]] = []
        self.causes: list[Cause] = []

    def happen(self, cause: Cause, change: Callable[[], None]) -> None:
        """Let something change the clock, through the one way that there is."""
        before = clocks.facts_of(self.work, self.clock)
        self._remember(before)
        change()
        self.work.session.flush()
        newest = self.work.settings.calendar if cause is Cause.CALENDAR else None
        clocks.read_again(self.work, self.clock, cause, before, calendar=newest)
        self.work.session.flush()
        self.causes.append(cause)

    def run(self, steps: int) -> None:
        """Let that many random things happen."""
        acts: dict[Cause, Callable[[], None]] = {
            Cause.EXTENSION: self._extend, Cause.PAUSE: self._pause, Cause.RESUME: self._resume,
            Cause.RESTART: self._restart, Cause.RECLASSIFY: self._reclassify, Cause.CALENDAR: self._amend}
        for _ in range(steps):
            cause = self.random.choice(list(acts))
            self.happen(cause, acts[cause])
        self._remember(clocks.facts_of(self.work, self.clock))

    def _remember(self, facts: ClockFacts) -> None:
        self.told.append((facts, self.clock.calendar_version, self.clock.due_on, self.clock.provisional))

    def _extend(self) -> None:
        self.clock.extension += self.random.randint(1, 10)

    def _open_pause(self) -> ClockPause | None:
        return self.work.session.scalars(
            select(ClockPause).where(ClockPause.clock_id == self.clock.id, ClockPause.state == "granted")).one_or_none()

    def _pause(self) -> None:
        self._resume()
        from_on = self.clock.start_on + self.random.randint(0, 20) * DAY
        self.work.session.add(ClockPause(
            clock_id=self.clock.id, reason=self.random.choice(list(PauseReason)).value, proof="征询函〔2026〕1号",
            from_on=from_on, limit_on=from_on + 21 * DAY, state="granted", requested_by=self.people[0],
            requested_at=self.work.now, decided_by=self.people[1], decided_at=self.work.now))

    def _resume(self) -> None:
        pause = self._open_pause()
        if pause is not None:
            pause.state, pause.to_on = "ended", pause.from_on + self.random.randint(0, 21) * DAY
            self.work.session.flush()

    def _restart(self) -> None:
        self._resume()
        self.clock.start_on += self.random.randint(1, 30) * DAY

    def _reclassify(self) -> None:
        kind, length, unit = self.random.choice([
            (ClockKind.DISCLOSURE_REPLY, 20, Unit.WORKING_DAY), (ClockKind.PETITION_CONCLUSION, 60, Unit.CALENDAR_DAY),
            (ClockKind.LETTER_CONSULTATION, 5, Unit.WORKING_DAY)])
        self.clock.kind, self.clock.length, self.clock.unit = kind.value, length, unit.value

    def _amend(self) -> None:
        """Bring a notice into force that turns some days of the coming months."""
        session = self.work.session
        version = (session.scalar(select(func.max(CalendarChange.version))) or 0) + 1
        year = self.random.choice((2026, 2027))
        change = CalendarChange(version=version, year=year, is_whole_year=self.random.random() < 0.3, state="in_force",
                                notice=f"第{version}号通知", proposed_at=self.work.now, decided_at=self.work.now)
        session.add(change)
        session.flush()
        first = date(2026, 11, 20) if year == 2026 else date(2027, 1, 1)
        days = {first + self.random.randrange(40) * DAY for _ in range(6)}
        session.add_all(CalendarDay(change_id=change.id, on=day, is_working=day.weekday() >= 5, name="补假")
                        for day in days)
        locking.bump_revision(session, SETTINGS_REVISION)
        settings.forget(session)


def receipts(work: Work, case_id: int, *, steps: bool = False) -> list[ClockReceipts]:
    return deadline_receipts.of_case(work.session, work.settings, case_id, steps=steps)


@pytest.mark.parametrize("seed", range(20))
def test_receipts_of_any_history_compute_every_told_day_again(work: Work, seed: int) -> None:
    history = History(work, seed)
    history.run(STEPS)
    [clock] = receipts(work, history.letter.id)
    readings = [*reversed(clock.earlier), clock.current]
    assert [(one.facts, one.version, one.due_on, one.provisional) for one in readings] == history.told
    assert [one.ended_by for one in readings] == [*history.causes, None]
    for one in readings:
        assert one.is_reproduced, one
        assert one.receipt.days[-1].on == one.due_on
        assert one.receipt.due.inner_on <= one.due_on


def test_receipts_say_what_ended_a_reading_and_when(work: Work) -> None:
    history = History(work, 1)
    history.happen(Cause.EXTENSION, lambda: setattr(history.clock, "extension", 5))
    [clock] = receipts(work, history.letter.id)
    [before] = clock.earlier
    assert (before.cause_words, before.ended_at, before.facts.extension) == ("批准延期", work.now, 0)
    assert (clock.current.cause_words, clock.current.facts.extension) == ("", 5)
    assert (clock.current.due_on - before.due_on).days >= 5


def test_receipts_after_a_correction_run_from_its_receipt(work: Work) -> None:
    history = History(work, 1)
    history.happen(Cause.RESTART, lambda: setattr(history.clock, "start_on", date(2026, 11, 30)))
    [clock] = receipts(work, history.letter.id)
    assert (clock.earlier[0].event, clock.current.event) == ("收到", CORRECTED)
    assert clock.current.receipt.days[0].words == "收到补正，当天不计入"


def test_receipts_of_a_changed_record_are_not_reproduced(work: Work) -> None:
    history = History(work, 1)
    history.clock.due_on += DAY
    work.session.flush()
    assert not receipts(work, history.letter.id)[0].current.is_reproduced


def test_receipts_name_the_pause_and_its_reason(work: Work) -> None:
    history = History(work, 1)

    def pause() -> None:
        work.session.add(ClockPause(
            clock_id=history.clock.id, reason="third_party", proof="征询函", from_on=date(2026, 11, 26),
            to_on=date(2026, 12, 2), limit_on=date(2026, 12, 17), state="ended", requested_by=history.people[0],
            requested_at=work.now, decided_by=history.people[1], decided_at=work.now))

    history.happen(Cause.PAUSE, pause)
    [clock] = receipts(work, history.letter.id)
    assert clock.current.facts.pauses == (Span(date(2026, 11, 26), date(2026, 12, 2), "third_party"),)
    assert "中止4个工作日（征求第三方意见）" in clock.current.sentences[0]


def test_receipts_are_of_the_answer_unless_steps_are_asked_for(work: Work) -> None:
    letter = factories.letter_in(work, State.REWORK)
    work.session.flush()
    answers = [clock.current.kind for clock in receipts(work, letter.id)]
    assert answers == [ClockKind.LETTER_CONSULTATION, ClockKind.LETTER_REWORK]
    every = receipts(work, letter.id, steps=True)
    assert {clock.current.kind for clock in every} >= {ClockKind.LETTER_SIGN_FOR, *answers}
    places = [clock.current.place for clock in every]
    assert places == list(range(1, len(every) + 1))


def test_every_cause_has_words() -> None:
    assert set(CAUSE_LABELS) == set(Cause)


@pytest.mark.parametrize(("length", "article"), [
    pytest.param(3, "政府网站发展指引（国办发〔2017〕47号）", id="the default"),
    pytest.param(2, "本县信箱办理规定", id="the county's own")])
def test_article_is_that_of_whoever_set_the_length(work: Work, length: int, article: str) -> None:
    letter = factories.letter(work, category=Category.SITE_ERROR)
    work.session.flush()
    clock = work.session.scalars(select(Clock).where(Clock.case_id == letter.id, Clock.is_answer)).one()
    clock.length = length
    work.session.flush()
    assert receipts(work, letter.id)[0].current.article == article


def test_receipts_of_an_extension_that_was_asked_for_and_granted_mark_its_days(work: Work) -> None:
    letter = factories.letter_in(work, State.ACCEPTED, category=Category.COMPLAINT)
    asked = extensions.ask(factories.acting(work, factories.staff(work, Role.HANDLER)), letter.id, 5, "要请专家鉴定。")
    work.session.flush()
    extensions.decide(factories.acting(work, factories.staff(work, Role.SUPERVISOR)), asked.id, True, "同意。")
    work.session.flush()
    [clock] = receipts(work, letter.id)
    assert [one.number for one in clock.current.receipt.days if one.extended] == [16, 17, 18, 19, 20]
    assert (clock.earlier[0].due_on, clock.earlier[0].ended_by) == (date(2026, 12, 15), Cause.EXTENSION)
    assert clock.current.is_reproduced
    assert clock.earlier[0].is_reproduced
