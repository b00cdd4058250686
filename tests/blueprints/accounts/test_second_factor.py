"""The second factor in the browser: setting it up, using each code once, recovery codes, and taking it off."""

from __future__ import annotations

import re

import pytest

from tests.factories import PASSWORD, SEED
from tests.fixtures.authenticator import Authenticator
from tests.fixtures.office import Office
from tests.fixtures.pages import Page, Visitor
from tests.harness.clock import SimulatedClock

OWN = "Green-Boat-7-Lantern"


def codes_on(page: Page) -> list[str]:
    return re.findall(r'class="code">([^<]+)<', page.html)


@pytest.fixture
def newcomer(office: Office, visitor: Visitor) -> Visitor:
    """The browser of somebody who has just chosen a password and is asked for a second factor."""
    page = office.enter("admin").post("/admin/staff", {"login": "wang", "name": "王小满", "role": "intake"})
    visitor.get("/sign-in")
    visitor.submit({"login": "wang", "password": codes_on(page)[0]})
    assert visitor.submit({"new_password": OWN}).path == "/account/factor"
    return visitor


def set_up(newcomer: Visitor, at: SimulatedClock) -> tuple[str, list[str]]:
    """Put the seed into an authenticator and return it with the recovery codes."""
    assert newcomer.page
    seed = codes_on(newcomer.page)[0].replace("-", "")
    page = newcomer.submit({"code": Authenticator(seed).code(at.now())})
    return seed, codes_on(page)


def test_second_factor_is_set_up_before_anything_else(newcomer: Visitor, test_clock: SimulatedClock) -> None:
    """N5: no staff account works without a second factor; its codes are shown once."""
    assert newcomer.get("/office/triage").path == "/account/factor"
    assert "<svg" in newcomer.page.html  # type: ignore[union-attr]
    _, codes = set_up(newcomer, test_clock)
    assert len(set(codes)) == 10
    assert newcomer.get("/office/triage").path == "/office/triage"
    assert codes[0] not in newcomer.get("/account").html
    assert "还剩10个" in newcomer.get("/account").text


def test_second_factor_with_a_wrong_code_stays_to_be_set_up(newcomer: Visitor) -> None:
    """N5: the seed counts when a code has shown that the person has it."""
    page = newcomer.submit({"code": "000000"}, status=422)
    assert "动态码不对" in page.text
    assert newcomer.get("/office/triage").path == "/account/factor"


@pytest.mark.parametrize("code", ["", "000000", "12345", "１２３４５６７", "abcdef", "0" * 24])
def test_password_without_the_right_code_opens_nothing(office: Office, visitor: Visitor, code: str) -> None:
    """N5: the password alone is not enough."""
    visitor.get("/sign-in")
    visitor.submit({"login": "handler-housing-1", "password": PASSWORD, "code": code})
    assert visitor.get("/desk").path == "/sign-in"


@pytest.mark.parametrize(("steps", "lands"), [(-2, "/sign-in"), (-1, "/desk"), (0, "/desk"), (1, "/desk"),
                                              (2, "/sign-in")])
def test_code_counts_one_step_before_and_after(
        office: Office, visitor: Visitor, test_clock: SimulatedClock, steps: int, lands: str) -> None:
    """N5: ±1 step of skew, no more."""
    visitor.get("/sign-in")
    test_clock.set(test_clock.now().replace(second=15))
    at = test_clock.forward(seconds=30 * (steps + 1))  # the authenticator shows the step before the one it is asked for
    test_clock.forward(seconds=-30 * (steps + 1))
    sent = {"login": "handler-housing-1", "password": PASSWORD, "code": Authenticator().code(at)}
    visitor.submit(sent)
    assert visitor.get("/desk").path == lands


def test_code_that_was_used_is_not_taken_again(office: Office) -> None:
    """N5: each code opens once, in this browser and in any other; so does an older one."""
    keys = office.keys("handler")
    for lands in ("/desk", "/sign-in"):
        visitor = Visitor(office.app.test_client())
        visitor.get("/sign-in")
        visitor.submit(keys)
        assert visitor.get("/desk").path == lands


def test_code_after_the_clock_was_set_back_is_not_taken(
        office: Office, visitor: Visitor, test_clock: SimulatedClock) -> None:
    """N5: with the clock set back the factor fails closed: no code of a time that has passed opens anything."""
    office.enter("handler")
    test_clock.forward(hours=-1)
    visitor.get("/sign-in")
    code = Authenticator().code(test_clock.now())
    visitor.submit({"login": "handler-housing-1", "password": PASSWORD, "code": code})
    assert visitor.get("/desk").path == "/sign-in"


def test_recovery_code_opens_once(newcomer: Visitor, office: Office, test_clock: SimulatedClock) -> None:
    """N5: a recovery code stands in for the authenticator once."""
    _, codes = set_up(newcomer, test_clock)
    for typed, lands in ((codes[3].lower(), "/office/triage"), (codes[3], "/sign-in"),
                         (codes[4].replace("-", " "), "/office/triage")):
        visitor = Visitor(office.app.test_client())
        visitor.get("/sign-in")
        assert visitor.submit({"login": "wang", "password": OWN, "code": typed}).path == lands
    assert "还剩8个" in newcomer.get("/account").text


def test_new_recovery_codes_replace_the_old_ones(newcomer: Visitor, test_clock: SimulatedClock) -> None:
    """N5: recovery codes are renewed as a whole."""
    _, old = set_up(newcomer, test_clock)
    newcomer.get("/account")
    new = codes_on(newcomer.submit({}, action="recovery-codes"))
    assert not set(old) & set(new)
    newcomer.post("/sign-out")
    newcomer.submit({"login": "wang", "password": OWN, "code": old[0]})
    assert newcomer.get("/office/triage").path == "/sign-in"


def test_new_authenticator_replaces_the_old_one_and_ends_other_sessions(
        office: Office, test_clock: SimulatedClock) -> None:
    """N5, N7: the old authenticator counts until the new one has shown a code; then the other sessions end."""
    here, elsewhere = office.enter("handler"), office.enter("handler")
    here.get("/account")
    page = here.submit({}, action="/account/factor/new")
    assert page.path == "/account/factor"
    seed = codes_on(page)[0].replace("-", "")
    assert seed != SEED
    assert elsewhere.get("/desk").path == "/desk"
    here.submit({"code": Authenticator(seed).code(test_clock.now())})
    assert here.get("/desk").path == "/desk"
    assert elsewhere.get("/desk").path == "/sign-in"


def test_reset_of_a_factor_needs_a_second_person(office: Office) -> None:
    """N5: one administrator asks, another confirms; until then the factor stays, and then every session ends."""
    admin, handler, other = office.enter("admin"), office.enter("handler"), office.enter("system_admin")
    admin.get(f"/admin/staff/{office.people['handler'].id}")
    assert "等另一位" in admin.submit({}, action="/factor").text
    page = admin.get("/admin/factors")
    assert "申请人和本人不能确认" in page.text
    assert handler.get("/desk").path == "/desk"
    other.get("/admin/factors")
    assert "已经确认" in other.submit({}, action="/confirm").text
    assert handler.get("/desk").path == "/sign-in"
    assert office.sign_in("handler").page.path == "/account/factor"  # type: ignore[union-attr]


def test_reset_that_was_refused_leaves_the_factor(office: Office) -> None:
    """N5: the second person may refuse."""
    admin, handler, other = office.enter("admin"), office.enter("handler"), office.enter("system_admin")
    admin.get(f"/admin/staff/{office.people['handler'].id}")
    admin.submit({}, action="/factor")
    other.get("/admin/factors")
    assert "验证器重置1" in other.page.text or "验证器重置 1" in other.page.html  # type: ignore[union-attr]
    assert "已经回绝" in other.submit({}, action="/refuse").text
    assert handler.get("/desk").path == "/desk"
