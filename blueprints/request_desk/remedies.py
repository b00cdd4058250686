"""The register of remedies: the list of an agency or the county, those of one request, and one entry."""

from __future__ import annotations

from flask import flash, redirect, request, url_for

from blueprints.request_desk import pages
from blueprints.request_desk.area import READERS, WORKERS, Answer, blueprint
from blueprints.request_desk.remedy_forms import DecisionForm, EntryForm, edits_of
from queries import demands
from queries import remedies as reading
from queries.remedies import TAB_LABELS, RemedyRow, Tab
from queries.request_file import RequestFile
from rules.bulletins import DEMAND_TONES, DEMAND_WORDS
from rules.errors import NotFound, Refusal
from rules.permissions import may
from rules.transitions import Act
from services import remedies as services
from services.work import Work
from web import lists
from web.access import staff
from web.acts import attempt, status_of
from web.office import render_office
from web.unit_of_work import current_work


@blueprint.get("/desk/requests/remedies")
@staff(*READERS)
def remedies() -> Answer:
    work = current_work()
    unit = work.actor.department_id
    counts = reading.counts(work.session, unit)
    tab = lists.choice(Tab, request.args.get("tab"), Tab.PENDING)
    tabs = [(label, counts[one], url_for("request_desk.remedies", tab=one.value), one is tab)
            for one, label in TAB_LABELS.items()]
    return render_office("request_desk/remedies.html", rows=reading.listed(work.session, tab, work.today, unit),
                         tabs=tabs, tab=tab, is_all=unit is None)


@blueprint.get("/desk/requests/<number>/remedies")
@staff(*READERS)
def remedies_of(number: str) -> Answer:
    work = current_work()
    return _page(work, pages.open_request(work, number), EntryForm(formdata=None))


@blueprint.post("/desk/requests/<number>/remedies")
@staff(*WORKERS)
def register_remedy(number: str) -> Answer:
    work, form = current_work(), EntryForm()
    file = pages.open_request(work, number)
    refusal = attempt(lambda: services.register(work, file.id, form.facts(), form.followed()))
    if refusal is not None:
        return _page(work, file, form, refusal)
    flash("已经登记。")
    return redirect(url_for("request_desk.remedies_of", number=number), 303)


@blueprint.get("/desk/requests/<number>/remedies/<int:remedy>")
@staff(*READERS)
def remedy(number: str, remedy: int) -> Answer:
    work = current_work()
    file = pages.open_request(work, number)
    return _entry(work, file, _row(work, file, remedy))


@blueprint.post("/desk/requests/<number>/remedies/<int:remedy>")
@staff(*WORKERS)
def update_remedy(number: str, remedy: int) -> Answer:
    work, form = current_work(), EntryForm()
    file = pages.open_request(work, number)
    row = _row(work, file, remedy)
    refusal = attempt(lambda: services.update(work, row.id, edits_of(form), form.facts(), form.followed()))
    if refusal is not None:
        form.refuse(refusal)
        return _entry(work, file, _row(work, file, remedy), form=form), status_of(refusal)
    flash("已经改好。")
    return redirect(url_for("request_desk.remedy", number=number, remedy=remedy), 303)


@blueprint.post("/desk/requests/<number>/remedies/<int:remedy>/decide")
@staff(*WORKERS)
def decide_remedy(number: str, remedy: int) -> Answer:
    work, form = current_work(), DecisionForm(prefix="decision-")
    file = pages.open_request(work, number)
    row = _row(work, file, remedy)
    refusal = attempt(lambda: services.decide(work, row.id, edits_of(form), form.decision()))
    if refusal is not None:
        form.refuse(refusal)
        return _entry(work, file, _row(work, file, remedy), decision=form), status_of(refusal)
    flash("结果已经登记。")
    return redirect(url_for("request_desk.remedy", number=number, remedy=remedy), 303)


def _row(work: Work, file: RequestFile, remedy_id: int) -> RemedyRow:
    found = reading.one(work.session, remedy_id, work.today)
    if found is None or found.case_id != file.id:
        raise NotFound(services.NO_REMEDY)
    return found


def _page(work: Work, file: RequestFile, form: EntryForm, refusal: Refusal | None = None) -> Answer:
    if refusal is not None:
        form.refuse(refusal)
    rows = reading.of_case(work.session, file.id, work.today)
    form.offer(rows)
    page = render_office("request_desk/remedies_of.html", file=file, rows=rows, form=form,
                         may=may(work.actor, Act.REGISTER_REMEDY, file.facts))
    return page if refusal is None else (page, status_of(refusal))


def _entry(work: Work, file: RequestFile, row: RemedyRow, form: EntryForm | None = None,
           decision: DecisionForm | None = None) -> str:
    rows = reading.of_case(work.session, file.id, work.today)
    entry = form or EntryForm(formdata=None)
    if form is None:
        entry.fill(row)
    entry.offer([one for one in rows if one.id != row.id])
    ended = decision or DecisionForm(formdata=None, prefix="decision-")
    if decision is None:
        ended.fill(row)
    followed = next((one for one in rows if one.id == row.reconsideration_id), None)
    return render_office(
        "request_desk/remedy.html", file=file, row=row, form=entry, decision=ended, followed=followed,
        may=may(work.actor, Act.UPDATE_REMEDY, file.facts), words=DEMAND_WORDS, tones=DEMAND_TONES,
        last_day=row.last_day(work.calendar, followed.decided_on if followed else None),
        demands=demands.of_remedies(work.session, [row.id], work.today))
