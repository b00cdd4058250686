"""The second factor where it is stored: encrypted, bound to its account, each code once even at the same moment."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from adapters.seed_cipher import SeedCipher, WrongSeed
from models.staff import FactorReset, RecoveryCode, Staff
from rules.actors import CITIZEN, SYSTEM, Actor, Role
from rules.errors import Conflict, InputRefused, NotFound, NotPermitted
from services import factor_resets, second_factor, signing_in, staff_rows
from services.second_factor import STEP_S, code_at
from services.sessions import Place
from services.work import Work
from tests import factories
from tests.factories import PASSWORD, SEED, acting
from tests.fixtures.engines import Edge


def now_step(work: Work) -> int:
    return int(work.now.timestamp()) // STEP_S


@pytest.fixture
def handler(work: Work) -> Staff:
    return staff_rows.account(work, factories.staff(work, Role.HANDLER).id or 0)


def test_seed_is_stored_encrypted_and_bound_to_its_account(work: Work, handler: Staff) -> None:
    """N5: the seed lies encrypted in the row; under another account or key it opens nothing."""
    assert handler.totp_seed
    assert SEED.encode() not in handler.totp_seed
    cipher = SeedCipher(work.secrets.code)
    assert cipher.decrypt(handler.id, handler.totp_seed) == SEED
    for other, staff_id, value in ((cipher, handler.id + 1, handler.totp_seed),
                                   (SeedCipher(work.secrets.ledger), handler.id, handler.totp_seed),
                                   (cipher, handler.id, handler.totp_seed[:-1] + b"x"),
                                   (cipher, handler.id, b"\x02" + handler.totp_seed[1:]), (cipher, handler.id, b"")):
        with pytest.raises(WrongSeed):
            other.decrypt(staff_id, value)


def test_recovery_codes_are_stored_as_digests(work: Work, handler: Staff) -> None:
    """N5: recovery codes are kept as keyed digests of 120 random bits each."""
    codes = second_factor.renew_recovery_codes(work, handler)
    stored = " ".join(work.session.scalars(select(RecoveryCode.digest)))
    assert len({code.replace("-", "") for code in codes}) == 10
    for code in codes:
        assert len(code.replace("-", "")) == 24
        assert code.replace("-", "").lower() not in stored.lower()


def test_code_of_an_earlier_step_is_not_taken_after_a_later_one(work: Work, handler: Staff) -> None:
    """N5: a code that was shown before a used one is used up with it."""
    step = now_step(work)
    assert second_factor.accepts(work, handler.id, code_at(SEED, step + 1))
    assert not second_factor.accepts(work, handler.id, code_at(SEED, step))
    assert not second_factor.accepts(work, handler.id, code_at(SEED, step + 1))


@pytest.mark.parametrize("kind", ["code", "recovery code"])
def test_code_used_ten_times_at_once_opens_once(edge: Edge, kind: str) -> None:
    """N5: of uses at the same moment one is taken, on each engine."""
    staff_id = edge.run(lambda work: factories.staff(work, Role.INTAKE).id)
    codes = edge.run(lambda work: second_factor.renew_recovery_codes(work, staff_rows.account(work, staff_id)))
    typed = codes[0] if kind == "recovery code" else edge.run(lambda work: code_at(SEED, now_step(work)))
    results = edge.race([lambda work: second_factor.accepts(work, staff_id, typed)] * 10)
    assert sorted(results) == [False] * 9 + [True]


def test_sign_in_twice_at_once_with_one_code_begins_one_session(edge: Edge) -> None:
    """N5: the same code from two browsers at the same moment signs in one of them."""
    edge.run(lambda work: factories.staff(work, Role.INTAKE))
    code = edge.run(lambda work: code_at(SEED, now_step(work)))
    results = edge.race([
        lambda work, n=n: signing_in.sign_in(work, "intake-office-1", PASSWORD, code, Place(f"10.0.0.{n}"))
        for n in range(6)])
    assert [type(result) for result in results if result is not None] == [tuple]


def test_reset_is_asked_for_once_and_only_where_there_is_a_factor(work: Work, handler: Staff) -> None:
    admin = acting(work, factories.staff(work, Role.SECURITY_ADMIN))
    factor_resets.ask(admin, handler.id)
    with pytest.raises(InputRefused, match="申请过"):
        factor_resets.ask(admin, handler.id)
    second_factor.take_off(work, handler)
    with pytest.raises(InputRefused, match="还没有绑定"):
        factor_resets.ask(admin, handler.id)
    with pytest.raises(NotFound):
        factor_resets.ask(admin, 9999)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SECURITY_ADMIN])
def test_reset_is_asked_for_by_the_security_administrator_only(work: Work, handler: Staff, role: Role) -> None:
    """N5: no other role begins a reset."""
    for actor in (factories.staff(work, role), CITIZEN):
        with pytest.raises(NotPermitted):
            factor_resets.ask(acting(work, actor), handler.id)


@pytest.mark.parametrize("role", [None, *Role])
def test_reset_is_decided_by_another_administrator_only(work: Work, handler: Staff, role: Role | None) -> None:
    """N5: not by the asker, not by the person, not by who is no such administrator; once."""
    asker = factories.staff(work, Role.SECURITY_ADMIN)
    work.session.flush()  # the reset refers to both
    reset = factor_resets.ask(acting(work, asker), handler.id)
    work.session.flush()
    other = SYSTEM if role is None else factories.staff(work, role, person=2)
    if role in factor_resets.DECIDE:
        factor_resets.decide(acting(work, other), reset.id, confirm=True)
        assert handler.totp_seed is None
        with pytest.raises(Conflict):
            factor_resets.decide(acting(work, other), reset.id, confirm=False)
        return
    with pytest.raises(NotPermitted):
        factor_resets.decide(acting(work, other), reset.id, confirm=True)
    assert handler.totp_seed is not None


def test_reset_is_not_decided_by_the_asker_or_the_person(work: Work) -> None:
    """N5: two people, neither of them the one concerned; the table holds it as well."""
    asker, concerned = factories.staff(work, Role.SECURITY_ADMIN), factories.staff(work, Role.SYSTEM_ADMIN)
    reset = factor_resets.ask(acting(work, asker), concerned.id or 0)
    work.session.flush()
    for actor in (asker, concerned):
        with pytest.raises(NotPermitted, match="申请人和本人不能确认"):
            factor_resets.decide(acting(work, actor), reset.id, confirm=True)


def test_reset_asked_by_the_operator_is_confirmed_by_an_administrator(work: Work) -> None:
    """N5: the last security administrator comes in again with the operator's and another administrator's word."""
    lost = staff_rows.account(work, factories.staff(work, Role.SECURITY_ADMIN).id or 0)
    reset: FactorReset = factor_resets.ask(work, lost.id)
    work.session.flush()
    other: Actor = factories.staff(work, Role.SYSTEM_ADMIN)
    factor_resets.decide(acting(work, other), reset.id, confirm=True)
    assert lost.totp_seed is None
