"""The deadlines of letters by category: the county's, and those of mailboxes that have their own."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.supervision.forms import TermForm
from queries import letter_terms as reading
from rules.actors import Role
from rules.errors import NotFound
from rules.vocabulary import Category
from services import letter_terms as services
from services.work import Work
from web.access import staff
from web.acts import attempt, status_of
from web.office import render_office
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int]
COUNTY = "全县"


def register(blueprint: Blueprint) -> None:
    """Bind the page to its address."""
    blueprint.get("/office/terms")(terms)
    blueprint.post("/office/terms")(set_term)


@staff(Role.SUPERVISOR)
def terms() -> Answer:
    work, form = current_work(), TermForm(formdata=None)
    form.mailbox.data = request.args.get("mailbox", "")
    form.since.data = str(work.today + timedelta(days=1))
    return _page(work, form)


@staff(Role.SUPERVISOR)
def set_term() -> Answer:
    work, form = current_work(), TermForm()
    refusal = attempt(lambda: services.set_term(
        work, _mailbox(work, form.mailbox.data or "")[0], _category(form.category.data), _length(form.length.data),
        _day(form.since.data)))
    if refusal is not None:
        form.refuse(refusal)
        return _page(work, form), status_of(refusal)
    flash("已经存好。那一天起收到的来信照新的期限，已经收到的不变。")
    return redirect(url_for("supervision.terms", mailbox=form.mailbox.data or None), 303)


def _page(work: Work, form: TermForm) -> str:
    mailbox_id, name = _mailbox(work, form.mailbox.data or "")
    options = [("", COUNTY), *((slug, name) for _, slug, name in reading.open_mailboxes(work.session))]
    return render_office(
        "supervision/terms.html", form=form, mailbox=form.mailbox.data or "", name=name, options=options,
        lines=reading.lines(work.settings, mailbox_id, work.today),
        history=reading.set_terms(work.settings, mailbox_id))


def _mailbox(work: Work, slug: str) -> tuple[int | None, str]:
    """Return id and name of the mailbox; none for the county. Raises NotFound."""
    if not slug:
        return None, COUNTY
    for mailbox_id, known, name in reading.open_mailboxes(work.session):
        if known == slug:
            return mailbox_id, name
    raise NotFound(services.NO_SUCH_MAILBOX)


def _category(text: str | None) -> Category | None:
    return next((one for one in Category if one.value == text), None)


def _length(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
