"""Returns of a year: opened with a day by the office, filled in and handed in by departments, taken or sent back.

Every figure is kept in versions with who entered it. Who is late is computed when it is looked at; the sweep at the
end only makes people hear of it. The county's report is made in services/annual_report.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from models.annual import AnnualFigure, AnnualReport, AnnualReturn, AnnualYear
from models.notice import Notice
from models.staff import Staff
from queries import annual_filled, annual_registers, annual_returns
from rules import annual_body, annual_checks, bulletins, permissions
from rules import annual_returns as rules
from rules.actors import Role
from rules.annual_forms import FormName
from rules.annual_registers import Register
from rules.annual_returns import Reminder, ReturnAct, ReturnState
from rules.audit import Audited
from rules.errors import Conflict, Hidden, NotFound, TransitionRefused
from services import audit, locking, notices
from services.notices import NoticeKind
from services.work import Work

SERIES = "annual-returns"
NO_YEAR = "这一年的年度报告还没有开始填报，请等县政务公开办公室通知。"
CHANGED = "别人刚刚改过这份报表。您填的都还在，请和现在存着的对照，再按一次就以您的为准。"
CHANGED_SINCE = "这份报表在您打开以后改过。请看过现在的数字再办。"
REPORTED = "{}年的年度报告已经填报，单位的数字不能再改。要改，请县政务公开办公室先把年度报告退回起草。"
OTHER_TAKER = "这份报表是您代为报送的，要由另一个人收。"


def open_year(work: Work, year: int, due_on: date) -> AnnualYear:
    """Begin to collect the returns of a year, or set another day for them; every head of department hears of it.

    Raises NotPermitted for all but the office, InputRefused for a year or a day that is no good.
    """
    rules.require_office(work.actor)
    # Of two that open a year the second finds what the first has made.
    locking.lock_series(work.session, SERIES)
    rules.checked_due(due_on, rules.checked_year(year, work.today), work.today)
    row = work.session.get(AnnualYear, year, populate_existing=True)
    if row is not None and row.due_on == due_on:
        return row
    if row is None:
        row = AnnualYear(year=year, due_on=due_on, opened_by=work.actor.id, opened_at=work.now)
        work.session.add(row)
    row.due_on = due_on
    work.session.flush()  # the returns name the year
    _add_missing(work, row)
    audit.note(work, Audited.ANNUAL_YEAR_SET, year=year, due_on=due_on.isoformat())
    return row


def enter(work: Work, year: int, department_id: int, revision: int, values: Mapping[Register, int | None]) -> int:
    """Save figures of a department, each change as a new version; return the revision after it.

    None takes a figure back. The same figures again change nothing. Raises NotPermitted, Hidden for another
    department's people, TransitionRefused once it is handed in, Conflict when somebody saved since `revision`.
    """
    filing = _locked(work, year, department_id)
    rules.require(work.actor, ReturnAct.ENTER, filing.state, department_id)
    _require_open(work, year)
    if filing.revision != revision:
        raise Conflict(CHANGED)
    newest = annual_registers.newest(work.session, year, department_id)
    changed = [register for register, value in values.items()
               if value != (newest[register].value if register in newest else None)]
    for register in changed:
        version = newest[register].version + 1 if register in newest else 1
        work.session.add(AnnualFigure(
            year=year, department_id=department_id, register=register.value, version=version, value=values[register],
            entered_by=work.actor.id, entered_at=work.now))
    if changed:
        filing.revision += 1
        _note(work, filing, Audited.ANNUAL_FIGURES_ENTERED, figures=len(changed))
    return filing.revision


def submit(work: Work, year: int, department_id: int, revision: int, stead_reason: str = "") -> AnnualReturn:
    """Hand a return in (报送): what the head answers for is kept as it is now.

    The office may do so for a department that cannot, with a reason. Raises InputRefused that names what is empty or
    cannot be, NotPermitted, TransitionRefused, Conflict.
    """
    filing = _locked(work, year, department_id)
    after = rules.require(work.actor, ReturnAct.SUBMIT, filing.state, department_id)
    _require_open(work, year)
    _require_seen(filing, revision)
    values = annual_registers.of_department(work.session, year, department_id)
    rules.require_complete(values)
    tables = [annual_filled.table(work.session, year, form, department_id) for form in FormName]
    for table in tables:
        annual_checks.require_closed(table)
    if work.actor.role is rules.OFFICE:
        stead_reason = bulletins.checked_words(stead_reason, rules.REASON_CHARACTERS, "stead_reason", "代报的理由")
    else:
        stead_reason = ""
    filing.cells = annual_body.handed_in_json({one.value: value for one, value in values.items()}, tables)
    filing.state, filing.stead_reason, filing.send_back_reason = after.value, stead_reason, ""
    filing.submitted_by, filing.submitted_at = work.actor.id, work.now
    filing.revision += 1
    _note(work, filing, Audited.ANNUAL_RETURN_SUBMITTED)
    return filing


def take(work: Work, year: int, department_id: int, revision: int) -> AnnualReturn:
    """Take a return for the county's figures (收). Raises NotPermitted for whoever handed it in, and as `submit`."""
    filing = _locked(work, year, department_id)
    after = rules.require(work.actor, ReturnAct.TAKE, filing.state, department_id)
    _require_seen(filing, revision)
    permissions.require_four_eyes(work.actor, (filing.submitted_by,), OTHER_TAKER)
    filing.state, filing.taken_by, filing.taken_at = after.value, work.actor.id, work.now
    filing.revision += 1
    _note(work, filing, Audited.ANNUAL_RETURN_TAKEN)
    return filing


def send_back(work: Work, year: int, department_id: int, revision: int, reason: str) -> AnnualReturn:
    """Send a return back to its department with the reason; its figures stay, its heads hear of it."""
    filing = _locked(work, year, department_id)
    after = rules.require(work.actor, ReturnAct.SEND_BACK, filing.state, department_id)
    _require_open(work, year)
    _require_seen(filing, revision)
    filing.send_back_reason = bulletins.checked_words(reason, rules.REASON_CHARACTERS, "reason", "退回的理由")
    filing.state, filing.cells = after.value, None
    filing.submitted_by = filing.submitted_at = filing.taken_by = filing.taken_at = None
    filing.revision += 1
    for staff_id in _heads(work, department_id):
        notices.owe_staff(work, staff_id, NoticeKind.ANNUAL_RETURN, _cause(filing, Reminder.RETURNED, filing.revision))
    _note(work, filing, Audited.ANNUAL_RETURN_SENT_BACK)
    return filing


def remind(work: Work) -> int:
    """Owe each department's heads a mail when a year opens, before its day and after it, then with the office.

    Each of them once per person and day that was set, however often this runs; returns how many were owed. What is
    handed in reminds nobody.
    """
    owed = 0
    for year in work.session.scalars(select(AnnualYear).order_by(AnnualYear.year)):
        _add_missing(work, year)
        for row in annual_returns.listed(work.session, year.year, work.today):
            kind = rules.reminder(row.state, year.due_on, work.today, work.calendar)
            if kind is not None and not (kind is Reminder.AFTER and _has_report(work, year.year)):
                owed += _remind(work, row.id, kind)
    return owed


def _remind(work: Work, return_id: int, kind: Reminder) -> int:
    # Of two sweeps the second waits here, and then finds what the first has owed.
    filing = work.session.get_one(AnnualReturn, return_id, with_for_update=True, populate_existing=True)
    if filing.state != ReturnState.DRAFT:
        return 0
    people = _heads(work, filing.department_id, with_office=kind is Reminder.AFTER)
    cause = _cause(filing, kind, work.session.get_one(AnnualYear, filing.year).due_on.strftime("%Y%m%d"))
    told = set(work.session.scalars(
        select(Notice.staff_id).where(Notice.kind == NoticeKind.ANNUAL_RETURN, Notice.staff_id.in_(people),
                                      Notice.message_id.endswith(f".{cause}"))))
    for staff_id in people:
        if staff_id not in told:
            notices.owe_staff(work, staff_id, NoticeKind.ANNUAL_RETURN, cause)
    return len(set(people) - told)


def _heads(work: Work, department_id: int, *, with_office: bool = False) -> list[int]:
    concerned = (Staff.role == Role.LEAD) & (Staff.department_id == department_id)
    if with_office:
        concerned = concerned | (Staff.role == rules.OFFICE)
    return list(work.session.scalars(
        select(Staff.id).where(concerned, Staff.is_active, Staff.email.is_not(None)).order_by(Staff.id)))


def _cause(filing: AnnualReturn, kind: Reminder, which: object) -> str:
    return f"annual-{filing.id}-{kind.value}-{which}"


def _add_missing(work: Work, year: AnnualYear) -> None:
    """Make the return of every department that has none yet; one that came to be in the meantime is not forgotten."""
    there = set(work.session.scalars(select(AnnualReturn.department_id).where(AnnualReturn.year == year.year)))
    work.session.add_all(
        AnnualReturn(year=year.year, department_id=unit, state=ReturnState.DRAFT.value)
        for unit in annual_returns.reporting(work.session, year.year, work.today) if unit not in there)
    work.session.flush()  # the list of returns is read next


def _locked(work: Work, year: int, department_id: int) -> AnnualReturn:
    if not rules.may_read(work.actor, department_id):
        raise Hidden(NO_YEAR)
    filing = work.session.scalar(
        select(AnnualReturn).where(AnnualReturn.year == year, AnnualReturn.department_id == department_id)
        .with_for_update().execution_options(populate_existing=True))
    if filing is None:
        raise NotFound(NO_YEAR)
    return filing


def _require_seen(filing: AnnualReturn, revision: int) -> None:
    if filing.revision != revision:
        raise Conflict(CHANGED_SINCE)


def _require_open(work: Work, year: int) -> None:
    if _has_report(work, year):
        raise TransitionRefused(REPORTED.format(year))


def _has_report(work: Work, year: int) -> bool:
    """Tell whether the newest report of the year is past its draft, so that its figures stand."""
    state = work.session.scalar(
        select(AnnualReport.state).where(AnnualReport.year == year).order_by(AnnualReport.version.desc()).limit(1))
    return state is not None and state != "draft"


def _note(work: Work, filing: AnnualReturn, act: Audited, *, figures: int = 0) -> None:
    audit.note(work, act, year=filing.year, department=filing.department_id, revision=filing.revision,
               figures=figures)
