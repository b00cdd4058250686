"""The register of remedies as lists: of one request, of an agency, of the county; and one entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session, scoped_session

from models.department import Department
from models.disclosure import DisclosureRequest
from models.remedy import Remedy
from rules import remedy_register
from rules.calendar import WorkCalendar
from rules.localtime import local_date
from rules.outcomes import BY_OUTCOME, Outcome
from rules.remedy_register import BODY_LABELS, FILED_BY_LABELS, FiledBy, RemedyKind, kind_label, outcome_label

AnySession = Session | scoped_session[Session]
# A longer list is narrowed by its tabs.
MOST_ROWS = 300


class Tab(StrEnum):
    """The lists of the register; slugs are in addresses."""

    PENDING = "pending"
    DECIDED = "decided"
    ALL = "all"


TAB_LABELS: dict[Tab, str] = {Tab.PENDING: "尚未审结", Tab.DECIDED: "已经审结", Tab.ALL: "全部"}


@dataclass(frozen=True)
class RemedyRow:
    """One entry of the register with the request it is about; `answer_is_late` is of the agency's own answer."""

    id: int
    number: str
    title: str
    case_id: int
    department_id: int | None
    department: str
    kind: RemedyKind
    after_reconsideration: bool
    reconsideration_id: int | None
    filed_by: FiledBy
    body: str
    body_number: str
    claim: str
    is_simplified: bool
    filed_on: date
    notified_on: date | None
    answer_by: date | None
    answered_on: date | None
    outcome: str | None
    decided_on: date | None
    decision_words: str
    edits: int
    request_outcome: str | None
    request_answered_on: date | None
    answer_is_late: bool

    @property
    def kind_words(self) -> str:
        """The kind as the annual form names it."""
        return kind_label(self.kind, after_reconsideration=self.after_reconsideration)

    @property
    def outcome_words(self) -> str:
        """How it ended, or that it is pending."""
        return outcome_label(self.outcome)

    @property
    def body_label(self) -> str:
        """What the body is called for this kind."""
        return BODY_LABELS[self.kind]

    @property
    def filed_by_words(self) -> str:
        """Who filed it, as a word."""
        return FILED_BY_LABELS[self.filed_by]

    @property
    def against(self) -> str:
        """How the request was answered."""
        return BY_OUTCOME[Outcome(self.request_outcome)].label if self.request_outcome else "还没有答复"

    @property
    def skipped_reconsideration(self) -> bool:
        """Whether a direct lawsuit went past the reconsideration that must come first."""
        return remedy_register.skipped_reconsideration(
            self.kind, self.request_outcome, self.request_answered_on,
            after_reconsideration=self.after_reconsideration)

    def last_day(self, calendar: WorkCalendar, reconsidered_on: date | None = None) -> date | None:
        """Return the last day on which it could be filed, as far as the register knows."""
        return remedy_register.last_day_to_file(self.kind, self.request_answered_on, calendar,
                                                reconsidered_on=reconsidered_on)


def of_case(session: AnySession, case_id: int, today: date) -> list[RemedyRow]:
    """Return the remedies about a request in the order in which they were filed."""
    rows = session.execute(_rows().where(Remedy.case_id == case_id).order_by(Remedy.filed_on, Remedy.id))
    return [_row(row, today) for row in rows]


def listed(session: AnySession, tab: Tab, today: date, department_id: int | None = None) -> list[RemedyRow]:
    """Return a list of the register, of an agency or of the county: what was filed last stands first."""
    rows = session.execute(_rows().where(_belongs(tab), _whose(department_id))
                           .order_by(Remedy.filed_on.desc(), Remedy.id.desc()).limit(MOST_ROWS))
    return [_row(row, today) for row in rows]


def counts(session: AnySession, department_id: int | None = None) -> dict[Tab, int]:
    """Return how many remedies stand in each list."""
    row = session.execute(
        select(func.count(), func.count(Remedy.outcome)).select_from(Remedy)
        .join(DisclosureRequest, DisclosureRequest.case_id == Remedy.case_id).where(_whose(department_id))).one()
    return {Tab.PENDING: row[0] - row[1], Tab.DECIDED: row[1], Tab.ALL: row[0]}


def one(session: AnySession, remedy_id: int, today: date) -> RemedyRow | None:
    """Return an entry, None when there is none."""
    row = session.execute(_rows().where(Remedy.id == remedy_id)).one_or_none()
    return _row(row, today) if row else None


def _rows() -> Any:
    return (
        select(Remedy, DisclosureRequest.number, DisclosureRequest.title, DisclosureRequest.department_id,
               DisclosureRequest.outcome.label("request_outcome"), DisclosureRequest.answered_at,
               Department.name.label("department"))
        .join(DisclosureRequest, DisclosureRequest.case_id == Remedy.case_id)
        .outerjoin(Department, Department.id == DisclosureRequest.department_id))


def _belongs(tab: Tab) -> ColumnElement[bool]:
    if tab is Tab.ALL:
        return true()
    return Remedy.outcome.is_(None) if tab is Tab.PENDING else Remedy.outcome.is_not(None)


def _whose(department_id: int | None) -> ColumnElement[bool]:
    return true() if department_id is None else DisclosureRequest.department_id == department_id


_KEPT = ("id", "case_id", "after_reconsideration", "reconsideration_id", "body", "body_number", "claim",
         "is_simplified", "filed_on", "notified_on", "answer_by", "answered_on", "outcome", "decided_on",
         "decision_words", "edits")


def _row(row: Any, today: date) -> RemedyRow:
    one: Remedy = row.Remedy
    return RemedyRow(
        **{name: getattr(one, name) for name in _KEPT}, kind=RemedyKind(one.kind), filed_by=FiledBy(one.filed_by),
        number=row.number, title=row.title, department_id=row.department_id, department=row.department or "",
        request_outcome=row.request_outcome,
        request_answered_on=local_date(row.answered_at) if row.answered_at else None,
        answer_is_late=remedy_register.is_answer_overdue(one.answer_by, one.answered_on, one.outcome, today))
