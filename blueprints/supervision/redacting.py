"""The redaction desk: beginning a derivative, judging marks, hiding what was not found, and proposing it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.supervision import publication, publication_page
from blueprints.supervision.forms import RedactionForm
from blueprints.supervision.publication_page import PublicationPage
from rules.errors import Refusal
from services import redacting
from services.redacting import Addition
from services.work import Work
from web import redaction_form
from web.access import staff
from web.acts import attempt, status_of
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int]


def register(blueprint: Blueprint) -> None:
    """Bind the acts of the desk to their addresses; the page itself is in publication.py."""
    blueprint.post("/office/publication/<number>/redact")(begin)
    blueprint.post("/office/publication/<number>/marks")(mark)


@staff(*publication.REDACTORS)
def begin(number: str) -> Answer:
    work = current_work()
    page = publication_page.build(work, number)
    refusal = attempt(lambda: redacting.start(work, page.letter.id))
    if refusal is not None:
        return _again(work, number, refusal)
    return redirect(url_for("supervision.publication_letter", number=number), 303)


@staff(*publication.REDACTORS)
def mark(number: str) -> Answer:
    """Save the decisions, hide further words when there are any, and propose when that button was pressed."""
    work, form = current_work(), RedactionForm()
    page = publication_page.build(work, number)
    refusal = attempt(lambda: _save(work, page, form))
    if refusal is not None:
        return _again(work, number, refusal, form)
    here = redirect(url_for("supervision.publication_letter", number=number), 303)
    if form.do.data != "propose":
        return here
    refusal = attempt(lambda: _propose(work, page.letter.id, form))
    if refusal is not None:
        # What was decided stays; the page says what is still missing.
        flash(refusal.message, "warn")
        return here
    flash(f"{number}已经送公开审核。")
    return redirect(url_for("supervision.publication"), 303)


def _save(work: Work, page: PublicationPage, form: RedactionForm) -> None:
    made = redacting.judge(work, page.letter.id, redaction_form.edits_of(form.edits.data),
                           [redaction_form.change_of(one.key) for one in page.found])
    if (form.words.data or "").strip():
        redacting.add(work, page.letter.id, made.edits, Addition(
            form.words.data or "", form.kind.data or "", form.replacement.data or "",
            redaction_form.place_of(form.place.data) if form.only.data else None))


def _propose(work: Work, case_id: int, form: RedactionForm) -> None:
    made = redacting.start(work, case_id)
    redacting.propose(work, case_id, made.edits, cannot_be_known=bool(form.cannot_be_known.data))


def _again(work: Work, number: str, refusal: Refusal, form: RedactionForm | None = None) -> Answer:
    """Show the page with what was refused; what was typed stays, unless somebody else has changed the page since."""
    desk = form or RedactionForm(formdata=None)
    desk.refuse(refusal)
    status = status_of(refusal)
    return publication.shown(publication_page.build(work, number, request.form if status == 422 else {}), desk), status
