"""Ten years of letters for measuring the counts: made once in small, counted by the service, then multiplied."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Table, insert, select, text, update

from benchmarks.dataset import UNITS
from cli.setup import read_units
from models.case import Case, Letter
from models.clock import Clock
from models.counts import DailyCount, MonthlyCount
from models.department import Department, Mailbox
from models.event import CaseEvent, SealedDay
from models.reply import Reply
from models.types import table_of
from rules import ledger
from rules.clock_kinds import ClockKind, Unit
from rules.clock_record import clock_payload
from rules.clocks import ClockTerms
from rules.figures import Flow
from rules.localtime import start_of_day
from rules.subjects import Subject
from rules.transitions import ALLOWED, Act
from rules.vocabulary import Category, Channel, DeclineGround, Rating, State
from services import counting, seeding
from services.work import Work

YEARS_DAYS, LAST = 3652, date(2026, 10, 31)
FIRST = LAST - timedelta(days=YEARS_DAYS - 1)
# Ids and numbers of events leave room for the copies between them.
STRIDE = 10
CHANNELS = (Channel.WEB, Channel.WEB, Channel.PHONE, Channel.HOTLINE_12345)
CATEGORIES = (Category.CONSULTATION, Category.COMPLAINT, Category.COMPLAINT, Category.REQUEST_HELP, Category.PRAISE)
TERMS = ClockTerms(ClockKind.LETTER_OTHER, 10, Unit.WORKING_DAY)
_case, _letter, _clock, _reply = table_of(Case), table_of(Letter), table_of(Clock), table_of(Reply)
_event, _sealed = table_of(CaseEvent), table_of(SealedDay)
Happening = tuple[datetime, int, Act, str]


def fill(work: Work, letters: int) -> None:
    """Fill a migrated, empty database with so many letters, sealed and counted; the shortest way, without a chain."""
    seeding.seed(work)
    seeding.import_departments(work, read_units(UNITS))
    made = _Letters(work, letters)
    seqs: dict[date, tuple[int, int]] = {}
    for day in (FIRST + timedelta(days=n) for n in range(YEARS_DAYS)):
        seqs[day] = made.live(day)
    work.session.connection().execute(insert(_sealed), [
        {"day": day, "first_seq": first, "last_seq": last, "events": (last - first + 1) // STRIDE, "root": "0" * 64,
         "previous": "0" * 64, "link": "[]", "seal": "0" * 64, "sealed_at": start_of_day(day + timedelta(days=1))}
        for day, (first, last) in seqs.items()])
    counting.close(work, LAST, seqs[LAST])
    work.session.execute(text("ANALYZE"))


def multiply(work: Work) -> None:
    """Let there be ten of each letter, on the same days, and ten times the counts."""
    connection = work.session.connection()
    for copy in range(1, STRIDE):
        for table, key in ((_case, "id"), (_letter, "case_id"), (_clock, "case_id"), (_reply, "case_id"),
                           (_event, "case_id")):
            columns = [column.name for column in table.columns if key == "id" or column.name != "id"]
            chosen = [_copied(table, name, copy) for name in columns]
            connection.execute(insert(table).from_select(
                columns, select(*chosen).where(table.c[key] % STRIDE == 0)))
    for model in (DailyCount, MonthlyCount):
        table = table_of(model)
        connection.execute(update(table).values({flow.value: table.c[flow.value] * STRIDE for flow in Flow}))
    work.session.execute(text("ANALYZE"))


def _copied(table: Table, name: str, copy: int) -> Any:
    column = table.c[name]
    if name in ("case_id", "seq") or (table is _case and name == "id"):
        return column + copy
    return column + f".{copy}" if name in ("number", "submission_key") else column


class _Letters:
    """Makes the letters of one day after another; what will happen to them waits for its day."""

    def __init__(self, work: Work, letters: int) -> None:
        self.connection = work.session.connection()
        self.calendar, self.chance = work.calendar, random.Random(11)
        self.letters, self.made, self.seq = letters, 0, 0
        self.units = list(work.session.scalars(select(Department.id).order_by(Department.id)))
        self.weights = [1 / place ** 0.6 for place in range(1, len(self.units) + 1)]
        self.mailboxes = list(work.session.scalars(select(Mailbox.id).order_by(Mailbox.id).limit(40)))
        self.agenda: defaultdict[date, list[Happening]] = defaultdict(list)

    def live(self, day: date) -> tuple[int, int]:
        """Store the letters that come on a day and all events of it; return the seqs of its events."""
        rows: dict[Table, list[dict[str, Any]]] = {table: [] for table in (_case, _letter, _clock, _reply, _event)}
        wanted = self.letters * ((day - FIRST).days + 1) // YEARS_DAYS
        while self.made < wanted:
            self.made += 1
            self._come(rows, self.made * STRIDE, day)
        first = (self.seq + 1) * STRIDE
        for at, case_id, act, payload in sorted(self.agenda.pop(day, ())):
            self.seq += 1
            rows[_event].append({
                "seq": self.seq * STRIDE, "case_id": case_id, "act": act.value, "actor": "system", "recorded_at": at,
                "effective_at": at, "payload": payload, "prev": "-", "mac": "-"})
        for table, some in rows.items():
            if some:
                self.connection.execute(insert(table), some)
        return first, self.seq * STRIDE + STRIDE - 1

    def _come(self, rows: dict[Table, list[dict[str, Any]]], case_id: int, day: date) -> None:
        unit, other = self.chance.choices(self.units, self.weights, k=2)
        category, subject = self.chance.choice(CATEGORIES), self.chance.choice(list(Subject))
        received = start_of_day(day) + timedelta(hours=9, seconds=self.chance.randrange(30_000))
        state, answered_at = State.RECEIVED, None
        for at, act, facts in self._life(received, category, subject, unit, other):
            if at >= start_of_day(LAST + timedelta(days=1)):
                break
            self.agenda[(at + timedelta(hours=8)).date()].append((at, case_id, act, ledger.canonical(facts)))
            if act is not Act.SUBMIT:
                state = ALLOWED[state, act]
            unit = int(facts.get("department", unit))
            if act is Act.ISSUE:
                answered_at = at
        rows[_case].append({
            "id": case_id, "kind": "letter", "number": f"X{case_id}", "state": state.value, "title": "-",
            "channel": self.chance.choice(CHANNELS).value, "mailbox_id": self.chance.choice(self.mailboxes),
            "department_id": None if state in (State.TRIAGE, State.DECLINED) else unit, "received_at": received,
            "answered_at": answered_at, "closed_at": answered_at if state is State.CLOSED else None,
            "submission_key": str(case_id), "body_digest": "-", "code_mac": "-", "chain_head": "-", "chain_length": 1})
        rows[_letter].append({"case_id": case_id, "category": category.value, "subject": subject.value, "text": "-",
                              "consents_to_publication": False})
        if category is not Category.PRAISE:
            rows[_clock].append({
                "case_id": case_id, "kind": TERMS.kind.value, "is_answer": True, "start_on": day,
                "length": TERMS.length, "unit": TERMS.unit.value, "provisional": False,
                "due_on": self.calendar.add_working_days(day, TERMS.length),
                "calendar_version": self.calendar.version, "stopped_at": answered_at})
        if answered_at is not None:
            rows[_reply].append({"case_id": case_id, "version": 1, "department_id": unit, "text": "-",
                                 "text_digest": "-", "saved_at": answered_at, "issued_at": answered_at})

    def _life(self, received: datetime, category: Category, subject: Subject, unit: int,
              other: int) -> Iterator[tuple[datetime, Act, dict[str, Any]]]:
        """Yield what happens to a letter, whether its time has come or not."""
        clock = None if category is Category.PRAISE else clock_payload(TERMS, self.calendar.version)
        yield received, Act.SUBMIT, {"category": category.value, "subject": subject.value, "clock": clock,
                                     "consent": self.chance.random() < 0.5, "channel": "web", "files": []}
        at, fate = received + timedelta(seconds=20), self.chance.random()
        if fate < 0.2:
            yield at, Act.REFER, {}
            at += timedelta(days=1)
            if fate < 0.06:
                yield at, Act.DECLINE, {"ground": self.chance.choice(list(DeclineGround)).value}
                return
            yield at, Act.ASSIGN, {"department": unit}
        else:
            yield at, Act.ROUTE, {"department": unit}
        if fate > 0.92 and other != unit:
            at += timedelta(days=1)
            yield at, Act.TRANSFER, {"department": other}
            unit = other
        at += timedelta(hours=20)
        yield at, Act.ACCEPT, {"department": unit}
        if 0.5 < fate < 0.504:
            return  # nobody ever answers it
        at += timedelta(days=self.chance.randint(1, 18))
        yield at, Act.DRAFT, {"version": 1}
        yield at + timedelta(hours=1), Act.APPROVE, {"version": 1}
        yield at + timedelta(hours=2), Act.ISSUE, {"version": 1}
        if fate < 0.5:
            yield at + timedelta(days=2), Act.RATE, {"rating": self.chance.choice(list(Rating)).value}
        if fate < 0.4:
            yield at + timedelta(days=9), Act.PUBLISH, {}
