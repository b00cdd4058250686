"""The register of reconsiderations, lawsuits and complaints about requests, and what their decisions demand.

What a decision demands of the agency is a demand like those of bulletins: services/demands.py has its further way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.digest import Demand
from models.disclosure import DisclosureRequest
from models.remedy import Remedy
from rules import remedy_register
from rules.errors import Conflict, InputRefused, NotFound
from rules.localtime import local_date
from rules.remedy_register import RemedyFacts, RemedyKind, RemedyOutcome
from rules.transitions import Act
from services import cases, demands, events, locking
from services.demands import PlannedDemand
from services.work import Work

NO_REMEDY = "没有这一条复议、诉讼或者举报。"
NO_RECONSIDERATION = "这一件没有登记过这条行政复议。请先登记复议，再登记复议后的诉讼。"
CHANGED = "这一条在您打开以后有了变化。您写的还在，请看过再存。"
RECTIFY = "结果是纠正的，请写整改要求和期限：要改什么，哪一天以前改完。"
KIND_STAYS = "已经有结果的，不能再改种类。登记错了种类的，请把结果改为“其他”并写明，再另外登记一条。"


@dataclass(frozen=True)
class Decision:
    """How a remedy ended, as it is typed; the demand is for a decision that corrects the agency."""

    outcome: str
    decided_on: date | None
    words: str = ""
    demand: str = ""
    demand_due_on: date | None = None


def register(work: Work, case_id: int, facts: RemedyFacts, reconsideration_id: int | None = None) -> Remedy:
    """Enter a remedy about a request (条例 51); `reconsideration_id` is what a lawsuit follows, where it is known.

    Raises InputRefused for a day in the future or before the one it follows on, and without the body.
    """
    request = locking.lock_request(work.session, case_id)
    request.state = cases.require(work, request, Act.REGISTER_REMEDY)
    checked = remedy_register.checked(facts, local_date(request.received_at), work.today)
    remedy = Remedy(case_id=case_id, registered_by=work.actor.id, registered_at=work.now, edits=0)
    _fill(work, remedy, checked, _followed(work, request, checked, reconsideration_id))
    work.session.add(remedy)
    work.session.flush()  # the record names the new id
    _record(work, request, Act.REGISTER_REMEDY, remedy)
    return remedy


def update(work: Work, remedy_id: int, edits: int, facts: RemedyFacts,
           reconsideration_id: int | None = None) -> Remedy:
    """Change an entry; `edits` is what the page showed. Raises Conflict when somebody has changed it since."""
    request, remedy = _locked(work, remedy_id, edits)
    if remedy.outcome is not None and (facts.kind != remedy.kind):
        raise InputRefused(KIND_STAYS, "kind")
    checked = remedy_register.checked(facts, local_date(request.received_at), work.today)
    if remedy.decided_on is not None and checked.filed_on is not None and checked.filed_on > remedy.decided_on:
        raise InputRefused("提起的日期不能晚于决定或者判决的日期。", "filed_on")
    _fill(work, remedy, checked, _followed(work, request, checked, reconsideration_id, remedy.id))
    remedy.edits += 1
    _record(work, request, Act.UPDATE_REMEDY, remedy)
    return remedy


def decide(work: Work, remedy_id: int, edits: int, decision: Decision) -> Remedy:
    """Enter how a remedy ended, and open the demand that a correction brings; a wrong entry is entered anew.

    Raises InputRefused that names the field, and Conflict when somebody has changed the entry since.
    """
    request, remedy = _locked(work, remedy_id, edits)
    outcome, day, words = remedy_register.checked_decision(
        decision.outcome, decision.decided_on, decision.words, remedy.filed_on, work.today)
    demand = _demand(work, request, remedy, outcome, decision)
    remedy.outcome, remedy.decided_on, remedy.decision_words = outcome.value, day, words
    remedy.edits += 1
    _record(work, request, Act.UPDATE_REMEDY, remedy, **({"demand": demand.id} if demand else {}))
    return remedy


def _demand(work: Work, request: DisclosureRequest, remedy: Remedy, outcome: RemedyOutcome,
            decision: Decision) -> Demand | None:
    """Open what the department has to put right; a decision that was entered before has its demand already."""
    wanted = decision.demand.strip() or decision.demand_due_on is not None
    if not wanted:
        if outcome is RemedyOutcome.CORRECTED and not _has_demand(work, remedy.id):
            raise InputRefused(RECTIFY, "demand_words")
        return None
    if decision.demand_due_on is None:
        raise InputRefused("请填整改的期限。", "demand_due_on")
    if request.department_id is None:
        raise InputRefused("这一件没有承办单位，不能提整改要求。", "demand_words")
    return demands.open_for_remedy(
        work, remedy.id, PlannedDemand(request.department_id, decision.demand, decision.demand_due_on), "demand_")


def _has_demand(work: Work, remedy_id: int) -> bool:
    return work.session.query(Demand.id).filter(Demand.remedy_id == remedy_id).first() is not None


def _followed(work: Work, request: DisclosureRequest, facts: RemedyFacts, reconsideration_id: int | None,
              own_id: int | None = None) -> Remedy | None:
    """Return the reconsideration that a lawsuit follows. Raises InputRefused for one of another request."""
    if reconsideration_id is None:
        return None
    found = work.session.get(Remedy, reconsideration_id)
    if found is None or found.case_id != request.id or found.kind != RemedyKind.RECONSIDERATION or found.id == own_id:
        raise InputRefused(NO_RECONSIDERATION, "reconsideration")
    if not facts.after_reconsideration:
        raise InputRefused("选了复议的，请同时勾选“复议后起诉”。", "after_reconsideration")
    if facts.filed_on is not None and facts.filed_on < found.filed_on:
        raise InputRefused("起诉的日期不能早于申请复议的日期。", "filed_on")
    return found


def _fill(work: Work, remedy: Remedy, facts: RemedyFacts, followed: Remedy | None) -> None:
    if facts.filed_on is None:
        raise InputRefused("请填提起的日期，以受理通知书或者起诉状上的为准。", "filed_on")
    remedy.kind, remedy.filed_by, remedy.filed_on = facts.kind.value, facts.filed_by.value, facts.filed_on
    remedy.body, remedy.body_number, remedy.claim = facts.body, facts.body_number, facts.claim
    remedy.after_reconsideration, remedy.is_simplified = facts.after_reconsideration, facts.is_simplified
    remedy.reconsideration_id = followed.id if followed else None
    remedy.notified_on, remedy.answered_on = facts.notified_on, facts.answered_on
    remedy.answer_by = remedy_register.answer_by(facts.kind, facts.notified_on, work.calendar,
                                                 is_simplified=facts.is_simplified)


def _locked(work: Work, remedy_id: int, edits: int) -> tuple[DisclosureRequest, Remedy]:
    """Return a remedy with its request, whose lock guards it. Raises NotFound, NotPermitted, Conflict."""
    found = work.session.get(Remedy, remedy_id)
    if found is None:
        raise NotFound(NO_REMEDY)
    request = locking.lock_request(work.session, found.case_id)
    work.session.refresh(found)
    request.state = cases.require(work, request, Act.UPDATE_REMEDY)
    if found.edits != edits:
        raise Conflict(CHANGED)
    return request, found


def _record(work: Work, request: DisclosureRequest, act: Act, remedy: Remedy, **facts: object) -> None:
    events.record(work, request, act, {
        "remedy": remedy.id, "kind": remedy.kind, "after_reconsideration": remedy.after_reconsideration,
        "filed_on": remedy.filed_on.isoformat(), "outcome": remedy.outcome,
        "decided_on": remedy.decided_on.isoformat() if remedy.decided_on else None, **facts})
