"""One account: what the security administrator changes about it."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from blueprints.admin.area import blueprint
from blueprints.admin.forms import EmailForm, RoleForm, typed_role
from blueprints.admin.routes import FreshPassword, unit_of
from queries import departments
from queries import staff as staff_list
from rules.actors import ADMINISTRATORS, ROLE_LABELS, Role
from rules.errors import Refusal
from services import accounts, factor_resets, passwords, signing_in, staff_rows
from web.access import staff as for_staff
from web.acts import attempt, status_of
from web.forms import BaseForm
from web.office import render_office
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int]
ONE = "/admin/staff/<int(max=2147483647):staff_id>"


@blueprint.get(ONE)
@for_staff(Role.SECURITY_ADMIN)
def account(staff_id: int) -> Answer:
    return _page(staff_id)


@blueprint.post(f"{ONE}/password")
@for_staff(Role.SECURITY_ADMIN, fresh=True)
def reset(staff_id: int) -> Answer:
    account, password = passwords.reset(current_work(), staff_id)
    # Answered without a redirect: the password may stand on this one page only, not in a cookie or an address.
    return _page(staff_id, fresh=FreshPassword(account.login, account.name, password))


@blueprint.post(f"{ONE}/factor")
@for_staff(Role.SECURITY_ADMIN, fresh=True)
def ask_reset(staff_id: int) -> Answer:
    refusal = attempt(lambda: factor_resets.ask(current_work(), staff_id))
    return _answer(staff_id, refusal, "已经申请，等另一位安全管理员或者系统管理员确认。")


@blueprint.post(f"{ONE}/role")
@for_staff(Role.SECURITY_ADMIN, fresh=True)
def change_role(staff_id: int) -> Answer:
    form, work = RoleForm(), current_work()
    refusal = attempt(lambda: accounts.change_role(
        work, staff_id, typed_role(form.role.data), unit_of(work, form.department.data or "")))
    return _answer(staff_id, refusal, "角色已经改好，本人的登录都已退出，重新登录后生效。", form)


@blueprint.post(f"{ONE}/email")
@for_staff(Role.SECURITY_ADMIN)
def email(staff_id: int) -> Answer:
    form = EmailForm()
    refusal = attempt(lambda: accounts.set_email(current_work(), staff_id, form.email.data or ""))
    return _answer(staff_id, refusal, "提醒用的邮箱已经存好。", form)


@blueprint.post(f"{ONE}/unlock")
@for_staff(Role.SECURITY_ADMIN)
def unlock(staff_id: int) -> Answer:
    refusal = attempt(lambda: signing_in.unlock(current_work(), staff_id))
    return _answer(staff_id, refusal, "登录锁定已经解除，本人现在就可以再试。")


@blueprint.post(f"{ONE}/<any(disable, enable):act>")
@for_staff(Role.SECURITY_ADMIN, fresh=True)
def switch(staff_id: int, act: str) -> Answer:
    refusal = attempt(lambda: accounts.switch(current_work(), staff_id, act == "enable"))
    return _answer(staff_id, refusal, "账号已经启用。" if act == "enable" else "账号已经停用，登录已退出。")


def _answer(staff_id: int, refusal: Refusal | None, done: str, form: BaseForm | None = None) -> Answer:
    """Lead back to the account after an act, or show it with the reason why nothing was done."""
    if refusal is None:
        flash(done)
        return redirect(url_for("admin.account", staff_id=staff_id), 303)
    form = form or BaseForm()
    form.refuse(refusal)
    return _page(staff_id, form), status_of(refusal)


def _page(staff_id: int, refused: BaseForm | None = None, fresh: FreshPassword | None = None) -> str:
    work = current_work()
    row = staff_list.one(work.session, staff_id)
    if row is None:
        abort(404)
    role = refused if isinstance(refused, RoleForm) else RoleForm(
        formdata=None, data={"role": row.role.value, "department": row.department})
    mail = refused if isinstance(refused, EmailForm) else EmailForm(formdata=None, data={"email": row.email})
    return render_office(
        "admin/account.html", row=row, me=work.actor.id, refused=refused, fresh=fresh, role_form=role, mail_form=mail,
        roles=ROLE_LABELS, is_administrator=row.role in ADMINISTRATORS,
        is_shut=signing_in.is_shut_out(work, staff_rows.account(work, staff_id)),
        units=departments.names(work.session, work.today).values())
