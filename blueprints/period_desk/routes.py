"""The addresses of the list of periods and of the page of one."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for

from blueprints.period_desk import acts, listing, pages
from blueprints.period_desk.area import READERS, WORKERS, Answer, blueprint
from queries import rungs
from services import standing
from services.work import Work
from web import searches
from web.access import staff
from web.acts import attempt, status_of
from web.forms import BaseForm, RowForm
from web.office import render_office
from web.page_act import PageAct
from web.posted import NOTHING_REFUSED, Posted, prefix_of
from web.unit_of_work import current_work


@blueprint.get("/desk/periods")
@staff(*READERS)
def periods() -> Answer:
    searches.note()
    work = current_work()
    page = listing.list_page(work, request.args)
    return render_office("period_desk/periods.html", today=work.today, page=page,
                         rungs=rungs.tags(work.session, [row.id for row in page.rows]))


@blueprint.get("/desk/periods/<number>")
@staff(*READERS)
def open_one(number: str) -> Answer:
    work = current_work()
    return _page(work, number)


@blueprint.post("/desk/periods/<number>/<act>")
@staff(*WORKERS)
def act(number: str, act: str) -> Answer:
    work = current_work()
    file = pages.open_period(work, number)
    chosen, row = acts.ACTS.get(act) or abort(404), request.args.get("row", 0, type=int) % 2**31
    form = chosen.form(prefix=prefix_of(act, row))
    if isinstance(form, RowForm):
        form.row = row
    refusal = attempt(lambda: _run(work, file.id, chosen, form))
    if refusal is not None:
        form.refuse(refusal)
        return _page(work, number, Posted(act, form, refusal, row)), status_of(refusal)
    flash(chosen.done)
    return redirect(url_for("period_desk.open_one", number=number), 303)


def _run(work: Work, case_id: int, chosen: PageAct, form: BaseForm) -> None:
    standing.require_period(work, case_id, request.args.get("seen", ""))
    chosen.run(work, case_id, form)


def _page(work: Work, number: str, posted: Posted = NOTHING_REFUSED) -> str:
    file = pages.open_period(work, number)
    return render_office("period_desk/period.html", page=pages.period_page(work, file, posted),
                         rung=rungs.tags(work.session, [file.id]).get(file.id, ""))
