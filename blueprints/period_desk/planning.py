"""Planning a period and changing its plan, before it is sent for review."""

from __future__ import annotations

from flask import flash, redirect, request, url_for

from blueprints.period_desk import pages
from blueprints.period_desk.area import Answer, blueprint
from blueprints.period_desk.plan_form import PlanForm, earliest
from queries.period_file import PeriodFile
from rules.actors import Role
from services import comment_periods, standing
from services.work import Work
from web import sending
from web.access import staff
from web.acts import attempt, status_of
from web.office import render_office
from web.unit_of_work import current_work

DEPARTMENT = (Role.HANDLER, Role.LEAD)


@blueprint.get("/desk/periods/new")
@staff(*DEPARTMENT)
def new_period() -> Answer:
    work, form = current_work(), PlanForm(formdata=None)
    form.form_token.data = sending.new_token()
    form.opens_on.data = work.today.isoformat()
    return _page(work, form)


@blueprint.post("/desk/periods/new")
@staff(*DEPARTMENT)
def take_period() -> Answer:
    work, form, made = current_work(), PlanForm(), list[str]()
    if "check" in request.form:
        return _page(work, form)
    if not form.validate():
        return _page(work, form), 422
    refusal = attempt(lambda: made.append(comment_periods.plan(work, form.plan()).number))
    if refusal is not None:
        form.refuse(refusal)
        return _page(work, form), status_of(refusal)
    flash("征集已经拟定。接下来录入草案正文，再送审。")
    return redirect(url_for("period_desk.open_one", number=made[0]), 303)


@blueprint.get("/desk/periods/<number>/plan")
@staff(*DEPARTMENT)
def edit_plan(number: str) -> Answer:
    work, form = current_work(), PlanForm(formdata=None)
    file = pages.open_period(work, number)
    form.fill(file)
    return _page(work, form, file)


@blueprint.post("/desk/periods/<number>/plan")
@staff(*DEPARTMENT)
def change_plan(number: str) -> Answer:
    work, form = current_work(), PlanForm()
    file = pages.open_period(work, number)
    if "check" in request.form:
        return _page(work, form, file)
    if not form.validate():
        return _page(work, form, file), 422
    refusal = attempt(lambda: _change(work, file.id, form))
    if refusal is not None:
        form.refuse(refusal)
        return _page(work, form, file), status_of(refusal)
    flash("征集内容已经改好。")
    return redirect(url_for("period_desk.open_one", number=number), 303)


def _change(work: Work, case_id: int, form: PlanForm) -> None:
    standing.require_period(work, case_id, request.args.get("seen", ""))
    comment_periods.change(work, case_id, form.plan())


def _page(work: Work, form: PlanForm, file: PeriodFile | None = None) -> str:
    return render_office("period_desk/plan.html", form=form, file=file,
                         earliest=earliest(form, work.today, work.calendar))
