from __future__ import annotations

from flask import abort, flash, redirect, request, url_for

from blueprints.request_desk import acts, pages
from blueprints.request_desk.area import READERS, Answer, blueprint
from queries import rungs
from queries.paging import PAGE_ROWS
from rules.actors import Role
from services import handling, standing
from services.work import Work
from web import searches
from web.access import staff
from web.acts import attempt, status_of
from web.addresses import local_path
from web.forms import BaseForm, RowForm
from web.office import render_office
from web.page_act import PageAct
from web.posted import Posted, prefix_of
from web.unit_of_work import current_work


@blueprint.get("/desk/requests")
@staff(*READERS)
def requests() -> Answer:
    searches.note()
    work = current_work()
    page = pages.list_page(work, request.args)
    ids = [line.row.id for line in page.lines]
    return render_office("request_desk/requests.html", today=work.today, page=page,
                         rungs=rungs.tags(work.session, ids))


@blueprint.post("/desk/requests/accept")
@staff(Role.HANDLER, Role.LEAD)
def accept_many() -> Answer:
    """Sign for the chosen requests of a list, each by itself: one that went before keeps none of the others."""
    work, refused = current_work(), []
    numbers = list(dict.fromkeys(request.form.getlist("number")))[:PAGE_ROWS]
    for number in numbers:
        refusal = attempt(lambda one=number: handling.accept(work, pages.open_request(work, one).id))
        if refusal is not None:
            refused.append(number)
    taken = len(numbers) - len(refused)
    flash(f"已经签收{taken}件，现在由您办理。" if taken else "没有选要签收的申请。", "calm" if taken else "warn")
    if refused:
        flash(f"{'、'.join(refused)}没有签收，请打开看最新的办理情况。", "warn")
    return redirect(url_for("request_desk.requests", tab="new"), 303)


@blueprint.get("/desk/requests/<number>")
@staff(*READERS)
def open_one(number: str) -> Answer:
    work = current_work()
    file = pages.open_request(work, number)
    return render_office("request_desk/request.html",
                         page=pages.request_page(work, file, request.args.get("tab", "")),
                         rung=rungs.tags(work.session, [file.id]).get(file.id, ""))


@blueprint.post("/desk/requests/<number>/<act>")
@staff(*READERS)
def act(number: str, act: str) -> Answer:
    work, tab = current_work(), request.args.get("tab", "")
    file = pages.open_request(work, number)
    chosen = acts.ACTS.get(act) or abort(404)
    row = request.args.get("row", 0, type=int) % 2**31
    form = chosen.form(prefix=prefix_of(act, row))
    if isinstance(form, RowForm):
        form.row = row
    refusal = attempt(lambda: _run(work, file.id, chosen, form))
    if refusal is not None:
        form.refuse(refusal)
        page = pages.request_page(work, pages.open_request(work, number), tab, Posted(act, form, refusal, row))
        return render_office("request_desk/request.html", page=page), status_of(refusal)
    flash(chosen.done)
    here = url_for("request_desk.open_one", number=number, tab=tab or None)
    return redirect(local_path(request.form.get("next")) or here, 303)


def _run(work: Work, case_id: int, chosen: PageAct, form: BaseForm) -> None:
    standing.require_request(work, case_id, request.args.get("seen", ""))
    chosen.run(work, case_id, form)
