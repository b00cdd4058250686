"""What corrections and fees share: one member of the agency proposes the notice, another sends it out or back."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from sqlalchemy import select

from models.disclosure import DisclosureRequest
from models.request_steps import Correction, Fee
from rules import corrections, permissions
from rules.errors import Conflict, InputRefused
from rules.text_checks import storable, within
from rules.transitions import Act
from services import cases, events, locking
from services.work import Work

AnyStep = TypeVar("AnyStep", Correction, Fee)
WORDS_CHARACTERS = 500
SAME_PERSON = "谁拟的，要由另一位负责人审核发出。"
DECIDED = "这一稿别人刚刚处理过，请刷新页面。"
NEEDS_WORDS = "请写退回的理由，拟稿人会看到。"
WAITS = "已经有一稿在等负责人审核，不能再拟。"


def standing(work: Work, model: type[AnyStep], case_id: int) -> AnyStep | None:
    """Return the step of this kind that has not been refused, None without one; there is one a case at most."""
    return work.session.scalar(
        select(model).where(model.case_id == case_id, model.state != "refused")
        .execution_options(populate_existing=True))


def require_none_waits(step: AnyStep | None) -> None:
    """Raise Conflict while a proposal of this kind waits for its second person."""
    if step is not None and step.state == "proposed":
        raise Conflict(WAITS)


def propose(work: Work, case: DisclosureRequest, step: AnyStep) -> AnyStep:
    """Store a proposal and record it; the caller holds the lock and has asked for leave."""
    work.session.add(step)
    work.session.flush()  # the record names the proposal by its id
    events.record(work, case, Act.PROPOSE_STEP, {"step": step.__tablename__, "id": step.id})
    return step


def refuse(work: Work, model: type[AnyStep], case_id: int, words: str) -> AnyStep:
    """Send a request's proposal back to whoever wrote it, with the reason. Raises Conflict, InputRefused."""
    case, step = waiting(work, model, case_id)
    case.state = cases.require(work, case, Act.REFUSE_STEP)
    reason = typed(words, "words", "退回理由")
    if not reason:
        raise InputRefused(NEEDS_WORDS, "words")
    step.state, step.decided_by, step.decided_at, step.decision_words = "refused", work.actor.id, work.now, reason
    events.record(work, case, Act.REFUSE_STEP, {"step": step.__tablename__, "id": step.id})
    return step


def waiting(work: Work, model: type[AnyStep], case_id: int) -> tuple[DisclosureRequest, AnyStep]:
    """Return a request, locked until the commit, and its proposal that waits. Raises Conflict when none does."""
    case = locking.lock_request(work.session, case_id)
    step = standing(work, model, case_id)
    if step is None or step.state != "proposed":
        raise Conflict(DECIDED)
    return case, step


def require_second_person(work: Work, step: AnyStep) -> None:
    """Raise NotPermitted for whoever wrote the proposal."""
    permissions.require_four_eyes(work.actor, [step.proposed_by], SAME_PERSON)


def issued(work: Work, step: AnyStep, paper_id: int, due_on: date) -> date:
    """Note that a notice has gone out as a paper; returns the last day on which its answer is waited for at all."""
    lapse_on = corrections.lapses_after(due_on, work.calendar)
    step.state, step.decided_by, step.decided_at, step.issued_on = "issued", work.actor.id, work.now, work.today
    step.paper_id, step.due_on, step.lapse_on = paper_id, due_on, lapse_on
    return lapse_on


def typed(words: str, field: str, label: str, most: int = WORDS_CHARACTERS) -> str:
    """Return typed words as they are stored. Raises InputRefused for what is too long or cannot be stored."""
    return within(storable(words, field, label), most, field, label).strip()
