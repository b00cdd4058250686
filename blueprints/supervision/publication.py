"""Publication: the queue, a case beside its public form, and what the publisher decides.

Letters are for redactor and publisher; requests for the agency that was asked and the office for open government.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.supervision import publication_page
from blueprints.supervision.forms import ReasonForm, RedactionForm
from blueprints.supervision.publication_page import LETTER_ROLES, PublicationPage
from queries import paging, publishing
from queries.publishing import QUEUE_LABELS, WAITING, Queue
from rules.actors import Role
from services import publication as services
from services import redacting
from services.work import Work
from web import lists
from web.access import staff
from web.acts import attempt, status_of
from web.office import render_office
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int]
Run = Callable[[Work, int, str], object]
REDACTORS = (Role.REDACTOR, Role.HANDLER, Role.LEAD)
PUBLISHERS = (Role.PUBLISHER, Role.LEAD, Role.DISCLOSURE)
READERS = tuple(dict.fromkeys((*REDACTORS, *PUBLISHERS)))
NO_FORMS: Mapping[str, ReasonForm] = {}
ACTS: dict[str, tuple[Run, str]] = {
    "send_back": (redacting.send_back, "已经退回修改。"),
    "withhold": (services.withhold, "已经决定不公开。"),
    "unpublish": (services.unpublish, "已经撤下，公众不再看到来信和答复。"),
}


def register(blueprint: Blueprint) -> None:
    """Bind the pages of publication to their addresses."""
    blueprint.get("/office/publication")(publication)
    blueprint.get("/office/publication/<number>")(publication_letter)
    blueprint.post("/office/publication/<number>/publish")(publish)
    blueprint.post("/office/publication/<number>/<any(send_back, withhold, unpublish):act>")(decide)


@staff(*READERS)
def publication() -> Answer:
    work = current_work()
    of_letters, unit = g.staff.role in LETTER_ROLES, work.actor.department_id
    first = Queue.PENDING if g.staff.role in (Role.PUBLISHER, Role.DISCLOSURE) else Queue.REDACTING
    queue = lists.choice(Queue, request.args.get("tab"), first)
    cursor = paging.read_cursor(request.args, datetime)
    page = publishing.letters(work.session, queue, cursor) if of_letters \
        else publishing.requests(work.session, queue, cursor, unit)
    counts = {one: publishing.waiting_count(work.session, one) if of_letters
              else publishing.waiting_requests(work.session, one, unit) for one in WAITING}
    tabs = [(label, counts.get(one), url_for("supervision.publication", tab=one.value), one is queue)
            for one, label in QUEUE_LABELS.items()]
    return render_office("supervision/publication.html", rows=page.rows, tabs=tabs, queue=queue,
                         neighbours=lists.neighbours(page), of_letters=of_letters)


@staff(*READERS)
def publication_letter(number: str) -> Answer:
    return shown(publication_page.build(current_work(), number), RedactionForm(formdata=None))


@staff(*PUBLISHERS, fresh=True)
def publish(number: str) -> Answer:
    return _decided(number, "publish", lambda work, case_id, _reason: services.release(work, case_id),
                    "已经公开，公众现在就能看到。")


@staff(*PUBLISHERS)
def decide(number: str, act: str) -> Answer:
    run, done = ACTS.get(act) or abort(404)
    return _decided(number, act, run, done)


def shown(page: PublicationPage, desk: RedactionForm, reasons: Mapping[str, ReasonForm] = NO_FORMS) -> str:
    """Render the page of a letter. `desk` is the redactor's form, `reasons` those of refused decisions by their act."""
    forms = {act: reasons.get(act) or ReasonForm(formdata=None, prefix=act) for act in ACTS}
    wrong = [form for form in (desk, *reasons.values()) if form.errors or form.form_errors]
    return render_office("supervision/publication_letter.html", page=page, desk=desk, reasons=forms, wrong=wrong)


def _decided(number: str, act: str, run: Run, done: str) -> Answer:
    """Do what the publisher decided; what is refused is told on the page, at the form it came from."""
    work, form = current_work(), ReasonForm(prefix=act)
    page = publication_page.build(work, number)
    refusal = attempt(lambda: run(work, page.letter.id, form.reason.data or ""))
    if refusal is not None:
        form.refuse(refusal)
        return shown(publication_page.build(work, number), RedactionForm(formdata=None), {act: form}), \
            status_of(refusal)
    flash(done)
    return redirect(url_for("supervision.publication"), 303)
