from __future__ import annotations

import pytest

from rules.actors import CITIZEN, IMPORTER, ROLE_LABELS, SYSTEM, Actor, ActorKind, Role
from rules.errors import NotPermitted
from rules.permissions import CaseFacts, may, may_read, require, require_four_eyes
from rules.transitions import ALLOWED, Act

OWN, OTHER = 7, 8
STAFF = {
    "handler": Actor(ActorKind.STAFF, 1, Role.HANDLER, OWN), "lead": Actor(ActorKind.STAFF, 2, Role.LEAD, OWN),
    "intake": Actor(ActorKind.STAFF, 3, Role.INTAKE), "publisher": Actor(ActorKind.STAFF, 4, Role.PUBLISHER),
    "security_admin": Actor(ActorKind.STAFF, 5, Role.SECURITY_ADMIN),
    "supervisor": Actor(ActorKind.STAFF, 6, Role.SUPERVISOR), "leader": Actor(ActorKind.STAFF, 7, Role.LEADER),
    "redactor": Actor(ActorKind.STAFF, 8, Role.REDACTOR), "system_admin": Actor(ActorKind.STAFF, 9, Role.SYSTEM_ADMIN),
    "auditor": Actor(ActorKind.STAFF, 10, Role.AUDITOR),
    "disclosure": Actor(ActorKind.STAFF, 11, Role.DISCLOSURE),
}
ACTORS = STAFF | {"citizen": CITIZEN, "system": SYSTEM, "importer": IMPORTER}
CASES = {"own": CaseFacts(OWN), "other": CaseFacts(OTHER), "office": CaseFacts(None)}
ALL = "own other office"

# Who may do what to which cases, written down once more by hand; what is not here is refused.
RIGHTS = {
    "submit": {"citizen": ALL, "importer": ALL},
    "import_answered": {"importer": ALL},
    "route": {"system": ALL, "importer": ALL},
    "refer": {"system": ALL, "importer": ALL},
    "assign": {"intake": ALL},
    "transfer": {"intake": ALL, "supervisor": ALL},
    "decline": {"intake": ALL},
    "accept": {"handler": "own", "lead": "own"},
    "return": {"handler": "own", "lead": "own"},
    "save_draft": {"handler": "own", "lead": "own"},
    "draft": {"handler": "own", "lead": "own"},
    "approve": {"lead": "own"},
    "send_back": {"lead": "own"},
    "issue": {"lead": "own"},
    "rate": {"citizen": ALL},
    "close": {"system": ALL},
    "confirm_contact": {"citizen": ALL},
    "redact": {"redactor": ALL},
    "propose_publication": {"redactor": ALL},
    "send_back_publication": {"publisher": ALL},
    "publish": {"publisher": ALL, "importer": ALL},
    "withhold": {"publisher": ALL},
    "unpublish": {"publisher": ALL, "system": ALL},
    "withdraw": {"citizen": ALL},
    "merge": {"intake": ALL},
    "separate": {"intake": ALL, "system": ALL},
    "rework": {"intake": ALL, "supervisor": ALL},
    "reclassify": {"intake": ALL, "supervisor": ALL},
    "set_subject": {"handler": "own", "lead": "own", "intake": ALL, "supervisor": ALL},
    "bar": {"intake": ALL, "supervisor": ALL},
    "recall": {"intake": ALL, "supervisor": ALL},
    "propose_lift": {"intake": ALL, "supervisor": ALL},
    "refuse_lift": {"intake": ALL, "supervisor": ALL},
    "lift_bar": {"intake": ALL, "supervisor": ALL},
    "state_deadline": {"intake": ALL, "supervisor": ALL},
    "ask_extension": {"handler": "own", "lead": "own"},
    "extend": {"supervisor": ALL},
    "refuse_extension": {"supervisor": ALL},
    "ask_pause": {"handler": "own", "lead": "own"},
    "pause": {"supervisor": ALL},
    "refuse_pause": {"supervisor": ALL},
    "resume": {"handler": "own", "lead": "own", "supervisor": ALL, "system": ALL},
    "recount": {"system": ALL},
    "remind": {"system": ALL},
    "urge": {"supervisor": ALL, "system": ALL},
    "supervise": {"supervisor": ALL, "system": ALL},
    "circulate": {"system": ALL},
    "alarm": {"system": ALL},
    "copy_own": {"citizen": ALL},
    "correct_contact": {"citizen": ALL},
    "erase_identity": {"citizen": ALL, "system": ALL},
    "withdraw_consent": {"citizen": ALL},
    "ask_right": {"citizen": ALL},
    "grant_right": {"intake": ALL, "supervisor": ALL},
    "refuse_right": {"intake": ALL, "supervisor": ALL},
}
READERS = {"handler": "own", "lead": "own", "intake": ALL, "publisher": ALL, "supervisor": ALL, "leader": ALL}


def test_rights_are_written_down_for_every_act_and_role():
    assert set(RIGHTS) == {act for _, act in ALLOWED}
    assert set(STAFF) == set(Role) == set(ROLE_LABELS)


@pytest.mark.parametrize("act", [Act(act) for act in RIGHTS])
@pytest.mark.parametrize("actor", ACTORS)
def test_may_covers_exactly_the_cases_of_the_table(actor, act):
    covered = {name for name, case in CASES.items() if may(ACTORS[actor], act, case)}
    assert covered == set(RIGHTS[act].get(actor, "").split())


@pytest.mark.parametrize("actor", ACTORS)
def test_may_read_covers_exactly_the_cases_of_the_table(actor):
    covered = {name for name, case in CASES.items() if may_read(ACTORS[actor], case)}
    assert covered == set(READERS.get(actor, "").split())


@pytest.mark.parametrize("person", ["handler", "lead"])
def test_nobody_in_a_barred_unit_may_do_or_read_anything(person):
    """I1, I4: a unit that the case is about has no right on it, even if it stands as its holder."""
    about_them = CaseFacts(OWN, frozenset({OWN}))
    assert not any(may(STAFF[person], act, about_them) for act in Act)
    assert not may_read(STAFF[person], about_them)


@pytest.mark.parametrize("role", [Role.HANDLER, Role.LEAD])
def test_may_without_a_department_covers_no_case_of_the_office(role):
    stray = Actor(ActorKind.STAFF, 9, role)
    assert not any(may(stray, act, case) for act in Act for case in CASES.values())
    assert not any(may_read(stray, case) for case in CASES.values())


def test_may_of_staff_without_a_role_is_nothing():
    assert not any(may(Actor(ActorKind.STAFF, 9), act, CASES["own"]) for act in Act)


def test_require_raises_for_what_may_not_be_done():
    require(STAFF["lead"], Act.ISSUE, CASES["own"])
    with pytest.raises(NotPermitted):
        require(STAFF["lead"], Act.ISSUE, CASES["other"])


def test_require_four_eyes_refuses_the_person_of_the_earlier_step():
    """Z3: whoever did the earlier step does not do the later one."""
    with pytest.raises(NotPermitted, match="两个人"):
        require_four_eyes(STAFF["lead"], [None, 2], "要两个人办理。")


def test_require_four_eyes_lets_another_person_pass():
    require_four_eyes(STAFF["lead"], [1, None], "要两个人办理。")
    require_four_eyes(SYSTEM, [None], "要两个人办理。")


def test_slug_of_an_actor_never_holds_the_name():
    named = Actor(ActorKind.STAFF, 17, Role.LEAD, OWN, "王明远")
    assert (named.slug, CITIZEN.slug, SYSTEM.slug, IMPORTER.slug) == ("staff:17", "citizen", "system", "importer")
