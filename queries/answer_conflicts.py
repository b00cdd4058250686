"""Requests that ask what another has asked: how other agencies answered, and where they answered differently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.department import Department
from models.disclosure import DisclosureRequest
from models.remedy import AnswerConflict, QuestionPrint
from models.staff import Staff
from rules import same_question
from rules.localtime import local_date
from rules.outcomes import BY_OUTCOME, Outcome

AnySession = Session | scoped_session[Session]
# So many of the likeliest are looked at in full; more would say no more.
MOST_CANDIDATES = 20
# Only the newest cases are compared, so that a page costs no more after many years.
NEWEST_CASES = 20_000
MOST_ROWS = 200


@dataclass(frozen=True)
class AlikeRow:
    """An answered request of another agency that asks the same; `likeness` in percent."""

    case_id: int
    number: str
    department: str
    outcome: Outcome
    answered_on: date | None
    likeness: int

    @property
    def label(self) -> str:
        """How it was answered, in words."""
        return BY_OUTCOME[self.outcome].label


@dataclass(frozen=True)
class Side:
    """One of the two requests in a conflict."""

    number: str
    title: str
    department: str
    outcome: Outcome

    @property
    def label(self) -> str:
        """How it was answered, in words."""
        return BY_OUTCOME[self.outcome].label


@dataclass(frozen=True)
class ConflictRow:
    """Two agencies' unlike answers; `settled_words` is "" while the office has not settled it."""

    id: int
    later: Side
    earlier: Side
    likeness: int
    found_at: datetime
    settled_by: str
    settled_at: datetime | None
    settled_words: str


def alike(session: AnySession, case_id: int, text: str, department_id: int | None) -> list[AlikeRow]:
    """Return answered requests of other agencies that ask the same, the likest first."""
    prints = same_question.prints(text)
    shared = func.count().label("shared")
    newest: int = session.scalar(select(func.max(QuestionPrint.case_id))) or 0
    rows = session.execute(
        select(DisclosureRequest.case_id, DisclosureRequest.number, DisclosureRequest.text, DisclosureRequest.outcome,
               DisclosureRequest.answered_at, Department.name)
        .join(QuestionPrint, QuestionPrint.case_id == DisclosureRequest.case_id)
        .join(Department, Department.id == DisclosureRequest.department_id)
        .where(QuestionPrint.print.in_(prints), QuestionPrint.case_id > newest - NEWEST_CASES,
               DisclosureRequest.case_id != case_id,
               DisclosureRequest.outcome.is_not(None), DisclosureRequest.department_id != department_id)
        .group_by(DisclosureRequest.case_id, DisclosureRequest.id, Department.id)
        .having(shared >= min(same_question.LEAST_SHARED, len(prints)))
        .order_by(shared.desc(), DisclosureRequest.case_id.desc()).limit(MOST_CANDIDATES)).all()
    found = [AlikeRow(row.case_id, row.number, row.name, Outcome(row.outcome),
                      local_date(row.answered_at) if row.answered_at else None,
                      round(100 * same_question.likeness(text, row.text))) for row in rows]
    return sorted((one for one in found if one.likeness >= 100 * same_question.ALIKE),
                  key=lambda one: (-one.likeness, -one.case_id))


def listed(session: AnySession, *, settled: bool) -> list[ConflictRow]:
    """Return the conflicts of the county that are open, or settled, the newest first."""
    rows = session.execute(
        _rows().where(AnswerConflict.settled_at.is_not(None) if settled else AnswerConflict.settled_at.is_(None))
        .order_by(AnswerConflict.id.desc()).limit(MOST_ROWS))
    return [_row(row) for row in rows]


def open_count(session: AnySession) -> int:
    """Return how many conflicts nobody has settled."""
    return session.scalar(
        select(func.count()).select_from(AnswerConflict).where(AnswerConflict.settled_at.is_(None))) or 0


_LATER, _EARLIER = aliased(DisclosureRequest), aliased(DisclosureRequest)
_LATER_UNIT, _EARLIER_UNIT = aliased(Department), aliased(Department)


def _rows() -> Any:
    return (
        select(AnswerConflict, _LATER.number.label("later_number"), _LATER.title.label("later_title"),
               _LATER.outcome.label("later_outcome"), _LATER_UNIT.name.label("later_unit"),
               _EARLIER.number.label("earlier_number"), _EARLIER.title.label("earlier_title"),
               _EARLIER.outcome.label("earlier_outcome"), _EARLIER_UNIT.name.label("earlier_unit"),
               Staff.name.label("settler"))
        .join(_LATER, _LATER.case_id == AnswerConflict.case_id)
        .join(_LATER_UNIT, _LATER_UNIT.id == _LATER.department_id)
        .join(_EARLIER, _EARLIER.case_id == AnswerConflict.other_id)
        .join(_EARLIER_UNIT, _EARLIER_UNIT.id == _EARLIER.department_id)
        .outerjoin(Staff, Staff.id == AnswerConflict.settled_by)
        .where(_LATER.outcome.is_not(None), _EARLIER.outcome.is_not(None)))


def _row(row: Any) -> ConflictRow:
    one: AnswerConflict = row.AnswerConflict
    return ConflictRow(
        one.id, Side(row.later_number, row.later_title, row.later_unit, Outcome(row.later_outcome)),
        Side(row.earlier_number, row.earlier_title, row.earlier_unit, Outcome(row.earlier_outcome)),
        one.likeness, one.found_at, row.settler or "", one.settled_at, one.settled_words)
