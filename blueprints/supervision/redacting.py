"""The redaction desk: beginning a derivative, judging marks, hiding what was not found, and proposing it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.supervision import publication, publication_page
from blueprints.supervision.forms import RedactionForm
from blueprints.supervision.publication_page import PublicationPage
from rules.errors import InputRefused, Refusal
from rules.redaction_marks import Decision, Part
from services import redacting
from services.redacting import Addition, Change
from services.work import Work
from web.access import staff
from web.acts import attempt, status_of
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int]
UNREADABLE = "这一页放得太久了，请刷新后再办。"


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
    made = redacting.judge(work, page.letter.id, _edits(form), [_change(one.key) for one in page.found])
    if (form.words.data or "").strip():
        redacting.add(work, page.letter.id, made.edits, Addition(
            form.words.data or "", form.kind.data or "", form.replacement.data or "",
            _place(form.place.data or "") if form.only.data else None))


def _propose(work: Work, case_id: int, form: RedactionForm) -> None:
    made = redacting.start(work, case_id)
    redacting.propose(work, case_id, made.edits, cannot_be_known=bool(form.cannot_be_known.data))


def _change(key: int) -> Change:
    decision = next((one for one in Decision if one.value == request.form.get(f"decision-{key}")), None)
    return Change(key, decision, request.form.get(f"public-{key}"))


def _edits(form: RedactionForm) -> int:
    text = form.edits.data or ""
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise InputRefused(UNREADABLE)
    return int(text)


def _place(text: str) -> tuple[Part, int, int] | None:
    """Read what the script says of a selection, such as text:12:18; anything else is no place."""
    name, *ends = text.split(":")
    part = next((one for one in Part if one.value == name), None)
    if part is None or len(ends) != 2 or not all(end.isascii() and end.isdigit() and len(end) < 7 for end in ends):
        return None
    return part, int(ends[0]), int(ends[1])


def _again(work: Work, number: str, refusal: Refusal, form: RedactionForm | None = None) -> Answer:
    """Show the page with what was refused; what was typed stays, unless somebody else has changed the page since."""
    desk = form or RedactionForm(formdata=None)
    desk.refuse(refusal)
    status = status_of(refusal)
    return publication.shown(publication_page.build(work, number, request.form if status == 422 else {}), desk), status
