"""Fills the demonstration county: every letter lives its life through the same services as a real one.

Each act is done at its own simulated instant, so that clocks, timelines and figures look like two years of work.
"""

from __future__ import annotations

import random
import secrets as random_source
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

import pyotp
from sqlalchemy import event, func, select, update

from demo.letters import DemoLetter
from models.case import Case, Letter
from models.clock import Clock
from models.department import Department
from models.notice import Notice
from models.staff import Staff
from models.types import table_of
from rules import letter_draft
from rules.actors import CITIZEN, SYSTEM, Actor, Role
from rules.calendar import ONE_DAY
from rules.letter_draft import Contact, LetterDraft
from rules.localtime import CHINA, local_date, start_of_day
from rules.redaction_marks import Decision
from rules.transitions import Act
from rules.vocabulary import Category, DeclineGround, Rating, State
from services import (
    accounts,
    assignments,
    climbing,
    clocks,
    extensions,
    handling,
    letter_index,
    passwords,
    publication,
    ratings,
    redacting,
    registration,
    replies,
    routing,
    staff_rows,
    triage,
)
from services.work import Work

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = ("明远", "晓琴", "建国", "丽华", "志强", "雪梅", "国栋", "春燕", "海涛", "玉兰", "文斌", "秀英", "永红",
         "桂芳", "正康", "小禾", "一鸣", "方晴", "德福", "美玲")
# Who handles what is about the unit that would else have it.
INSPECTORS, OFFICE = "supervision-discipline", "letters-office"
# No password fits it: the person exists in the record, but cannot sign in.
NO_PASSWORD = "!"  # noqa: S105
SHOWN_ACCOUNTS = (
    ("chengban", Role.HANDLER), ("fuzeren", Role.LEAD), ("xinfang", Role.INTAKE), ("ducha", Role.SUPERVISOR),
    ("yinsi", Role.REDACTOR), ("gongkai", Role.PUBLISHER), ("xianzhang", Role.LEADER),
    ("zhengwu", Role.DISCLOSURE),
    ("xitong", Role.SYSTEM_ADMIN), ("anquan", Role.SECURITY_ADMIN), ("shenji", Role.AUDITOR),
)
NEWCOMERS = {Role.HANDLER: "方晴", Role.LEAD: "梁远", Role.INTAKE: "贺一鸣", Role.PUBLISHER: "苗小禾",
             Role.SUPERVISOR: "秦正", Role.LEADER: "高怀远", Role.REDACTOR: "白若溪", Role.DISCLOSURE: "纪清扬",
             Role.SYSTEM_ADMIN: "范立", Role.SECURITY_ADMIN: "沈知行", Role.AUDITOR: "龚明察"}
REASONS_FOR_MORE_TIME = (
    "需要现场勘查，已经约好下周一与住户、物业一起到场。", "涉及两个单位的权属，正在调取原始档案。",
    "检测机构的报告还没有出来，预计五个工作日内可以取得。", "要等下周的联席会议确定整改办法。")
# Of the answers that came late: how many had asked for more time. Of the letters in hand: how many ask for it now.
EXTENDED_SHARE, ASKING_SHARE = 0.6, 0.25
# So many answers are with the redactor, and as many with the publisher.
SHOWN_AT_THE_DESK = 4
NEVER = datetime.max.replace(tzinfo=UTC)
CHANGES_OF_CLOCKS = ("INSERT INTO clock ", "UPDATE clock ")
_NEXT_RUNG = select(func.min(table_of(Clock).c.next_action_at))


class DemoCounty:
    """The people of the demonstration county, and one letter's life after another."""

    def __init__(self, work: Work, seed: int) -> None:
        self.work = work
        self.random = random.Random(seed)
        self.departments = {unit.code: unit.id for unit in work.session.scalars(select(Department))}
        self._people: dict[tuple[int | None, Role], Actor] = {}
        self._to_publish: list[tuple[datetime, int]] = []
        self._to_end: list[tuple[datetime, Callable[[], object]]] = []
        # No rung comes before it; None when a clock has been started or moved since it was asked for.
        self._quiet_until: datetime | None = None
        event.listen(work.session.connection(), "before_cursor_execute", self._heed)
        for role in (Role.INTAKE, Role.SUPERVISOR, Role.LEADER):
            self.person(None, role)

    def person(self, department_id: int | None, role: Role) -> Actor:
        """Return the department's (or the office's) person of this role, made when first needed."""
        key = (department_id, role)
        if key not in self._people:
            serial = len(self._people) + 1
            name = self.random.choice(SURNAMES) + self.random.choice(GIVEN)
            staff = Staff(login=f"{role.value}{serial}", name=name, role=role.value, department_id=department_id,
                          password_hash=NO_PASSWORD, password_set_at=self.work.now, created_at=self.work.now)
            self.work.session.add(staff)
            self.work.session.flush()  # events name the new id
            self._people[key] = staff_rows.as_actor(staff)
        return self._people[key]

    def live(self, demo: DemoLetter) -> Letter:
        """Take one letter through its life."""
        letter = self._receive(demo)
        department_id = self._unit_for(letter, demo)
        if demo.fate == "declined":
            self._decline(letter, demo)
        elif demo.fate == "returned":
            self._return(letter, department_id)
        elif demo.fate != "triage":
            self._handle(letter, demo, department_id)
        letter_index.add(self.work, letter)
        self._climb(self.work.now)
        return letter

    def _unit_for(self, letter: Letter, demo: DemoLetter) -> int:
        """Return who handles the letter: what is about the unit of the matter itself goes to the inspectors."""
        about = assignments.barred_from(self.work, letter)
        unit = self.departments[demo.unit_code]
        return next((one for one in (unit, self.departments.get(INSPECTORS)) if one is not None and one not in about),
                    self.departments[OFFICE])

    def publish(self) -> None:
        """Redact and publish what may be, in the order in which it was answered; the newest still wait for that.

        Then let writers rate their answers, and close those that nobody rated.
        """
        waiting = sorted(self._to_publish)
        for left, (answered_at, case_id) in zip(range(len(waiting), 0, -1), waiting, strict=True):
            begun_at = answered_at + timedelta(hours=22)
            self._redact(self.at(begun_at, self.person(None, Role.REDACTOR)), case_id, left > SHOWN_AT_THE_DESK)
            if left > 2 * SHOWN_AT_THE_DESK:
                released_at = begun_at + timedelta(hours=2)
                publication.release(self.at(released_at, self.person(None, Role.PUBLISHER)), case_id)
        for _, end in sorted(self._to_end, key=lambda one: one[0]):
            end()

    def _redact(self, redactor: Work, case_id: int, proposes: bool) -> None:
        made = redacting.start(redactor, case_id)
        if proposes:
            hints = [redacting.Change(row.id, Decision.KEEP) for row in made.marks if row.decision is None]
            redacting.judge(redactor, case_id, made.edits, hints)
            redacting.propose(redactor, case_id, made.edits, cannot_be_known=True)

    def settle_messages(self) -> None:
        """Take what was owed in the past as sent then: a demonstration writes to nobody about two years ago."""
        self.work.session.flush()  # the statement below sees rows, not objects
        self.work.session.execute(
            update(Notice).where(Notice.state == "owed")
            .values(state="sent", sent_at=Notice.owed_at, attempts=1, next_attempt_at=None)
            .execution_options(synchronize_session=False))

    def _receive(self, demo: DemoLetter) -> Letter:
        contact = Contact(demo.name, demo.phone, demo.email)
        draft = letter_draft.checked(LetterDraft(
            token=random_source.token_urlsafe(24), text=demo.text, title=demo.title, place=demo.place,
            mailbox="" if demo.mailbox == "county_leader" else demo.mailbox, category=Category(demo.category),
            contact=contact, name_hidden=demo.name_hidden, consents_to_publication=demo.consent_publication))
        work = self.at(demo.received_at, CITIZEN)
        registered = registration.register(work, draft, registration.digests(work, draft), received_at=work.now,
                                           act=Act.SUBMIT)
        clocks.start_letter_clock(work, registered)
        letter = work.session.get_one(Letter, registered.id)
        routing.route(self.at(demo.received_at + timedelta(seconds=3), SYSTEM), letter.id)
        return letter

    def _handle(self, letter: Letter, demo: DemoLetter, department_id: int) -> None:
        intake_officer = self.person(None, Role.INTAKE)
        assigned_at = self.workday(demo.received_at, 1 if letter.department_id is None else 0)
        if letter.department_id is None:
            triage.assign(self.at(assigned_at, intake_officer), letter.id, department_id)
        elif letter.department_id != department_id:
            triage.transfer(self.at(assigned_at, intake_officer), letter.id, department_id)
        if demo.fate != "answered" and self.random.random() < 0.3:
            return  # not accepted yet
        handler, lead = self.person(department_id, Role.HANDLER), self.person(department_id, Role.LEAD)
        handling.accept(self.at(assigned_at + timedelta(hours=2), handler), letter.id)
        if demo.fate != "answered":
            if self.random.random() < 0.3:
                replies.draft(self.at(assigned_at + timedelta(hours=5), handler), letter.id, demo.reply)
            elif self.random.random() < ASKING_SHARE:
                self._ask_for_more_time(letter, handler, self.work.now - timedelta(minutes=90))
            return
        answered_at = max(self.workday(demo.received_at, demo.working_days_taken), assigned_at + timedelta(hours=6))
        self._extend_late(letter, handler, assigned_at + timedelta(hours=3), answered_at)
        version = replies.draft(self.at(answered_at - timedelta(hours=3), handler), letter.id, demo.reply).version
        replies.approve(self.at(answered_at - timedelta(hours=1), lead), letter.id, version, knowingly=True)
        replies.issue(self.at(answered_at, lead), letter.id, version)
        self._after_answer(letter, demo, answered_at)

    def _extend_late(self, letter: Letter, handler: Actor, not_before: datetime, answered_at: datetime) -> None:
        """Have more time asked for and granted on the last day, for a part of the answers that came after it."""
        due_on = clocks.due_on(self.work, letter.id)
        if due_on is None or answered_at <= start_of_day(due_on + ONE_DAY) or self.random.random() > EXTENDED_SHARE:
            return
        asked_at = datetime.combine(due_on, time(9, 40), CHINA)
        if asked_at > not_before:
            extension_id = self._ask_for_more_time(letter, handler, asked_at)
            assert extension_id is not None  # the last day has not ended
            decided = self.at(asked_at + timedelta(hours=5), self.person(None, Role.SUPERVISOR))
            extensions.decide(decided, extension_id, True, "同意，请按新的日期答复。")

    def _ask_for_more_time(self, letter: Letter, handler: Actor, moment: datetime) -> int | None:
        """Ask for as much time again as the clock had, unless it has run out; return the request."""
        work = self.at(moment, handler)
        clock = clocks.running(work, letter.id)[-1]
        if work.now >= start_of_day(clock.due_on + ONE_DAY):
            return None
        extension = extensions.ask(work, letter.id, clock.length, self.random.choice(REASONS_FOR_MORE_TIME))
        work.session.flush()  # whoever decides names the request by its id
        return extension.id

    def _after_answer(self, letter: Letter, demo: DemoLetter, answered_at: datetime) -> None:
        rated_at = answered_at + timedelta(days=self.random.randint(1, 9))
        closed_at = answered_at + timedelta(days=ratings.CLOSE_AFTER_DAYS)
        # Both come after the publication, which waits until all letters have been lived.
        if demo.rating and rated_at < self.work.now:
            self._to_end.append((rated_at, lambda: ratings.rate(
                self.at(rated_at, CITIZEN), letter.id, Rating(demo.rating), demo.rating_words)))
        elif closed_at < self.work.now:
            self._to_end.append((closed_at, lambda: ratings.close(self.at(closed_at, SYSTEM), letter.id)))
        if demo.consent_publication and answered_at + timedelta(days=1) < self.work.now \
                and self.random.random() < 0.95:
            self._to_publish.append((answered_at, letter.id))

    def _decline(self, letter: Letter, demo: DemoLetter) -> None:
        at = self.at(self.workday(demo.received_at, demo.working_days_taken), self.person(None, Role.INTAKE))
        triage.decline(at, letter.id, DeclineGround(demo.decline_ground), demo.reply[:triage.REASON_CHARACTERS])

    def _return(self, letter: Letter, department_id: int) -> None:
        if letter.department_id is None:
            intake_officer = self.person(None, Role.INTAKE)
            triage.assign(self.at(self.workday(letter.received_at, 0), intake_officer), letter.id, department_id)
        handler = self.person(letter.department_id, Role.HANDLER)
        others = [unit for unit in self.departments.values() if unit != letter.department_id]
        reason = "来信反映的事项不在本单位职责范围内，建议转有管理职责的单位。"
        at = self.at(self.workday(letter.received_at, 1), handler)
        handling.return_to_office(at, letter.id, reason, self.random.choice(others))

    def workday(self, received_at: datetime, days: int) -> datetime:
        """Return a moment in office hours, `days` working days after receipt and never in the future."""
        day = self.work.calendar.add_working_days(local_date(received_at), days) if days else local_date(received_at)
        moment = datetime.combine(day, time(9, 0), CHINA) + timedelta(minutes=self.random.randint(0, 470))
        return min(max(moment, received_at + timedelta(minutes=10)), self.work.now - timedelta(minutes=30))

    def at(self, moment: datetime, actor: Actor) -> Work:
        """Return the unit of work as it stands at a moment of the past, acting as somebody."""
        moment = min(moment, self.work.now)
        self._climb(moment)
        return replace(self.work, now=moment, actor=actor, jobs=[])

    def _climb(self, until: datetime) -> None:
        """Let the ladder reach every rung whose time has come by then, each at its own instant."""
        while (at := self._next_rung()) <= until:
            self._quiet_until = None
            climbing.climb(replace(self.work, now=at, actor=SYSTEM, jobs=[]))

    def _next_rung(self) -> datetime:
        """Return when the next rung of any clock comes; asked for before every act, and so kept until one changes."""
        self.work.session.flush()  # a change that waits in the session is one
        if self._quiet_until is None:
            self._quiet_until = self.work.session.scalar(_NEXT_RUNG) or NEVER
        return self._quiet_until

    def _heed(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(CHANGES_OF_CLOCKS):
            self._quiet_until = None


def is_empty(work: Work) -> bool:
    """Tell whether no letter has come in yet."""
    return work.session.scalar(select(Case.id).limit(1)) is None


def open_for_show(work: Work) -> int | None:
    """Return the department with the most letters in hand, to sign in to."""
    return work.session.scalar(
        select(Case.department_id).where(Case.department_id.is_not(None),
                                         Case.state.in_([State.ASSIGNED, State.ACCEPTED, State.DRAFTED]))
        .group_by(Case.department_id).order_by(func.count().desc(), Case.department_id).limit(1))


@dataclass(frozen=True)
class Shown:
    """An account to sign in to, with what is needed for it; made anew at every start."""

    login: str
    password: str
    seed: str
    role: Role
    unit: str


def shown_accounts(work: Work) -> Iterator[Shown]:
    """Yield one account per role, with passwords and seeds of authenticators made now."""
    department_id = open_for_show(work)
    for login, role in SHOWN_ACCOUNTS:
        seed = pyotp.random_base32()
        unit_id = department_id if role in (Role.HANDLER, Role.LEAD) else None
        staff = work.session.scalar(select(Staff).where(Staff.login == login)) or _known(work, login, role, unit_id)
        password = passwords.generated(work, login, staff.name if staff is not None else NEWCOMERS.get(role, ""))
        if staff is not None:
            passwords.set_password(work, staff, password)
        elif role in (Role.HANDLER, Role.LEAD) and unit_id is None:
            continue  # a county without departments has nobody to answer
        else:
            staff = accounts.add_staff(work, login, NEWCOMERS[role], role, unit_id, password)
        accounts.furnish(work, staff, seed)
        unit = work.session.get(Department, staff.department_id) if staff.department_id else None
        yield Shown(login, password, seed, role, unit.name if unit else "")


def _known(work: Work, login: str, role: Role, department_id: int | None) -> Staff | None:
    """Return the person who has done this role's work so far, under the shown login from now on."""
    staff = work.session.scalars(
        select(Staff).where(Staff.role == role, Staff.department_id == department_id,
                            Staff.password_hash == NO_PASSWORD).order_by(Staff.id)).first()
    if staff is not None:
        staff.login = login
    return staff
