from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from blueprints.disclosure.area import blueprint
from blueprints.disclosure.forms import APART, ApplicationForm
from queries import departments, similar_information
from queries.search import PublicationHit
from rules import request_draft, request_items
from rules.errors import Conflict, InputRefused, TooMany
from rules.vocabulary import DEPARTMENT_KIND_LABELS, DepartmentKind
from services import disclosure_intake, identity_documents
from services import puzzles as puzzle_records
from services.intake import Submission
from web import limits, puzzles, sending
from web.access import public
from web.case_keys import keep_receipt
from web.time_limits import searching
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]
COUNTY = "县人民政府（县政府办公室办理）"
LONGEST_CODE = 64


@blueprint.get("/disclosure/apply")
@public
def apply() -> str:
    form = ApplicationForm(formdata=None)
    form.form_token.data = sending.new_token()
    form.agency.data = request.args.get("agency", "")[:LONGEST_CODE]
    form.text.data = request.args.get("text", "")[:request_draft.TEXT_CHARACTERS]
    return page(form)


@blueprint.post("/disclosure/apply")
@public
def send() -> Answer:
    form = ApplicationForm()
    form.form_token.data = form.form_token.data or sending.new_token()
    items = request_items.split(form.text.data or "")
    if not form.validate():
        return page(form, items=items if form.checked.data else ()), 422
    similar = [] if form.checked.data else alike(form)
    if not form.checked.data and (similar or len(items) > 1):
        form.checked.data = "y"
        return page(form, similar=similar, items=items)
    try:
        sent = submit(form, items)
    except InputRefused as refusal:
        form.refuse(refusal)
        return page(form, items=items), 422
    except TooMany as refusal:
        return page(form, items=items, later=refusal.message), 429, limits.retry_after(refusal)
    except Conflict as refusal:
        form.form_token.data = sending.new_token()
        form.form_errors.append(refusal.message)
        return page(form, items=items), 409
    for place, one in reversed(list(enumerate(sent, 1))):
        keep_receipt(session, one.number, request_items.token(form.form_token.data, place))
    return redirect(url_for("disclosure.receipt", number=sent[0].number), 303)


def submit(form: ApplicationForm, items: tuple[str, ...]) -> list[Submission]:
    """Take the application in, with the pictures of its applicant; they are cleaned before the transaction."""
    work = current_work()
    solved = sending.admit(form)
    pictures = identity_documents.prepare(form.chosen_files())
    sent = disclosure_intake.submit_together(work, form.draft(), items if form.split.data == APART else items[:0])
    if not sent[0].repeated:
        identity_documents.store(work, sent[0].id, pictures)
        if solved is not None:
            puzzle_records.spend(work, solved)
    return sent


def alike(form: ApplicationForm) -> list[PublicationHit]:
    """Return what is public already; a search that takes too long must not keep anybody from asking."""
    try:
        limits.count_search()
        with searching():
            return similar_information.find(current_work().session, form.text.data or "", form.reference.data or "")
    except (InputRefused, TooMany):
        return []


def page(form: ApplicationForm, *, similar: list[PublicationHit] | None = None, items: tuple[str, ...] = (),
         later: str = "") -> str:
    """Render the form; what was typed is in it, pictures have to be chosen again."""
    work = current_work()
    form.agency.choices = [SelectChoice("", COUNTY)] + [
        SelectChoice(unit.code, unit.name, optgroup=DEPARTMENT_KIND_LABELS[DepartmentKind(unit.kind)])
        for unit in departments.agencies(work.session, work.today)]
    return render_template(
        "disclosure/apply.html", form=form, later=later, similar=similar or [], items=items if len(items) > 1 else (),
        asked=similar is not None, puzzle=puzzles.offer(form), lost_files=len(form.chosen_files()),
        limit=request_draft.TEXT_CHARACTERS)
