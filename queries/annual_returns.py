"""Returns of departments as pages read them: of a year, of one department, and how many wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.annual import AnnualReturn, AnnualYear
from models.department import Department
from models.staff import Staff
from queries import annual_registers
from queries.paging import AnyRow, AnySelect
from rules import annual_returns as rules
from rules.annual_returns import ReturnState

AnySession = Session | scoped_session[Session]
_SUBMITTER, _TAKER = aliased(Staff), aliased(Staff)


@dataclass(frozen=True)
class ReturnRow:
    """One return with its department; `entered` is how many of the figures are filled in."""

    id: int
    year: int
    department_id: int
    department: str
    state: ReturnState
    revision: int
    entered: int
    submitter: str
    submitted_at: datetime | None
    taker: str
    taken_at: datetime | None
    stead_reason: str
    send_back_reason: str
    is_overdue: bool

    @property
    def is_in(self) -> bool:
        """Whether the department has handed it in."""
        return self.state is not ReturnState.DRAFT


@dataclass(frozen=True)
class YearRow:
    """A year whose returns are collected, with how many stand where."""

    year: int
    due_on: date
    counts: dict[ReturnState, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def taken(self) -> int:
        return self.counts[ReturnState.TAKEN]


def years(session: AnySession) -> list[YearRow]:
    """Return the years that were opened, the newest first."""
    rows = session.execute(
        select(AnnualReturn.year, AnnualReturn.state, func.count().label("number"))
        .join(Department, Department.id == AnnualReturn.department_id)
        .where(annual_registers.still_reports(AnnualReturn.year))
        .group_by(AnnualReturn.year, AnnualReturn.state)).all()
    found = {(row.year, row.state): row.number for row in rows}
    return [YearRow(year.year, year.due_on, {state: found.get((year.year, state.value), 0) for state in ReturnState})
            for year in session.scalars(select(AnnualYear).order_by(AnnualYear.year.desc()))]


def due_on(session: AnySession, year: int) -> date | None:
    """Return the day by which the returns of a year are due, None for a year that was not opened."""
    return session.scalar(select(AnnualYear.due_on).where(AnnualYear.year == year))


def listed(session: AnySession, year: int, today: date) -> list[ReturnRow]:
    """Return the returns of a year in the county's order, without those of departments that ended in it."""
    entered = {unit: len(values) for unit, values in annual_registers.by_department(session, year).items()}
    rows = session.execute(_rows().where(AnnualReturn.year == year, annual_registers.still_reports(AnnualReturn.year))
                           .order_by(AnnualReturn.department_id))
    return [_row(row, today, entered.get(row.department_id, 0)) for row in rows]


def one(session: AnySession, year: int, department_id: int, today: date) -> ReturnRow | None:
    """Return the return of a department, None when the year was not opened."""
    row = session.execute(_rows().where(AnnualReturn.year == year, AnnualReturn.department_id == department_id)
                          ).one_or_none()
    entered = annual_registers.of_department(session, year, department_id)
    return _row(row, today, len(entered)) if row else None


def handed_in(session: AnySession, return_id: int) -> str:
    """Return the JSON of what was handed in, "" while it is a draft."""
    return session.scalar(select(AnnualReturn.cells).where(AnnualReturn.id == return_id)) or ""


def of_department(session: AnySession, department_id: int, today: date) -> list[tuple[ReturnRow, date]]:
    """Return the returns of a department with the day by which each is due, the newest year first."""
    rows = session.execute(_rows().where(AnnualReturn.department_id == department_id)
                           .order_by(AnnualReturn.year.desc())).all()
    return [(_row(row, today, len(annual_registers.of_department(session, row.year, department_id))), row.due_on)
            for row in rows]


def missing(session: AnySession, year: int, today: date) -> list[str]:
    """Return the names of the departments whose return is not taken yet, in the county's order."""
    return [row.department for row in listed(session, year, today) if row.state is not ReturnState.TAKEN]


def reporting(session: AnySession, year: int, today: date) -> list[int]:
    """Return the ids of the departments that report on a year: those that exist now and did so when it ended."""
    return list(session.scalars(
        select(Department.id)
        .where(Department.valid_from <= today, or_(Department.valid_until.is_(None), Department.valid_until >= today),
               annual_registers.still_reports(year))
        .order_by(Department.id)))


def waiting_count(session: AnySession, department_id: int | None) -> int:
    """Return how many returns wait: a department's own that are to be filled in, or for the office those handed in."""
    wanted = AnnualReturn.state == ReturnState.SUBMITTED.value if department_id is None \
        else (AnnualReturn.state == ReturnState.DRAFT.value) & (AnnualReturn.department_id == department_id)
    return session.scalar(select(func.count()).select_from(AnnualReturn).where(wanted)) or 0


def _rows() -> AnySelect:
    return (
        select(AnnualReturn.id, AnnualReturn.year, AnnualReturn.department_id, Department.name.label("department"),
               AnnualReturn.state, AnnualReturn.revision, _SUBMITTER.name.label("submitter"),
               AnnualReturn.submitted_at, _TAKER.name.label("taker"), AnnualReturn.taken_at,
               AnnualReturn.stead_reason, AnnualReturn.send_back_reason, AnnualYear.due_on)
        .join(Department, Department.id == AnnualReturn.department_id)
        .join(AnnualYear, AnnualYear.year == AnnualReturn.year)
        .outerjoin(_SUBMITTER, _SUBMITTER.id == AnnualReturn.submitted_by)
        .outerjoin(_TAKER, _TAKER.id == AnnualReturn.taken_by))


def _row(row: AnyRow, today: date, entered: int) -> ReturnRow:
    return ReturnRow(
        id=row.id, year=row.year, department_id=row.department_id, department=row.department,
        state=ReturnState(row.state), revision=row.revision, entered=entered, submitter=row.submitter or "",
        submitted_at=row.submitted_at, taker=row.taker or "", taken_at=row.taken_at, stead_reason=row.stead_reason,
        send_back_reason=row.send_back_reason, is_overdue=rules.is_overdue(row.state, row.due_on, today))
