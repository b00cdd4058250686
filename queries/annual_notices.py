"""What a mail about a return of the annual figures says, read at the moment it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.annual import AnnualReturn, AnnualYear
from models.department import Department
from queries.paging import AnyRow
from rules.annual_returns import Reminder, ReturnState

AnySession = Session | scoped_session[Session]
ANNUAL_RETURN = "annual_return"
KINDS = frozenset({ANNUAL_RETURN})


@dataclass(frozen=True)
class AnnualMessage:
    """One mail: the year and its day, the department that it is about, and why it is sent.

    `is_done` tells that the return is handed in by now, `for_office` that the reader is in no department.
    """

    kind: str
    recipient: str
    message_id: str
    year: int
    due_on: date
    unit: str
    why: Reminder
    is_done: bool
    for_office: bool

    @property
    def is_over(self) -> bool:
        return self.why is Reminder.AFTER

    @property
    def is_back(self) -> bool:
        return self.why is Reminder.RETURNED


def message(session: AnySession, notice: AnyRow) -> AnnualMessage | None:
    """Return what a notice tells; `notice` has kind, message_id, email and department_id.

    The notice's name ends with what it is about: annual-12-before-20270131.
    """
    parts = notice.message_id.rpartition(".")[2].split("-")
    row = session.execute(
        select(AnnualReturn.year, AnnualReturn.state, AnnualYear.due_on, Department.name.label("unit"))
        .join(AnnualYear, AnnualYear.year == AnnualReturn.year)
        .join(Department, Department.id == AnnualReturn.department_id)
        .where(AnnualReturn.id == int(parts[1]))).one_or_none()
    if row is None:
        return None
    return AnnualMessage(notice.kind, notice.email, notice.message_id, row.year, row.due_on, row.unit,
                         Reminder(parts[2]), row.state != ReturnState.DRAFT, notice.department_id is None)
