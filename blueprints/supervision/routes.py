from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.supervision.forms import AssignForm
from queries import departments, letter_file, office, paging, rungs
from queries.office import OfficeFilters
from rules import unit_names
from rules.actors import Role
from rules.errors import NotFound
from rules.vocabulary import LETTER_STATES, labels_of
from services import triage as services
from services.work import Work
from web import lists, searches
from web.access import staff
from web.acts import attempt
from web.addresses import local_path
from web.office import render_office
from web.unit_of_work import current_work

blueprint = Blueprint("supervision", __name__)
Answer = str | Response | tuple[str, int]


@blueprint.get("/office/triage")
@staff(Role.INTAKE)
def triage() -> Answer:
    work = current_work()
    names = departments.names(work.session, work.today)
    units = office.Units(work.settings.router(work.today), names, work.settings.unit_names)
    page = office.triage(work.session, paging.read_cursor(request.args, datetime), work.today, work.calendar, units)
    return render_office("supervision/triage.html", rows=page.rows, count=office.triage_count(work.session),
                         units=names.values(), neighbours=lists.neighbours(page), today=work.today,
                         here=lists.here(), reminders=rungs.unseen(work.session, work.actor))


@blueprint.post("/office/triage/<number>")
@staff(Role.INTAKE)
def assign(number: str) -> Answer:
    work, form = current_work(), AssignForm()
    refusal = attempt(lambda: _assign(work, number, form))
    # Told on the list itself: whoever works through eighty letters must not lose the place for one that went before.
    flash(refusal.message if refusal else f"{number}已经转办。", "warn" if refusal else "calm")
    return redirect(local_path(request.form.get("next")) or url_for("supervision.triage"), 303)


@blueprint.get("/office/letters")
@staff(Role.INTAKE, Role.PUBLISHER, Role.SUPERVISOR, Role.LEADER)
def letters() -> Answer:
    searches.note()
    work = current_work()
    names = departments.names(work.session, work.today)
    chosen = _filters(work, request.args)
    page = office.letters(work.session, chosen, paging.read_cursor(request.args, datetime), work.today, work.calendar)
    return render_office(
        "supervision/letters.html", rows=page.rows, filters=chosen, q=lists.typed_query(request.args),
        neighbours=lists.neighbours(page), categories=lists.category_options(), subjects=lists.subject_options(),
        states=[("", "全部状态"), *((state.value, label) for state, label in labels_of(LETTER_STATES).items())],
        departments=[("", "全部单位"), *names.items()])


def _assign(work: Work, number: str, form: AssignForm) -> None:
    """Give a letter to the unit of the pressed button, or to the typed one."""
    case_id = letter_file.case_id(work.session, number)
    if case_id is None:
        raise NotFound("没有这一件，请刷新页面。")
    names = departments.names(work.session, work.today)
    pressed = form.department.data or ""
    known = {str(unit): unit for unit in names}
    unit = known.get(pressed) or unit_names.resolve(form.unit.data or "", names, "unit")
    services.assign(work, case_id, unit)


def _filters(work: Work, arguments: Mapping[str, str]) -> OfficeFilters:
    department = arguments.get("department", "")
    known = department.isascii() and department.isdigit() and len(department) < 10
    return OfficeFilters(
        state=next((state for state in LETTER_STATES if state.value == arguments.get("state")), None),
        department_id=int(department) if known else None, overdue=arguments.get("overdue") == "1",
        letters=lists.filters(work.session, arguments, None))
