"""The work calendar of the letters office: the year, proposals with what they would move, and the decision."""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.supervision.forms import CalendarForm, DecisionForm
from queries import calendar_changes as reading
from queries import calendar_years, paging, unfinished
from queries.calendar_changes import ChangeFile
from rules import calendar_notice
from rules.actors import Role
from rules.calendar_change import VERDICT_LABELS
from rules.calendar_notice import FIRST_YEAR, LAST_YEAR, Notice
from rules.clock_kinds import CLOCK_LABELS
from rules.errors import InputRefused, NotFound
from services import calendar_changes as services
from services.calendar_changes import IN_FORCE, PROPOSED
from services.work import Work
from web import year_months
from web.access import staff
from web.acts import attempt, status_of
from web.office import render_office
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int]
STATE_WORDS = {PROPOSED: "等待核定", IN_FORCE: "已生效", "rejected": "没有同意"}
CHANGE = "/office/calendar/changes/<int(max=2147483647):change_id>"


def register(blueprint: Blueprint) -> None:
    """Bind the pages of the calendar to their addresses."""
    blueprint.get("/office/calendar")(calendar)
    blueprint.get("/office/calendar/propose")(calendar_form)
    blueprint.post("/office/calendar/propose")(propose_calendar)
    blueprint.get(CHANGE)(calendar_change)
    blueprint.post(f"{CHANGE}/<any(approve, reject):act>")(decide_calendar)


@staff(Role.INTAKE, Role.SUPERVISOR)
def calendar() -> Answer:
    work = current_work()
    year = _year_of_address(work)
    view = calendar_years.view(work.session, work.calendar, year)
    changes = reading.changes(work.session)
    return render_office(
        "supervision/calendar.html", view=view, months=year_months.months(work.calendar, year, work.today),
        spans=calendar_years.spans(view.days), changes=changes, words=STATE_WORDS,
        waiting=[one for one in changes if one.is_open], tabs=_year_tabs(year))


@staff(Role.INTAKE, Role.SUPERVISOR)
def calendar_form() -> Answer:
    work, form = current_work(), CalendarForm(formdata=None)
    form.year.data = str(max(*work.calendar.years, work.today.year) + 1)
    return render_office("supervision/calendar_propose.html", form=form, preview=None)


@staff(Role.INTAKE, Role.SUPERVISOR)
def propose_calendar() -> Answer:
    work, form, made = current_work(), CalendarForm(), []
    is_preview = request.form.get("step") == "preview"
    refusal = attempt(lambda: made.append(_examined(work, form) if is_preview else _proposed(work, form)))
    if refusal is not None:
        form.refuse(refusal)
        return render_office("supervision/calendar_propose.html", form=form, preview=None), status_of(refusal)
    if is_preview:
        return _preview_page(work, form, made[0])
    flash("已经提出，请信访局另一位同事核定。")
    return redirect(url_for("supervision.calendar_change", change_id=made[0]), 303)


@staff(Role.INTAKE, Role.SUPERVISOR)
def calendar_change(change_id: int) -> Answer:
    return _change_page(change_id, DecisionForm(formdata=None))


@staff(Role.INTAKE, Role.SUPERVISOR)
def decide_calendar(change_id: int, act: str) -> Answer:
    work, form = current_work(), DecisionForm()
    run = services.approve if act == "approve" else services.reject
    refusal = attempt(lambda: run(work, change_id, form.words.data or ""))
    if refusal is not None:
        form.refuse(refusal)
        return _change_page(change_id, form), status_of(refusal)
    flash("已经生效，受影响的期限正在重新计算，改期的会告知来信人。" if act == "approve" else "没有同意，日历不变。")
    return redirect(url_for("supervision.calendar_change", change_id=change_id), 303)


def _change_page(change_id: int, form: DecisionForm) -> str:
    work = current_work()
    file = reading.change(work.session, change_id)
    if file is None:
        raise NotFound("没有这一份日历修改，请回到日历页再看。")
    return render_office(
        "supervision/calendar_change.html", file=file, form=form, words=STATE_WORDS, verdicts=VERDICT_LABELS,
        kinds=CLOCK_LABELS, is_own=file.proposed_by is not None and file.proposed_by == work.actor.id,
        recounting=file.version is not None and unfinished.calendar_to_recount(work.session) is not None,
        **_moves(work, file))


def _moves(work: Work, file: ChangeFile) -> dict[str, object]:
    """Return the list from before for what waits, the list from after for what is in force."""
    if file.is_open:
        found = reading.preview(work.session, work.settings, file.as_notice, work.today,
                                paging.read_cursor(request.args, date))
        after = url_for("supervision.calendar_change", change_id=file.id, after=found.after) if found.after else ""
        return {"preview": found, "moves": found.moves, "neighbours": ("", after)}
    if file.version is None:
        return {"preview": None, "moves": (), "neighbours": ("", "")}
    page = reading.moved(work.session, file.version, paging.read_cursor(request.args, datetime))
    kept = {"change_id": file.id}
    before = url_for("supervision.calendar_change", before=page.before, **kept) if page.before else ""
    after = url_for("supervision.calendar_change", after=page.after, **kept) if page.after else ""
    return {"preview": None, "moves": page.rows, "neighbours": (before, after)}


def _preview_page(work: Work, form: CalendarForm, notice: Notice) -> str:
    found = reading.preview(work.session, work.settings, notice, work.today)
    return render_office("supervision/calendar_propose.html", form=form, notice=notice, preview=found,
                         verdicts=VERDICT_LABELS, kinds=CLOCK_LABELS)


def _examined(work: Work, form: CalendarForm) -> Notice:
    return services.examined(work, calendar_notice.read(form.days.data or ""), _year(form), form.notice.data or "",
                             is_whole_year=form.scope.data != "days")


def _proposed(work: Work, form: CalendarForm) -> int:
    return services.propose(work, calendar_notice.read(form.days.data or ""), _year(form), form.notice.data or "",
                            is_whole_year=form.scope.data != "days").id


def _year(form: CalendarForm) -> int:
    typed = form.year.data or ""
    if not (typed.isascii() and typed.isdigit() and len(typed) == len(str(LAST_YEAR))):
        raise InputRefused("请写四位数的年份，例如2027。", "year")
    return int(typed)


def _year_tabs(year: int) -> list[tuple[str, None, str, bool]]:
    """Return the year with its neighbours; a year is opened by its number in the address as well."""
    return [(f"{one}年", None, url_for("supervision.calendar", year=one), one == year)
            for one in range(max(year - 2, FIRST_YEAR), min(year + 2, LAST_YEAR) + 1)]


def _year_of_address(work: Work) -> int:
    typed = request.args.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 4 else work.today.year
    return min(max(year, FIRST_YEAR), LAST_YEAR)
