"""The register of remedies: entered, changed, decided, and what a decision that corrects the agency demands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from models.notice import Notice
from models.remedy import Remedy
from models.staff import Staff
from queries import bulletins, staff_notices
from queries import demands as reading
from queries.demands import Tab
from rules.actors import Role
from rules.bulletins import DemandCause
from rules.errors import Conflict, Hidden, InputRefused, NotPermitted
from rules.remedy_register import FiledBy, RemedyFacts, RemedyKind
from services import demands, ledger, remedies
from services.remedies import Decision
from services.work import Work
from tests import factories, factories_requests
from tests.factories import acting, staff

RECEIVED = datetime(2026, 1, 15, 2, 0, tzinfo=UTC)
ENTRY = RemedyFacts(RemedyKind.RECONSIDERATION, FiledBy.APPLICANT, "县人民政府", date(2026, 3, 2))
CORRECTED = Decision("corrected", date(2026, 4, 30), "撤销答复，责令重新作出。", "重新答复并说明理由。",
                     date(2026, 12, 11))
LAWSUIT = RemedyFacts(RemedyKind.LAWSUIT, FiledBy.APPLICANT, "县人民法院", date(2026, 6, 1), after_reconsideration=True)


def registered(work: Work, entry: RemedyFacts = ENTRY) -> tuple[Work, Remedy]:
    """A remedy about a request to the housing bureau, and the handler there who has entered it."""
    request = factories_requests.request(replace(work, now=RECEIVED))
    handler = acting(work, staff(work, Role.HANDLER))
    return handler, remedies.register(handler, request.id, entry)


def test_remedy_is_entered_followed_by_a_lawsuit_and_decided(work: Work) -> None:
    handler, first = registered(work, replace(ENTRY, notified_on=date(2026, 4, 28)))
    assert (first.answer_by, first.outcome) == (date(2026, 5, 14), None)
    remedies.decide(handler, first.id, 0, Decision("maintained", date(2026, 5, 20)))
    second = remedies.register(handler, first.case_id, LAWSUIT, first.id)
    assert (second.reconsideration_id, second.kind, second.after_reconsideration) == (first.id, "lawsuit", True)
    changed = remedies.update(handler, second.id, 0, replace(LAWSUIT, body_number="（2026）行初1号"), first.id)
    with pytest.raises(Conflict):
        remedies.update(handler, second.id, 0, LAWSUIT, first.id)
    assert (changed.body_number, changed.edits) == ("（2026）行初1号", 1)
    assert ledger.verify(work).first_bad is None


def test_correction_opens_a_demand_that_is_reported_and_taken_by_the_office(work: Work) -> None:
    handler, remedy = registered(work)
    with pytest.raises(InputRefused) as missing:
        remedies.decide(handler, remedy.id, 0, replace(CORRECTED, demand="", demand_due_on=None))
    assert missing.value.field == "demand_words"
    remedies.decide(handler, remedy.id, 0, CORRECTED)
    [row] = reading.of_remedies(work.session, [remedy.id], work.today)
    assert (row.department_id, row.due_on, row.source) == (
        factories.department_id(work, "housing"), date(2026, 12, 11), "行政复议的决定（G2026-1）")
    lead = acting(work, staff(work, Role.LEAD))
    demands.report(lead, row.id, row.standing, "已经重新答复，并送达申请人。")
    [row] = reading.listed(work.session, Tab.REPORTED, work.today, causes=[DemandCause.REMEDY])
    with pytest.raises(Hidden):
        demands.take(acting(work, staff(work, Role.SUPERVISOR)), row.id, row.standing)
    office = acting(work, staff(work, Role.DISCLOSURE))
    assert bulletins.waiting_for(work.session, office.actor) == 1
    assert demands.take(office, row.id, row.standing).state == "done"
    assert reading.counts(work.session, work.today, causes=[DemandCause.BULLETIN])[Tab.DONE] == 0
    assert ledger.verify(work).first_bad is None


def test_demand_of_a_remedy_past_its_day_is_told_to_head_and_office_of_open_government(work: Work) -> None:
    handler, remedy = registered(work)
    remedies.decide(handler, remedy.id, 0, CORRECTED)
    people = [staff(work, role) for role in (Role.LEAD, Role.DISCLOSURE, Role.SUPERVISOR)]
    for person in people:
        work.session.get_one(Staff, person.id).email = f"{person.role}@example.cn"
    late = replace(work, now=work.now + timedelta(days=30))
    assert demands.remind(late) == 2
    told = work.session.scalars(select(Notice).where(Notice.kind == "demand_due")).all()
    assert {one.staff_id for one in told} == {people[0].id, people[1].id}
    said = staff_notices.staff_message(work.session, told[0].id)
    assert getattr(said, "number", "") == "行政复议的决定（G2026-1）"


@pytest.mark.parametrize("role", [Role.INTAKE, Role.SUPERVISOR, Role.LEADER], ids=str)
def test_register_is_not_for_the_letters_office(work: Work, role: Role) -> None:
    request = factories_requests.request(replace(work, now=RECEIVED))
    with pytest.raises(NotPermitted):
        remedies.register(acting(work, staff(work, role)), request.id, ENTRY)


def test_lawsuit_after_the_reconsideration_of_another_request_is_refused(work: Work) -> None:
    handler, first = registered(work)
    other = factories_requests.request(replace(work, now=RECEIVED))
    with pytest.raises(InputRefused) as refused:
        remedies.register(handler, other.id, LAWSUIT, first.id)
    assert refused.value.field == "reconsideration"
