"""The unit that a letter is about: no page, count, search, reminder or figure of it changes when the letter comes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from models.case import Letter
from models.rung import Rung, RungTelling
from queries import rungs, visibility
from rules.actors import CITIZEN, IMPORTER, SYSTEM, Actor, ActorKind, Role
from rules.ladder import RungName
from rules.vocabulary import Category, State
from services import accused, reclassification, triage
from services.work import Work
from tests import factories
from tests.blueprints.test_office_access import address, guarded
from tests.fixtures.office import HOUSING, TRANSPORT, Office

ABOUT = {"complained_about": "县住房和城乡建设局", "title": "外墙瓷砖没有人管", "text": "外墙瓷砖的事找了三次。"}
REPORT = {"category": Category.REPORT, "title": "举报", "text": "住房和城乡建设局的人收了外墙瓷砖的钱。"}
TOKENS = re.compile(r'name="(?:csrf|form)_token" value="[^"]+"')
LISTS = ("/desk?tab=ended", "/desk?tab=new", "/desk?tab=late", "/desk?q=外墙瓷砖", "/desk?q=X2026-3", "/desk?q=X2026-4",
         "/desk?category=report", "/api/v1/letters?q=外墙瓷砖")


def handled_elsewhere(work: Work) -> None:
    made = factories.letter_in(work, State.TRIAGE, **ABOUT)
    triage.assign(factories.acting(work, factories.staff(work, Role.INTAKE)), made.id,
                  factories.department_id(work, TRANSPORT))


def recalled(work: Work) -> None:
    made = factories.letter_in(work, State.DRAFTED, **{**REPORT, "category": Category.COMPLAINT})
    reclassification.reclassify(factories.acting(work, factories.staff(work, Role.INTAKE)), made.id, Category.REPORT)


def recalled_after_a_reminder(work: Work) -> None:
    made = factories.letter_in(work, State.ACCEPTED)
    clock = factories.answer_clock(work, made.id)
    lead = factories.staff(work, Role.LEAD)
    rung = Rung(case_id=made.id, clock_id=clock.id, rung=RungName.URGE.value, of_on=clock.due_on, words="",
                reached_at=work.now, recorded_at=work.now, department_id=made.department_id, raised_by="system")
    work.session.add(rung)
    work.session.flush()
    work.session.add(RungTelling(rung_id=rung.id, staff_id=lead.id or 0))
    accused.bar(factories.acting(work, factories.staff(work, Role.INTAKE)), made.id, factories.department_id(work))


ARRIVALS: dict[str, Callable[[Work], object]] = {
    "named, waits for a person": lambda work: factories.letter_in(work, State.TRIAGE, **ABOUT),
    "named, to its own mailbox": lambda work: factories.letter_in(work, State.TRIAGE, mailbox=HOUSING, **ABOUT),
    "report that names it": lambda work: factories.letter_in(work, State.TRIAGE, **REPORT),
    "handled by another unit": handled_elsewhere,
    "taken back from it": recalled,
    "taken back after a reminder": recalled_after_a_reminder,
}


def everything(office: Office, client: FlaskClient, numbers: list[str]) -> dict[str, str]:
    """Return every page that this person may open, as it stands now."""
    paths = {address(rule, number) for rule in guarded(office.app, "GET") for number in numbers} | set(LISTS)
    answers = {path: client.get(path) for path in sorted(paths)}
    return {path: shown(answer) for path, answer in answers.items() if answer.status_code == 200}


def shown(answer: TestResponse) -> str:
    """Return what a person reads in an answer; of a workbook its cells, for the file says when it was made as well."""
    if answer.mimetype.endswith("sheet"):
        return "\n".join(map(str, load_workbook(io.BytesIO(answer.get_data())).active.values))
    return TOKENS.sub("", answer.get_data(as_text=True))


@pytest.mark.parametrize("person", ["handler", "lead"])
@pytest.mark.parametrize("arrival", ARRIVALS)
def test_nothing_that_the_unit_can_open_changes_when_a_letter_about_it_comes(
        office: Office, person: str, arrival: str) -> None:
    """I4: totals, lists, search, reminders and pages of the flagged department stay what they were."""
    office.letter(State.ASSIGNED)
    office.letter(State.ANSWERED)
    numbers = ["X2026-1", "X2026-2", "X2026-3"]
    client = office.enter(person).client
    before = everything(office, client, numbers)
    office.do(None, ARRIVALS[arrival])
    after = everything(office, client, numbers)
    assert before == after
    assert not [path for path in after if "X2026-3" in path and "q=" not in path]


def test_control_letter_about_nobody_does_change_the_pages(office: Office) -> None:
    """I4: the control of the test above, which would see a letter that comes to the unit."""
    client = office.enter("handler").client
    before = everything(office, client, [])
    office.letter(State.ASSIGNED)
    assert everything(office, client, []) != before


def test_letter_of_the_unit_is_closed_to_it_even_when_it_stands_as_its_holder(office: Office) -> None:
    """I1, I4: defence in depth: if a row said that the unit has the letter, its people would still not see it."""
    number = office.letter(State.ACCEPTED)
    office.do(None, lambda work: accused.store(work, 1, {factories.department_id(work): accused.Why.OFFICE}))
    visitor = office.enter("handler")
    assert visitor.client.get(f"/desk/letters/{number}").status_code == 404
    assert "0" in visitor.get("/desk").text
    assert number not in visitor.get("/desk?q=外墙瓷砖").text
    answer = visitor.client.post(f"/desk/letters/{number}/save", data={"csrf_token": visitor.token()})
    assert answer.status_code == 404


@pytest.mark.parametrize(("actor", "sees"), [
    (lambda work: factories.staff(work, Role.HANDLER), False), (lambda work: factories.staff(work, Role.LEAD), False),
    (lambda work: factories.staff(work, Role.HANDLER, TRANSPORT), True),
    (lambda work: factories.staff(work, Role.INTAKE), True), (lambda work: factories.staff(work, Role.LEADER), True),
    (lambda work: factories.staff(work, Role.SECURITY_ADMIN), False),
    (lambda work: factories.staff(work, Role.AUDITOR), False), (lambda work: Actor(ActorKind.STAFF, 9), False),
    (lambda work: SYSTEM, True), (lambda work: CITIZEN, True), (lambda work: IMPORTER, True),
], ids=["its handler", "its lead", "the unit that has it", "intake", "leader", "security admin", "auditor", "nobody",
        "the service", "citizen", "importer"])
def test_one_condition_says_who_may_learn_of_a_case(
        work: Work, actor: Callable[[Work], Actor], sees: bool) -> None:
    """I4: the predicate that lists, counts, search and digests share."""
    handled_elsewhere(work)
    found = work.session.scalars(select(Letter.id).where(visibility.visible_to(actor(work)))).all()
    assert bool(found) is sees


def test_reminder_of_a_case_that_has_left_is_not_shown(work: Work) -> None:
    """I4: a reminder told earlier is gone from the strip with the case."""
    recalled_after_a_reminder(work)
    assert rungs.unseen(work.session, factories.staff(work, Role.LEAD)) == ()


def test_office_reads_whom_a_letter_is_about_and_lifts_the_bar_by_two(office: Office) -> None:
    """I1: on the pages: the warning, the closed road, the proposal, one's own agreement refused, another's taken."""
    number = office.letter(State.TRIAGE, **ABOUT)
    first, second = office.enter("intake"), office.enter("supervisor")
    listed = first.get("/office/triage")
    assert "反映的是县住房和城乡建设局，不能转给它" in listed.text
    page = first.get(f"/desk/letters/{number}")
    assert "不能转给县住房和城乡建设局" in page.text
    page = first.submit({"assign-department": "县住房和城乡建设局"}, "/assign", status=422)
    assert "反映的就是这个单位" in page.text
    first.get(f"/desk/letters/{number}")
    unit = [option.get("value") for option in first.page.all("option") if option.get("value", "").isdigit()][0]
    page = first.submit({"propose-lift-department": unit, "propose-lift-reason": "只有它有资料。"}, "/propose-lift")
    assert "要由另一位同事决定" in page.text
    refused = first.post(f"/desk/letters/{number}/agree-lift", {"agree-lift-department": unit}, status=403)
    assert "两个人" in refused.text
    second.get(f"/desk/letters/{number}")
    second.submit({}, "/agree-lift")
    first.get(f"/desk/letters/{number}")
    page = first.submit({"assign-department": "县住房和城乡建设局"}, "/assign")
    assert "承办：县住房和城乡建设局" in page.text


def test_other_mentions_are_a_warning_to_the_office_only(office: Office) -> None:
    """I1: “文中提到”, for the letters office and for nobody else."""
    number = office.letter(State.ASSIGNED, TRANSPORT, text="公交站的事，县住房和城乡建设局说不归它管。")
    assert "文中提到县住房和城乡建设局" in office.enter("intake").get(f"/desk/letters/{number}").text
    assert "文中提到" not in office.enter("outsider").get(f"/desk/letters/{number}").text
