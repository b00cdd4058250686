"""Urging by hand: the supervisor urges (催办) or issues an order (督办单) without waiting for the ladder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from models.assignment import Assignment
from models.case import Case, Letter
from models.clock import Clock
from models.rung import Rung
from rules import numbering
from rules.audience import Holding
from rules.errors import InputRefused, TransitionRefused
from rules.ladder import ACTS, Audience, RungName
from rules.text_checks import storable, within
from rules.vocabulary import CaseKind, Category, State
from services import cases, climbing, clocks, events, locking, tellings
from services.work import Work

WORDS_CHARACTERS = 300
_AUDIENCE: Mapping[RungName, frozenset[Audience]] = {
    RungName.URGE_BY_HAND: frozenset({Audience.HANDLER, Audience.LEAD}),
    RungName.SUPERVISE: frozenset({Audience.HANDLER, Audience.LEAD, Audience.SUPERVISOR}),
}


def urge(work: Work, case_id: int, words: str) -> Rung:
    """Urge the department now (催办), once a day per case; those who have the case are told at once.

    Raises TransitionRefused for a second time on one day, or when no time limit runs.
    """
    case, clock = _opened(work, case_id, RungName.URGE_BY_HAND)
    if _exists(work, case_id, RungName.URGE_BY_HAND, work.today):
        raise TransitionRefused("这一件今天已经催办过，明天可以再催。要更重的，请发督办单。")
    return _raise(work, case, clock, RungName.URGE_BY_HAND, work.today, _checked(words, "催办要求"))


def supervise(work: Work, case_id: int, words: str) -> Rung:
    """Issue an order (督办单) now; the ladder then issues none for the same last day.

    Raises TransitionRefused when there is one for this last day already, or when no time limit runs.
    """
    case, clock = _opened(work, case_id, RungName.SUPERVISE)
    if _exists(work, case_id, RungName.SUPERVISE, clock.due_on):
        raise TransitionRefused("这一件已经发过督办单。还要催，请用催办。")
    return _raise(work, case, clock, RungName.SUPERVISE, clock.due_on, _checked(words, "督办要求"))


def _opened(work: Work, case_id: int, rung: RungName) -> tuple[Case, Clock]:
    """Return the case, locked, with the clock that is urged: that of its answer, else the first that runs."""
    case = locking.lock_case(work.session, case_id)
    cases.require(work, case, ACTS[rung])
    running = sorted(clocks.running(work, case_id), key=lambda clock: not clock.is_answer)
    if not running:
        raise TransitionRefused("这一件没有办理期限，不能催办。")
    return case, running[0]


def _checked(words: str, label: str) -> str:
    said = within(storable(words, "words", label), WORDS_CHARACTERS, "words", label).strip()
    if not said:
        raise InputRefused(f"请写{label}：要求做到什么，什么时候做到。", "words")
    return said


def _exists(work: Work, case_id: int, rung: RungName, of_on: date) -> bool:
    found = select(Rung.id).where(Rung.case_id == case_id, Rung.rung == rung.value, Rung.of_on == of_on).limit(1)
    return work.session.scalar(found) is not None


def _raise(work: Work, case: Case, clock: Clock, rung: RungName, of_on: date, words: str) -> Rung:
    number = None
    if rung is RungName.SUPERVISE:
        year = work.today.year
        number = numbering.order_number(year, locking.next_serial(work.session, f"{numbering.ORDER_SERIES}{year}"))
    row = Rung(clock_id=clock.id, case_id=case.id, department_id=case.department_id, rung=rung.value, of_on=of_on,
               reached_at=work.now, recorded_at=work.now, raised_by=work.actor.slug, number=number, words=words)
    work.session.add(row)
    work.session.flush()  # the tellings name the new id, and the plan below reads the row
    told = [staff_id for staff_id in _told(work, case, rung) if staff_id != work.actor.id]
    events.record(work, case, ACTS[rung], climbing.payload(clock.id, rung, of_on, told))
    tellings.tell_at_once(work, row.id, told)
    clocks.plan_next(work, clock)
    return row


def _told(work: Work, case: Case, rung: RungName) -> tuple[int, ...]:
    handler_id = work.session.scalar(
        select(Assignment.handler_id).where(Assignment.case_id == case.id, Assignment.ended_at.is_(None)))
    category = Category(case.category) if isinstance(case, Letter) else None
    people = tellings.directory(work, [case.department_id] if case.department_id is not None else [])
    return people.told(_AUDIENCE[rung], Holding(case.department_id, handler_id, State(case.state), category,
                                                CaseKind(case.kind)))
