"""Who may become what: the three administrators against each other and against everybody else, in the accounts."""

from __future__ import annotations

import itertools

import pytest

from rules.actors import ADMINISTRATORS, DEPARTMENT_ROLES, SYSTEM, Role
from rules.errors import InputRefused, NotPermitted
from rules.vocabulary import State
from services import accounts, passwords, replies, staff_rows
from services.work import Work
from tests import factories
from tests.factories import acting

PAIRS = [pytest.param(one, other, id=f"{one.value}-{other.value}") for one, other in itertools.product(Role, Role)]
NAME = "范立"


def unit_for(work: Work, role: Role) -> int | None:
    return factories.department_id(work) if role in DEPARTMENT_ROLES else None


def hire(work: Work, login: str, role: Role, name: str = NAME) -> int:
    password = passwords.generated(work, login, name)
    return accounts.add_staff(work, login, name, role, unit_for(work, role), password).id


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_change_of_role_never_makes_or_unmakes_an_administrator(work: Work, before: Role, after: Role) -> None:
    """Z3: every pair of roles, changed by the security administrator."""
    staff_id = hire(work, "fan", before)
    admin = acting(work, factories.staff(work, Role.SECURITY_ADMIN, person=9))
    if before is not after and ADMINISTRATORS & {before, after}:
        with pytest.raises(NotPermitted):
            accounts.change_role(admin, staff_id, after, unit_for(work, after))
        assert staff_rows.account(work, staff_id).role == before
    else:
        accounts.change_role(admin, staff_id, after, unit_for(work, after))
        assert staff_rows.account(work, staff_id).role == after


@pytest.mark.parametrize(("held", "wanted"), PAIRS)
def test_second_account_of_one_name_is_never_an_administrators(work: Work, held: Role, wanted: Role) -> None:
    """Z3, N1: one person holds no two of the three, and none of them beside another role; every pair."""
    hire(work, "fan", held)
    if ADMINISTRATORS & {held, wanted}:
        with pytest.raises(InputRefused, match="已经有账号"):
            hire(work, "fan-2", wanted, " 范 立")
    else:
        assert hire(work, "fan-2", wanted, " 范 立")


def test_enabling_an_account_asks_the_same_question(work: Work) -> None:
    """Z3: an account that was disabled does not come back beside its successor's."""
    first = hire(work, "fan", Role.AUDITOR)
    accounts.switch(work, first, False)
    hire(work, "fan-2", Role.SYSTEM_ADMIN)
    with pytest.raises(InputRefused, match="已经有账号"):
        accounts.switch(work, first, True)


@pytest.mark.parametrize("role", list(Role))
def test_administrator_changes_nothing_about_the_own_role(work: Work, role: Role) -> None:
    """Z3: no self-granting, whatever the role."""
    own = factories.staff(work, Role.SECURITY_ADMIN)
    with pytest.raises(NotPermitted):
        accounts.change_role(acting(work, own), own.id or 0, role, unit_for(work, role))


@pytest.mark.parametrize("role", [*sorted(ADMINISTRATORS - {Role.SECURITY_ADMIN}), Role.SUPERVISOR, Role.LEAD])
def test_role_is_changed_by_the_security_administrator_only(work: Work, role: Role) -> None:
    """Z3: neither the two other administrators nor anybody else grants a role."""
    staff_id = hire(work, "wang", Role.INTAKE, "王小满")
    with pytest.raises(NotPermitted):
        accounts.change_role(acting(work, factories.staff(work, role)), staff_id, Role.SUPERVISOR, None)


def test_person_who_drafted_does_not_approve_after_a_change_of_role(work: Work) -> None:
    """Z3: no approval by whoever drafted, also under another role and in another session."""
    made = factories.letter_in(work, State.DRAFTED)
    drafter = factories.staff(work, Role.HANDLER).id or 0
    admin = acting(work, factories.staff(work, Role.SECURITY_ADMIN))
    promoted = accounts.change_role(admin, drafter, Role.LEAD, factories.department_id(work))
    with pytest.raises(NotPermitted):
        replies.approve(acting(work, staff_rows.as_actor(promoted)), made.id, 1, knowingly=True)


@pytest.mark.parametrize(("days", "stays"), [(89, True), (91, False)])
def test_account_that_nobody_used_is_disabled(work: Work, days: int, stays: bool) -> None:
    """N10: unused for 90 days; enabling it again starts the count anew."""
    staff_id = hire(work, "wang", Role.INTAKE, "王小满")
    later = acting(work, SYSTEM, days=days)
    assert accounts.disable_unused(later) == (0 if stays else 1)
    assert staff_rows.account(work, staff_id).is_active is stays
    accounts.switch(later, staff_id, True)
    assert accounts.disable_unused(acting(work, SYSTEM, days=days + 1)) == 0


def test_account_in_use_is_not_disabled(work: Work) -> None:
    """N10: a sign-in counts as use."""
    staff_id = hire(work, "wang", Role.INTAKE, "王小满")
    staff_rows.account(work, staff_id).last_sign_in_at = acting(work, SYSTEM, days=60).now
    assert accounts.disable_unused(acting(work, SYSTEM, days=120)) == 0
    assert accounts.disable_unused(acting(work, SYSTEM, days=151)) == 1
