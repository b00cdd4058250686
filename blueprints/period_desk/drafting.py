"""Putting the text of a draft down: out of a DOCX or typed, looked at, and stored for what the period is at."""

from __future__ import annotations

from contextlib import suppress

from flask import flash, redirect, request, url_for

from blueprints.period_desk import draft_page, pages
from blueprints.period_desk.area import READERS, WORKERS, Answer, blueprint
from blueprints.period_desk.draft_form import DraftForm, Purpose, purpose_of, store
from blueprints.period_desk.draft_page import DraftPage, Preview
from queries.period_file import PeriodFile
from rules.errors import InputRefused, NotPermitted, Refusal
from services import draft_reading, standing
from services.work import Work
from web.access import staff
from web.acts import attempt, status_of
from web.office import render_office
from web.unit_of_work import current_work


@blueprint.get("/desk/periods/<number>/draft")
@staff(*READERS)
def draft(number: str) -> Answer:
    work = current_work()
    file = pages.open_period(work, number)
    return _shown(draft_page.filled(work, file, purpose_of(work, file)))


@blueprint.post("/desk/periods/<number>/draft")
@staff(*WORKERS)
def take_draft(number: str) -> Answer:
    work, form = current_work(), DraftForm()
    file = pages.open_period(work, number)
    purpose = purpose_of(work, file)
    if purpose is None:
        raise NotPermitted()
    if "read" in request.form or "look" in request.form:
        return _look(work, file, purpose, form)
    refusal = attempt(lambda: _store(work, file, purpose, form))
    if refusal is not None:
        return _refused(work, file, purpose, form, refusal)
    flash(purpose.done)
    return redirect(url_for("period_desk.open_one", number=number), 303)


def _look(work: Work, file: PeriodFile, purpose: Purpose, form: DraftForm) -> Answer:
    """Show the text, of the file where one is read, as the public would have it; nothing is stored."""
    note = ""
    try:
        if "read" in request.form:
            found = draft_reading.read(request.files.get("file"))
            form.draft.data, note = found.text, found.note
        preview = draft_page.looked_at(work, file, purpose, form)
    except Refusal as refusal:
        return _refused(work, file, purpose, form, refusal)
    return _shown(draft_page.page(work, file, purpose, form, preview, note))


def _refused(work: Work, file: PeriodFile, purpose: Purpose, form: DraftForm, refusal: Refusal) -> Answer:
    """Show what was refused, with the text in the form as it is read, where it can be."""
    form.refuse(refusal)
    preview: Preview | None = None
    with suppress(InputRefused):
        preview = draft_page.looked_at(work, file, purpose, form)
    return _shown(draft_page.page(work, file, purpose, form, preview)), status_of(refusal)


def _store(work: Work, file: PeriodFile, purpose: Purpose, form: DraftForm) -> None:
    standing.require_period(work, file.id, request.args.get("seen", ""))
    store(work, file, purpose, form)


def _shown(page: DraftPage) -> str:
    return render_office("period_desk/draft.html", page=page)
