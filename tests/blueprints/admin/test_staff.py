"""The security administrator's accounts page."""

from __future__ import annotations

import re

import pytest

from tests.fixtures.office import Office
from tests.fixtures.pages import Page, Visitor

NEWCOMER = {"login": "wang", "name": "王小满", "role": "handler", "department": "县交通运输局"}
REFUSED = [
    pytest.param({"role": None}, "请选一个角色", id="no role"),
    pytest.param({"role": "emperor"}, "请选一个角色", id="an unknown role"),
    pytest.param({"department": ""}, "要选所在单位", id="a handler without a unit"),
    pytest.param({"department": "没有这个局"}, "没有找到", id="an unknown unit"),
    pytest.param({"role": "intake"}, "其他角色不选", id="an office role with a unit"),
    pytest.param({"login": "handler-housing-1"}, "已经有人用了", id="a login that is taken"),
    pytest.param({"name": ""}, "请写账号和姓名", id="no name"),
    pytest.param({"email": "wang"}, "邮箱地址里少了@", id="an address without @"),
]


def password_on(page: Page) -> str:
    found = re.search(r'class="code">([^<]+)<', page.html)
    assert found, "no password on the page"
    return found[1]


def test_add_account_shows_its_password_once_and_it_works(office: Office, visitor: Visitor) -> None:
    admin = office.enter("admin")
    password = password_on(add(admin, NEWCOMER))
    assert password not in admin.get("/admin/staff").html
    visitor.get("/sign-in")
    assert visitor.submit({"login": "wang", "password": password}).path == "/account/first-password"


def add(admin: Visitor, values: dict[str, object], status: int = 200) -> Page:
    return admin.post("/admin/staff", {name: value for name, value in values.items() if value is not None}, status)


@pytest.mark.parametrize(("change", "words"), REFUSED)
def test_add_account_that_cannot_be_made_says_why_and_keeps_the_words(
        office: Office, change: dict[str, object], words: str) -> None:
    admin = office.enter("admin")
    page = add(admin, {**NEWCOMER, **change}, status=422)
    assert words in page.text
    assert f'value="{change.get("login", "wang")}"' in page.html


def test_disable_account_ends_its_session_and_enable_lets_it_in_again(office: Office) -> None:
    admin, handler = office.enter("admin"), office.enter("handler")
    staff_id = office.people["handler"].id
    admin.post(f"/admin/staff/{staff_id}/disable")
    assert handler.get("/desk").path == "/sign-in"
    assert office.enter("handler").page.path == "/sign-in"  # type: ignore[union-attr]
    admin.post(f"/admin/staff/{staff_id}/enable")
    assert office.enter("handler").page.path == "/desk"  # type: ignore[union-attr]


def test_disable_of_the_own_account_is_refused(office: Office) -> None:
    admin = office.enter("admin")
    page = admin.post(f"/admin/staff/{office.people['admin'].id}/disable", status=403)
    assert "不能停用自己的账号" in page.text


def test_new_password_replaces_the_old_one(office: Office, visitor: Visitor) -> None:
    admin = office.enter("admin")
    page = admin.post(f"/admin/staff/{office.people['handler'].id}/password")
    visitor.get("/sign-in")
    assert visitor.submit(office.keys("handler")).path == "/sign-in"
    visitor.get("/sign-in")
    assert visitor.submit(office.keys("handler") | {"password": password_on(page)}).path == "/account/first-password"


def test_new_password_for_nobody_is_not_found(office: Office) -> None:
    office.enter("admin").post("/admin/staff/9999/password", status=404)


def test_address_for_reminders_is_given_with_the_account_and_changed_later(office: Office) -> None:
    admin = office.enter("admin")
    page = add(admin, NEWCOMER | {"email": "wang@example.cn"})
    assert "wang@example.cn" in page.text
    address = next(form.get("action", "") for form in page.all("form")
                   if form.get("action", "").endswith("/email") and "王小满" in (form.get("aria-label") or ""))
    page = admin.submit({"email": "xm@example.cn"}, action=address)
    assert "提醒用的邮箱已经存好" in page.text
    assert "xm@example.cn" in page.text
    assert "wang@example.cn" not in page.text
    assert "应像name@example.cn这样写" in admin.submit({"email": "xm"}, action=address).text
    assert "xm@example.cn" not in admin.submit({"email": ""}, action=address).text
