"""The unit that a letter is about never gets it, by no way, unless two people of the letters office agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models.accused import BarredDepartment
from models.case import Letter
from models.event import CaseEvent
from queries import visibility
from rules.accused import BARRED, Why
from rules.actors import IMPORTER, SYSTEM, Actor, Role
from rules.errors import InputRefused, NotFound, NotPermitted, TransitionRefused
from rules.transitions import Act
from rules.vocabulary import Category, State
from services import accused, handling, importing, ledger, merging, reclassification, reworking, routing, triage
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge

ABOUT = {"complained_about": "县住房和城乡建设局"}
REPORT = {"category": Category.REPORT, "title": "举报住房和城乡建设局",
          "text": "住房和城乡建设局的人收了物业的钱，加压泵才没有人修。"}


def office(work: Work, role: Role = Role.INTAKE, person: int = 1) -> Work:
    return factories.acting(work, factories.staff(work, role, person=person))


def in_triage(work: Work, **fields: object) -> Letter:
    """Send a letter about the housing bureau, which waits for a person then."""
    made = routing.route(factories.acting(work, SYSTEM), factories.letter(work, **(ABOUT | fields)).id)
    assert made.state == State.TRIAGE
    return made


def last_event(work: Work, case_id: int) -> CaseEvent:
    return work.session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq.desc())).first()


@pytest.mark.parametrize("fields", [
    {**ABOUT, "mailbox": "housing"}, {**ABOUT, "title": "物业和小区加压泵", "text": "物业不管，小区的加压泵坏了。"},
    {**REPORT, "mailbox": "housing"}, REPORT, {**REPORT, "title": "举报", "text": "你局的人收钱", "mailbox": "housing"},
    {"complained_about": "王科长", "mailbox": "housing"},
], ids=["own mailbox", "words point at it", "report to its mailbox", "report by words", "report that says you",
        "somebody unknown"])
def test_route_never_gives_a_letter_to_the_unit_it_is_about(work: Work, fields: dict[str, Any]) -> None:
    """I1: a letter to the mailbox of the accused unit, or whose words point at it, waits for a person."""
    made = routing.route(factories.acting(work, SYSTEM), factories.letter(work, **fields).id)
    assert (made.state, made.department_id) == (State.TRIAGE, None)


def test_route_of_a_complaint_that_only_mentions_a_unit_is_as_ever(work: Work) -> None:
    """I1: other mentions are a warning, no bar."""
    made = factories.routed_letter(work, category=Category.COMPLAINT, text="住房和城乡建设局说不归它管。")
    assert made.state == State.ASSIGNED
    assert visibility.barred(work.session, [made.id]) == {}


ROADS: dict[str, Callable[[Work, Letter, int], Any]] = {
    "assign": lambda work, made, unit: triage.assign(office(work), made.id, unit),
    "transfer": lambda work, made, unit: (
        triage.assign(office(work), made.id, factories.department_id(work, "transport")),
        triage.transfer(office(work), made.id, unit)),
    "transfer by the supervisor": lambda work, made, unit: (
        triage.assign(office(work), made.id, factories.department_id(work, "transport")),
        triage.transfer(office(work, Role.SUPERVISOR), made.id, unit)),
    "assign after a return": lambda work, made, unit: (
        triage.assign(office(work), made.id, factories.department_id(work, "transport")),
        handling.return_to_office(factories.acting(work, factories.staff(work, Role.HANDLER, "transport")), made.id,
                                  "不归本单位管。", unit),
        triage.assign(office(work), made.id, unit)),
    "assign what others are merged into": lambda work, made, unit: triage.assign(
        office(work), _merged_into_another(work, made).id, unit),
}


def _merged_into_another(work: Work, made: Letter) -> Letter:
    first = factories.letter_in(work, State.TRIAGE)
    first.received_at = made.received_at
    merging.merge(office(work), made.id, first.id, shares_reply=False)
    return first


@pytest.mark.parametrize("road", ROADS)
def test_every_road_to_the_unit_that_a_letter_is_about_is_closed(work: Work, road: str) -> None:
    """I1: assign, transfer, assign after its return, and a letter that it is merged into."""
    made = in_triage(work)
    with pytest.raises(InputRefused, match=BARRED[:12]):
        ROADS[road](work, made, factories.department_id(work))
    assert made.department_id != factories.department_id(work)


def test_merge_into_a_case_of_the_unit_that_a_letter_is_about_is_refused(work: Work) -> None:
    """I1: whoever has the first letter would read this one with it."""
    first = factories.routed_letter(work)
    made = in_triage(work)
    with pytest.raises(InputRefused, match=BARRED[:12]) as refused:
        merging.merge(office(work), made.id, first.id, shares_reply=False)
    assert (refused.value.field, made.merged_into_id) == ("number", None)


def test_import_never_gives_a_report_to_the_unit_it_names(work: Work) -> None:
    """I1: also when the file names that unit as the one to handle it."""
    row = {"title": "举报", "text": "住房和城乡建设局的人收钱。", "time": "2026-11-20 09:00", "category": "report",
           "department": "县住房和城乡建设局"}
    importer = factories.acting(work, IMPORTER)
    report, rows = importing.check(importer, [row])
    assert (importing.store(importer, rows), report.refused) == (1, [])
    made = work.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert (made.state, made.department_id) == (State.TRIAGE, None)


def test_report_of_later_takes_the_letter_back_from_the_unit_it_names(work: Work) -> None:
    """I1: a category that is changed to report bars the units named, and recalls what one of them has."""
    made = factories.letter_in(work, State.ACCEPTED, text="住房和城乡建设局的人收钱。")
    reclassification.reclassify(office(work), made.id, Category.REPORT)
    assert (made.state, made.department_id) == (State.TRIAGE, None)
    assert last_event(work, made.id).act == Act.RECALL
    with pytest.raises(InputRefused):
        triage.assign(office(work), made.id, factories.department_id(work))
    assert ledger.verify(work).ok


def test_bar_by_hand_takes_the_letter_back(work: Work) -> None:
    """I1: one officer may bar; only lifting takes two."""
    made = factories.letter_in(work, State.DRAFTED)
    accused.bar(office(work), made.id, factories.department_id(work))
    assert (made.state, made.department_id) == (State.TRIAGE, None)
    with pytest.raises(InputRefused, match="已经认定"):
        accused.bar(office(work), made.id, factories.department_id(work))


def test_bar_of_a_unit_that_answered_and_reworks_is_refused(work: Work) -> None:
    made = factories.letter_in(work, State.REWORK)
    with pytest.raises(TransitionRefused, match="收不回来"):
        accused.bar(office(work), made.id, factories.department_id(work))


@pytest.mark.parametrize(("first", "second"), [
    ((Role.INTAKE, 1), (Role.INTAKE, 2)), ((Role.INTAKE, 1), (Role.SUPERVISOR, 1)),
    ((Role.SUPERVISOR, 1), (Role.INTAKE, 1))], ids=["two of intake", "supervisor agrees", "intake agrees"])
def test_two_people_together_open_the_way(work: Work, first: tuple[Role, int], second: tuple[Role, int]) -> None:
    """I1: the first proposes with a reason, the second agrees, both stand in the record; then it can be assigned."""
    made, unit = in_triage(work), factories.department_id(work)
    accused.propose_lift(office(work, *first), made.id, unit, "只有它有资料。")
    with pytest.raises(InputRefused):
        triage.assign(office(work), made.id, unit)
    accused.decide_lift(office(work, *second), made.id, unit, agreed=True)
    triage.assign(office(work), made.id, unit)
    acts = list(work.session.scalars(select(CaseEvent.act).where(CaseEvent.case_id == made.id).order_by(CaseEvent.seq)))
    assert acts[-3:] == [Act.PROPOSE_LIFT, Act.LIFT_BAR, Act.ASSIGN]
    assert made.department_id == unit


def test_one_person_alone_cannot_open_the_way(work: Work) -> None:
    """I1: a one-person override is refused, also without a proposal and twice over."""
    made, unit, officer = in_triage(work), factories.department_id(work), office(work)
    with pytest.raises(TransitionRefused, match="还没有人提出"):
        accused.decide_lift(officer, made.id, unit, agreed=True)
    accused.propose_lift(officer, made.id, unit, "只有它有资料。")
    with pytest.raises(TransitionRefused, match="另一位"):
        accused.propose_lift(officer, made.id, unit, "只有它有资料。")
    with pytest.raises(NotPermitted, match="两个人"):
        accused.decide_lift(officer, made.id, unit, agreed=True)
    with pytest.raises(InputRefused):
        triage.assign(officer, made.id, unit)


def test_refused_proposal_leaves_the_bar_and_may_be_made_again(work: Work) -> None:
    """I1: both people are in the record also when the second says no."""
    made, unit = in_triage(work), factories.department_id(work)
    accused.propose_lift(office(work), made.id, unit, "只有它有资料。")
    accused.decide_lift(office(work, person=2), made.id, unit, agreed=False)
    assert f'"proposed_by":{office(work).actor.id}' in last_event(work, made.id).payload
    with pytest.raises(InputRefused):
        triage.assign(office(work), made.id, unit)
    accused.propose_lift(office(work, person=2), made.id, unit, "没有别的单位了。")


@pytest.mark.parametrize("role", [Role.LEADER, Role.PUBLISHER, Role.HANDLER, Role.SECURITY_ADMIN])
def test_nobody_else_may_propose_or_agree(work: Work, role: Role) -> None:
    """I1: the letters office alone."""
    made, unit = in_triage(work), factories.department_id(work)
    other = factories.acting(work, factories.staff(work, role))
    with pytest.raises(NotPermitted):
        accused.propose_lift(other, made.id, unit, "只有它有资料。")
    with pytest.raises(NotPermitted):
        accused.decide_lift(other, made.id, unit, agreed=True)


def test_lift_of_what_is_not_barred_is_refused(work: Work) -> None:
    made = factories.letter_in(work, State.TRIAGE)
    with pytest.raises(NotFound):
        accused.propose_lift(office(work), made.id, factories.department_id(work), "只有它有资料。")


def test_report_again_keeps_what_two_people_have_lifted(work: Work) -> None:
    made, unit = in_triage(work, text="住房和城乡建设局的人收钱。"), factories.department_id(work)
    accused.propose_lift(office(work), made.id, unit, "只有它有资料。")
    accused.decide_lift(office(work, person=2), made.id, unit, agreed=True)
    reclassification.reclassify(office(work), made.id, Category.REPORT)
    assert visibility.barred(work.session, [made.id]) == {}
    accused.bar(office(work), made.id, unit)
    assert visibility.barred(work.session, [made.id]) == {made.id: frozenset({unit})}


def test_rework_by_a_unit_that_was_barred_meanwhile_is_refused(work: Work) -> None:
    """I1: an order to rework is a routing decision as well."""
    made = factories.letter_in(work, State.ANSWERED)
    accused.store(work, made.id, {factories.department_id(work): Why.OFFICE})
    with pytest.raises(InputRefused):
        reworking.rework(office(work), made.id, factories.REWORK_REASON)


def test_database_refuses_one_person_as_both(edge: Edge) -> None:
    """I1: the rule stands in the table as well, on both engines."""
    def forge(work: Work) -> None:
        made, officer = in_triage(work), factories.staff(work, Role.INTAKE)
        row = work.session.scalars(select(BarredDepartment).where(BarredDepartment.case_id == made.id)).one()
        row.proposed_by, row.proposed_at, row.proposal_reason = officer.id, work.now, "理由"
        row.lifted_by, row.lifted_at = officer.id, work.now

    with pytest.raises(IntegrityError):
        edge.run(forge)


def test_assign_and_bar_at_once_never_leave_the_letter_with_the_unit(edge: Edge) -> None:
    """I1: whichever comes first, the unit does not have the letter in the end, on both engines."""
    def prepare(work: Work) -> tuple[int, int, Actor, Actor]:
        made = factories.letter_in(work, State.TRIAGE)
        return (made.id, factories.department_id(work), factories.staff(work, Role.INTAKE),
                factories.staff(work, Role.INTAKE, person=2))

    case_id, unit, one, other = edge.run(prepare)
    edge.race([lambda work: triage.assign(factories.acting(work, one), case_id, unit),
               lambda work: accused.bar(factories.acting(work, other), case_id, unit)])
    assert edge.run(lambda work: work.session.get_one(Letter, case_id).department_id) is None
