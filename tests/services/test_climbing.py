"""The sweep's work on each engine: every rung once, the record, who is told, the one mail that gathers it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from models.case import Case
from models.clock import Clock
from models.event import CaseEvent
from models.notice import Notice
from models.rung import Rung, RungTelling
from models.staff import Staff
from rules.actors import Actor, Role
from rules.localtime import CHINA
from rules.vocabulary import State
from services import climbing, clocks, ledger, routing
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock

# A question of Tuesday 24 November, due on Tuesday 1 December.
LADDER = {"half": "11-26", "soon": "11-30", "today": "12-01", "urge": "12-02", "supervise": "12-04",
          "circulate": "12-08"}


def at(clock: SimulatedClock, day: str, hour: int = 9) -> None:
    clock.set(datetime.combine(date.fromisoformat(f"2026-{day}"), datetime.min.time().replace(hour=hour), CHINA))


def sweep(edge: Edge) -> int:
    rungs = 0
    while (done := edge.run(climbing.climb)).cases:
        rungs += done.rungs
    return rungs


def rows(edge: Edge, model: Any, *conditions: Any) -> list[Any]:
    def read(work: Work) -> list[Any]:
        found = list(work.session.scalars(select(model).where(*conditions).order_by(model.id)))
        work.session.expunge_all()
        return found

    return edge.run(read)


@pytest.fixture
def people(edge: Edge) -> dict[Role, Actor]:
    """One person of each role, with a mail address."""
    def hire(work: Work) -> dict[Role, Actor]:
        found = {role: factories.staff(work, role) for role in
                 (Role.HANDLER, Role.LEAD, Role.INTAKE, Role.SUPERVISOR, Role.LEADER)}
        for role, actor in found.items():
            work.session.get_one(Staff, actor.id).email = f"{role.value}@example.cn"
        return found

    return edge.run(hire)


@pytest.fixture
def case_id(edge: Edge, people: dict[Role, Actor]) -> int:
    """A signed letter of the housing department."""
    return edge.run(lambda work: factories.letter_in(work, State.ACCEPTED).id)


def told(edge: Edge, rung: str) -> set[int]:
    ids = [one.id for one in rows(edge, Rung, Rung.rung == rung)]
    return {one.staff_id for one in rows(edge, RungTelling, RungTelling.rung_id.in_(ids))}


def test_sweep_day_by_day_reaches_each_rung_on_its_day_once(edge: Edge, test_clock: SimulatedClock,
                                                            case_id: int) -> None:
    reached = {}
    for n in range(1, 40):
        at(test_clock, f"{date(2026, 11, 24) + timedelta(days=n):%m-%d}") if n < 37 else None
        if sweep(edge):
            newest = rows(edge, Rung)[-1]
            reached[newest.rung] = f"{newest.recorded_at.astimezone(CHINA):%m-%d}"
        assert sweep(edge) == 0
    assert reached == LADDER
    assert edge.run(ledger.verify).first_bad is None


def test_sweep_before_opening_does_nothing_yet(edge: Edge, test_clock: SimulatedClock, case_id: int) -> None:
    at(test_clock, "11-26", 8)
    assert sweep(edge) == 0
    at(test_clock, "11-26", 9)
    assert sweep(edge) == 1


def test_sweep_after_an_outage_records_all_and_tells_the_highest_only(
        edge: Edge, test_clock: SimulatedClock, case_id: int, people: dict[Role, Actor]) -> None:
    at(test_clock, "11-30")
    assert sweep(edge) == 2
    at(test_clock, "12-03", 11)
    assert sweep(edge) == 2
    found = {one.rung: one for one in rows(edge, Rung)}
    assert [f"{one.reached_at.astimezone(CHINA):%m-%d %H:%M}" for one in found.values()] == [
        "11-26 08:30", "11-30 08:30", "12-01 08:30", "12-02 08:30"]
    assert f"{found['today'].recorded_at.astimezone(CHINA):%m-%d %H}" == "12-03 11"
    assert told(edge, "today") == told(edge, "half") == set()
    assert told(edge, "urge") == {people[Role.HANDLER].id, people[Role.LEAD].id}


def test_rung_is_on_the_record_with_those_who_were_told(edge: Edge, test_clock: SimulatedClock, case_id: int,
                                                        people: dict[Role, Actor]) -> None:
    at(test_clock, "12-04")
    sweep(edge)
    acts = [(one.act, json.loads(one.payload)) for one in rows_of_record(edge, case_id)]
    ids = sorted(people[role].id or 0 for role in (Role.HANDLER, Role.LEAD, Role.SUPERVISOR))
    assert [act for act, _ in acts][-5:] == ["remind", "remind", "remind", "urge", "supervise"]
    assert acts[-1][1] == {"clock": 1, "rung": "supervise", "of": "2026-12-01", "told": ids}
    assert rows(edge, Rung)[-1].number == "督〔2026〕1号"


def rows_of_record(edge: Edge, case_id: int) -> list[CaseEvent]:
    def read(work: Work) -> list[CaseEvent]:
        found = list(work.session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id)
                                          .order_by(CaseEvent.seq)))
        work.session.expunge_all()
        return found

    return edge.run(read)


def test_orders_are_numbered_one_after_another(edge: Edge, test_clock: SimulatedClock, case_id: int) -> None:
    for _ in range(4):
        edge.run(lambda work: factories.letter_in(work, State.ACCEPTED).id)
    at(test_clock, "12-04")
    sweep(edge)
    assert sorted(one.number for one in rows(edge, Rung, Rung.number.is_not(None))) == [
        f"督〔2026〕{serial}号" for serial in range(1, 6)]


def test_reminders_of_one_hour_stand_in_one_mail_per_person(edge: Edge, test_clock: SimulatedClock, case_id: int,
                                                            people: dict[Role, Actor]) -> None:
    for _ in range(3):
        edge.run(lambda work: factories.letter_in(work, State.ACCEPTED).id)
    at(test_clock, "12-01")
    sweep(edge)
    mails = rows(edge, Notice, Notice.staff_id.is_not(None))
    assert Counter(one.staff_id for one in mails) == {people[Role.HANDLER].id: 1, people[Role.LEAD].id: 1}
    assert {one.kind for one in mails} == {"deadlines"}
    per_mail = Counter(one.notice_id for one in rows(edge, RungTelling))
    assert per_mail == {one.id: 4 for one in mails}


def test_reminder_after_the_mail_has_left_goes_into_the_next_one(edge: Edge, test_clock: SimulatedClock, case_id: int,
                                                                 people: dict[Role, Actor]) -> None:
    at(test_clock, "12-01")
    sweep(edge)
    edge.run(lambda work: work.session.execute(update(Notice).where(Notice.staff_id.is_not(None))
                                               .values(lease=1, attempts=1)) and None)
    edge.run(lambda work: factories.letter_in(work, State.ACCEPTED).id)
    edge.run(lambda work: work.session.execute(update(Clock).where(Clock.case_id != case_id, Clock.is_answer).values(
        next_action_at=work.now, due_on=date(2026, 12, 1), start_on=date(2026, 11, 24))) and None)
    assert sweep(edge) == 3
    handler = people[Role.HANDLER].id
    mails = rows(edge, Notice, Notice.staff_id == handler)
    assert [one.dedupe_key for one in mails] == [f"deadlines:{handler}:2026-12-01T09",
                                                 f"deadlines:{handler}:2026-12-01T10"]


def test_account_without_address_is_told_on_the_desk_and_a_shut_one_not_at_all(
        edge: Edge, test_clock: SimulatedClock, case_id: int, people: dict[Role, Actor]) -> None:
    handler, lead = people[Role.HANDLER].id, people[Role.LEAD].id

    def change(work: Work) -> None:
        work.session.get_one(Staff, lead).email = None
        work.session.get_one(Staff, handler).is_active = False

    edge.run(change)
    at(test_clock, "12-02")
    sweep(edge)
    assert [(one.staff_id, one.notice_id) for one in rows(edge, RungTelling)] == [(lead, None)]


def test_letter_that_waits_for_a_unit_is_urged_at_the_office(edge: Edge, test_clock: SimulatedClock,
                                                             people: dict[Role, Actor]) -> None:
    edge.run(lambda work: factories.letter_in(work, State.TRIAGE).id)
    at(test_clock, "11-26")
    sweep(edge)
    office = {people[Role.INTAKE].id, people[Role.SUPERVISOR].id}
    assert {(one.rung, one.department_id) for one in rows(edge, Rung)} == {("half", None), ("urge", None)}
    assert told(edge, "urge") == told(edge, "half") == office


def test_extension_reminds_of_the_new_day_and_not_twice_of_the_half(edge: Edge, test_clock: SimulatedClock,
                                                                    case_id: int) -> None:
    at(test_clock, "12-01")
    sweep(edge)

    def extend(work: Work) -> None:
        clock = clocks.running(work, case_id)[0]
        before = clocks.facts_of(work, clock)
        clock.extension = 5
        clocks.read_again(work, clock, "extended", before)

    edge.run(extend)
    at(test_clock, "12-08")
    sweep(edge)
    found = [(one.rung, f"{one.of_on:%m-%d}") for one in rows(edge, Rung)]
    assert found == [("half", "11-24"), ("soon", "12-01"), ("today", "12-01"), ("soon", "12-08"), ("today", "12-08")]


@pytest.mark.parametrize("state", [State.ANSWERED, State.DECLINED, State.WITHDRAWN, State.MERGED])
def test_letter_that_has_ended_is_never_urged(edge: Edge, test_clock: SimulatedClock, people: dict[Role, Actor],
                                              state: State) -> None:
    ended = edge.run(lambda work: factories.letter_in(work, state).id)
    at(test_clock, "12-08")
    sweep(edge)
    assert rows(edge, Rung, Rung.case_id == ended) == []


def test_clock_that_outlived_its_case_is_laid_to_rest(edge: Edge, test_clock: SimulatedClock,
                                                      people: dict[Role, Actor]) -> None:
    ended = edge.run(lambda work: factories.letter_in(work, State.ANSWERED).id)
    edge.run(lambda work: work.session.execute(
        update(Clock).where(Clock.case_id == ended).values(stopped_at=None, next_action_at=work.now)) and None)
    at(test_clock, "12-08")
    assert sweep(edge) == 0
    assert rows(edge, Clock, Clock.next_action_at <= datetime(2026, 12, 8, tzinfo=CHINA)) == []


def test_letter_routed_after_its_first_rung_is_told_to_its_department(edge: Edge, test_clock: SimulatedClock,
                                                                      people: dict[Role, Actor]) -> None:
    made = edge.run(lambda work: factories.letter(work, mailbox="housing").id)
    at(test_clock, "11-26")
    sweep(edge)
    edge.run(lambda work: routing.route(work, made).id)
    at(test_clock, "12-02")
    sweep(edge)
    assert told(edge, "half") == {people[Role.INTAKE].id, people[Role.SUPERVISOR].id}
    assert told(edge, "urge") == {people[Role.HANDLER].id, people[Role.LEAD].id}


def test_chain_and_head_of_every_case_hold_after_many_batches(edge: Edge, test_clock: SimulatedClock,
                                                              people: dict[Role, Actor]) -> None:
    for _ in range(7):
        edge.run(lambda work: factories.letter_in(work, State.ASSIGNED).id)
    at(test_clock, "12-08")
    while edge.run(lambda work: climbing.climb(work, 3)).cases:
        pass
    assert edge.run(ledger.verify).first_bad is None
    counted = Counter((one.clock_id, one.rung, one.of_on) for one in rows(edge, Rung))
    assert set(counted.values()) == {1}
    assert len(rows(edge, Case)) == 7
