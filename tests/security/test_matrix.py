"""Every role at every address of a letter, in every state, with the own department and with another one.

What may be read and done is taken from the tables that `tests/rules/test_permissions.py` writes down by hand.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from extensions import db
from models.case import Case
from models.event import CaseEvent
from rules.actors import DEPARTMENT_ROLES, Role
from rules.vocabulary import LETTER_STATES, State
from tests import factories
from tests.blueprints.test_office_access import PERSON, PLACE, guarded, is_room_of
from tests.fixtures.office import HOUSING, TRANSPORT, Office
from tests.fixtures.pages import Visitor
from tests.rules.test_permissions import READERS, RIGHTS

REASON = "这是核对权限用的理由，写得够长。"
# What a person would type into the form of each act, so that it goes through for whoever may do it.
TYPED: dict[str, dict[str, str]] = {
    "accept": {}, "resume": {"resume-reason": REASON}, "separate": {},
    "return": {"return-reason": REASON}, "assign": {"assign-department": "桃源镇人民政府"},
    "transfer": {"transfer-department": "桃源镇人民政府"},
    "save": {"draft-text": factories.REPLY, "draft-seen": ""},
    "draft": {"draft-text": factories.REPLY, "draft-seen": ""},
    "approve": {"approve-version": "1", "approve-knowingly": "y"}, "issue": {"issue-version": "1"},
    "send-back": {"send-back-version": "1", "send-back-reason": REASON},
    "rework": {"rework-reason": REASON}, "reclassify": {"reclassify-category": "suggestion"},
    "set-subject": {"set-subject-subject": "land"},
    "decline": {"decline-ground": "commercial", "decline-words": REASON, "decline-confirmed": "yes"},
    "ask-extension": {"ask-extension-days": "3", "ask-extension-reason": REASON},
    "state-deadline": {"state-deadline-internal_on": "2026-11-26"}, "merge": {"merge-number": "X2026-999999"},
    "publish": {"reason": REASON}, "withhold": {"reason": REASON}, "unpublish": {"reason": REASON},
}
# How the acts of addresses are called in the record, where the two differ.
IN_THE_RECORD = {"save": {"save_draft"}, "send-back": {"send_back"},
                 "set-subject": {"set_subject"}, "urge": {"urge", "supervise"}}
# Redactor and publisher see the answered letters of every department, on the pages of publication only.
PUBLICATION = "/office/publication"
PUBLISHING = frozenset({Role.REDACTOR, Role.PUBLISHER})
# A build tries a share of all combinations, another one each time; the long run tries them all.
SHARES = [pytest.param(16, id="a sixteenth"), pytest.param(1, id="all", marks=pytest.mark.soak)]
READS = [pytest.param(3, id="a third"), pytest.param(1, id="all", marks=pytest.mark.soak)]
SEED = random.SystemRandom().randrange(10**6)


@dataclass
class Tally:
    """What was tried and what came of it."""

    tried: int = 0
    done: set[tuple[str, str]] = field(default_factory=set)


class Shelf:
    """Letters in every state, of two departments; one that was changed is replaced by a fresh one."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.kept: dict[tuple[State, str], str] = {}

    def number(self, state: State, code: str) -> str:
        if (state, code) not in self.kept:
            self.kept[state, code] = self.office.letter(state, code, title=f"核对{state.value}{code}",
                                                        consents_to_publication=True)
        return self.kept[state, code]

    def changed(self, state: State, code: str) -> None:
        del self.kept[state, code]


def numbered(app: Flask, method: str) -> list[Rule]:
    """The addresses of single letters that staff may ask for."""
    return [rule for rule in guarded(app, method) if "<number>" in rule.rule]


def addresses(app: Flask, method: str) -> list[tuple[str, str]]:
    """Every address of a letter with the slug of its act, "" without one; the number's place is left as it is."""
    found: list[tuple[str, str]] = []
    for rule in numbered(app, method):
        choices = [match["choices"] for match in PLACE.finditer(rule.rule) if match["name"] == "act"]
        acts = choices[0].replace(" ", "").split(",") if choices and choices[0] else sorted(TYPED) if choices else [""]
        found += [(_filled(rule.rule, act), act) for act in acts]
    return found


def _filled(address: str, act: str) -> str:
    return PLACE.sub(lambda place: "{number}" if place["name"] == "number" else act if place["name"] == "act" else "1",
                     address)


def may_read(role: Role, state_unit: int | None, own_unit: int | None, path: str = "") -> bool:
    """The hand-written rule: who may open a letter that this unit has now."""
    if path.startswith(PUBLICATION) and role in PUBLISHING:
        return True
    scope = READERS.get(role.value, "")
    return "other" in scope or (scope == "own" and own_unit is not None and own_unit == state_unit)


def may_do(role: Role, recorded: str, unit: int | None, own_unit: int | None) -> bool:
    """The hand-written rule: whose act may stand in the record of a letter that this unit had."""
    scope = RIGHTS.get(recorded, {}).get(role.value, "")
    return "other" in scope or (scope == "own" and own_unit is not None and own_unit == unit)


def holder(office: Office, number: str) -> int | None:
    with office.app.app_context():
        return db.session.execute(select(Case.department_id).where(Case.number == number)).scalar_one()


def record(office: Office, number: str) -> list[str]:
    """The acts in the letter's record, oldest first."""
    with office.app.app_context():
        return list(db.session.scalars(select(CaseEvent.act).join(Case, Case.id == CaseEvent.case_id)
                                       .where(Case.number == number).order_by(CaseEvent.seq)))


ROLES = [pytest.param(role, id=role.value) for role in Role]
CODES = (HOUSING, TRANSPORT)


@pytest.mark.parametrize("share", READS)
@pytest.mark.parametrize("role", ROLES)
def test_read_of_every_letter_as_each_role_shows_only_what_it_may_see(office: Office, role: Role, share: int) -> None:
    """Z2: pages, prints and downloads of a letter in every state, of the own and of another department."""
    shelf, visitor, own = Shelf(office), office.enter(PERSON[role]), office.people[PERSON[role]].department_id
    tried, chance = 0, random.Random(SEED)
    for path, _ in addresses(office.app, "GET"):
        for state in sorted(LETTER_STATES):
            for code in CODES:
                if chance.randrange(share):
                    continue
                number = shelf.number(state, code)
                answer = visitor.client.get(path.format(number=number))
                text = answer.get_data(as_text=True)
                entitled = is_room_of(role, path) and may_read(role, holder(office, number), own, path)
                tried += 1
                assert answer.status_code in ((200, 302, 303, 403, 404, 410) if entitled else (403, 404)), \
                    f"{role} at {path} in {state} of {code}: {answer.status_code}"
                assert entitled or f"核对{state.value}{code}" not in text
    sys.stdout.write(f"{role.value}: {tried} reads of seed {SEED}\n")


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("role", ROLES)
def test_act_on_every_letter_as_each_role_leaves_only_what_it_may_do(office: Office, role: Role, share: int) -> None:
    """Z2: every act of every address with a filled form; what then stands in the record is the role's right."""
    shelf, visitor, own = Shelf(office), office.enter(PERSON[role]), office.people[PERSON[role]].department_id
    tally, chance = Tally(), random.Random(SEED)
    for path, act in addresses(office.app, "POST"):
        for state in sorted(LETTER_STATES):
            for code in CODES:
                if chance.randrange(share):
                    continue
                _act(office, shelf, visitor, (role, own), (path, act), (state, code), tally)
    sys.stdout.write(f"{role.value}: {tally.tried} acts tried of seed {SEED}, {len(tally.done)} went through\n")
    assert share > 1 or tally.done or role.value not in {name for rights in RIGHTS.values() for name in rights}, \
        "no act of this role went through: the forms of this test do not fit any more"


def _act(office: Office, shelf: Shelf, visitor: Visitor, who: tuple[Role, int | None], where: tuple[str, str],
         which: tuple[State, str], tally: Tally) -> None:
    (role, own), (path, act), (state, code) = who, where, which
    number = shelf.number(*which)
    unit, before = holder(office, number), record(office, number)
    answer = visitor.client.post(path.format(number=number), data={"csrf_token": visitor.token()} | TYPED.get(act, {}))
    added = record(office, number)[len(before):]
    tally.tried += 1
    assert answer.status_code < 500, f"{role} at {path} in {state} of {code}: {answer.status_code}"
    if not (is_room_of(role, path) and may_read(role, unit, own, path)):
        assert answer.status_code in (403, 404), f"{role} at {path} in {state} of {code}: {answer.status_code}"
    for recorded in added:
        assert may_do(role, recorded, unit, own), f"{role} did {recorded} at {path} in {state} of {code}"
        tally.done.add((recorded, state.value))
    if added:
        shelf.changed(*which)


@pytest.mark.parametrize("role", ROLES)
def test_lists_and_search_show_a_department_its_own_letters_only(office: Office, role: Role) -> None:
    """Z2: lists, tabs, filters and search, for a letter that each role may or may not read."""
    shelf, visitor, own = Shelf(office), office.enter(PERSON[role]), office.people[PERSON[role]].department_id
    numbers = {shelf.number(state, code): holder(office, shelf.number(state, code))
               for state in (State.ASSIGNED, State.DRAFTED, State.ANSWERED) for code in CODES}
    for rule in guarded(office.app, "GET"):
        if "<" in rule.rule or not is_room_of(role, rule.rule):
            continue
        for query in ("", "?q=核对", "?q=X2026", "?tab=ended", "?state=answered", "?overdue=1"):
            text = visitor.client.get(rule.rule + query).get_data(as_text=True)
            # The auditor sees which letters acts were done on, and nothing else of them.
            hidden = [number for number, unit in numbers.items() if role is not Role.AUDITOR
                      and number in text and not may_read(role, unit, own, rule.rule)]
            assert role is not Role.AUDITOR or "核对answered" not in text
            assert hidden == [], f"{role} sees {hidden} at {rule.rule}{query}"
    assert role not in DEPARTMENT_ROLES or own is not None
