"""Sealing the record day by day: each event in exactly one seal, one seal a day, each over the one before it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import delete, func, select, text, update

from migrations import append_only
from models.event import CaseEvent
from models.notice import Notice
from models.staff import Staff
from queries import sealed_days
from rules import sealing as rules
from rules.actors import Role
from rules.audit import Audited
from rules.vocabulary import State
from services import audit, ledger, sealing
from services.work import Work
from tests import factories
from tests.fixtures.app import START
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock

TODAY = date(2026, 11, 24)


def seal_all(edge: Edge) -> list[rules.DaySeal]:
    """Seal whatever can be sealed, as the job does."""
    horizon = edge.run(sealing.look)
    sealed = []
    while (one := edge.run(lambda work: sealing.seal_next(work, horizon))) is not None:
        sealed.append(one)
    return sealed


def seqs(edge: Edge) -> list[int]:
    return edge.run(lambda work: list(work.session.scalars(text("SELECT seq FROM case_event ORDER BY seq"))))


def test_day_is_sealed_when_it_is_over(edge: Edge, test_clock: SimulatedClock) -> None:
    """U2: the first seal covers every event since the first, and nothing of the day that is still running."""
    edge.run(lambda work: factories.letter_in(work, State.ANSWERED))
    assert seal_all(edge) == []
    before = seqs(edge)
    test_clock.set(START + timedelta(days=1))
    edge.run(factories.letter)
    [day] = seal_all(edge)
    assert (day.day, day.first_seq, day.last_seq, day.count) == (TODAY, 1, before[-1], len(before))
    assert edge.run(ledger.verify).ok
    assert seal_all(edge) == []


def test_missed_days_are_sealed_in_order_each_over_the_one_before(edge: Edge, test_clock: SimulatedClock) -> None:
    """U2: three days on which nobody sealed, the middle one without any event."""
    edge.run(factories.letter)
    test_clock.set(START + timedelta(days=2))
    edge.run(factories.letter)
    test_clock.set(START + timedelta(days=3))
    days = seal_all(edge)
    assert [day.day for day in days] == [TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2)]
    assert [day.previous for day in days] == [rules.FIRST_PREVIOUS, days[0].root, days[1].root]
    assert days[1].count == 0
    assert sum(day.count for day in days) == len(seqs(edge))
    assert edge.run(ledger.verify).ok


def test_sealers_at_once_seal_each_day_once(edge: Edge, test_clock: SimulatedClock) -> None:
    edge.run(factories.letter)
    test_clock.set(START + timedelta(days=1))
    horizon = edge.run(sealing.look)
    done = edge.race([lambda work: sealing.seal_next(work, horizon)] * 4)
    assert [one for one in done if one is not None] == edge.run(lambda work: [sealed_days.newest(work.session)])


def test_event_that_is_still_in_flight_is_left_to_the_next_seal(edge: Edge, test_clock: SimulatedClock) -> None:
    """U2: on PostgreSQL a smaller number may appear after a larger one; no seal passes over it."""
    if edge.run(lambda work: work.session.connection().dialect.name) == "sqlite":
        assert edge.run(lambda work: sealing.has_settled(work, sealing.look(work))), "one writer at a time"
        return
    edge.run(factories.letter)
    written, go_on = threading.Event(), threading.Event()

    def sign_in_slowly(work: Work) -> int:
        audit.note(work, Audited.SIGNED_IN)
        seq: int = work.session.scalar(select(func.max(CaseEvent.seq)))
        written.set()
        assert go_on.wait(30)
        return seq

    with ThreadPoolExecutor(1) as thread:
        slow = thread.submit(edge.run, sign_in_slowly)
        assert written.wait(30)
        edge.run(factories.letter)
        test_clock.set(START + timedelta(days=1))
        horizon = edge.run(sealing.look)
        settled_before = edge.run(lambda work: sealing.has_settled(work, horizon))
        go_on.set()
        assert slow.result() < horizon.last_seq
    assert not settled_before
    assert edge.run(lambda work: sealing.has_settled(work, horizon))
    assert seal_all(edge)[0].count == len(seqs(edge))
    assert edge.run(ledger.verify).ok


def test_event_that_appears_after_its_day_was_sealed_belongs_to_the_next(
        edge: Edge, test_clock: SimulatedClock) -> None:
    """U2: its instant lies in the sealed day, its number after it; it is in exactly one seal all the same."""
    edge.run(factories.letter)
    late = edge.run(lambda work: replace(work, session=None))  # a request that began before midnight
    test_clock.set(START + timedelta(days=1))
    seal_all(edge)
    edge.run(lambda work: audit.note(replace(late, session=work.session), Audited.SIGNED_IN))
    test_clock.set(START + timedelta(days=2))
    [second] = seal_all(edge)
    assert (second.day, second.count) == (TODAY + timedelta(days=1), 1)
    assert edge.run(ledger.verify).ok


def test_auditor_is_owed_the_root_of_yesterday_once(edge: Edge, test_clock: SimulatedClock) -> None:
    """U2: the head goes to the auditor out of band, once a day, however many days were missed."""
    edge.run(factories.letter)
    edge.run(lambda work: [factories.staff(work, role) for role in (Role.AUDITOR, Role.SYSTEM_ADMIN)])
    edge.run(lambda work: work.session.execute(update(Staff).values(email="someone@example.cn")))
    test_clock.set(START + timedelta(days=3))
    assert len(seal_all(edge)) == 3
    assert seal_all(edge) == []
    owed = edge.run(lambda work: [(one.kind, one.message_id.rpartition(".")[2])
                                  for one in work.session.scalars(select(Notice).where(Notice.staff_id.is_not(None)))])
    assert owed == [("day_sealed", "2026-11-26")]


def test_seal_of_a_day_without_any_event_ever_is_not_made(both_engines: Flask) -> None:
    edge = Edge(both_engines)
    edge.run(lambda work: append_only.drop(work.session.connection()))
    edge.run(lambda work: work.session.execute(delete(CaseEvent)))
    assert seal_all(edge) == []
