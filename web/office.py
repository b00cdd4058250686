"""What every page for staff shares: the header with the person and the columns of the role, and where a role starts."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, render_template, url_for

from queries import clock_requests
from rules.actors import ADMINISTRATORS, ROLE_LABELS, Role
from web.unit_of_work import current_work

Column = tuple[str, str]
LETTERS: Column = ("supervision.letters", "全部来信")
CALENDAR: Column = ("supervision.calendar", "日历")
NOTICES: Column = ("supervision.notices", "告知")
OVERDUE: Column = ("supervision.overdue", "督办")
REQUESTS: Column = ("supervision.requests", "待批")
RIGHTS: Column = ("supervision.rights", "个人信息")
ACCOUNT: Column = ("accounts.account", "我的账号")
DESK: tuple[Column, ...] = (("desk.letters", "办件"), ACCOUNT)
# The first column of a role is where it lands after signing in.
COLUMNS: dict[Role, tuple[Column, ...]] = {
    Role.HANDLER: DESK,
    Role.LEAD: DESK,
    Role.INTAKE: (("supervision.triage", "待转办"), LETTERS, NOTICES, RIGHTS, CALENDAR, ACCOUNT),
    Role.SUPERVISOR: (OVERDUE, REQUESTS, LETTERS, NOTICES, RIGHTS, ("supervision.terms", "时限"),
                      ("supervision.ladder", "提醒设置"), CALENDAR, ACCOUNT),
    Role.PUBLISHER: (("supervision.publication", "公开件"), LETTERS, ACCOUNT),
    Role.REDACTOR: (("supervision.publication", "公开件"), ACCOUNT),
    Role.LEADER: (OVERDUE, LETTERS, ACCOUNT),
    Role.SYSTEM_ADMIN: (("admin.overview", "运行情况"), ACCOUNT),
    Role.AUDITOR: (ACCOUNT,),
    Role.SECURITY_ADMIN: (("admin.staff", "账号"), ("admin.breaches_page", "泄露事件"), ACCOUNT),
}
OFFICE, GOVERNMENT = "县信访局", "县政府"
ADMINISTRATION = "系统管理"


@dataclass(frozen=True)
class SignedIn:
    """The person in the header of a page."""

    name: str
    role: str
    unit: str


def landing(role: Role) -> str:
    """Return the address of the page on which a role starts."""
    return url_for(COLUMNS[role][0][0])


def _columns(role: Role) -> list[Column]:
    """Return the columns of the role, with the number of requests that wait for a decision."""
    if REQUESTS not in COLUMNS[role]:
        return list(COLUMNS[role])
    waiting = clock_requests.waiting_count(current_work().session)
    named = (REQUESTS[0], f"{REQUESTS[1]} {waiting}") if waiting else REQUESTS
    return [named if one == REQUESTS else one for one in COLUMNS[role]]


def render_office(template: str, **context: object) -> str:
    """Render a page for the signed-in member of staff."""
    staff, role = g.staff, Role(g.staff.role)
    outside = ADMINISTRATION if role in ADMINISTRATORS else {Role.LEADER: GOVERNMENT}.get(role, OFFICE)
    unit = staff.department.name if staff.department else outside
    return render_template(template, staff=SignedIn(staff.name, ROLE_LABELS[role], unit),
                           office_nav=_columns(role), home=COLUMNS[role][0], **context)
