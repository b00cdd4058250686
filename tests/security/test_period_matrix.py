"""Every role at every address of a period for public comment and of its comments, of the own unit and of another.

What may be read and done is taken from the tables that `tests/rules/test_period_moves.py` writes down by hand.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from blueprints.period_desk.acts import ACTS as PERIOD_ACTS
from blueprints.period_desk.comment import ACTS as COMMENT_ACTS
from extensions import db
from models.event import CaseEvent
from rules.actors import SYSTEM, Role
from rules.vocabulary import CaseKind, State
from services import comment_openings
from services.work import Work
from tests import factories, factories_comments
from tests.blueprints.test_office_access import COMMENTS, PERSON, PLACE, guarded
from tests.fixtures.office import HOUSING, Office
from tests.fixtures.pages import Visitor
from tests.rules.test_period_moves import RIGHTS
from tests.security.test_request_matrix import CODES, READ_BY

TOKEN = "核对征集"
SEED = random.SystemRandom().randrange(10**6)
REASON = "这是核对权限用的理由，写得够长。"
STATES = (State.SORTING, State.PLANNED, State.RELEASE_DRAFTED, State.RELEASE_REVIEWED, State.OPEN)
RIGHT_OF = {act: people for kind in (CaseKind.COMMENT_PERIOD, CaseKind.COMMENT) for act, people in RIGHTS[kind].items()}
# What must go through, so that the test is known to see what it forbids to the others.
DONE = {Role.HANDLER: {"draft_release", "ask_to_mend"}, Role.LEAD: {"approve_release", "ask_to_mend"},
        Role.DISCLOSURE: {"lengthen_period", "ask_to_mend"}}
SURE = frozenset({"send-for-review", "approve", "lengthen", "mend"})
# Those who may do nothing leave everything as it is for one another.
PEOPLE = [pytest.param([role], id=role.value) for role in DONE]
PEOPLE.append(pytest.param([role for role in Role if role not in DONE], id="everybody else"))
Shelf = dict[tuple[State, str], tuple[str, str]]


@pytest.fixture
def shelf(office: Office) -> Shelf:
    """A period of two departments in each of some states, with the number of a comment on it."""
    numbers: Shelf = {}

    def make(work: Work) -> None:
        for state in STATES:
            for code in CODES:
                first = State.OPEN if state is State.SORTING else state
                period = factories_comments.period_in(work, first, code, title=f"{TOKEN}{state.value}{code}")
                comment = factories_comments.received(work, period).number if first is State.OPEN else "Y2026-999"
                numbers[state, code] = (period.number, comment)
            if state is State.SORTING:
                later = factories.acting(work, SYSTEM, days=factories_comments.DAYS + 2)
                comment_openings.end_due(later)

    office.do(None, make)
    return numbers


def addresses(app: Flask, method: str) -> Iterator[str]:
    """Yield the addresses of single periods and comments, the number's place left as it is."""
    for rule in guarded(app, method):
        if not rule.endpoint.startswith("period_desk.") or "<number>" not in rule.rule:
            continue
        acts = COMMENT_ACTS if rule.endpoint == "period_desk.comment_act" else PERIOD_ACTS
        for act in acts if "<act>" in rule.rule else [""]:
            words = {"number": "{number}", "act": act, "kind": "text", "step": "decide"}
            yield PLACE.sub(lambda place, words=words: words.get(place["name"], "1"), rule.rule)  # type: ignore[misc]


def at(path: str, numbers: tuple[str, str]) -> str:
    """Return an address of one period, or of its comment."""
    return path.format(number=numbers[path.startswith(COMMENTS)])


@pytest.mark.parametrize("roles", PEOPLE)
def test_each_role_reads_and_does_on_periods_only_what_it_may(office: Office, shelf: Shelf, roles: list[Role]) -> None:
    """Z2, I4: pages, tables, lists and acts, for the own unit's periods and another's, and for their comments."""
    for role in roles:
        visitor, chance = office.enter(PERSON[role]), random.Random(SEED)
        read(office, visitor, shelf, role, chance)
        look_through(office, visitor, shelf, role, chance)
        done = act(office, visitor, shelf, role, chance)
        assert done >= DONE.get(role, set())
        sys.stdout.write(f"{role.value}: seed {SEED}, {len(done)} kinds of acts went through\n")


def read(office: Office, visitor: Visitor, shelf: Shelf, role: Role, chance: random.Random) -> None:
    """Open addresses of some periods, others each time."""
    for path in addresses(office.app, "GET"):
        for (state, code), numbers in shelf.items():
            if chance.randrange(8 if role in READ_BY else 30):
                continue
            answer = visitor.client.get(at(path, numbers))
            entitled = code in READ_BY.get(role, ())
            expected = (200, 302, 303, 403, 404, 409) if entitled else (403, 404)
            assert answer.status_code in expected, f"{role} at {path} in {state} of {code}: {answer.status_code}"
            assert entitled or f"{TOKEN}{state.value}{code}" not in answer.get_data().decode("utf-8", "replace")


def look_through(office: Office, visitor: Visitor, shelf: Shelf, role: Role, chance: random.Random) -> None:
    """Look for periods that the reader may not open in every list of theirs, and in some others each time."""
    for rule in guarded(office.app, "GET"):
        # The auditor sees which cases acts were done on, and nothing else of them.
        if "<" in rule.rule or role is Role.AUDITOR:
            continue
        if not rule.endpoint.startswith("period_desk.") and chance.randrange(4):
            continue
        text = visitor.client.get(rule.rule).get_data().decode("utf-8", "replace")
        hidden = [numbers for (_, code), numbers in shelf.items() if code not in READ_BY.get(role, ())
                  and re.search(rf"({numbers[0]}|{numbers[1]})(?!\d)", text)]
        assert hidden == [], f"{role} sees {hidden} at {rule.rule}"


def act(office: Office, visitor: Visitor, shelf: Shelf, role: Role, chance: random.Random) -> set[str]:
    """Send every form; return what then stands in the record, all of it the role's right."""
    done, token = set[str](), visitor.token()
    allowed = {act for act, people in RIGHT_OF.items() if PERSON[role] in people}
    for path in addresses(office.app, "POST"):
        name = path.rpartition("/")[2]
        seen = {"seen": 1} if path.startswith(COMMENTS) else {}
        typed = {"csrf_token": token, f"{name}-words": REASON, f"{name}-reason": REASON, f"{name}-ground": "off_topic",
                 f"{name}-closes_on": "2027-03-01"}
        for (state, code), numbers in shelf.items():
            entitled = code in READ_BY.get(role, ())
            if not (code == HOUSING and name in SURE) and chance.randrange(5 if entitled else 20):
                continue
            last = newest_event(office)
            answer = visitor.client.post(at(path, numbers), query_string=seen, data=typed)
            assert answer.status_code < 500, f"{role} at {path} in {state} of {code}: {answer.status_code}"
            added = since(office, last)
            assert added <= (allowed if entitled else set()), f"{role} at {path}: {added}"
            done |= added
    return done


def newest_event(office: Office) -> int:
    """Return the place of the newest event of any case."""
    with office.app.app_context():
        return db.session.scalar(select(func.max(CaseEvent.seq))) or 0


def since(office: Office, last: int) -> set[str]:
    """Return what was done on any case since then."""
    with office.app.app_context():
        return set(db.session.scalars(
            select(CaseEvent.act).where(CaseEvent.seq > last, CaseEvent.case_id.is_not(None))))
