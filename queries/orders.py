"""A supervision order (督办单) as it is printed: numbers, units, dates and what is demanded; nobody is named in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.case import Case
from models.clock import Clock
from models.department import Department
from models.rung import Rung
from queries import visibility
from rules.calendar import WorkCalendar
from rules.clock_kinds import CLOCK_LABELS, ClockKind
from rules.ladder import RUNG_LABELS, RungName
from rules.localtime import local_date
from rules.vocabulary import CaseKind

AnySession = Session | scoped_session[Session]
# By then the department has answered or said in writing why not.
ANSWER_WITHIN = 3
_URGES = (RungName.URGE.value, RungName.URGE_BY_HAND.value)


@dataclass(frozen=True)
class Urge:
    """An urge that came before the order."""

    on: date
    label: str


@dataclass(frozen=True)
class Order:
    """One order. `days_late` are working days past the last day on the day of issue, 0 for one issued in time.

    `barred` are the units that the case is about, which must not read it.
    """

    number: str
    issued_on: date
    department_id: int | None
    department: str
    case_number: str
    case_kind: CaseKind
    kind: str
    started_on: date
    due_on: date
    days_late: int
    urges: tuple[Urge, ...]
    words: str
    answer_by: date
    barred: frozenset[int]


def order(session: AnySession, number: str, calendar: WorkCalendar) -> Order | None:
    """Return the order with this number, None when there is none."""
    row = session.execute(
        select(Rung, Case.number.label("case_number"), Case.kind.label("case_kind"), Clock.kind, Clock.start_on,
               Department.name.label("department"))
        .join(Case, Case.id == Rung.case_id).join(Clock, Clock.id == Rung.clock_id)
        .outerjoin(Department, Department.id == Rung.department_id)
        .where(Rung.number == number)).one_or_none()
    if row is None:
        return None
    issued: Rung = row.Rung
    issued_on = local_date(issued.recorded_at)
    return Order(
        number=number, issued_on=issued_on, department_id=issued.department_id, department=row.department or "",
        case_number=row.case_number, case_kind=CaseKind(row.case_kind), kind=CLOCK_LABELS[ClockKind(row.kind)],
        started_on=row.start_on, due_on=issued.of_on,
        days_late=max(0, calendar.working_days_between(issued.of_on, issued_on)),
        urges=_urges(session, issued), words=issued.words,
        answer_by=calendar.add_working_days(issued_on, ANSWER_WITHIN),
        barred=visibility.barred(session, [issued.case_id]).get(issued.case_id, frozenset()))


def _urges(session: AnySession, issued: Rung) -> tuple[Urge, ...]:
    rows = session.execute(
        select(Rung.recorded_at, Rung.rung)
        .where(Rung.case_id == issued.case_id, Rung.id < issued.id, Rung.rung.in_(_URGES)).order_by(Rung.id))
    return tuple(Urge(local_date(row.recorded_at), RUNG_LABELS[RungName(row.rung)]) for row in rows)
