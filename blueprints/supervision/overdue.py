"""Supervision (督办): what is late and how high it stands, urging by hand, orders as sheets, one's own reminders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.supervision.forms import UrgeForm
from queries import departments, letter_file, orders, paging, rungs
from queries.letter_file import LetterFile
from queries.rungs import OverdueFilters
from rules import numbering, offers, permissions
from rules.actors import Actor, Role
from rules.errors import NotFound, Refusal
from rules.ladder import RUNG_LABELS, RungName
from rules.permissions import CaseFacts
from rules.transitions import Act
from services import tellings, urging
from services.work import Work
from web import lists
from web.access import staff
from web.acts import attempt, status_of
from web.addresses import local_path
from web.office import landing, render_office
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int]
Run = Callable[[Work, int, str], object]
ACTS: Mapping[str, tuple[Run, str]] = {
    "urge": (urging.urge, "已经催办，承办人和单位负责人都收到了。"),
    "order": (urging.supervise, "督办单已经发出。"),
}
RUNGS = (RungName.URGE, RungName.SUPERVISE, RungName.CIRCULATE, RungName.VETO)


@staff(Role.SUPERVISOR, Role.LEADER)
def overdue() -> Answer:
    return _page("supervision.overdue", "来信" if g.staff.role == Role.SUPERVISOR else "办件")


@staff(Role.DISCLOSURE)
def overdue_requests() -> Answer:
    return _page("supervision.overdue_requests", "办件")


def _page(here: str, word: str) -> Answer:
    """Render the list; each reader finds the kind of case in it that is theirs to see to, called by its `word`."""
    work = current_work()
    chosen = _filters(work.actor, request.args)
    leads = work.actor.role is Role.LEADER and chosen == OverdueFilters(work.actor)
    top = rungs.overdue(work.session, replace(chosen, is_top=True), None, work.today, work.calendar) if leads else None
    page = rungs.overdue(work.session, replace(chosen, is_top=False) if leads else chosen,
                         paging.read_cursor(request.args, date), work.today, work.calendar)
    return render_office(
        "supervision/overdue.html", here=here, word=word, rows=page.rows,
        top=top.rows if top else (), leads=leads, filters=chosen,
        totals=rungs.totals(work.session, work.actor, work.today), neighbours=lists.neighbours(page), today=work.today,
        departments=[("", "全部单位"), *departments.names(work.session, work.today).items()],
        rungs=[("", "全部"), *((rung.value, RUNG_LABELS[rung]) for rung in RUNGS)],
        reminders=rungs.unseen(work.session, work.actor))


@staff(Role.SUPERVISOR, Role.LEADER)
def overdue_letter(number: str) -> Answer:
    work = current_work()
    return _letter_page(work, _open(work, number), UrgeForm(formdata=None))


@staff(Role.SUPERVISOR)
def urge(number: str) -> Answer:
    work, form = current_work(), UrgeForm()
    run, done = ACTS.get(form.act.data or "") or abort(400)
    letter = _open(work, number)
    refusal = attempt(lambda: run(work, letter.id, form.words.data or ""))
    if refusal is not None:
        form.refuse(refusal)
        return _letter_page(work, letter, form, refusal)
    flash(done)
    return redirect(url_for("supervision.overdue_letter", number=number), 303)


@staff(Role.SUPERVISOR, Role.LEADER, Role.INTAKE, Role.HANDLER, Role.LEAD, Role.DISCLOSURE)
def order(slug: str) -> Answer:
    work = current_work()
    number = numbering.order_of_slug(slug)
    found = orders.order(work.session, number, work.calendar) if number else None
    # A department sees the orders that were given to it; that there are others is not its business.
    facts = CaseFacts(found.department_id, found.barred, found.case_kind) if found else None
    if found is None or facts is None or not permissions.may_read(work.actor, facts):
        raise NotFound("没有这张督办单。请核对文号。")
    return render_office("documents/order.html", order=found)


@staff()
def seen() -> Answer:
    work, up_to = current_work(), request.form.get("up_to", "")
    if up_to.isascii() and up_to.isdigit() and len(up_to) <= paging.LONGEST_ID:
        tellings.note_seen(work, int(up_to))
    return redirect(local_path(request.form.get("next")) or landing(work.actor.role or Role.HANDLER), 303)


def register(blueprint: Blueprint) -> None:
    blueprint.get("/office/overdue")(overdue)
    blueprint.get("/office/overdue-requests")(overdue_requests)
    blueprint.get("/office/overdue/<number>")(overdue_letter)
    blueprint.post("/office/overdue/<number>")(urge)
    blueprint.get("/office/orders/<slug>")(order)
    blueprint.post("/account/reminders")(seen)


def _filters(reader: Actor, arguments: Mapping[str, str]) -> OverdueFilters:
    department = arguments.get("department", "")
    known = department.isascii() and department.isdigit() and len(department) < 10
    return OverdueFilters(reader, int(department) if known else None,
                          next((rung for rung in RUNGS if rung.value == arguments.get("rung")), None))


def _open(work: Work, number: str) -> LetterFile:
    letter = letter_file.read(work.session, number, work.today, work.calendar)
    if letter is None:
        raise NotFound("没有这一件，请核对编号。")
    return letter_file.as_seen_by(work.actor, letter)


def _letter_page(work: Work, letter: LetterFile, form: UrgeForm, refusal: Refusal | None = None) -> Answer:
    may = Act.URGE in offers.offered(work.actor, letter.facts)
    page = render_office("supervision/overdue_letter.html", letter=letter, form=form, may=may,
                         history=rungs.history(work.session, letter.id), refused=form if refusal else None)
    return page if refusal is None else (page, status_of(refusal))
