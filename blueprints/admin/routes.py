from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from blueprints.admin.area import blueprint
from blueprints.admin.forms import EmailForm, StaffForm
from queries import departments
from queries import staff as staff_list
from rules import unit_names
from rules.actors import ROLE_LABELS, Role
from rules.errors import InputRefused, Refusal
from services import accounts, passwords
from services.work import Work
from web.access import staff as for_staff
from web.acts import attempt, status_of
from web.office import render_office
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class FreshPassword:
    """A generated password on the one page that shows it. It never goes into the session or the address."""

    login: str
    name: str
    password: str


@blueprint.get("/admin/staff")
@for_staff(Role.SECURITY_ADMIN)
def staff() -> Answer:
    return _page(StaffForm(formdata=None))


@blueprint.post("/admin/staff")
@for_staff(Role.SECURITY_ADMIN)
def add() -> Answer:
    form, work, made = StaffForm(), current_work(), []
    refusal = attempt(lambda: made.append(_add(work, form)))
    if refusal is not None:
        return _refused(form, refusal)
    # Answered without a redirect: the password may stand on this one page only, not in a cookie or an address.
    return _page(StaffForm(formdata=None), made[0])


@blueprint.post("/admin/staff/<int:staff_id>/password")
@for_staff(Role.SECURITY_ADMIN)
def reset(staff_id: int) -> Answer:
    account, password = passwords.reset(current_work(), staff_id)
    return _page(StaffForm(formdata=None), FreshPassword(account.login, account.name, password))


@blueprint.post("/admin/staff/<int:staff_id>/<any(disable, enable):act>")
@for_staff(Role.SECURITY_ADMIN)
def switch(staff_id: int, act: str) -> Answer:
    refusal = attempt(lambda: accounts.switch(current_work(), staff_id, act == "enable"))
    if refusal is not None:
        return _refused(StaffForm(formdata=None), refusal)
    flash("账号已经启用。" if act == "enable" else "账号已经停用，登录已退出。")
    return redirect(url_for("admin.staff"), 303)


@blueprint.post("/admin/staff/<int:staff_id>/email")
@for_staff(Role.SECURITY_ADMIN)
def email(staff_id: int) -> Answer:
    form = EmailForm()
    refusal = attempt(lambda: accounts.set_email(current_work(), staff_id, form.email.data or ""))
    # Told on the list itself: the wrong field is one of many, and its words are short.
    flash(refusal.message if refusal else "提醒用的邮箱已经存好。", "warn" if refusal else "calm")
    return redirect(url_for("admin.staff"), 303)


def _add(work: Work, form: StaffForm) -> FreshPassword:
    if form.role.data not in [role.value for role in Role]:
        raise InputRefused("请选一个角色。", "role")
    unit_id = None
    if form.department.data:
        unit_id = unit_names.resolve(form.department.data, departments.names(work.session, work.today), "department")
    password = passwords.generated()
    account = accounts.add_staff(work, form.login.data or "", form.name.data or "", Role(form.role.data),
                                 unit_id, password, form.email.data or "")
    return FreshPassword(account.login, account.name, password)


def _refused(form: StaffForm, refusal: Refusal) -> Answer:
    form.refuse(refusal)
    return _page(form), status_of(refusal)


def _page(form: StaffForm, fresh: FreshPassword | None = None) -> str:
    work = current_work()
    return render_office("admin/staff.html", form=form, fresh=fresh, rows=staff_list.accounts(work.session),
                         units=departments.names(work.session, work.today).values(), me=work.actor.id,
                         roles=ROLE_LABELS)
