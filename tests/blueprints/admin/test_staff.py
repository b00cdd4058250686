"""The security administrator's pages of accounts."""

from __future__ import annotations

import re

import pytest

from tests.fixtures.office import Office
from tests.fixtures.pages import Page, Visitor
from tests.harness.clock import SimulatedClock

NEWCOMER = {"login": "wang", "name": "王小满", "role": "handler", "department": "县交通运输局"}
REFUSED = [
    pytest.param({"role": None}, "请选一个角色", id="no role"),
    pytest.param({"role": "emperor"}, "请选一个角色", id="an unknown role"),
    pytest.param({"department": ""}, "要选所在单位", id="a handler without a unit"),
    pytest.param({"department": "没有这个局"}, "没有找到", id="an unknown unit"),
    pytest.param({"role": "intake"}, "其他角色不选", id="an office role with a unit"),
    pytest.param({"login": "handler-housing-1"}, "已经有人用了", id="a login that is taken"),
    pytest.param({"name": ""}, "请写账号和姓名", id="no name"),
    pytest.param({"name": "security_admin1"}, "这个姓名已经有账号", id="the name of an administrator"),
    pytest.param({"email": "wang"}, "邮箱地址里少了@", id="an address without @"),
]
SEARCHES = [
    pytest.param("交通", "outsider", "handler-housing-1", id="by unit"),
    pytest.param("LEAD-HOUSING-1", "lead", "handler-housing-1", id="by login"),
    pytest.param("auditor1", "auditor", "lead-housing-1", id="by name"),
    pytest.param("交通 handler", "outsider", "lead-transport-1", id="by two words"),
]


def password_on(page: Page) -> str:
    found = re.search(r'class="code">([^<]+)<', page.html)
    assert found, "no password on the page"
    return found[1]


def add(admin: Visitor, values: dict[str, object], status: int = 200) -> Page:
    return admin.post("/admin/staff", {name: value for name, value in values.items() if value is not None}, status)


def page_of(office: Office, person: str) -> str:
    return f"/admin/staff/{office.people[person].id}"


def test_add_account_shows_its_password_once_and_it_works(office: Office, visitor: Visitor) -> None:
    """N2: a first password is of use for choosing another."""
    admin = office.enter("admin")
    password = password_on(add(admin, NEWCOMER))
    assert password not in admin.get("/admin/staff").html
    visitor.get("/sign-in")
    assert visitor.submit({"login": "wang", "password": password}).path == "/account/first-password"


@pytest.mark.parametrize(("change", "words"), REFUSED)
def test_add_account_that_cannot_be_made_says_why_and_keeps_the_words(
        office: Office, change: dict[str, object], words: str) -> None:
    admin = office.enter("admin")
    page = add(admin, {**NEWCOMER, **change}, status=422)
    assert words in page.text
    assert f'value="{change.get("login", "wang")}"' in page.html


@pytest.mark.parametrize(("query", "there", "gone"), SEARCHES)
def test_search_in_the_list_finds_by_login_name_and_unit(office: Office, query: str, there: str, gone: str) -> None:
    page = office.enter("admin").get("/admin/staff", query_string={"q": query})
    assert office.logins[there] in page.text
    assert gone not in page.text


def test_search_that_finds_nobody_says_so(office: Office) -> None:
    admin = office.enter("admin")
    assert "没有找到这样的账号" in admin.get("/admin/staff?q=没有这个人").text
    assert "handler-housing-1" in admin.get("/admin/staff?role=handler").text
    assert "lead-housing-1" not in admin.get("/admin/staff?role=handler").text


def test_last_sign_in_is_seen_by_the_security_administrator(office: Office) -> None:
    """N10: whether an account is used is seen by who decides about it."""
    office.enter("handler")
    assert "11月24日" in office.enter("admin").get(page_of(office, "handler")).text
    assert "还没有登录过" in office.enter("admin").get(page_of(office, "lead")).text


def test_disable_account_ends_its_session_and_enable_lets_it_in_again(office: Office) -> None:
    """N7: disabling an account ends its sessions at once."""
    admin, handler = office.enter("admin"), office.enter("handler")
    admin.post(f"{page_of(office, 'handler')}/disable")
    assert handler.get("/desk").path == "/sign-in"
    assert office.sign_in("handler").page.path == "/sign-in"  # type: ignore[union-attr]
    admin.post(f"{page_of(office, 'handler')}/enable")
    assert office.sign_in("handler").page.path == "/desk"  # type: ignore[union-attr]


@pytest.mark.parametrize(("act", "words"), [
    ("disable", "不能停用自己的账号"), ("factor", "不能重置自己的验证器"), ("role", "不能改自己的角色")])
def test_own_account_is_left_to_another_administrator(office: Office, act: str, words: str) -> None:
    """Z3: the security administrator grants nothing to the own account and takes nothing off it."""
    admin = office.enter("admin")
    page = admin.post(f"{page_of(office, 'admin')}/{act}", {"role": "supervisor"}, status=403)
    assert words in page.text
    assert "角色、停用、重置要由另一位安全管理员办理" in page.text


def test_role_change_acts_on_the_next_request(office: Office) -> None:
    """N7: who loses a role is out at the next request, and comes back with the new one."""
    admin, handler = office.enter("admin"), office.enter("handler")
    admin.get(page_of(office, "handler"))
    assert "角色已经改好" in admin.submit({"role": "supervisor", "department": ""}, action="/role").text
    assert handler.get("/desk").path == "/sign-in"
    assert office.sign_in("handler").page.path == "/office/overdue"  # type: ignore[union-attr]


@pytest.mark.parametrize(("values", "status", "words"), [
    ({"role": "intake", "department": "县交通运输局"}, 422, "其他角色不选"),
    ({"role": "handler", "department": "没有这个局"}, 422, "没有找到"), ({"role": "emperor"}, 422, "请选一个角色"),
    ({"role": "auditor", "department": ""}, 403, "不能和其他角色互换")])
def test_role_change_that_cannot_be_made_says_why(
        office: Office, values: dict[str, str], status: int, words: str) -> None:
    admin = office.enter("admin")
    admin.get(page_of(office, "handler"))
    assert words in admin.submit(values, action="/role", status=status).text


def test_new_password_replaces_the_old_one(office: Office, visitor: Visitor) -> None:
    admin = office.enter("admin")
    page = admin.post(f"{page_of(office, 'handler')}/password")
    visitor.get("/sign-in")
    assert visitor.submit(office.keys("handler")).path == "/sign-in"
    visitor.get("/sign-in")
    assert visitor.submit(office.keys("handler") | {"password": password_on(page)}).path == "/account/first-password"


@pytest.mark.parametrize("act", ["password", "factor", "role", "unlock", "disable"])
def test_act_on_nobody_is_not_found(office: Office, act: str) -> None:
    office.enter("admin").post(f"/admin/staff/9999/{act}", {"role": "supervisor"}, status=404)


def test_unlock_lets_somebody_try_again_at_once(office: Office, visitor: Visitor, test_clock: SimulatedClock) -> None:
    admin = office.enter("admin")
    for _ in range(5):
        visitor.get("/sign-in")
        visitor.submit({"login": "handler-housing-1", "password": "wrong"})
        test_clock.forward(seconds=5)
    assert "试错太多" in admin.get(page_of(office, "handler")).text
    assert "登录锁定已经解除" in admin.submit({}, action="/unlock").text
    visitor.get("/sign-in")
    assert visitor.submit(office.keys("handler")).path == "/desk"


def test_address_for_reminders_is_given_with_the_account_and_changed_later(office: Office) -> None:
    admin = office.enter("admin")
    add(admin, NEWCOMER | {"email": "wang@example.cn"})
    admin.get(admin.page.links()["wang"])  # type: ignore[union-attr]
    page = admin.submit({"email": "xm@example.cn"}, action="/email")
    assert "提醒用的邮箱已经存好" in page.text
    assert 'value="xm@example.cn"' in page.html
    page = admin.submit({"email": "xm"}, action="/email", status=422)
    assert "应像name@example.cn这样写" in page.text
    assert "example.cn" not in admin.submit({"email": ""}, action="/email").html
