"""Notices of fees for requests in a year: how many went out, for how much, and what was paid (条例 42)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from models.case import Case
from models.request_steps import Fee
from queries.paging import AnySelect
from rules.annual_prose import Fees

AnySession = Session | scoped_session[Session]


def of_year(session: AnySession, year: int) -> Fees:
    """Return what a report must say of fees: notices by the day on which they went out, payments by theirs."""
    first, following = date(year, 1, 1), date(year + 1, 1, 1)
    sent = session.execute(
        select(func.count().label("notices"), func.coalesce(func.sum(Fee.amount), 0).label("charged"))
        .where(Fee.issued_on >= first, Fee.issued_on < following)).one()
    return Fees(sent.notices, int(sent.charged), received(session, year))


def received(session: AnySession, year: int, department_id: int | None = None) -> int:
    """Return what was paid in a year, in whole yuan, to one department or to all."""
    return int(session.scalar(_paid(select(func.coalesce(func.sum(Fee.amount), 0)), year, department_id)) or 0)


def paid_cases(session: AnySession, year: int, department_id: int | None = None) -> list[int]:
    """Return the requests for which a fee was paid in a year."""
    return list(session.scalars(_paid(select(Fee.case_id), year, department_id).order_by(Fee.case_id)))


def _paid(statement: AnySelect, year: int, department_id: int | None) -> AnySelect:
    found = statement.select_from(Fee).join(Case, Case.id == Fee.case_id) \
        .where(Fee.paid_on >= date(year, 1, 1), Fee.paid_on < date(year + 1, 1, 1))
    return found if department_id is None else found.where(Case.department_id == department_id)
