"""Every role at every address of a disclosure request, in every state, of the own agency and of another.

What may be read and done is taken from the tables that `tests/rules/test_request_moves.py` writes down by hand.
"""

from __future__ import annotations

import random
import re
import sys

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from models.case import Case
from models.event import CaseEvent
from rules.actors import Role
from rules.vocabulary import REQUEST_STATES, State
from tests import factories_requests
from tests.blueprints.test_office_access import PERSON, PLACE, guarded
from tests.fixtures.office import HOUSING, TRANSPORT, Office
from tests.fixtures.pages import Visitor
from tests.rules.test_request_moves import RIGHTS

AREA = "request_desk"
TOKEN = "核对申请"
SEED = random.SystemRandom().randrange(10**6)
WORDS = {"number": "{number}", "act": "accept"}
CODES = (HOUSING, TRANSPORT)
ROLES = [pytest.param(role, id=role.value) for role in Role]
# To whom no request is open, none is in any state; and acts are looked at where most are possible.
FEW = (State.RECEIVED, State.ACCEPTED, State.REVIEWED, State.ANSWERED)
READ_BY = {Role.HANDLER: (HOUSING,), Role.LEAD: (HOUSING,), Role.DISCLOSURE: CODES, Role.LEADER: CODES}


def addresses(app: Flask, method: str) -> list[str]:
    """The addresses of single requests, the number's place left as it is and every other filled with 1."""
    rules = [rule.rule for rule in guarded(app, method)
             if rule.endpoint.startswith(f"{AREA}.") and "<number>" in rule.rule]
    return sorted({PLACE.sub(lambda place: WORDS.get(place["name"], "1"), rule) for rule in rules})


@pytest.fixture
def shelf(office: Office) -> dict[tuple[State, str], str]:
    """A request in every state of two agencies."""
    numbers: dict[tuple[State, str], str] = {}

    def make(work: object) -> None:
        for state in sorted(REQUEST_STATES):
            for code in CODES:
                made = factories_requests.request_in(work, state, code, reference=f"{TOKEN}{state.value}{code}")
                numbers[state, code] = made.number

    office.do(None, make)
    return numbers


def record(office: Office, number: str) -> list[str]:
    with office.app.app_context():
        return list(db.session.scalars(select(CaseEvent.act).join(Case, Case.id == CaseEvent.case_id)
                                       .where(Case.number == number).order_by(CaseEvent.seq)))


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_and_does_on_requests_only_what_it_may(
        office: Office, shelf: dict[tuple[State, str], str], role: Role) -> None:
    """Z2, I4: pages, prints, downloads, lists and acts, for the own agency's requests and another's in every state."""
    visitor = office.enter(PERSON[role])
    tried = read(office, visitor, shelf, role)
    look_through(office, visitor, shelf, role)
    done = act(office, visitor, shelf, role)
    assert role is not Role.HANDLER or "accept" in done
    sys.stdout.write(f"{role.value}: {tried} reads of seed {SEED}, {len(done)} kinds of acts went through\n")


def read(office: Office, visitor: Visitor, shelf: dict[tuple[State, str], str], role: Role) -> int:
    """Open every address of some requests, others each time; return how many there were."""
    tried, chance = 0, random.Random(SEED)
    for path in addresses(office.app, "GET"):
        for (state, code), number in shelf.items():
            if (role not in READ_BY and state not in FEW) or chance.randrange(3):
                continue
            answer = visitor.client.get(path.format(number=number))
            entitled, tried = code in READ_BY.get(role, ()), tried + 1
            expected = (200, 302, 303, 403, 404, 410) if entitled else (403, 404)
            assert answer.status_code in expected, f"{role} at {path} in {state} of {code}: {answer.status_code}"
            assert entitled or f"{TOKEN}{state.value}{code}" not in answer.get_data(as_text=True)
    return tried


def look_through(office: Office, visitor: Visitor, shelf: dict[tuple[State, str], str], role: Role) -> None:
    """Look for numbers that the reader may not open in every list."""
    for rule in guarded(office.app, "GET"):
        # The auditor sees which cases acts were done on, and nothing else of them.
        if "<" in rule.rule or role is Role.AUDITOR:
            continue
        text = visitor.client.get(rule.rule).get_data(as_text=True)
        hidden = [number for (_, code), number in shelf.items() if code not in READ_BY.get(role, ())
                  and re.search(rf"{number}(?!\d)", text)]
        assert hidden == [], f"{role} sees {hidden} at {rule.rule}"


def act(office: Office, visitor: Visitor, shelf: dict[tuple[State, str], str], role: Role) -> set[str]:
    """Send every form without words; return what then stands in the record, all of it the role's right."""
    done: set[str] = set()
    allowed = {act for act, people in RIGHTS.items() if PERSON[role] in people}
    for path in addresses(office.app, "POST"):
        for (state, code), number in shelf.items():
            if state not in FEW:
                continue
            before = record(office, number)
            answer = visitor.client.post(path.format(number=number), data={"csrf_token": visitor.token()})
            assert answer.status_code < 500, f"{role} at {path} in {state} of {code}: {answer.status_code}"
            added = set(record(office, number)[len(before):])
            assert added <= (allowed if code in READ_BY.get(role, ()) else set()), f"{role} at {path}: {added}"
            done |= added
    return done
