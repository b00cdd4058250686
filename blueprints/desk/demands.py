"""What is demanded of a department, on its own desk: what is open and by when, and the report of its head."""

from __future__ import annotations

from flask import flash, redirect, request, url_for

from blueprints.desk.routes import Answer, blueprint
from queries import demands as reading
from queries.demands import TAB_LABELS, DemandRow, Tab
from rules.actors import Role
from rules.bulletins import DEMAND_TONES, DEMAND_WORDS
from rules.errors import Hidden, NotFound, Refusal
from services import demands as services
from services.work import Work
from web import lists
from web.access import staff
from web.acts import attempt, status_of
from web.office import render_office
from web.unit_of_work import current_work


@blueprint.get("/desk/demands")
@staff(Role.HANDLER, Role.LEAD)
def demands() -> Answer:
    work = current_work()
    own = work.actor.department_id
    counts = reading.counts(work.session, work.today, own)
    tab = lists.choice(Tab, request.args.get("tab"), Tab.OPEN)
    tabs = [(label, counts[one] if one is not Tab.DONE else None, url_for("desk.demands", tab=one.value), one is tab)
            for one, label in TAB_LABELS.items()]
    return render_office("desk/demands.html", rows=reading.listed(work.session, tab, work.today, own), tab=tab,
                         tabs=tabs, words=DEMAND_WORDS, tones=DEMAND_TONES)


@blueprint.get("/desk/demands/<int:demand>")
@staff(Role.HANDLER, Role.LEAD)
def demand(demand: int) -> Answer:
    work = current_work()
    return _page(work, _own(work, demand))


@blueprint.post("/desk/demands/<int:demand>")
@staff(Role.LEAD)
def report_demand(demand: int) -> Answer:
    work = current_work()
    refusal = attempt(lambda: services.report(work, demand, request.form.get("seen", ""),
                                              request.form.get("report", "")))
    if refusal is not None:
        return _page(work, _own(work, demand), refusal)
    flash("已经报告，等提出要求的办公室核对。")
    return redirect(url_for("desk.demands"), 303)


def _own(work: Work, demand_id: int) -> DemandRow:
    """Return the department's own demand; that there are others is not its business."""
    found = reading.one(work.session, demand_id, work.today)
    if found is None:
        raise NotFound("没有这条整改要求。")
    if found.department_id != work.actor.department_id:
        raise Hidden("没有这条整改要求。")
    return found


def _page(work: Work, row: DemandRow, refusal: Refusal | None = None) -> Answer:
    typed = request.form.get("report", "") if refusal else row.report
    page = render_office("desk/demand.html", row=row, words=DEMAND_WORDS, tones=DEMAND_TONES, refused=refusal,
                         may=work.actor.role is Role.LEAD, report=typed)
    return page if refusal is None else (page, status_of(refusal))
