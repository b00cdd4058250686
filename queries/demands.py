"""Demands (整改要求) as lists: of one bulletin or remedy, of a department, of the county; and how many wait."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, case, func, select, true
from sqlalchemy.orm import Session, aliased, scoped_session

from models.case import Case
from models.department import Department
from models.digest import Bulletin, Demand, Digest
from models.remedy import Remedy
from models.staff import Staff
from queries.paging import AnyRow, AnySelect
from rules import bulletins, periods
from rules.bulletins import DemandCause, DemandState
from rules.digest_body import DigestKind
from rules.remedy_register import kind_label

AnySession = Session | scoped_session[Session]
_REPORTER = aliased(Staff)
# A longer list is narrowed by its tabs.
MOST_ROWS = 200


class Tab(StrEnum):
    """The lists of demands; slugs are in addresses."""

    OPEN = "open"
    REPORTED = "reported"
    OVERDUE = "overdue"
    DONE = "done"


TAB_LABELS: dict[Tab, str] = {
    Tab.OPEN: "待整改", Tab.OVERDUE: "已过期", Tab.REPORTED: "待核", Tab.DONE: "已办结"}


@dataclass(frozen=True)
class DemandRow:
    """One demand with what makes it.

    `number` is the bulletin's, "" before it is issued, or that of the request that the remedy is about; `period` is
    the quarter of the bulletin or the kind of the remedy.
    """

    id: int
    cause: DemandCause
    digest_id: int | None
    remedy_id: int | None
    period: str
    number: str
    department_id: int
    department: str
    words: str
    due_on: date
    state: DemandState
    report: str
    reporter: str
    reported_at: datetime | None
    send_back_reason: str
    closed_at: datetime | None
    is_overdue: bool

    @property
    def awaits_report(self) -> bool:
        """Whether it is the department's turn."""
        return self.state is DemandState.OPEN

    @property
    def awaits_decision(self) -> bool:
        """Whether it is the letters office's turn."""
        return self.state is DemandState.REPORTED

    @property
    def source(self) -> str:
        """What makes it, in words."""
        return f"{self.number}（{self.period}）" if self.cause is DemandCause.BULLETIN \
            else f"{self.period}的决定（{self.number}）"

    @property
    def standing(self) -> str:
        """How it stands, as a form carries it."""
        return bulletins.demand_standing(self.state, self.reported_at)


def of_bulletin(session: AnySession, digest_id: int, today: date) -> list[DemandRow]:
    """Return the demands of a bulletin in the order in which they were planned.

    One that corrects an issued bulletin has those of the corrected one too, which stay in force.
    """
    ids, earlier = [digest_id], session.scalar(select(Digest.corrects_id).where(Digest.id == digest_id))
    while earlier is not None:
        ids.append(earlier)
        earlier = session.scalar(select(Digest.corrects_id).where(Digest.id == earlier))
    kept = (Demand.digest_id == digest_id) | (Demand.state != DemandState.PLANNED.value)
    rows = session.execute(_rows().where(Demand.digest_id.in_(ids), kept).order_by(Demand.id))
    return [_row(row, today) for row in rows]


def of_remedies(session: AnySession, remedy_ids: Collection[int], today: date) -> list[DemandRow]:
    """Return the demands that follow from decisions on these remedies, in the order in which they were made."""
    rows = session.execute(_rows().where(Demand.remedy_id.in_(remedy_ids)).order_by(Demand.id))
    return [_row(row, today) for row in rows]


def listed(session: AnySession, tab: Tab, today: date, department_id: int | None = None,
           causes: Collection[DemandCause] = frozenset(DemandCause)) -> list[DemandRow]:
    """Return the demands of a list, of all departments or of one, the first due first; what is done, the last first."""
    order = (Demand.closed_at.desc(), Demand.id.desc()) if tab is Tab.DONE else (Demand.due_on, Demand.id)
    rows = session.execute(_rows().where(_belongs(tab, today), _whose(department_id), _caused(causes))
                           .order_by(*order).limit(MOST_ROWS))
    return [_row(row, today) for row in rows]


def one(session: AnySession, demand_id: int, today: date) -> DemandRow | None:
    """Return a demand that is in force, None for one that is only planned."""
    row = session.execute(_rows().where(Demand.id == demand_id, _whose(None))).one_or_none()
    return _row(row, today) if row else None


def counts(session: AnySession, today: date, department_id: int | None = None,
           causes: Collection[DemandCause] = frozenset(DemandCause)) -> dict[Tab, int]:
    """Return how many demands stand in each list."""
    row = session.execute(
        select(*(func.count(case((_belongs(tab, today), 1))).label(tab.value) for tab in Tab))
        .where(_whose(department_id), _caused(causes))).one()
    return {tab: getattr(row, tab.value) for tab in Tab}


def _rows() -> AnySelect:
    return (
        select(Demand.id, Demand.digest_id, Demand.remedy_id, Digest.period, Bulletin.number,
               Case.number.label("case_number"), Remedy.kind, Remedy.after_reconsideration, Demand.department_id,
               Department.name.label("department"), Demand.words, Demand.due_on, Demand.state, Demand.report,
               _REPORTER.name.label("reporter"), Demand.reported_at, Demand.send_back_reason, Demand.closed_at)
        .outerjoin(Digest, Digest.id == Demand.digest_id).outerjoin(Bulletin, Bulletin.digest_id == Demand.digest_id)
        .outerjoin(Remedy, Remedy.id == Demand.remedy_id).outerjoin(Case, Case.id == Remedy.case_id)
        .join(Department, Department.id == Demand.department_id)
        .outerjoin(_REPORTER, _REPORTER.id == Demand.reported_by))


def _belongs(tab: Tab, today: date) -> ColumnElement[bool]:
    if tab is Tab.OVERDUE:
        return (Demand.state == DemandState.OPEN.value) & (Demand.due_on < today)
    return Demand.state == tab.value


def _whose(department_id: int | None) -> ColumnElement[bool]:
    return Demand.state != DemandState.PLANNED.value if department_id is None \
        else (Demand.department_id == department_id) & (Demand.state != DemandState.PLANNED.value)


def _caused(causes: Collection[DemandCause]) -> ColumnElement[bool]:
    if len(causes) == len(DemandCause):
        return true()
    return Demand.remedy_id.is_(None) if DemandCause.BULLETIN in causes else Demand.remedy_id.is_not(None)


def _row(row: AnyRow, today: date) -> DemandRow:
    if row.remedy_id is None:
        cause, number = DemandCause.BULLETIN, row.number or ""
        period = periods.parse(DigestKind.QUARTERLY, row.period).label
    else:
        cause, number = DemandCause.REMEDY, row.case_number
        period = kind_label(row.kind, after_reconsideration=row.after_reconsideration)
    return DemandRow(
        id=row.id, cause=cause, digest_id=row.digest_id, remedy_id=row.remedy_id, period=period,
        number=number, department_id=row.department_id, department=row.department, words=row.words, due_on=row.due_on,
        state=DemandState(row.state), report=row.report, reporter=row.reporter or "",
        reported_at=row.reported_at, send_back_reason=row.send_back_reason, closed_at=row.closed_at,
        is_overdue=bulletins.is_overdue(row.state, row.due_on, today))
