"""What happens in the county from day to day: letters, officers at work, people who forget, outages, a new calendar."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import count

from sqlalchemy import func, select

from adapters import holidays
from cli.setup import read_units
from demo.letters import DemoLetter, generate
from models.case import Case, Letter
from models.clock import Clock, ClockExtension
from models.department import Department
from models.reply import Reply
from rules.actors import CITIZEN, Role
from rules.calendar import WorkCalendar
from rules.calendar_notice import NoticeDay, WrittenNotice
from rules.letter_draft import Contact, LetterDraft
from rules.localtime import CHINA, local_date, start_of_day
from rules.vocabulary import Category, DeclineGround, Rating, State
from services import (
    calendar_changes,
    confirmations,
    extensions,
    handling,
    intake,
    ratings,
    reclassification,
    replies,
    reworking,
    triage,
    withdrawal,
)
from services.work import Work
from tests.simulation.county import UNITS, County
from tests.simulation.periods import Periods
from tests.simulation.requests import Requests

# When the rows of the timetable are offered: after opening, when mail has been gathered, and after closing.
TICKS = (time(8, 31), time(8, 40), time(17, 40))
# The real date of the notice for 2026; until then its days are provisional.
NOTICE_OF_2026 = date(2025, 11, 4)
OUTAGES = ((date(2025, 4, 22), 3), (date(2025, 10, 8), 2), (date(2026, 2, 10), 4))
LAST_CALENDAR_YEAR = 2026


@dataclass
class Fate:
    """How a letter is treated: mean days between two steps; `forgotten`: after signing for it nobody touches it."""

    pace: float
    forgotten: bool
    asked_more_time: bool = False


@dataclass
class Year:
    """Everything that will happen, in the order of its instants."""

    county: County
    chance: random.Random
    first: date
    last: date
    letters: int
    requests: int
    periods: int
    codes: dict[str, int] = field(default_factory=dict)
    zone: tzinfo = CHINA
    _agenda: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _serial: count[int] = field(default_factory=count)

    def run(self) -> None:
        """Live through the days, each thing at its time."""
        self.codes = dict(self.county.read(lambda work: [
            (code, unit_id) for code, unit_id in work.session.execute(select(Department.code, Department.id))]))
        letters = generate(self.letters, self.chance.randrange(10**6), self.first, self.last, read_units(UNITS))
        for letter in letters:
            self.at(letter.received_at, lambda letter=letter: self._receive(letter))
        Requests(self, self.requests)
        Periods(self, self.periods)
        self._plan_days()
        while self._agenda and self._agenda[0][0] < start_of_day(self.last):
            at, _, happen = heapq.heappop(self._agenda)
            self.county.move_to(at)
            happen()
            self.county.line.work_off()
        self._end()

    def _end(self) -> None:
        """Let a working morning come: what fell due after closing time is mailed when people are back at work."""
        morning = self.county.read(lambda work: work.calendar.on_or_after(self.last))
        for moment in TICKS[:2]:
            self.county.move_to(datetime.combine(morning, moment, CHINA))
            self.county.tick()

    def at(self, instant: datetime, happen: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (instant, next(self._serial), happen))

    def _plan_days(self) -> None:
        day = self.first
        while day < self.last:
            for moment in TICKS:
                self.at(datetime.combine(day, moment, CHINA), self.county.tick)
            day += timedelta(days=1)
        for start, days in OUTAGES:
            self.at(datetime.combine(start, time(7), CHINA), self.county.lose_workers)
            self.at(datetime.combine(start + timedelta(days=days), time(7), CHINA), self.county.heal)
        if self.first < NOTICE_OF_2026 < self.last:
            self.at(datetime.combine(NOTICE_OF_2026, time(16), CHINA), self._new_calendar)

    def _new_calendar(self) -> None:
        """One officer brings the notice in, another approves it."""
        days = tuple(NoticeDay(day.on, day.working, day.name) for day in holidays.special_days(LAST_CALENDAR_YEAR))
        written = WrittenNotice(days, LAST_CALENDAR_YEAR, holidays.notice_of(LAST_CALENDAR_YEAR))
        intake_officer, supervisor = (self.county.person(None, role) for role in (Role.INTAKE, Role.SUPERVISOR))
        change_id = self.county.act(intake_officer, lambda work: calendar_changes.propose(
            work, written, LAST_CALENDAR_YEAR, written.notice, is_whole_year=True).id)
        assert change_id is not None
        self.county.act(supervisor, lambda work: calendar_changes.approve(work, change_id))

    def _receive(self, demo: DemoLetter) -> None:
        draft = LetterDraft(
            token=f"simulated-{next(self._serial):08}", text=demo.text, title=demo.title, place=demo.place,
            mailbox="" if demo.mailbox == "county_leader" else demo.mailbox, category=Category(demo.category),
            contact=Contact(email=f"writer{next(self._serial)}@home.example") if self._by_chance(0.7) else Contact(),
            name_hidden=demo.name_hidden, consents_to_publication=demo.consent_publication)
        sent = self.county.act(CITIZEN, lambda work: intake.submit_letter(work, draft))
        assert sent is not None
        if draft.contact.email and self._by_chance(0.6):
            self.at(self.county.now + timedelta(minutes=20), lambda: self._confirm(sent.id))
        if self._by_chance(0.02):
            self.at(self.county.now + timedelta(days=1), lambda: self._as_citizen(withdrawal.withdraw, sent.id))
        fate = Fate(self.chance.choice((0.4, 0.8, 1.5, 6.0)), self._by_chance(0.03))
        self._next(sent.id, demo, fate)

    def _confirm(self, case_id: int) -> None:
        self.county.act(CITIZEN, lambda work: confirmations.confirm_email(
            work, confirmations.token(work, work.session.get_one(Case, case_id))))

    def _next(self, case_id: int, demo: DemoLetter, fate: Fate) -> None:
        """Somebody will look at the letter again, in office hours."""
        wait = timedelta(days=self.chance.expovariate(1 / fate.pace))
        self.at(self.office_time(self.county.now + wait), lambda: self._step(case_id, demo, fate))

    def office_time(self, after: datetime) -> datetime:
        calendar: WorkCalendar = self.county.read(lambda work: work.calendar)
        day = calendar.on_or_after(local_date(after))
        moment = datetime.combine(day, time(9), CHINA) + timedelta(minutes=self.chance.randrange(480))
        return max(moment, after)

    def _step(self, case_id: int, demo: DemoLetter, fate: Fate) -> None:
        state, unit_id = self.county.read(lambda work: work.session.execute(
            select(Letter.state, Letter.department_id).where(Letter.id == case_id)).one()._tuple())
        steps: dict[str, Callable[[int, int | None, DemoLetter, Fate], bool]] = {
            State.RECEIVED: self._wait, State.TRIAGE: self._assign, State.RETURNED: self._assign,
            State.ASSIGNED: self._take, State.ACCEPTED: self._work, State.REWORK: self._work,
            State.DRAFTED: self._review, State.REVIEWED: self._issue, State.ANSWERED: self._after}
        if state in steps and steps[state](case_id, unit_id, demo, fate):
            self._next(case_id, demo, fate)

    def _wait(self, *_: object) -> bool:
        return True

    def _assign(self, case_id: int, _: int | None, demo: DemoLetter, fate: Fate) -> bool:
        officer = self.county.person(None, Role.INTAKE)
        if self._by_chance(0.06):
            self.county.act(officer, lambda work: triage.decline(work, case_id, DeclineGround.UNCLEAR, "请补充地点。"))
            return False
        self.county.act(officer, lambda work: triage.assign(work, case_id, self.codes[demo.unit_code]))
        return True

    def _take(self, case_id: int, unit_id: int | None, demo: DemoLetter, fate: Fate) -> bool:
        handler, officer = self.county.person(unit_id, Role.HANDLER), self.county.person(None, Role.INTAKE)
        if self._by_chance(0.08):
            self.county.act(handler, lambda work: handling.return_to_office(work, case_id, "不归本单位管。", None))
        elif self._by_chance(0.05):
            other = self.chance.choice([one for one in self.codes.values() if one != unit_id])
            self.county.act(officer, lambda work: triage.transfer(work, case_id, other))
        else:
            self.county.act(handler, lambda work: handling.accept(work, case_id))
            return not fate.forgotten
        return True

    def _work(self, case_id: int, unit_id: int | None, demo: DemoLetter, fate: Fate) -> bool:
        handler = self.county.person(unit_id, Role.HANDLER)
        if not fate.asked_more_time and self._by_chance(0.15):
            fate.asked_more_time = True
            self._ask_more_time(case_id, handler)
        elif self._by_chance(0.03):
            self.county.act(self.county.person(None, Role.SUPERVISOR), lambda work: reclassification.reclassify(
                work, case_id, self.chance.choice([Category.COMPLAINT, Category.REQUEST_HELP, Category.CONSULTATION])))
        else:
            text = f"{demo.reply or demo.text}（第{next(self._serial)}号答复）"
            self.county.act(handler, lambda work: replies.draft(work, case_id, text))
        return True

    def _ask_more_time(self, case_id: int, handler: object) -> None:
        self.county.act(handler, lambda work: extensions.ask(  # type: ignore[arg-type]
            work, case_id, self.chance.randint(1, 5), "需要现场勘查。"))
        waiting = self.county.read(lambda work: _waiting_extension(work, case_id))
        if waiting is not None:
            granted, at = self._by_chance(0.8), self.office_time(self.county.now + timedelta(hours=20))
            self.at(at, lambda: self._decide(waiting, granted))

    def _decide(self, extension_id: int, granted: bool) -> None:
        self.county.act(self.county.person(None, Role.SUPERVISOR), lambda work: extensions.decide(
            work, extension_id, granted=granted, words="情况属实。" if granted else "理由不充分。"))

    def _review(self, case_id: int, unit_id: int | None, demo: DemoLetter, fate: Fate) -> bool:
        lead, version = self.county.person(unit_id, Role.LEAD), self._version(case_id)
        if self._by_chance(0.08):
            self.county.act(lead, lambda work: replies.send_back(work, case_id, version, "请写明完成日期。"))
        else:
            self.county.act(lead, lambda work: replies.approve(work, case_id, version, knowingly=True))
        return True

    def _issue(self, case_id: int, unit_id: int | None, demo: DemoLetter, fate: Fate) -> bool:
        version = self._version(case_id)
        self.county.act(self.county.person(unit_id, Role.LEAD), lambda work: replies.issue(work, case_id, version))
        return True

    def _after(self, case_id: int, unit_id: int | None, demo: DemoLetter, fate: Fate) -> bool:
        if self._by_chance(0.05):
            self.county.act(self.county.person(None, Role.INTAKE),
                            lambda work: reworking.rework(work, case_id, "没有答复什么时候完成。"))
            return True
        if self._by_chance(0.4):
            self.county.act(CITIZEN, lambda work: ratings.rate(work, case_id, self.chance.choice(list(Rating)), ""))
        return False

    def _as_citizen(self, act: Callable[[Work, int], object], case_id: int) -> None:
        self.county.act(CITIZEN, lambda work: act(work, case_id))

    def _version(self, case_id: int) -> int:
        return self.county.read(lambda work: work.session.scalar(
            select(func.max(Reply.version)).where(Reply.case_id == case_id)) or 1)

    def _by_chance(self, share: float) -> bool:
        return self.chance.random() < share


def _waiting_extension(work: Work, case_id: int) -> int | None:
    return work.session.scalar(
        select(ClockExtension.id).join(Clock, Clock.id == ClockExtension.clock_id)
        .where(Clock.case_id == case_id, ClockExtension.state == "requested").limit(1))
