"""The small figures of a year as they hold now: of a department, of the county, and how one came to be what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, extract, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, scoped_session

from models.annual import AnnualFigure
from models.department import Department
from models.staff import Staff
from queries import annual_fees
from rules.annual_registers import Register, number, total

AnySession = Session | scoped_session[Session]
_LATER = aliased(AnnualFigure)


@dataclass(frozen=True)
class Entered:
    """One version of a figure: `value` in whole yuan for amounts, None when it was taken back."""

    register: Register
    version: int
    value: int | None
    by: str
    at: datetime


def of_department(session: AnySession, year: int, department_id: int) -> dict[Register, int]:
    """Return the figures that a department has entered, without those that are still empty."""
    return {one.register: one.value for one in newest(session, year, department_id).values() if one.value is not None}


def by_department(session: AnySession, year: int) -> dict[int, dict[Register, int]]:
    """Return the figures of every department that has entered any and reports for itself."""
    later = select(_LATER.id).where(_LATER.year == AnnualFigure.year, _LATER.register == AnnualFigure.register,
                                    _LATER.department_id == AnnualFigure.department_id,
                                    _LATER.version > AnnualFigure.version).exists()
    found: dict[int, dict[Register, int]] = {}
    for row in session.execute(
            select(AnnualFigure.department_id, AnnualFigure.register, AnnualFigure.value)
            .join(Department, Department.id == AnnualFigure.department_id)
            .where(AnnualFigure.year == year, AnnualFigure.value.is_not(None), ~later, still_reports(year))):
        found.setdefault(row.department_id, {})[Register(row.register)] = row.value
    return found


def still_reports(year: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether a department outlived the year: of one that ended in it the successor reports, for both."""
    return or_(Department.valid_until.is_(None), extract("year", Department.valid_until) > year)


def numbers(session: AnySession, year: int, department_id: int | None = None) -> Mapping[str, int | Decimal]:
    """Return what fills the cells of the forms, of a department or of the whole county: amounts in 万元.

    What was paid for requests is known here; departments enter only what they took beside the service.
    """
    values = total(by_department(session, year).values()) if department_id is None \
        else of_department(session, year, department_id)
    fees = Register.REQUEST_FEES
    values[fees] = values.get(fees, 0) + annual_fees.received(session, year, department_id)
    return {register.value: number(value, register) for register, value in values.items()}


def newest(session: AnySession, year: int, department_id: int) -> dict[Register, Entered]:
    """Return the newest version of every figure of a department, with who entered it."""
    versions = history(session, year, department_id)
    return {register: entered[0] for register, entered in versions.items()}


def history(session: AnySession, year: int, department_id: int) -> dict[Register, list[Entered]]:
    """Return every version of every figure of a department, the newest first."""
    found: dict[Register, list[Entered]] = {}
    for row in session.execute(
            select(AnnualFigure.register, AnnualFigure.version, AnnualFigure.value, Staff.name,
                   AnnualFigure.entered_at).join(Staff, Staff.id == AnnualFigure.entered_by)
            .where(AnnualFigure.year == year, AnnualFigure.department_id == department_id)
            .order_by(AnnualFigure.register, AnnualFigure.version.desc())):
        register = Register(row.register)
        found.setdefault(register, []).append(
            Entered(register, row.version, row.value, row.name, row.entered_at))
    return found
