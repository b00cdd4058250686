"""What a message to a member of staff needs, read at the moment it goes out."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.notice import Notice
from models.staff import Staff


@dataclass(frozen=True)
class StaffMessage:
    """One message to a member of staff: no writer's name and no letter text are among its facts."""

    kind: str
    recipient: str
    message_id: str
    name: str


def staff_message(session: Session | scoped_session[Session], notice_id: int) -> StaffMessage | None:
    """Return the facts of a notice to a member of staff, None when that person has no mail address (any more)."""
    row = session.execute(
        select(Notice.kind, Notice.message_id, Staff.email, Staff.name)
        .join(Staff, Staff.id == Notice.staff_id)
        .where(Notice.id == notice_id, Staff.is_active, Staff.email.is_not(None))).one_or_none()
    return None if row is None else StaffMessage(row.kind, row.email, row.message_id, row.name)
