"""Departments and mailboxes as lists for forms and filters, and the router built from their duties."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, scoped_session

from models.department import Department, Mailbox
from rules.routing import Router, UnitFacts

AnySession = Session | scoped_session[Session]
_kept: dict[tuple[int, int, date], Router] = {}


def current(session: AnySession, today: date) -> list[Department]:
    """Return the departments that exist on the day, in the order of the county's list."""
    return list(session.scalars(
        select(Department)
        .where(Department.valid_from <= today, (Department.valid_until.is_(None)) | (Department.valid_until >= today))
        .order_by(Department.id)))


def open_mailboxes(session: AnySession) -> list[Row[tuple[str, str, str | None]]]:
    """Return (slug, name, department kind) of the mailboxes that take letters, the county leader's first."""
    return list(session.execute(
        select(Mailbox.slug, Mailbox.name, Department.kind)
        .outerjoin(Department, Mailbox.department_id == Department.id)
        .where(Mailbox.is_open).order_by(Mailbox.is_county_leader.desc(), Mailbox.id)))


def router(session: AnySession, today: date) -> Router:
    """Return the router over today's departments; built once per process and day until the list changes."""
    count, newest = session.execute(select(func.count(), func.coalesce(func.max(Department.id), 0))).one()
    key = (count, newest, today)
    if key not in _kept:
        _kept.clear()
        _kept[key] = Router([UnitFacts(unit.id, unit.name, unit.kind, unit.duties, tuple(unit.keywords.split("\n")))
                             for unit in current(session, today)])
    return _kept[key]
