"""What waits for a second person's word: requests for more time and for pauses; the decided ones below.

The letters office decides on letters, the office for open government on disclosure requests, and a department's lead
on more time for its own requests (rules/permissions)."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from blueprints.supervision.request_form import RequestForm
from queries import clock_requests
from rules.actors import Role
from rules.errors import Refusal
from services import consultations, extensions, pauses
from services.work import Work
from web.access import staff
from web.acts import attempt, status_of
from web.forms import typed_day
from web.office import landing, render_office
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int]
DECIDERS = (Role.SUPERVISOR, Role.DISCLOSURE, Role.LEAD)
DECIDE = "/office/requests/<any(extension, pause):sort>/<int(max=2147483647):request_id>/<any(grant, refuse):act>"


def register(blueprint: Blueprint) -> None:
    """Bind the page and its one act to their addresses."""
    blueprint.get("/office/requests")(requests)
    blueprint.post(DECIDE)(decide_request)


@staff(*DECIDERS)
def requests() -> Answer:
    return _page(current_work())


@staff(*DECIDERS)
def decide_request(sort: str, request_id: int, act: str) -> Answer:
    work, form = current_work(), RequestForm(prefix=f"{sort}-{request_id}-")
    refusal = attempt(lambda: _decide(work, sort, request_id, act == "grant", form))
    if refusal is not None:
        return _page(work, form, refusal, f"{sort}-{request_id}"), status_of(refusal)
    flash("已经批准，来信人或者申请人会收到告知。" if act == "grant" else "没有批准，申请的单位会看到理由。")
    return redirect(url_for("supervision.requests"), 303)


def _decide(work: Work, sort: str, request_id: int, granted: bool, form: RequestForm) -> object:
    words = form.words.data or ""
    if sort == clock_requests.EXTENSION:
        return extensions.decide(work, request_id, granted, words)
    from_on: date | None = typed_day(form.from_on.data, "from_on") if form.from_on.data else None
    moved = pauses.decide(work, request_id, granted, words, from_on)
    if granted:
        # An opinion that came before the pause was granted ends it at once.
        consultations.after_grant(work, request_id)
    return moved


def _page(work: Work, refused: RequestForm | None = None, refusal: Refusal | None = None, place: str = "") -> str:
    """Return the page; after a refusal the posted form stands at its request with its words and the reason."""
    rows = clock_requests.waiting(work.session, work.actor, work.today, work.calendar)
    forms = {f"{row.sort}-{row.id}": RequestForm(formdata=None, prefix=f"{row.sort}-{row.id}-") for row in rows}
    if refused is not None and refusal is not None:
        refused.refuse(refusal)
        forms[place] = refused
    for row in rows:
        if row.from_on is not None and forms[f"{row.sort}-{row.id}"] is not refused:
            forms[f"{row.sort}-{row.id}"].from_on.data = row.from_on.isoformat()
    asked = clock_requests.asked_in_month(work.session, [row.department_id for row in rows], work.today)
    return render_office(
        "supervision/requests.html", rows=rows, forms=forms, refused=refused, asked=asked,
        decided=clock_requests.decided(work.session, work.actor, work.today, work.calendar),
        home_address=landing(work.actor.role or Role.SUPERVISOR))
