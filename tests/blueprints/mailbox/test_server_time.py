"""The server's clock sets every event's time (security.md U4); nothing that a visitor or an officer sends moves it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from adapters import clock
from models.case import Case
from models.clock import Clock
from models.event import CaseEvent
from rules.transitions import Act
from rules.vocabulary import State
from services import events, ledger, locking
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor

EARLIER, LATER = "2020-01-01T00:00:00+00:00", "2031-01-01T00:00:00+00:00"
FORGED = {name: LATER for name in (
    "received_at", "recorded_at", "effective_at", "answered_at", "issued_at", "accepted_at", "at", "now", "time",
    "date", "timestamp", "due_on", "stated_on")}
HEADERS = {name: "Tue, 01 Jan 2030 00:00:00 GMT" for name in (
    "Date", "X-Request-Start", "X-Timestamp", "X-Request-Time", "If-Modified-Since", "Last-Modified")}
LETTER = {"title": "路灯不亮", "text": "小区门口的路灯坏了一个星期。", "agree": "y", "category": "complaint"}


def times_are_the_servers(office: Office) -> int:
    """Check every instant of the record against the server's clock and return how many events there are."""
    seen: list[tuple[datetime, datetime]] = []
    office.do(None, lambda work: seen.extend(
        (row.recorded_at, row.effective_at) for row in work.session.scalars(select(CaseEvent))))
    for recorded_at, effective_at in seen:
        assert abs(recorded_at - clock.now()) < timedelta(minutes=2)
        assert effective_at == recorded_at
    return len(seen)


def test_forged_times_of_a_letter_are_ignored(office: Office, visitor: Visitor) -> None:
    """U4: a form with every field that could mean a time, and headers that say another one."""
    visitor.get("/write")
    visitor.submit(LETTER | FORGED, headers=HEADERS)
    before = times_are_the_servers(office)
    due: list[object] = []
    office.do(None, lambda work: due.extend(work.session.execute(
        select(Case.received_at, Clock.start_on, Clock.due_on).join(Clock, Clock.case_id == Case.id)).one()))
    assert before
    assert abs(due[0] - clock.now()) < timedelta(minutes=2)  # type: ignore[operator]
    assert [str(day) for day in due[1:]] == ["2026-11-24", "2026-12-15"]


def test_forged_times_of_a_program_are_refused_or_ignored(office: Office) -> None:
    """U4: the interface for programs."""
    client = office.app.test_client()
    answer = client.post("/api/v1/letters", json={"text": LETTER["text"]} | FORGED, headers=HEADERS)
    if answer.status_code != 201:
        assert answer.status_code == 422
        answer = client.post("/api/v1/letters", json={"text": LETTER["text"]}, headers=HEADERS)
    assert answer.status_code == 201
    assert times_are_the_servers(office)


@pytest.mark.parametrize("when", [EARLIER, LATER], ids=["earlier", "later"])
def test_forged_times_of_an_officers_act_are_ignored(office: Office, when: str) -> None:
    """U4: accepting, which stops the first clock, with a time of the officer's own."""
    number = office.letter(State.ASSIGNED)
    visitor = office.enter("handler")
    visitor.get(f"/desk/letters/{number}")
    visitor.submit(dict.fromkeys(FORGED, when), action="/accept", headers=HEADERS)
    acts: list[str] = []
    office.do(None, lambda work: acts.extend(work.session.scalars(select(CaseEvent.act))))
    assert Act.ACCEPT in acts
    times_are_the_servers(office)


@pytest.mark.parametrize(("days", "kept"), [(-30, True), (-1, True), (1, False), (400, False)],
                         ids=["a month ago", "yesterday", "tomorrow", "next year"])
def test_stated_time_can_only_be_earlier(edge: Edge, days: int, kept: bool) -> None:
    """U4: a stated date stands beside the server's own, and never after it."""
    def state(work: Work) -> tuple[datetime, datetime, datetime]:
        case = locking.lock_letter(work.session, factories.letter_in(work, State.ACCEPTED).id)
        stated = work.now + timedelta(days=days)
        events.record(work, case, Act.SAVE_DRAFT, effective_at=stated)
        row = work.session.scalars(select(CaseEvent).order_by(CaseEvent.seq.desc()).limit(1)).one()
        return row.recorded_at - work.now, row.effective_at, stated if kept else work.now  # type: ignore[return-value]

    late, effective_at, expected = edge.run(state)
    assert late == timedelta()
    assert effective_at == expected
    assert edge.run(ledger.verify).ok
