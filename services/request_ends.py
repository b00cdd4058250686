"""How a disclosure request ends without a reply: taken back, or given up by not answering a notice (条例 30, 42)."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from models.case import Case
from models.disclosure import DisclosureRequest
from models.request_steps import Correction, Fee
from rules import corrections, fees
from rules.actors import SYSTEM, ActorKind
from rules.annual_requests import End
from rules.errors import TransitionRefused
from rules.outcomes import Outcome
from rules.transitions import Act
from rules.vocabulary import State
from services import assignments, cases, clocks, events, locking, notices, proposals, request_results
from services.notices import NoticeKind
from services.work import Work

NOTHING_WAITS = "这一件没有等着申请人补正或者缴费，请刷新页面。"


def withdraw(work: Work, case_id: int) -> DisclosureRequest:
    """Take a request back: the applicant by the status page, staff on the applicant's written word.

    It stays with the agency that was asked. Raises TransitionRefused for one that has been answered.
    """
    case = locking.lock_request(work.session, case_id)
    state = cases.require(work, case, Act.WITHDRAW)
    assignments.require_never_answered(work, case.id)
    case.state = state
    _end(work, case, "withdrawn")
    events.record(work, case, Act.WITHDRAW, {"department": case.department_id})
    request_results.keep(work, case, End.WITHDRAWN, work.now)
    return case


def lapse(work: Work, case_id: int) -> DisclosureRequest:
    """End a request whose applicant did not answer a notice in time; nothing more is done about it.

    Staff may on the day after the last one, the service when days in the post are over too. Raises TransitionRefused
    before that.
    """
    case = locking.lock_request(work.session, case_id)
    state = cases.require(work, case, Act.LAPSE)
    outcome = _lapse_step(work, case)
    case.state = state
    _end(work, case, "lapsed")
    case.outcome = outcome.value
    events.record(work, case, Act.LAPSE, {"outcome": outcome.value})
    request_results.keep(work, case, End.LAPSED, work.now)
    notices.tell_writer(work, case, NoticeKind.LAPSED)
    return case


def lapse_due(work: Work, limit: int) -> int:
    """End the requests whose notice nobody has answered, the longest past first, and return how many."""
    waits = (select(Case.id.label("id"), model.lapse_on.label("on")).join(model, model.case_id == Case.id)
             .where(Case.state == state, model.state == "issued", model.lapse_on < work.today)
             for model, state in ((Correction, State.CORRECTING), (Fee, State.CHARGING)))
    due = sorted((row.on, row.id) for one in waits for row in work.session.execute(one.limit(limit)))[:limit]
    by_system = replace(work, actor=SYSTEM)
    for _, case_id in due:
        lapse(by_system, case_id)
    return len(due)


def _lapse_step(work: Work, case: DisclosureRequest) -> Outcome:
    """Mark the notice as lapsed and return how the request ends by it."""
    found: list[tuple[Correction | Fee | None, Outcome]] = [
        (proposals.standing(work, Correction, case.id), Outcome.CORRECTION_LAPSED),
        (proposals.standing(work, Fee, case.id), Outcome.FEE_LAPSED)]
    for step, outcome in found:
        if step is None or step.state != "issued" or step.due_on is None or step.lapse_on is None:
            continue
        last = step.lapse_on if work.actor.kind is ActorKind.SYSTEM else step.due_on
        (corrections if isinstance(step, Correction) else fees).require_over(last, work.today)
        step.state = "lapsed"
        return outcome
    raise TransitionRefused(NOTHING_WAITS)


def _end(work: Work, case: DisclosureRequest, how: str) -> None:
    assignments.end(work, case, how)
    clocks.stop(work, case)
