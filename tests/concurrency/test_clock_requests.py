"""Requests for more time and pauses, decided and ended by several at once: each takes effect once, on each engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from models.clock import Clock, ClockExtension, ClockPause
from models.event import CaseEvent
from models.notice import Notice
from rules.actors import Role
from rules.clock_kinds import ClockKind, PauseReason
from rules.clocks import ClockFacts, ClockTerms
from rules.errors import Refusal
from rules.letter_draft import Contact
from rules.vocabulary import State
from services import clocks, extensions, ledger, pauses
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge

REASON = "还要等检测结果。"


def act(edge: Edge, role: Role, what: Callable[[Work], Any], person: int = 1, days: int = 0) -> Callable[[Work], Any]:
    """Return an act of one of the people, to be raced."""
    actor = edge.run(lambda work: factories.staff(work, role, person=person))
    return lambda work: what(replace(work, actor=actor, now=work.now + timedelta(days=days)))


def refused(results: list[Any]) -> list[str]:
    return [type(one).__name__ for one in results if isinstance(one, Refusal)]


def accepted(work: Work) -> int:
    return factories.letter_in(work, State.ACCEPTED, contact=Contact(email=factories.EMAIL)).id


def test_two_supervisors_who_decide_at_once_extend_once(edge: Edge) -> None:
    case_id = edge.run(accepted)
    edge.run(act(edge, Role.HANDLER, lambda work: extensions.ask(work, case_id, 5, REASON).length))
    results = edge.race([act(edge, Role.SUPERVISOR, lambda work: extensions.decide(work, 1, True, ""), person)
                         for person in (1, 2)])
    assert refused(results) == ["Conflict"]
    assert edge.run(lambda work: factories.answer_clock(work, case_id).extension) == 5
    assert edge.run(lambda work: work.session.scalar(
        select(func.count()).select_from(Notice).where(Notice.kind == "extended"))) == 1
    assert edge.run(ledger.verify).ok


def test_two_people_of_one_department_who_ask_at_once_ask_once(edge: Edge) -> None:
    case_id = edge.run(accepted)
    results = edge.race([act(edge, role, lambda work: extensions.ask(work, case_id, 5, REASON).length)
                         for role in (Role.HANDLER, Role.LEAD)])
    assert refused(results) == ["TransitionRefused"]
    assert edge.run(lambda work: work.session.scalar(select(func.count()).select_from(ClockExtension))) == 1


def test_sweeps_and_a_person_who_end_a_pause_at_once_end_it_once(edge: Edge) -> None:
    def pause(work: Work) -> int:
        case_id = accepted(work)
        clocks.start(work, case_id, ClockFacts(ClockTerms(ClockKind.DISCLOSURE_REPLY, 20), work.today))
        handler = factories.acting(work, factories.staff(work, Role.HANDLER))
        asked = pauses.ask(handler, case_id, PauseReason.THIRD_PARTY, "EMS1234", work.today)
        work.session.flush()
        pauses.decide(factories.acting(work, factories.staff(work, Role.SUPERVISOR)), asked.id, True, "")
        return asked.id

    pause_id = edge.run(pause)
    limit = edge.run(lambda work: work.session.get_one(ClockPause, pause_id).limit_on)

    def sweep(work: Work) -> int:
        return pauses.end_expired(replace(work, now=work.now + timedelta(days=22)), 10)

    by_hand = act(edge, Role.HANDLER, lambda work: pauses.end(work, pause_id, limit).clock_id, days=22)
    results = edge.race([sweep, sweep, by_hand])
    ended = [one for one in results if isinstance(one, int) and one]
    assert len(ended) == 1
    assert edge.run(lambda work: work.session.scalar(
        select(func.count()).select_from(CaseEvent).where(CaseEvent.act == "resume"))) == 1
    assert edge.run(lambda work: work.session.scalars(
        select(Clock.due_on).where(Clock.kind == "disclosure_reply")).one()) is not None
