"""What stands behind a cell of the annual forms: requests with how they stand, or what each department has entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.case import Case
from models.department import Department
from models.disclosure import DisclosureRequest
from models.request_result import RequestResult
from queries import annual_registers
from rules.annual_registers import Register
from rules.outcomes import BY_OUTCOME, Outcome
from rules.request_words import REQUEST_CHANNEL_LABELS, REQUEST_STATE_LABELS
from rules.vocabulary import APPLICANT_LABELS, Applicant, Channel, State

AnySession = Session | scoped_session[Session]
PAGE = 100


@dataclass(frozen=True)
class CaseRow:
    """One request behind a cell: numbers, kinds and days, nothing of what it asks for and of nobody who asks."""

    number: str
    department: str
    applicant: str
    channel: str
    received_at: datetime
    ended_on: date | None
    outcome: str
    state: str


@dataclass(frozen=True)
class EnteredBy:
    """What one department has entered of a figure; `value` in whole yuan for amounts."""

    department_id: int
    department: str
    value: int


def rows(session: AnySession, ids: Sequence[int]) -> list[CaseRow]:
    """Return these requests in the order of the ids."""
    found = {row.id: CaseRow(
        row.number, row.department, APPLICANT_LABELS[Applicant(row.applicant)],
        REQUEST_CHANNEL_LABELS.get(Channel(row.channel), row.channel), row.received_at, row.ended_on,
        BY_OUTCOME[Outcome(row.outcome)].label if row.outcome else "",
        REQUEST_STATE_LABELS.get(State(row.state), row.state))
        for row in session.execute(
            select(Case.id, Case.number, Department.name.label("department"), DisclosureRequest.applicant, Case.channel,
                   Case.received_at, RequestResult.ended_on, RequestResult.outcome, Case.state)
            .select_from(DisclosureRequest)
            .join(Department, Department.id == DisclosureRequest.department_id)
            .outerjoin(RequestResult, RequestResult.case_id == DisclosureRequest.case_id)
            .where(DisclosureRequest.case_id.in_(ids)))}
    return [found[one] for one in ids if one in found]


def entered(session: AnySession, year: int, register: Register) -> list[EnteredBy]:
    """Return what the departments have entered of a figure, those that entered more than nought first."""
    values = {unit: figures[register] for unit, figures in annual_registers.by_department(session, year).items()
              if register in figures}
    names = session.execute(select(Department.id, Department.name).where(Department.id.in_(values))
                            .order_by(Department.id))
    return sorted((EnteredBy(row.id, row.name, values[row.id]) for row in names), key=lambda one: -one.value)
