"""Showing password or code again before a weighty act, and what was typed on the way."""

from __future__ import annotations

import pytest
from flask import Flask

from rules.actors import Role
from tests.blueprints.test_office_access import PERSON, address, guarded
from tests.factories import PASSWORD
from tests.fixtures.authenticator import Authenticator
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor, values_of
from tests.harness.clock import SimulatedClock
from web.access import audience_of

# Acts that ask for it, written down here a second time: role change, resets, what opens accounts, publication.
WEIGHTY = ("admin.add", "admin.reset", "admin.ask_reset", "admin.change_role", "admin.switch", "admin.decide_factor",
           "admin.export_audit", "accounts.new_factor", "accounts.recovery_codes", "supervision.publish")
NEWCOMER = {"login": "wang", "name": "王小满", "role": "handler", "department": "县交通运输局"}


@pytest.fixture
def admin(office: Office, test_clock: SimulatedClock) -> Visitor:
    """The security administrator, eleven minutes after signing in."""
    visitor = office.enter("admin")
    test_clock.forward(minutes=11)
    visitor.get("/admin/staff")
    return visitor


def accounts_named(admin: Visitor, name: str) -> int:
    return admin.get("/admin/staff").text.count(name)


@pytest.mark.parametrize("endpoint", WEIGHTY)
def test_weighty_act_is_declared_to_ask_again(app: Flask, endpoint: str) -> None:
    """N9: role change, resets and what opens an account ask for password or code again."""
    audience = audience_of(app, endpoint)
    assert audience is not None
    assert audience.fresh


@pytest.mark.parametrize("role", [pytest.param(role, id=role.value) for role in Role])
def test_every_weighty_act_of_a_role_asks_again_in_a_stale_session(
        office: Office, test_clock: SimulatedClock, role: Role) -> None:
    """N9: whatever a role may do that is declared weighty, a stale session does not do it."""
    visitor = office.enter(PERSON[role])
    test_clock.forward(minutes=11)
    for rule in guarded(office.app, "POST"):
        audience = audience_of(office.app, rule.endpoint)
        if audience and audience.fresh and (not audience.roles or role in audience.roles):
            page = visitor.post(address(rule, "X2026-1"), status=403)
            assert page.heading == "再验证一次身份", rule.endpoint


def test_act_in_a_stale_session_is_not_done_and_nothing_typed_is_lost(admin: Visitor) -> None:
    """N9: after ten minutes an act asks first; one press with the password does it, with what was typed."""
    page = admin.post("/admin/staff", NEWCOMER, status=403)
    assert page.heading == "再验证一次身份"
    assert values_of(page.form())["department"] == "县交通运输局"
    assert "一次性密码" in admin.submit({"confirm_secret": PASSWORD}).text
    assert accounts_named(admin, "王小满") == 1


def test_act_right_after_the_sign_in_is_done_at_once(office: Office) -> None:
    """N9: within ten minutes nobody is asked again."""
    assert "一次性密码" in office.enter("admin").post("/admin/staff", NEWCOMER).text


def test_act_with_a_code_is_done_and_the_session_stays_fresh(admin: Visitor, test_clock: SimulatedClock) -> None:
    """N9: a code of the authenticator does as well, and holds for ten minutes."""
    admin.post("/admin/staff", NEWCOMER, status=403)
    admin.submit({"confirm_secret": Authenticator().code(test_clock.now())})
    assert "一次性密码" in admin.post("/admin/staff", NEWCOMER | {"login": "li", "name": "李大林"}).text


@pytest.mark.parametrize("secret", ["", "wrong", "000000"])
def test_act_with_a_wrong_password_is_asked_again_and_kept(admin: Visitor, secret: str) -> None:
    """N9: without the password nothing happens, however often it is tried."""
    admin.post("/admin/staff", NEWCOMER, status=403)
    page = admin.submit({"confirm_secret": secret}, status=403)
    assert "密码或者动态码不对" in page.text
    assert values_of(page.form())["name"] == "王小满"
    assert accounts_named(admin, "王小满") == 0


def test_wrong_passwords_are_counted(admin: Visitor, test_clock: SimulatedClock) -> None:
    """N4, N9: a session that was left open is no place to guess a password."""
    admin.post("/admin/staff", NEWCOMER, status=403)
    for _ in range(5):
        admin.submit({"confirm_secret": "wrong"}, status=403)
        test_clock.forward(seconds=5)
    assert "请15分钟后再试" in admin.submit({"confirm_secret": PASSWORD}, status=403).text
    assert accounts_named(admin, "王小满") == 0


def test_confirming_on_the_page_of_its_own_leads_back(admin: Visitor) -> None:
    """N9: a page that asks again comes after the asking."""
    admin.get("/account/confirm?next=/admin/staff")
    assert "不对" in admin.submit({"confirm_secret": "wrong"}).text
    assert admin.submit({"confirm_secret": PASSWORD}).path == "/admin/staff"
    assert "一次性密码" in admin.post("/admin/staff", NEWCOMER).text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_confirming_leads_nowhere_else(admin: Visitor, elsewhere: str) -> None:
    """X9: the address to go back to is one of this site."""
    admin.get("/account/confirm", query_string={"next": elsewhere})
    assert admin.submit({"confirm_secret": PASSWORD}).path == "/admin/staff"


def test_fields_of_several_values_are_all_kept(admin: Visitor) -> None:
    page = admin.post("/admin/staff", NEWCOMER | {"role": ["handler", "lead"]}, status=403)
    kept = [control.get("value") for control in page.form().iter("input") if control.get("name") == "role"]
    assert kept == ["handler", "lead"]


def test_role_is_asked_before_the_password(office: Office, test_clock: SimulatedClock) -> None:
    """Z3, N9: who may not do the act is not asked for a password."""
    visitor = office.enter("handler")
    test_clock.forward(minutes=11)
    page = visitor.post("/admin/staff", NEWCOMER, status=403)
    assert "再验证一次身份" not in page.text
    assert Role.HANDLER.value not in page.text
