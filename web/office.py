"""What every page for staff shares: the header with the person and the columns of the role, and where a role starts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import g, render_template, url_for

from queries import annual_report, answer_conflicts, bulletins, clock_requests, conferrings, period_desk, publishing
from queries import staff as staff_list
from queries.publishing import Queue
from rules.actors import ADMINISTRATORS, OUTSIDE, ROLE_LABELS, Role
from web.unit_of_work import current_work

Column = tuple[str, str]
LETTERS: Column = ("supervision.letters", "全部来信")
CALENDAR: Column = ("supervision.calendar", "日历")
NOTICES: Column = ("supervision.notices", "告知")
OVERDUE: Column = ("supervision.overdue", "督办")
REQUESTS: Column = ("supervision.requests", "待批")
RIGHTS: Column = ("supervision.rights", "个人信息")
PUBLICATION: Column = ("supervision.publication", "公开件")
ACCOUNT: Column = ("accounts.account", "我的账号")
FACTORS: Column = ("admin.factors", "验证器重置")
DIGESTS: tuple[Column, ...] = (("desk.daily", "一日一清单"), ("desk.monthly", "一月一汇总"),
                               ("desk.quarterly", "一季一通报"))
BULLETINS: Column = ("supervision.bulletins", "通报与整改")
DEMANDS: Column = ("desk.demands", "整改")
DISCLOSURE: Column = ("request_desk.requests", "依申请公开")
PERIODS: Column = ("period_desk.periods", "意见征集")
ANNUAL: Column = ("annual.years", "年度报告")
OWN_ANNUAL: Column = ("annual.own_returns", "年度报表")
REMEDY_DEMANDS: Column = ("supervision.demands", "整改")
QUESTIONS: Column = ("request_desk.questions", "会商")
CONFLICTS: Column = ("request_desk.conflicts", "口径")
DESK: tuple[Column, ...] = (("desk.letters", "办件"), DISCLOSURE, PERIODS, QUESTIONS, *DIGESTS, DEMANDS,
                            OWN_ANNUAL, ACCOUNT)
# The first column of a role is where it lands after signing in.
COLUMNS: dict[Role, tuple[Column, ...]] = {
    Role.HANDLER: DESK,
    Role.LEAD: (*DESK[:3], REQUESTS, *DESK[3:]),
    Role.INTAKE: (("supervision.triage", "待转办"), LETTERS, *DIGESTS, BULLETINS, NOTICES, RIGHTS, CALENDAR, ACCOUNT),
    Role.SUPERVISOR: (OVERDUE, REQUESTS, LETTERS, *DIGESTS, BULLETINS, NOTICES, RIGHTS, ("supervision.terms", "时限"),
                      ("supervision.ladder", "提醒设置"), CALENDAR, ACCOUNT),
    Role.PUBLISHER: (PUBLICATION, LETTERS, ACCOUNT),
    Role.REDACTOR: (PUBLICATION, ACCOUNT),
    Role.DISCLOSURE: (DISCLOSURE, PERIODS, REQUESTS, ("supervision.overdue_requests", "督办"), CONFLICTS, PUBLICATION,
                      REMEDY_DEMANDS, ANNUAL, RIGHTS, ACCOUNT),
    Role.LEADER: (OVERDUE, LETTERS, DISCLOSURE, PERIODS, *DIGESTS, BULLETINS, ANNUAL, ACCOUNT),
    Role.SYSTEM_ADMIN: (("admin.overview", "运行情况"), FACTORS, ACCOUNT),
    Role.AUDITOR: (("admin.audit", "审计记录"), ACCOUNT),
    Role.SECURITY_ADMIN: (("admin.staff", "账号"), FACTORS, ("admin.breaches_page", "泄露事件"), ACCOUNT),
}
WAITING = {FACTORS: staff_list.waiting_reset_count, CONFLICTS: answer_conflicts.open_count}
# One list for both; what waits in it is another thing for each.
WAITING_FOR_ROLE = {Role.REDACTOR: partial(publishing.waiting_count, queue=Queue.REDACTING),
                    Role.PUBLISHER: partial(publishing.waiting_count, queue=Queue.PENDING),
                    Role.DISCLOSURE: partial(publishing.waiting_requests, queue=Queue.PENDING)}
OFFICE = "县信访局"
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
    return [_counted(column, role) for column in COLUMNS[role]]


def _counted(column: Column, role: Role) -> Column:
    if column in (BULLETINS, DEMANDS, REMEDY_DEMANDS):
        waiting = bulletins.waiting_for(current_work().session, current_work().actor)
    elif column == REQUESTS:
        waiting = clock_requests.waiting_count(current_work().session, current_work().actor)
    elif column in (ANNUAL, OWN_ANNUAL):
        waiting = annual_report.waiting_for(current_work().session, current_work().actor)
    elif column == PERIODS:
        waiting = period_desk.waiting_for(current_work().session, current_work().actor)
    elif column == QUESTIONS:
        waiting = conferrings.waiting_count(current_work().session, current_work().actor.department_id or 0)
    else:
        count = WAITING_FOR_ROLE[role] if column == PUBLICATION else WAITING.get(column)
        waiting = count(current_work().session) if count else 0
    return (column[0], f"{column[1]} {waiting}") if waiting else column


def render_office(template: str, **context: object) -> str:
    """Render a page for the signed-in member of staff."""
    staff, role = g.staff, Role(g.staff.role)
    outside = ADMINISTRATION if role in ADMINISTRATORS else OUTSIDE.get(role, OFFICE)
    unit = staff.department.name if staff.department else outside
    return render_template(template, staff=SignedIn(staff.name, ROLE_LABELS[role], unit),
                           office_nav=_columns(role), home=COLUMNS[role][0], **context)
