"""The newest replies that a department has issued to other letters, to hold a new one against."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.assignment import Assignment
from models.case import Case
from models.reply import Reply
from queries import visibility
from rules.reply_checks import Earlier

MOST = 50


def issued_by(session: Session | scoped_session[Session], department_id: int | None, but_case_id: int) -> list[Earlier]:
    """Return at most `MOST` replies of the department, the newest first; those of one case are left out.

    The department's own last assignments lead to them, so that a small department costs no walk over all replies.
    """
    answered = (
        select(Assignment.case_id)
        .where(Assignment.department_id == department_id, Assignment.ended_how == "answered",
               Assignment.case_id != but_case_id)
        .order_by(Assignment.assigned_at.desc()).limit(MOST).subquery())
    rows = session.execute(
        select(Case.number, Reply.text)
        .join(Case, Case.id == Reply.case_id).join(answered, answered.c.case_id == Reply.case_id)
        .where(Reply.department_id == department_id, Reply.issued_at.is_not(None),
               visibility.not_about(department_id or 0))
        .order_by(Reply.issued_at.desc(), Reply.id.desc()).limit(MOST))
    return [Earlier(row.number, row.text) for row in rows]
