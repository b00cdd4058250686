"""What a mail to the people of an agency says of a question that was put to it, read at the moment it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.department import Department
from models.remedy import Conferring, ConferringAnswer
from queries.paging import AnyRow

AnySession = Session | scoped_session[Session]
CONFERRING = "conferring"
KINDS = frozenset({CONFERRING})


@dataclass(frozen=True)
class ConferringMessage:
    """One mail. `stage` is what it is about: `asked`, `before`, `after`, `text` or `settled`.

    `asking` is the agency that asks, `is_done` whether nothing is awaited of the reader's agency any more, `is_own`
    whether the reader is of the agency that asks.
    """

    kind: str
    recipient: str
    message_id: str
    stage: str
    asking: str
    answer_by: date
    is_done: bool
    is_own: bool


def message(session: AnySession, notice: AnyRow) -> ConferringMessage | None:
    """Return what a notice of one of KINDS tells; `notice` has kind, message_id, email and department_id.

    The notice's name ends with what it is about: conferring-7-before.
    """
    _, conferring_id, stage = notice.message_id.rpartition(".")[2].split("-")
    asking = aliased(Department)
    row = session.execute(
        select(Conferring.answer_by, Conferring.asked_by_department_id, Conferring.agreed_at, Conferring.ended_at,
               Conferring.agreed_text, asking.name.label("asking"), ConferringAnswer.position, ConferringAnswer.agrees)
        .join(asking, asking.id == Conferring.asked_by_department_id)
        .outerjoin(ConferringAnswer, (ConferringAnswer.conferring_id == Conferring.id)
                   & (ConferringAnswer.department_id == notice.department_id))
        .where(Conferring.id == int(conferring_id))).one_or_none()
    if row is None:
        return None
    is_over = row.agreed_at is not None or row.ended_at is not None
    has_said = row.agrees is not None if row.agreed_text else row.position is not None
    return ConferringMessage(notice.kind, notice.email, notice.message_id, stage.rstrip("0123456789"), row.asking,
                             row.answer_by, is_over or has_said, row.asked_by_department_id == notice.department_id)
