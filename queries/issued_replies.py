"""The answers that a writer was sent, every version of them, each with the SHA-256 of its text (security.md U5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models.case import Case, Letter
from models.department import Department
from models.reply import Reply
from queries.paging import AnySession
from rules.vocabulary import State


@dataclass(frozen=True)
class IssuedReply:
    """One answer as it was sent. `number` counts the answers of the letter from 1; `digest` is of its text."""

    number: int
    department: str
    issued_at: datetime
    text: str
    digest: str


def of_case(session: AnySession, case_id: int) -> list[IssuedReply]:
    """Return the answers to a case, the first one first.

    A letter that was merged into another has that one's, when the office lets its writer read them.
    """
    letter = session.execute(
        select(Letter.merged_into_id, Letter.shares_reply).where(Letter.case_id == case_id)).one_or_none()
    if letter is not None and letter.merged_into_id is not None:
        if not letter.shares_reply:
            return []
        case_id = letter.merged_into_id
    # The reply to a request is one when it is delivered, not when it is signed.
    rows = session.execute(
        select(Department.name, Reply.issued_at, Reply.text, Reply.text_digest)
        .join(Department, Department.id == Reply.department_id)
        .join(Case, Case.id == Reply.case_id)
        .where(Reply.case_id == case_id, Reply.issued_at.is_not(None), Case.state != State.ISSUED)
        .order_by(Reply.version))
    return [IssuedReply(number, row.name, row.issued_at, row.text, row.text_digest)
            for number, row in enumerate(rows.all(), 1)]
