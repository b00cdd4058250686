"""Demands (整改要求): of a bulletin, planned with it and open from its issue, or of the decision on a remedy.

The department reports, the office takes the report as done or sends it back. Who is late is computed when it is
looked at; the sweep at the end only makes people hear of it, once before and once after the last day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, select, update

from models.department import Department
from models.digest import Demand
from models.notice import Notice
from models.staff import Staff
from queries import departments
from rules import bulletins
from rules.actors import ActorKind, Role
from rules.audit import Audited
from rules.bulletins import DemandCause, DemandState
from rules.digest_body import DigestBody
from rules.errors import Conflict, Hidden, InputRefused, NotFound, NotPermitted, TransitionRefused
from rules.figures import UNASSIGNED
from services import audit, notices
from services.notices import NoticeKind
from services.work import Work

# Working days that a drafted demand leaves for putting things right, counted from the day of drafting.
DRAFTED_DAYS = 20
# Calendar days: further ahead no reminder is due, whatever holidays lie between.
LOOKED_AHEAD = timedelta(days=21)
DRAFTED = "逐件答复期末超期在办的来信，查明超期原因，书面报告整改情况。"
NO_DEMAND = "没有这条整改要求。"
NOT_OPEN = "这条要求现在是“{}”，这一步不能办。请刷新后再看。"
CHANGED = "这条要求在您打开以后有了变化。您写的还在，请看过再办。"


@dataclass(frozen=True)
class PlannedDemand:
    """One demand as it is typed into the draft."""

    department_id: int
    words: str
    due_on: date


def draft(work: Work, body: DigestBody, digest_id: int) -> None:
    """Plan a demand for every department with letters past their last day; whoever edits the draft may change them."""
    due_on = work.calendar.add_working_days(work.today, DRAFTED_DAYS)
    late = [line.key for line in body.departments if line.key != UNASSIGNED and line.figures["overdue"] > 0]
    for department_id in in_charge(work, late[:bulletins.MOST_DEMANDS]):
        work.session.add(_planned(digest_id, PlannedDemand(department_id, DRAFTED, due_on)))


def in_charge(work: Work, codes: Sequence[str]) -> list[int]:
    """Return the departments of these codes, each once; what one that has ended left undone is its successor's."""
    units = {unit.code: unit for unit in work.session.scalars(select(Department).where(Department.code.in_(codes)))}
    found = (units[code] for code in codes if code in units)
    return list(dict.fromkeys(_heir(work, unit) for unit in found))


def take_over(work: Work, earlier_id: int, digest_id: int) -> None:
    """Bring what was planned with a version that was never issued to the version that corrects it."""
    work.session.execute(
        update(Demand).where(Demand.digest_id == earlier_id, Demand.state == DemandState.PLANNED.value)
        .values(digest_id=digest_id).execution_options(synchronize_session=False))


def plan(work: Work, digest_id: int, planned: Sequence[PlannedDemand]) -> bool:
    """Set the demands of a draft to these; tell whether that changed anything. The bulletin's row is locked.

    Raises InputRefused for a department that there is none of (any more), empty words, or a day that is no good.
    """
    if len(planned) > bulletins.MOST_DEMANDS:
        raise InputRefused(f"整改要求最多{bulletins.MOST_DEMANDS}条，请合并几条。", "demand-rows")
    known = departments.names(work.session, work.today)
    wanted: list[PlannedDemand] = []
    for place, one in enumerate(planned):
        if one.department_id not in known:
            raise InputRefused("没有这个单位，请从列表里选一个。", f"demand-{place}-department")
        words = bulletins.checked_demand(one.words, one.due_on, work.today, f"demand-{place}-")
        wanted.append(PlannedDemand(one.department_id, words, one.due_on))
    kept = _of(work, digest_id)
    if [PlannedDemand(one.department_id, one.words, one.due_on) for one in kept] == wanted:
        return False
    for row in kept:
        work.session.delete(row)
    work.session.add_all(_planned(digest_id, one) for one in wanted)
    return True


def open_all(work: Work, digest_id: int) -> None:
    """Open the planned demands of a bulletin that is being issued; the bulletin's row is locked.

    Raises TransitionRefused for one whose day has come meanwhile, or whose department has ended.
    """
    known = departments.names(work.session, work.today)
    for place, demand in enumerate(_of(work, digest_id), start=1):
        if demand.due_on <= work.today:
            raise TransitionRefused(f"第{place}条整改要求的期限已经到了。请退回起草，改一个以后的日子。")
        if demand.department_id not in known:
            raise TransitionRefused(f"第{place}条整改要求的单位已经撤并。请退回起草，改成接手的单位。")
        demand.state = DemandState.OPEN.value


def open_for_remedy(work: Work, remedy_id: int, planned: PlannedDemand, fields: str = "") -> Demand:
    """Open the demand that follows from the decision on a remedy; whoever registers it holds the case's lock.

    Raises InputRefused for empty words or a day that is no good; the names of the fields begin with `fields`.
    """
    words = bulletins.checked_demand(planned.words, planned.due_on, work.today, fields)
    demand = Demand(remedy_id=remedy_id, department_id=_successor(work, planned.department_id), words=words,
                    due_on=planned.due_on, state=DemandState.OPEN.value)
    work.session.add(demand)
    work.session.flush()  # the record names the new id
    return demand


def report(work: Work, demand_id: int, seen: str, words: str) -> Demand:
    """Report what the department has done; its head does. `seen` is `standing` of the page.

    Raises Hidden for another department, TransitionRefused for a demand that is not open, and Conflict.
    """
    demand = _locked(work, demand_id)
    if work.actor.kind is not ActorKind.STAFF or work.actor.department_id != demand.department_id \
            or demand.state == DemandState.PLANNED:
        raise Hidden()
    if work.actor.role is not Role.LEAD:
        raise NotPermitted("整改情况由单位负责人报告。")
    _require(demand, DemandState.OPEN, seen)
    demand.report = bulletins.checked_words(words, bulletins.REPORT_CHARACTERS, "report", "整改情况")
    demand.state, demand.reported_by, demand.reported_at = DemandState.REPORTED.value, work.actor.id, work.now
    demand.send_back_reason = ""
    _note(work, demand, Audited.DEMAND_REPORTED)
    return demand


def take(work: Work, demand_id: int, seen: str) -> Demand:
    """Take a report as done. Raises NotPermitted for all but the office of its cause, TransitionRefused, Conflict."""
    demand = _locked_for_office(work, demand_id)
    _require(demand, DemandState.REPORTED, seen)
    demand.state, demand.closed_by, demand.closed_at = DemandState.DONE.value, work.actor.id, work.now
    _note(work, demand, Audited.DEMAND_DONE)
    return demand


def send_back(work: Work, demand_id: int, seen: str, reason: str) -> Demand:
    """Send a report back to the department, with the reason; its day stays, its words do, and its heads get a mail."""
    demand = _locked_for_office(work, demand_id)
    _require(demand, DemandState.REPORTED, seen)
    demand.send_back_reason = bulletins.checked_words(reason, bulletins.REASON_CHARACTERS, "reason", "退回的理由")
    demand.state = DemandState.OPEN.value
    assert demand.reported_at is not None, "what is sent back was reported"
    for staff_id in _reached(work, _is_head_of(demand)):
        # One mail for each report that comes back.
        cause = f"demand-{demand.id}-back-{int(demand.reported_at.timestamp())}"
        notices.owe_staff(work, staff_id, NoticeKind.DEMAND_DUE, cause)
    _note(work, demand, Audited.DEMAND_SENT_BACK)
    return demand


def remind(work: Work) -> int:
    """Owe each department's heads a mail before the last day of an open demand, and one after it with the office.

    Each of the two once per person, however often and by however many sweeps this runs; returns how many were owed.
    """
    owed = 0
    ids = work.session.scalars(
        select(Demand.id).where(Demand.state == DemandState.OPEN.value, Demand.due_on <= work.today + LOOKED_AHEAD)
        .order_by(Demand.id)).all()
    for demand_id in ids:
        # Of two sweeps the second waits here, and then finds what the first has owed.
        demand = _locked(work, demand_id)
        kind = bulletins.reminder(demand.state, demand.due_on, work.today, work.calendar)
        if kind is not None:
            owed += _remind(work, demand, kind)
    return owed


def _remind(work: Work, demand: Demand, kind: str) -> int:
    concerned = _is_head_of(demand)
    if kind == "after":
        concerned = concerned | (Staff.role == (Role.SUPERVISOR if demand.remedy_id is None else Role.DISCLOSURE))
    people = _reached(work, concerned)
    cause = f"demand-{demand.id}-{kind}"
    told = set(work.session.scalars(
        select(Notice.staff_id).where(Notice.kind == NoticeKind.DEMAND_DUE, Notice.staff_id.in_(people),
                                      Notice.message_id.endswith(f".{cause}"))))
    for staff_id in people:
        if staff_id not in told:
            notices.owe_staff(work, staff_id, NoticeKind.DEMAND_DUE, cause)
    return len(people) - len(told)


def _is_head_of(demand: Demand) -> ColumnElement[bool]:
    return (Staff.role == Role.LEAD) & (Staff.department_id == demand.department_id)


def _reached(work: Work, concerned: ColumnElement[bool]) -> Sequence[int]:
    return work.session.scalars(
        select(Staff.id).where(concerned, Staff.is_active, Staff.email.is_not(None)).order_by(Staff.id)).all()


def _planned(digest_id: int, one: PlannedDemand) -> Demand:
    return Demand(digest_id=digest_id, department_id=one.department_id, words=one.words, due_on=one.due_on,
                  state=DemandState.PLANNED.value)


def _of(work: Work, digest_id: int) -> list[Demand]:
    return list(work.session.scalars(select(Demand).where(Demand.digest_id == digest_id).order_by(Demand.id)))


def _locked(work: Work, demand_id: int) -> Demand:
    demand = work.session.get(Demand, demand_id, with_for_update=True, populate_existing=True)
    if demand is None:
        raise NotFound(NO_DEMAND)
    return demand


def _locked_for_office(work: Work, demand_id: int) -> Demand:
    if not any(bulletins.may_decide_on(work.actor, cause) for cause in DemandCause):
        raise NotPermitted()
    demand = _locked(work, demand_id)
    cause = DemandCause.BULLETIN if demand.remedy_id is None else DemandCause.REMEDY
    if not bulletins.may_decide_on(work.actor, cause):
        raise Hidden(NO_DEMAND)
    return demand


def _successor(work: Work, department_id: int) -> int:
    """Return who answers for a department today: itself, or the one that has taken it over."""
    return _heir(work, work.session.get_one(Department, department_id))


def _require(demand: Demand, state: DemandState, seen: str) -> None:
    if demand.state != state:
        raise TransitionRefused(NOT_OPEN.format(bulletins.DEMAND_WORDS[DemandState(demand.state)]))
    if seen != bulletins.demand_standing(demand.state, demand.reported_at):
        raise Conflict(CHANGED)


def _note(work: Work, demand: Demand, act: Audited) -> None:
    cause = {"digest": demand.digest_id} if demand.remedy_id is None else {"remedy": demand.remedy_id}
    audit.note(work, act, demand=demand.id, **cause)


def _heir(work: Work, unit: Department) -> int:
    has_ended = unit.valid_until is not None and unit.valid_until < work.today
    return unit.successor_id if unit.successor_id is not None and has_ended else unit.id
