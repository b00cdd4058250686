"""Keeping a letter from the unit it is about: bars at receipt and later, and lifting one by two people (I1)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import insert, select

from models.accused import BarredDepartment
from models.case import Letter
from models.department import Mailbox
from models.types import table_of
from rules import accused, permissions, transitions
from rules.accused import Matter, Why
from rules.clock_kinds import ClockKind
from rules.errors import InputRefused, NotFound, TransitionRefused
from rules.letter_draft import LetterDraft
from rules.permissions import CaseFacts
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import Category, State
from services import assignments, clocks, events, letter_index, locking
from services.work import Work

REASON_CHARACTERS = 500
NOT_BARRED = "这一件没有限制转给这个单位，请刷新页面看一看。"
BARRED_ALREADY = "这个单位已经认定为被反映的单位了。"
PROPOSED_ALREADY = "已经有人提出过，请等另一位同事决定。"
NOT_PROPOSED = "还没有人提出允许转给这个单位，或者已经办过了，请刷新页面。"
NEEDS_REASON = "请写理由：为什么一定要由被反映的单位来办。"
HANDLED_ALREADY = "这一件已经由这个单位答复过，现在是重办，收不回来。请改派给别的单位以后再认定。"
_BAR = insert(table_of(BarredDepartment))


def of_draft(work: Work, draft: LetterDraft, mailbox_id: int) -> dict[int, Why]:
    """Return the units that a new letter is about."""
    if not draft.complained_about.strip() and draft.category is not Category.REPORT:
        return {}
    return accused.barred_units(work.settings.unit_names, Matter(
        draft.category, draft.title, draft.text, draft.complained_about, _unit_of(work, mailbox_id)))


def matter_of(work: Work, letter: Letter) -> Matter:
    """Return what a stored letter says of whom it is about."""
    return Matter(Category(letter.category), letter.title, letter.text, letter.complained_about,
                  _unit_of(work, letter.mailbox_id))


def store(work: Work, case_id: int, units: Mapping[int, Why]) -> None:
    """Keep the bars of a case that has just been made or whose lock the caller holds."""
    if units:
        work.session.connection().execute(_BAR, [
            {"case_id": case_id, "department_id": unit, "why": why.value, "barred_at": work.now,
             "proposal_reason": ""} for unit, why in units.items()])


def bar(work: Work, case_id: int, department_id: int) -> Letter:
    """Note by hand that a letter is about a unit; one person may, since it only takes rights away.

    A unit that has the letter loses it. Raises InputRefused for a unit that is barred already, TransitionRefused
    when the unit has answered the letter and works on it once more.
    """
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, Act.BAR, CaseFacts(letter.department_id))
    letter.state = transitions.next_state(State(letter.state), Act.BAR)
    assignments.require_existing(work, department_id)
    row = _row(work, case_id, department_id)
    if row is not None and row.lifted_at is None:
        raise InputRefused(BARRED_ALREADY, "department")
    _bar_all(work, letter, {department_id: Why.OFFICE})
    return letter


def bar_again(work: Work, letter: Letter) -> None:
    """Work out anew whom a letter is about, after its category has changed; the caller holds the lock.

    Only adds: what has been barred stays barred, and what two people have lifted stays lifted.
    """
    known = set(work.session.scalars(
        select(BarredDepartment.department_id).where(BarredDepartment.case_id == letter.id)))
    found = accused.barred_units(work.settings.unit_names, matter_of(work, letter))
    new = {unit: why for unit, why in found.items() if unit not in known}
    if new:
        _bar_all(work, letter, new)


def propose_lift(work: Work, case_id: int, department_id: int, reason: str) -> None:
    """Ask that a letter may go to the unit that it is about after all; another person of the office decides."""
    letter, row = _locked(work, case_id, department_id, Act.PROPOSE_LIFT)
    words = within(storable(reason, "reason", "理由"), REASON_CHARACTERS, "reason", "理由").strip()
    if not words:
        raise InputRefused(NEEDS_REASON, "reason")
    if row.proposed_by is not None:
        raise TransitionRefused(PROPOSED_ALREADY)
    row.proposed_by, row.proposed_at, row.proposal_reason = work.actor.id, work.now, words
    events.record(work, letter, Act.PROPOSE_LIFT, {"department": department_id})


def decide_lift(work: Work, case_id: int, department_id: int, *, agreed: bool) -> None:
    """Agree or not that a letter may go to the unit that it is about; never the person who asked for it.

    Agreeing gives the letter to nobody: routing it is an act of its own. Raises NotPermitted for the proposer,
    TransitionRefused when nobody has asked.
    """
    act = Act.LIFT_BAR if agreed else Act.REFUSE_LIFT
    letter, row = _locked(work, case_id, department_id, act)
    if row.proposed_by is None:
        raise TransitionRefused(NOT_PROPOSED)
    permissions.require_four_eyes(work.actor, [row.proposed_by], accused.TWO_PEOPLE)
    events.record(work, letter, act, {"department": department_id, "proposed_by": row.proposed_by})
    if agreed:
        row.lifted_by, row.lifted_at = work.actor.id, work.now
    else:
        row.proposed_by, row.proposed_at, row.proposal_reason = None, None, ""


def _bar_all(work: Work, letter: Letter, units: Mapping[int, Why]) -> None:
    for unit in units:
        row = _row(work, letter.id, unit)
        if row is not None:
            # Lifted before and barred once more: two people are needed again.
            work.session.delete(row)
            work.session.flush()  # (case, unit) is unique: the old row must go first
    store(work, letter.id, units)
    events.record(work, letter, Act.BAR, {"departments": sorted(units), "why": sorted({*units.values()})})
    if letter.department_id in units:
        _recall(work, letter)


def _recall(work: Work, letter: Letter) -> None:
    """Take a letter back from the unit that it is about; the office routes it anew, its clock runs on."""
    if letter.state == State.REWORK:
        raise TransitionRefused(HANDLED_ALREADY)
    permissions.require(work.actor, Act.RECALL, CaseFacts(letter.department_id))
    letter.state = transitions.next_state(State(letter.state), Act.RECALL)
    department_id = letter.department_id
    assignments.end(work, letter, "recalled")
    letter.department_id = None
    clocks.start_step(work, letter.id, ClockKind.LETTER_ROUTING)
    letter_index.move(work, letter)
    events.record(work, letter, Act.RECALL, {"department": department_id})


def _locked(work: Work, case_id: int, department_id: int, act: Act) -> tuple[Letter, BarredDepartment]:
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, act, CaseFacts(letter.department_id))
    letter.state = transitions.next_state(State(letter.state), act)
    row = _row(work, case_id, department_id)
    if row is None or row.lifted_at is not None:
        raise NotFound(NOT_BARRED)
    return letter, row


def _row(work: Work, case_id: int, department_id: int) -> BarredDepartment | None:
    return work.session.scalar(
        select(BarredDepartment).where(BarredDepartment.case_id == case_id,
                                       BarredDepartment.department_id == department_id)
        .execution_options(populate_existing=True))


def _unit_of(work: Work, mailbox_id: int) -> int | None:
    return work.session.scalar(select(Mailbox.department_id).where(Mailbox.id == mailbox_id))
