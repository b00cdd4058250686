"""Assignment rows: opens one per routing decision and closes the one that ended. Used by routing and triage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from models.assignment import Assignment
from models.case import Case, Letter
from models.department import Department
from queries import visibility
from rules import accused, ledger
from rules.clock_kinds import ClockKind
from rules.errors import InputRefused, TransitionRefused
from services import clocks, letter_index
from services.work import Work

ANSWERED_BEFORE = "这一件已经答复过，现在是重办，要再答复一次才能办结。"


def current(work: Work, case_id: int) -> Assignment | None:
    """Return the assignment under which a department has the case now."""
    return work.session.scalar(
        select(Assignment).where(Assignment.case_id == case_id, Assignment.ended_at.is_(None)))


def exists(work: Work, department_id: int) -> bool:
    """Tell whether the department is there and has not ended before today."""
    department = work.session.get(Department, department_id)
    return department is not None and (department.valid_until is None or department.valid_until >= work.today)


def require_existing(work: Work, department_id: int) -> None:
    """Raise InputRefused when the department does not exist (any more)."""
    if not exists(work, department_id):
        raise InputRefused("这个单位已经撤并，请选接手它工作的单位。", "department")


def barred_from(work: Work, letter: Letter) -> frozenset[int]:
    """Return the units that may not get a letter: those it is about, and those that a letter merged into it is about.

    Whoever has a letter reads the ones merged into it.
    """
    read = select(Letter.id).where((Letter.id == letter.id) | (Letter.merged_into_id == letter.id))
    found = visibility.barred(work.session, read)
    return frozenset(unit for units in found.values() for unit in units)


def require_free(work: Work, letter: Letter, department_id: int | None, field: str = "department") -> None:
    """Raise InputRefused when the letter, or one merged into it, is about the department (security.md I1)."""
    if department_id is not None and department_id in barred_from(work, letter):
        raise InputRefused(accused.BARRED, field)


def begin(work: Work, letter: Letter, department_id: int, reasons: Mapping[str, object]) -> Assignment:
    """Give the case to a department as its next decision; the caller holds the case's lock and sets the state.

    The office's time to route it ends, the department's time to sign for it begins.

    Raises InputRefused when the department does not exist (any more), and when the case is about it.
    """
    assignment = _add(work, letter, department_id, reasons)
    clocks.stop_step(work, letter.id, ClockKind.LETTER_ROUTING)
    clocks.start_step(work, letter.id, ClockKind.LETTER_SIGN_FOR)
    return assignment


def _add(work: Work, case: Case, department_id: int, reasons: Mapping[str, object]) -> Assignment:
    require_existing(work, department_id)
    if isinstance(case, Letter):
        require_free(work, case, department_id)
    last = work.session.scalar(
        select(func.coalesce(func.max(Assignment.decision), 0)).where(Assignment.case_id == case.id))
    assignment = Assignment(case_id=case.id, decision=(last or 0) + 1, department_id=department_id,
                            assigned_at=work.now, assigned_by=work.actor.slug, reasons=ledger.canonical(reasons))
    work.session.add(assignment)
    case.department_id = department_id
    if isinstance(case, Letter):
        letter_index.move(work, case)
    return assignment


def begin_again(work: Work, case: Case, department_id: int, reasons: Mapping[str, object]) -> Assignment:
    """Give the case once more to the department that answered it, and to the person who handled it there.

    There is nothing to sign for: the department knows the case.
    """
    handler_id = work.session.scalar(
        select(Assignment.handler_id).where(Assignment.case_id == case.id)
        .order_by(Assignment.decision.desc()).limit(1))
    assignment = _add(work, case, department_id, reasons)
    assignment.handler_id = handler_id
    return assignment


def require_never_answered(work: Work, case_id: int) -> None:
    """Raise TransitionRefused for a case that has been answered: it is reworked, and ends with another answer only."""
    if work.session.scalar(select(Assignment.id).where(Assignment.case_id == case_id,
                                                       Assignment.ended_how == "answered").limit(1)) is not None:
        raise TransitionRefused(ANSWERED_BEFORE)


def transfers(work: Work, case_id: int) -> int:
    """Return how often the case has been taken from one department and given to another."""
    return work.session.scalar(select(func.count()).where(
        Assignment.case_id == case_id, Assignment.ended_how == "transferred")) or 0


def end(work: Work, case: Case, how: str) -> Assignment | None:
    """Close the open assignment, saying how it ended; flushed, since a new one may follow in the same transaction."""
    assignment = current(work, case.id)
    if assignment is not None:
        assignment.ended_at, assignment.ended_how = work.now, how
        clocks.stop_step(work, case.id, ClockKind.LETTER_SIGN_FOR)
        work.session.flush()  # one open assignment per case is unique: the old one must end first
    return assignment


def add_ended(work: Work, case_id: int, department_id: int, reasons: Mapping[str, object], assigned_at: datetime,
              answered_at: datetime) -> None:
    """Add the one assignment of a letter that was answered elsewhere; instants are those of the imported row."""
    work.session.add(Assignment(
        case_id=case_id, decision=1, department_id=department_id, assigned_at=assigned_at,
        assigned_by=work.actor.slug, reasons=ledger.canonical(reasons), ended_at=answered_at, ended_how="answered"))
