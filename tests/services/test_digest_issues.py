"""Issuing digests: once however many try, and to each department what it may know."""

from __future__ import annotations

from datetime import time, timedelta

from sqlalchemy import func, select, update

from models.accused import BarredDepartment
from models.digest import DigestIssue
from models.notice import Notice
from models.staff import Staff
from queries import staff_notices
from queries.digest_notices import DigestMessage
from rules.actors import Role
from rules.vocabulary import State
from services import digest_issues, digests, sealing
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock

SEVEN = time(7, 30)


def prepare(edge: Edge, test_clock: SimulatedClock) -> None:
    """Have a Tuesday with a letter of housing, one of transport, and one that only waits for publication, frozen."""
    def live(work: Work) -> None:
        for role, code in ((Role.LEADER, "housing"), (Role.LEAD, "housing"), (Role.LEAD, "transport")):
            factories.staff(work, role, code)
        work.session.execute(update(Staff).values(email=Staff.login + "@county.example"))
        for code in ("housing", "transport"):
            factories.letter_in(work, State.ASSIGNED, code)

    edge.run(live)
    test_clock.forward(days=1)
    horizon = edge.run(sealing.look)
    edge.run(lambda work: sealing.seal_next(work, horizon))
    edge.run(lambda work: digests.build(work, "daily", "2026-11-24"))


def messages(work: Work) -> dict[str, DigestMessage]:
    """Return what each person is told, by the beginning of the address."""
    found = {}
    for notice_id in work.session.scalars(select(Notice.id).where(Notice.kind == "daily_list")):
        told = staff_notices.staff_message(work.session, notice_id)
        assert isinstance(told, DigestMessage)
        found[told.recipient.partition("@")[0]] = told
    return found


def test_digest_is_issued_once_however_many_try(edge: Edge, test_clock: SimulatedClock) -> None:
    """P5: exactly one mail of a list to a person, with any number of schedulers at the same moment."""
    prepare(edge, test_clock)
    assert edge.run(lambda work: digest_issues.due(work, time(23))) == []
    [batch] = edge.run(lambda work: digest_issues.due(work, SEVEN))
    assert sorted(edge.race([lambda work: digest_issues.issue(work, batch)] * 4)) == [False, False, False, True]
    assert edge.run(lambda work: digest_issues.due(work, SEVEN)) == []
    counted = edge.run(lambda work: [work.session.scalar(select(func.count()).select_from(table))
                                     for table in (DigestIssue, Notice)])
    assert counted == [1, 3]
    # What was built by hand of a day before is shown, and nobody is written to.
    test_clock.forward(days=20)
    horizon = edge.run(sealing.look)
    while edge.run(lambda work: sealing.seal_next(work, horizon)) is not None:
        pass
    edge.run(lambda work: digests.build(work, "daily", "2026-11-26"))
    assert edge.run(lambda work: digest_issues.due(work, SEVEN)) == []


def test_department_is_told_its_own_part_without_what_is_about_it(edge: Edge, test_clock: SimulatedClock) -> None:
    """I4: a case that turned out to be about a unit is in no number that its people are sent."""
    prepare(edge, test_clock)
    [batch] = edge.run(lambda work: digest_issues.due(work, SEVEN))
    edge.run(lambda work: digest_issues.issue(work, batch))

    def accuse(work: Work) -> None:
        work.session.add(BarredDepartment(case_id=2, department_id=factories.department_id(work, "transport"),
                                          why="named", barred_at=work.now - timedelta(hours=1)))

    before = edge.run(messages)
    edge.run(accuse)
    after = edge.run(messages)
    assert dict(before["leader-office-1"].figures)["新收"] == "2件"
    assert before["leader-office-1"].whole == ()
    assert dict(before["lead-transport-1"].figures)["新收"] == "1件"
    assert dict(after["lead-transport-1"].figures)["新收"] == "0件"
    assert dict(after["lead-housing-1"].figures)["新收"] == "1件"
    assert dict(after["lead-transport-1"].whole)["新收"] == "2件"
