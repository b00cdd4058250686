"""The ladder as people read it: what is late and how high it stands, one's own reminders, an order (督办单)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Subquery, case, func, or_, select, union_all
from sqlalchemy.orm import Session, scoped_session

from models.case import Case, Letter
from models.clock import Clock
from models.department import Department
from models.rung import Rung, RungTelling
from models.types import table_of
from queries import desk, paging, visibility
from queries.desk import Deadline
from queries.paging import AnyRow, AnySelect
from rules import numbering
from rules.actors import Actor
from rules.calendar import WorkCalendar
from rules.clock_kinds import CLOCK_LABELS, ClockKind
from rules.ladder import RANKS, RUNG_LABELS, RungName
from rules.vocabulary import CaseKind, State

AnySession = Session | scoped_session[Session]
URGED, TOP = RANKS[RungName.URGE], RANKS[RungName.CIRCULATE]
_letter = table_of(Letter)
# Rungs that may be reached before the last day; older ones belong to clocks that have long stopped or are late.
_EARLY = (RungName.URGE_BY_HAND.value, RungName.SUPERVISE.value, RungName.VETO.value)
_EARLY_DAYS = 200
# The words of a list are short: the reminder strip of the desk has room for so many.
MOST_UNSEEN = 200


@dataclass(frozen=True)
class OverdueFilters:
    """Who reads the list, and what it is narrowed to.

    `is_top`: only what stands on the two highest rungs, or only what does not.
    """

    reader: Actor
    department_id: int | None = None
    rung: RungName | None = None
    is_top: bool | None = None


@dataclass(frozen=True)
class RungRow:
    """One rung of a clock as it stands on a page; `order` is the address part of its 督办单, "" without one."""

    rung: RungName
    recorded_at: datetime
    told: int
    order: str

    @property
    def label(self) -> str:
        return RUNG_LABELS[self.rung]


@dataclass(frozen=True)
class OverdueRow:
    """One time limit that runs and is late, or is urged: numbers, units and dates only.

    `step` names a limit that is not the answer's own. `highest` is None while nobody has been told of anything.
    """

    number: str
    kind: CaseKind
    category: str
    state: State
    department: str
    step: str
    deadline: Deadline
    highest: RungRow | None
    last: RungRow | None
    order: str


@dataclass(frozen=True)
class Totals:
    """How many limits are late, and how many of all stand on each height."""

    late: int
    urged: int
    supervised: int
    circulated: int
    alarmed: int


@dataclass(frozen=True)
class Reminder:
    """One case that the reader was told of and has not noted yet: `telling_id` is the newest telling about it.

    `words` are what the supervisor demands, "" for what came by itself; `step` names a limit that is not the answer's.
    """

    telling_id: int
    rung: RungName
    number: str
    department: str
    due_on: date
    order: str
    words: str
    step: str

    @property
    def label(self) -> str:
        return RUNG_LABELS[self.rung]


def overdue(session: AnySession, filters: OverdueFilters, cursor: paging.Cursor | None, today: date,
            calendar: WorkCalendar) -> paging.Page[OverdueRow]:
    """Return a page of what is late or urged and the reader may know of, the longest late first; two queries."""
    order = paging.Order(Clock.due_on.expression, Clock.id.expression)
    found = paging.read_page(session, _listed(filters, today), order, cursor, lambda row: row)
    rungs = _rungs_of(session, [row.id for row in found.rows])
    return paging.Page(tuple(_overdue_row(row, rungs[row.id], today, calendar) for row in found.rows), found.after,
                       found.before)


def totals(session: AnySession, reader: Actor, today: date) -> Totals:
    """Return the figures above the list."""
    listed = _listed(OverdueFilters(reader), today).with_only_columns(Clock.due_on, _rank().label("rank")).subquery()

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    rank = listed.c.rank
    row = session.execute(select(
        count(listed.c.due_on < today), count(rank == URGED), count(rank == RANKS[RungName.SUPERVISE]),
        count(rank == TOP), count(rank == RANKS[RungName.VETO]))).one()
    return Totals(*map(int, row))


def tags(session: AnySession, case_ids: Collection[int]) -> dict[int, str]:
    """Return the word for the highest rung from 催办 up on which each of these cases stands."""
    rows = session.execute(
        select(Clock.case_id, func.max(_rank()).label("rank"))
        .where(Clock.case_id.in_(case_ids), Clock.stopped_at.is_(None)).group_by(Clock.case_id))
    return {row.case_id: _WORDS[row.rank] for row in rows if row.rank >= URGED}


def unseen(session: AnySession, actor: Actor) -> tuple[Reminder, ...]:
    """Return what a person was told of and has not noted, each case once, the gravest first; done ones are left out.

    So are cases that have left the person's reach: given to another unit, or found to be about this one.
    """
    rows = session.execute(
        select(RungTelling.id, Rung.rung, Rung.words, Rung.number.label("order"), Rung.clock_id, Case.number,
               Clock.due_on, Clock.kind, Clock.is_answer, Department.name.label("department"))
        .select_from(RungTelling).join(Rung, Rung.id == RungTelling.rung_id).join(Clock, Clock.id == Rung.clock_id)
        .join(Case, Case.id == Rung.case_id).outerjoin(Department, Department.id == Case.department_id)
        .where(RungTelling.staff_id == actor.id, RungTelling.seen_at.is_(None), Clock.stopped_at.is_(None),
               visibility.visible_to(actor))
        .order_by(RungTelling.id.desc()).limit(MOST_UNSEEN))
    newest: dict[int, Reminder] = {}
    for row in rows:
        newest.setdefault(row.clock_id, Reminder(
            row.id, RungName(row.rung), row.number, row.department or "", row.due_on,
            numbering.order_slug(row.order or ""), row.words, _step(row)))
    return tuple(sorted(newest.values(), key=lambda one: (-RANKS[one.rung], one.due_on, one.number)))


def history(session: AnySession, case_id: int) -> tuple[RungRow, ...]:
    """Return every rung that a case has reached, the newest first."""
    rows = session.execute(_told_rungs().where(Rung.case_id == case_id).order_by(Rung.id.desc()))
    return tuple(map(_rung_row, rows))


# The words of a tag have to be short.
_WORDS = {URGED: "催办", RANKS[RungName.SUPERVISE]: "督办", TOP: "报县领导", RANKS[RungName.VETO]: "长期未答复"}


def _rank() -> ColumnElement[int]:
    """Return how high a clock stands now, 0 for nowhere: rungs of an earlier last day count no more."""
    height = case({rung.value: rank for rung, rank in RANKS.items()}, value=Rung.rung, else_=0)
    now = or_(Rung.of_on == Clock.due_on, Rung.of_on == Clock.start_on, Rung.rung == RungName.URGE_BY_HAND.value)
    highest = select(func.max(height)).where(Rung.clock_id == Clock.id, now).correlate(Clock).scalar_subquery()
    return func.coalesce(highest, 0, type_=Integer)


def _late_or_urged(today: date) -> Subquery:
    """Return the clocks of the list: late ones by their index, and those that are urged though they are in time."""
    since = today - timedelta(days=_EARLY_DAYS)
    return union_all(
        select(Clock.id).where(Clock.stopped_at.is_(None), Clock.due_on < today),
        select(Clock.id).join(Rung, Rung.clock_id == Clock.id)
        .where(Rung.rung.in_(_EARLY), Rung.of_on >= since, Clock.stopped_at.is_(None), Clock.due_on >= today),
    ).subquery()


def _listed(filters: OverdueFilters, today: date) -> AnySelect:
    listed = _late_or_urged(today)
    statement = (
        select(Clock.id, Clock.kind, Clock.is_answer, Clock.due_on, Clock.provisional, Case.number, Case.state,
               Case.kind.label("case_kind"), _letter.c.category, Department.name.label("department"))
        .join(Case, Case.id == Clock.case_id)
        .outerjoin(_letter, _letter.c.case_id == Case.id)
        .outerjoin(Department, Department.id == Case.department_id)
        .where(Clock.id.in_(select(listed.c.id)), visibility.visible_to(filters.reader)))
    if filters.department_id is not None:
        statement = statement.where(Case.department_id == filters.department_id)
    if filters.rung is not None:
        statement = statement.where(_rank() == RANKS[filters.rung])
    if filters.is_top is not None:
        statement = statement.where(_rank() >= TOP if filters.is_top else _rank() < TOP)
    return statement


def _told_rungs() -> Any:
    told = select(func.count()).where(RungTelling.rung_id == Rung.id).correlate(Rung).scalar_subquery()
    return select(Rung.clock_id, Rung.rung, Rung.of_on, Rung.recorded_at, Rung.number, told.label("told"))


def _rungs_of(session: AnySession, clock_ids: list[int]) -> dict[int, list[RungRow]]:
    found: dict[int, list[RungRow]] = defaultdict(list)
    rows = session.execute(
        _told_rungs().join(Clock, Clock.id == Rung.clock_id)
        .where(Rung.clock_id.in_(clock_ids), or_(
            Rung.of_on == Clock.due_on, Rung.of_on == Clock.start_on, Rung.rung == RungName.URGE_BY_HAND.value))
        .order_by(Rung.id))
    for row in rows:
        found[row.clock_id].append(_rung_row(row))
    return found


def _rung_row(row: AnyRow) -> RungRow:
    return RungRow(RungName(row.rung), row.recorded_at, row.told, numbering.order_slug(row.number or ""))


def _overdue_row(row: AnyRow, rungs: Iterable[RungRow], today: date, calendar: WorkCalendar) -> OverdueRow:
    rungs = list(rungs)
    deadline = desk.deadline(row.due_on, row.provisional, None, today, calendar)
    assert deadline is not None
    return OverdueRow(
        row.number, CaseKind(row.case_kind), row.category or "", State(row.state), row.department or "",
        _step(row), deadline,
        highest=max(rungs, key=lambda one: RANKS[one.rung], default=None),
        last=next((one for one in reversed(rungs) if one.told), None),
        order=next((one.order for one in reversed(rungs) if one.order), ""))


def _step(row: AnyRow) -> str:
    return "" if row.is_answer else CLOCK_LABELS[ClockKind(row.kind)]
