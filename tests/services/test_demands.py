from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from models.digest import Demand
from models.event import CaseEvent
from models.notice import Notice
from models.staff import Staff
from queries import demands as reading
from queries import staff_notices
from queries.demands import Tab
from rules.actors import Role
from rules.errors import Conflict, Hidden, InputRefused, NotPermitted, TransitionRefused
from services import bulletins, demands
from services.demands import PlannedDemand
from services.work import Work
from tests import factories, factories_bulletins
from tests.factories_bulletins import quarter, text_of
from tests.fixtures.engines import Edge

WORDS = "已经逐件答复，并向来信人当面说明。"


def lead(work: Work, code: str = "transport", email: str | None = None) -> Work:
    actor = factories.staff(work, Role.LEAD, code)
    work.session.get_one(Staff, actor.id).email = email
    return factories.acting(work, actor)


def office(work: Work) -> Work:
    return factories.acting(work, factories.staff(work, Role.INTAKE))


def opened(work: Work) -> Demand:
    """The one demand of an issued bulletin, drafted for the department with an overdue letter."""
    factories_bulletins.issued(work)
    return work.session.scalars(select(Demand)).one()


def seen(work: Work, demand: Demand) -> str:
    row = reading.one(work.session, demand.id, work.today)
    assert row is not None
    return row.standing


def test_demand_is_reported_sent_back_reported_again_and_taken_as_done(work: Work) -> None:
    demand = opened(work)
    assert reading.counts(work.session, work.today, demand.department_id)[Tab.OPEN] == 1
    first = seen(work, demand)
    demands.report(lead(work), demand.id, first, WORDS)
    with pytest.raises(TransitionRefused):
        demands.report(lead(work), demand.id, first, WORDS)
    before = seen(work, demand)
    lead(work, email="lead@example.cn")
    demands.send_back(office(work), demand.id, before, "请附上答复的编号。")
    assert (demand.state, demand.report, demand.send_back_reason) == ("open", WORDS, "请附上答复的编号。")
    [told] = [staff_notices.staff_message(work.session, one) for one in work.session.scalars(
        select(Notice.id).where(Notice.kind == "demand_due"))]
    assert (told.recipient, told.is_back, told.is_over, told.is_done) == ("lead@example.cn", True, False, False)
    again = replace(lead(work), now=work.now + timedelta(hours=1))
    demands.report(again, demand.id, seen(work, demand), f"{WORDS}编号见附件。")
    with pytest.raises(Conflict):
        demands.take(office(work), demand.id, before)
    demands.take(office(work), demand.id, seen(work, demand))
    row = reading.listed(work.session, Tab.DONE, work.today)[0]
    assert (row.state, row.number, row.send_back_reason) == ("done", "云政办函〔2026〕1号", "")
    acts = work.session.scalars(select(CaseEvent.act).where(CaseEvent.act.startswith("demand")).order_by("seq"))
    assert list(acts) == ["demand_reported", "demand_sent_back", "demand_reported", "demand_done"]


def test_demand_is_acted_on_by_its_own_head_and_the_office_only(work: Work) -> None:
    demand = opened(work)
    now = seen(work, demand)
    with pytest.raises(Hidden):
        demands.report(lead(work, "housing"), demand.id, now, WORDS)
    with pytest.raises(NotPermitted):
        demands.report(factories.acting(work, factories.staff(work, Role.HANDLER, "transport")), demand.id, now, WORDS)
    with pytest.raises(InputRefused):
        demands.report(lead(work), demand.id, now, "  ")
    demands.report(lead(work), demand.id, now, WORDS)
    for role in (Role.LEADER, Role.LEAD):
        with pytest.raises(NotPermitted):
            demands.take(factories.acting(work, factories.staff(work, role, "transport")), demand.id, now)


def test_demand_before_its_bulletin_is_issued_is_nobodys(work: Work) -> None:
    made = quarter(work)
    demand = work.session.scalars(select(Demand)).one()
    assert reading.one(work.session, demand.id, work.today) is None
    assert sum(reading.counts(work.session, work.today).values()) == 0
    with pytest.raises(Hidden):
        demands.report(lead(work), demand.id, "", WORDS)
    assert [row.words for row in reading.of_bulletin(work.session, made.id, work.today)] == [demands.DRAFTED]


@pytest.mark.parametrize(("change", "field"), [
    pytest.param({"department_id": 9999}, "demand-0-department", id="no such department"),
    pytest.param({"words": " "}, "demand-0-words", id="no words"),
    pytest.param({"due_on": date(2026, 11, 24)}, "demand-0-due_on", id="today"),
    pytest.param({"due_on": date(2028, 1, 3)}, "demand-0-due_on", id="too far"),
])
def test_demand_that_cannot_be_followed_is_refused_at_its_field(
        work: Work, change: dict[str, object], field: str) -> None:
    made = quarter(work)
    wrong = replace(factories_bulletins.planned(work), **change)
    with pytest.raises(InputRefused) as refused:
        bulletins.edit(office(work), made.id, 1, text_of(work, made.id), [wrong])
    assert refused.value.field == field


def test_bulletin_with_a_demand_whose_day_has_come_is_not_issued(work: Work) -> None:
    made = quarter(work)
    near = PlannedDemand(factories.department_id(work, "transport"), "当面说明。", work.today + timedelta(days=1))
    bulletins.edit(office(work), made.id, 1, text_of(work, made.id), [near])
    factories_bulletins.submit(replace(work, actor=factories.staff(work, Role.INTAKE, person=2)), made.id)
    factories_bulletins.review(work, made.id)
    with pytest.raises(TransitionRefused, match="期限已经到了"):
        factories_bulletins.issue(replace(work, now=work.now + timedelta(days=1)), made.id)


def test_reminders_are_owed_once_before_and_once_after_the_day(work: Work) -> None:
    lead(work, email="lead@example.cn")
    supervisor = work.session.get_one(Staff, factories.staff(work, Role.SUPERVISOR).id)
    supervisor.email = "supervisor@example.cn"
    demand = opened(work)
    days = {"far": -10, "near": -2, "again": -1, "last": 0, "after": 1, "later": 30}
    owed = {name: demands.remind(replace(work, now=work.now + (demand.due_on - work.today) + timedelta(days=offset)))
            for name, offset in days.items()}
    assert owed == {"far": 0, "near": 1, "again": 0, "last": 0, "after": 2, "later": 0}
    assert reading.counts(work.session, demand.due_on + timedelta(days=1))[Tab.OVERDUE] == 1
    told = [staff_notices.staff_message(work.session, one) for one in work.session.scalars(
        select(Notice.id).where(Notice.kind == "demand_due").order_by(Notice.id))]
    assert [(one.number, one.is_over, one.is_done, one.for_office) for one in told] == [
        ("云政办函〔2026〕1号", False, False, False), ("云政办函〔2026〕1号", True, False, False),
        ("云政办函〔2026〕1号", True, False, True)]
    demands.report(lead(work), demand.id, seen(work, demand), WORDS)
    assert demands.remind(replace(work, now=work.now + timedelta(days=90))) == 0


def test_sweeps_at_once_remind_once(edge: Edge) -> None:
    def prepare(work: Work) -> None:
        lead(work, email="lead@example.cn")
        opened(work)

    edge.run(prepare)
    results = edge.race([lambda work: demands.remind(replace(work, now=work.now + timedelta(days=60)))] * 3)
    assert sorted(results) == [0, 0, 1]
    assert edge.run(lambda work: work.session.scalar(
        select(func.count()).select_from(Notice).where(Notice.kind == "demand_due"))) == 1
