"""Departments and mailboxes as lists for forms and filters."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session, scoped_session

from models.department import Department, Mailbox
from queries import settings
from rules.vocabulary import DepartmentKind

AnySession = Session | scoped_session[Session]


def current(session: AnySession, today: date) -> list[Department]:
    """Return the departments that exist on the day, in the order of the county's list."""
    return list(session.scalars(
        select(Department)
        .where(Department.valid_from <= today, (Department.valid_until.is_(None)) | (Department.valid_until >= today))
        .order_by(Department.id)))


def names(session: AnySession, today: date) -> dict[int, str]:
    """Return {id: name} of the departments that exist on the day, in the order of the county's list."""
    return {unit.id: unit.name for start, end, unit in settings.read(session).units
            if start <= today and (end is None or end >= today)}


def published_contacts(session: AnySession) -> frozenset[str]:
    """Return the telephones and mail addresses that departments publish, also of those that have ended."""
    return frozenset(line for contacts in session.scalars(select(Department.contacts).where(Department.contacts != ""))
                     for line in contacts.splitlines())


def codes(session: AnySession, today: date) -> dict[str, tuple[int, str]]:
    """Return {code: (id, name)} of the departments that exist on the day; codes are what addresses may hold."""
    rows = session.execute(
        select(Department.code, Department.id, Department.name)
        .where(Department.valid_from <= today, (Department.valid_until.is_(None)) | (Department.valid_until >= today))
        .order_by(Department.id))
    return {row.code: (row.id, row.name) for row in rows}


def code_of(session: AnySession, department_id: int) -> str:
    """Return the code of a department, also of one that has ended."""
    code: str = session.execute(select(Department.code).where(Department.id == department_id)).scalar_one()
    return code


def id_of(session: AnySession, words: str) -> int | None:
    """Return the id of the department with this code or name, also of one that has ended; None for neither."""
    return session.scalar(select(Department.id).where(or_(Department.code == words, Department.name == words)).limit(1))


def agencies(session: AnySession, today: date) -> list[Department]:
    """Return the departments that can be asked for government information today: authorities, by kind and place."""
    kinds = [DepartmentKind.OFFICE, DepartmentKind.BUREAU, DepartmentKind.TOWN, DepartmentKind.SUB_DISTRICT,
             DepartmentKind.PARK]
    found = [unit for unit in current(session, today) if unit.kind in kinds]
    return sorted(found, key=lambda unit: (kinds.index(DepartmentKind(unit.kind)), unit.id))


def open_mailboxes(session: AnySession) -> list[Row[tuple[str, str, str | None]]]:
    """Return (slug, name, department kind) of the mailboxes that take letters, the county leader's first."""
    return list(session.execute(
        select(Mailbox.slug, Mailbox.name, Department.kind)
        .outerjoin(Department, Mailbox.department_id == Department.id)
        .where(Mailbox.is_open).order_by(Mailbox.is_county_leader.desc(), Mailbox.id)))
