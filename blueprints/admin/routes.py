"""The list of accounts, finding one in it, and making a new one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from blueprints.admin.area import blueprint
from blueprints.admin.forms import StaffForm, typed_role
from queries import departments
from queries import staff as staff_list
from rules import unit_names
from rules.actors import ROLE_LABELS, Role
from services import accounts, passwords
from services.work import Work
from web import lists
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
@for_staff(Role.SECURITY_ADMIN, fresh=True)
def add() -> Answer:
    form, work, made = StaffForm(), current_work(), []
    refusal = attempt(lambda: made.append(_add(work, form)))
    if refusal is not None:
        form.refuse(refusal)
        return _page(form), status_of(refusal)
    # Answered without a redirect: the password may stand on this one page only, not in a cookie or an address.
    return _page(StaffForm(formdata=None), made[0])


def unit_of(work: Work, typed: str) -> int | None:
    """Return the unit whose name was typed, None for nothing typed; raises InputRefused for an unknown one."""
    if not typed:
        return None
    return unit_names.resolve(typed, departments.names(work.session, work.today), "department")


def _add(work: Work, form: StaffForm) -> FreshPassword:
    login, name = form.login.data or "", form.name.data or ""
    password = passwords.generated(work, login, name)
    account = accounts.add_staff(
        work, login, name, typed_role(form.role.data),
        unit_of(work, form.department.data or ""), password, form.email.data or "")
    return FreshPassword(account.login, account.name, password)


def _page(form: StaffForm, fresh: FreshPassword | None = None) -> str:
    work = current_work()
    chosen = next((role for role in Role if role.value == request.args.get("role")), None)
    query = lists.typed_query(request.args)
    rows, count = staff_list.found(work.session, query, chosen)
    return render_office(
        "admin/staff.html", form=form, fresh=fresh, rows=rows, count=count, query=query, chosen=chosen or "",
        units=departments.names(work.session, work.today).values(), roles=ROLE_LABELS,
        role_options=[("", "全部角色"), *((role.value, label) for role, label in ROLE_LABELS.items())])
