from __future__ import annotations

import pytest
from sqlalchemy import select

from models.event import CaseEvent
from models.staff import SignInFailure, Staff, StaffSession
from rules.actors import CITIZEN, IMPORTER, SYSTEM, Role
from rules.errors import InputRefused, NotPermitted
from services import accounts, passwords, signing_in
from services.sessions import Place
from services.work import Work
from tests import factories
from tests.factories import PASSWORD


@pytest.fixture
def lin(work: Work) -> Staff:
    return accounts.add_staff(work, " Lin ", " 林远 ", Role.INTAKE, None, PASSWORD)


def acts(work: Work) -> list[tuple[str, str]]:
    rows = work.session.execute(select(CaseEvent.act, CaseEvent.actor).where(CaseEvent.case_id.is_(None))
                                .order_by(CaseEvent.seq))
    return [tuple(row) for row in rows]


def sign_in(work: Work, login: str, password: str, source: str = "10.0.0.1", **later: float) -> Staff | None:
    """Sign in to an account that has no second factor yet."""
    found = signing_in.sign_in(factories.acting(work, SYSTEM, **later), login, password, "", Place(source))
    return found[0] if found else None


def live_sessions(work: Work, staff: Staff) -> int:
    return len(work.session.scalars(select(StaffSession).where(
        StaffSession.staff_id == staff.id, StaffSession.ended_at.is_(None))).all())


def test_add_staff_keeps_a_hash_and_records_the_act_without_the_name(work: Work, lin: Staff) -> None:
    assert (lin.login, lin.name) == ("lin", "林远")
    assert lin.password_hash.startswith("$argon2id$")
    assert acts(work) == [("staff_added", "system")]
    assert "林" not in work.session.scalar(select(CaseEvent.payload))


@pytest.mark.parametrize(
    ("login", "name", "role", "in_department", "field"),
    [("", "林远", Role.INTAKE, False, "login"), ("lin", " ", Role.INTAKE, False, "login"),
     ("LIN", "另一个林", Role.INTAKE, False, "login"), ("wang", "王", Role.HANDLER, False, "department"),
     ("wang", "王", Role.LEAD, False, "department"), ("wang", "王", Role.PUBLISHER, True, "department")],
)
def test_add_staff_that_makes_no_sense_is_refused(
    work: Work, lin: Staff, login: str, name: str, role: Role, in_department: bool, field: str
) -> None:
    unit = factories.department_id(work) if in_department else None
    with pytest.raises(InputRefused) as refused:
        accounts.add_staff(work, login, name, role, unit, PASSWORD)
    assert refused.value.field == field


@pytest.mark.parametrize("act", ["add", "switch", "reset", "role"])
def test_managing_accounts_is_for_the_security_administrator_only(work: Work, lin: Staff, act: str) -> None:
    tries = {"add": lambda who: accounts.add_staff(who, "wang", "王", Role.INTAKE, None, PASSWORD),
             "switch": lambda who: accounts.switch(who, lin.id, False),
             "reset": lambda who: passwords.reset(who, lin.id),
             "role": lambda who: accounts.change_role(who, lin.id, Role.SUPERVISOR, None)}
    others = [factories.staff(work, role) for role in Role if role is not Role.SECURITY_ADMIN]
    for actor in (CITIZEN, IMPORTER, *others):
        with pytest.raises(NotPermitted):
            tries[act](factories.acting(work, actor))
    assert tries[act](factories.acting(work, factories.staff(work, Role.SECURITY_ADMIN)))


def test_sign_in_notes_the_time_and_the_act(work: Work, lin: Staff) -> None:
    staff = sign_in(work, " LIN ", PASSWORD, hours=1)
    assert staff.last_sign_in_at == factories.acting(work, SYSTEM, hours=1).now
    assert acts(work)[-1] == ("signed_in", f"staff:{lin.id}")


@pytest.mark.parametrize(("login", "password"), [("lin", "wrong"), ("nobody", PASSWORD), ("", ""), ("lin", "")])
def test_sign_in_that_does_not_fit_is_counted_and_recorded(work: Work, lin: Staff, login: str, password: str) -> None:
    assert sign_in(work, login, password) is None
    assert acts(work)[-1][0] == "sign_in_failed"
    row = work.session.scalar(select(SignInFailure))
    assert (row.count, len(row.key)) == (1, 64)


def test_sign_in_with_success_forgets_earlier_failures(work: Work, lin: Staff) -> None:
    for _ in range(3):
        for _ in range(2):
            sign_in(work, "lin", "wrong")
        assert sign_in(work, "lin", PASSWORD)


def test_disabled_account_cannot_sign_in_and_its_sessions_end(work: Work, lin: Staff) -> None:
    """N7: disabling an account ends its sessions at once."""
    sign_in(work, "lin", PASSWORD)
    assert live_sessions(work, lin) == 1
    accounts.switch(work, lin.id, False)
    assert (lin.is_active, live_sessions(work, lin)) == (False, 0)
    assert sign_in(work, "lin", PASSWORD) is None
    accounts.switch(work, lin.id, True)
    assert sign_in(work, "lin", PASSWORD)


def test_administrator_cannot_disable_the_own_account(work: Work) -> None:
    admin = factories.staff(work, Role.SECURITY_ADMIN)
    with pytest.raises(NotPermitted, match="自己的账号"):
        accounts.switch(factories.acting(work, admin), admin.id, False)


def test_new_password_ends_the_sessions_and_the_old_one(work: Work, lin: Staff) -> None:
    """N7: a new password ends the sessions of the account."""
    sign_in(work, "lin", PASSWORD)
    passwords.set_password(work, lin, "Quiet-Forest-88")
    assert live_sessions(work, lin) == 0
    assert not sign_in(work, "lin", PASSWORD)
    assert sign_in(work, "lin", "Quiet-Forest-88")
