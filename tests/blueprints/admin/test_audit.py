"""The audit trail: each kind of event of security.md U3 leaves one entry with who, when, what, result and case."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from adapters import clock
from models.case import Case
from models.event import CaseEvent
from rules.actors import Role
from rules.audit import AUDITED_LABELS, Audited
from rules.transitions import Act
from rules.vocabulary import Category, State
from services import accounts, letter_terms, reveals, triage
from services.work import Work
from tests import factories
from tests.blueprints.desk.test_files import Sent
from tests.fixtures.office import CONTACT, Office
from tests.harness.clock import SimulatedClock

SECRETS = (CONTACT.name, CONTACT.phone, CONTACT.email, factories.PASSWORD, "翠竹苑", "瓷砖")


@dataclass(frozen=True)
class Entry:
    """One event as it is stored."""

    actor: str
    at: datetime
    number: str | None
    facts: dict[str, Any]
    stored: str


def entries(office: Office, act: str) -> list[Entry]:
    found: list[Entry] = []

    def read(work: Work) -> None:
        rows = work.session.execute(
            select(CaseEvent, Case.number).outerjoin(Case, Case.id == CaseEvent.case_id)
            .where(CaseEvent.act == act).order_by(CaseEvent.seq))
        for event, number in rows:
            facts = json.loads(event.payload)
            found.append(Entry(event.actor, event.recorded_at, number or facts.get("case"), facts, event.payload))

    office.do(None, read)
    return found


def the_one(office: Office, act: str, person: str | None, number: str | None = None,
            result: str | None = "ok") -> Entry:
    """Return the newest entry of an act, after checking what every entry owes its reader."""
    entry = entries(office, act)[-1]
    assert entry.actor == (f"staff:{office.people[person].id}" if person else "system")
    assert abs(entry.at - clock.now()) < timedelta(minutes=1)
    assert entry.number == number
    assert entry.facts.get("result") == result
    assert not [word for word in SECRETS if word in entry.stored]
    return entry


def case_id(work: Work, number: str) -> int:
    return work.session.scalars(select(Case.id).where(Case.number == number)).one()


def test_sign_in_is_audited(office: Office) -> None:
    """U3: login."""
    office.enter("handler")
    the_one(office, Audited.SIGNED_IN, "handler")


def test_failed_sign_in_is_audited(office: Office) -> None:
    """U3: failed login; the typed password is nowhere."""
    visitor = office.enter("handler")
    visitor.post("/sign-out")
    visitor.get("/sign-in")
    visitor.client.post("/sign-in", data=office.keys("handler") | {
        "password": "a-wrong-password-77", "csrf_token": visitor.token()})
    [entry] = entries(office, Audited.SIGN_IN_FAILED)
    assert (entry.facts["result"], entry.facts["staff"]) == ("refused", office.people["handler"].id)
    assert "a-wrong-password-77" not in entry.stored


def test_reveal_is_audited(office: Office) -> None:
    """U3: reveal, with its reason and the names of the fields, and none of them."""
    number = office.letter(State.TRIAGE)
    office.do("intake", lambda work: reveals.reveal(work, case_id(work, number), "contact", ""))
    assert the_one(office, Audited.REVEALED, "intake", number).facts["reason"] == "contact"


def test_download_is_audited(office: Office) -> None:
    """U3: download of an attachment at the desk."""
    sent = Sent(office)
    office.enter("handler").client.get(sent.path)
    assert the_one(office, Audited.DOWNLOADED, "handler", sent.number).facts["file"]


def test_export_of_letters_is_audited(office: Office) -> None:
    """U3: export from the command line, with its period and the account of the operating system."""
    office.letter(State.ANSWERED)
    with office.app.app_context():
        done = office.app.test_cli_runner().invoke(args=["letters", "export", "--from", "2026-01-01"])
    assert done.exit_code == 0, done.output
    facts = the_one(office, Audited.EXPORTED, None).facts
    assert (facts["kind"], facts["rows"], facts["since"], bool(facts["login"])) == ("letters", 1, "2026-01-01", True)


@pytest.mark.parametrize(("person", "path"), [("intake", "/office/letters"), ("handler", "/desk")])
@pytest.mark.parametrize(("query", "kind"), [
    ("林小舟", "name"), ("138 1234 5678", "phone"), ("瓷砖掉下来了没有", "words")])
def test_search_is_audited_by_digest(office: Office, person: str, path: str, query: str, kind: str) -> None:
    """U3: search for a person; the same words have the same digest, and the words themselves are not kept."""
    visitor = office.enter(person)
    for _ in range(2):
        visitor.get(f"{path}?q={query}")
    first, second = entries(office, Audited.PERSON_SEARCHED)
    assert first.facts["query"] == second.facts["query"]
    assert the_one(office, Audited.PERSON_SEARCHED, person).facts["kind"] == kind
    assert query not in first.stored
    visitor.get(path)
    assert len(entries(office, Audited.PERSON_SEARCHED)) == 2


def test_search_for_a_number_names_the_case(office: Office) -> None:
    """U3: who looked for which case."""
    number = office.letter(State.ACCEPTED)
    office.enter("intake").get(f"/office/letters?q={number}")
    the_one(office, Audited.PERSON_SEARCHED, "intake", number)


def test_routing_is_audited(office: Office) -> None:
    """U3: routing stands in the chain of the case."""
    number = office.letter(State.TRIAGE)
    office.do("intake", lambda work: triage.assign(work, case_id(work, number), factories.department_id(work)))
    the_one(office, Act.ASSIGN, "intake", number, result=None)


def test_approval_is_audited(office: Office) -> None:
    """U3: approval stands in the chain of the case, with the digest of what was approved."""
    number = office.letter(State.REVIEWED)
    entry = the_one(office, Act.APPROVE, "lead", number, result=None)
    assert len(entry.facts["text"]) == 64


def test_role_change_is_audited(office: Office) -> None:
    """U3: role change, from what to what."""
    person = office.people["publisher"].id
    office.do("admin", lambda work: accounts.change_role(work, person, Role.INTAKE, None))
    facts = the_one(office, Audited.ROLE_CHANGED, "admin").facts
    assert (facts["staff"], facts["role"]) == (person, "intake")


def test_change_of_a_setting_is_audited(office: Office) -> None:
    """U3: config change."""
    office.do("supervisor", lambda work: letter_terms.set_term(
        work, None, Category.COMPLAINT, 14, work.today + timedelta(days=7)))
    assert the_one(office, Audited.TERM_SET, "supervisor").facts["length"] == 14


REFUSED: dict[str, tuple[str, str, Callable[[str], str]]] = {
    "a page of another role": ("handler", "admin.staff", lambda _number: "/admin/staff"),
    "a letter of another department": ("outsider", "desk.letter", lambda number: f"/desk/letters/{number}"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_failed_authorisation_is_audited_once_a_minute(
        office: Office, test_clock: SimulatedClock, case: str) -> None:
    """U3: failed authorization; whoever holds the key down fills nothing."""
    person, endpoint, path = REFUSED[case]
    number = office.letter(State.ACCEPTED)
    client = office.enter(person).client
    for _ in range(5):
        assert client.get(path(number)).status_code in (403, 404)
    named = number if number in path(number) else None
    assert the_one(office, Audited.REFUSED, person, named, "refused").facts["page"] == endpoint
    assert len(entries(office, Audited.REFUSED)) == 1
    test_clock.set(clock.now() + timedelta(minutes=2))
    client.get(path(number))
    assert len(entries(office, Audited.REFUSED)) == 2


def test_letter_that_does_not_exist_is_no_failed_authorisation(office: Office) -> None:
    client = office.enter("outsider").client
    assert client.get("/desk/letters/X2026-999999").status_code == 404
    assert entries(office, Audited.REFUSED) == []


def test_refused_act_is_audited_although_it_was_undone(office: Office) -> None:
    """U3: an act that a service refuses; its own transaction is gone, the entry is not."""
    number = office.letter(State.ACCEPTED)
    visitor = office.enter("publisher")
    visitor.get(f"/desk/letters/{number}")
    visitor.client.post(f"/desk/letters/{number}/accept", data={"csrf_token": visitor.token()})
    the_one(office, Audited.REFUSED, "publisher", number, "refused")


def test_every_act_of_the_trail_has_a_name_of_its_own() -> None:
    assert set(AUDITED_LABELS) == set(Audited)
    assert len(set(AUDITED_LABELS.values())) == len(Audited)
