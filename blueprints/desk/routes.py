from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.desk import acts, pages
from blueprints.desk.forms import DeclineForm
from queries import rungs, stated_days
from rules import permissions
from rules.actors import Role
from rules.permissions import CaseFacts
from rules.vocabulary import DECLINE_ADVICE, DECLINE_LABELS, DeclineGround
from services import standing
from services.work import Work
from web import searches
from web.access import staff
from web.acts import attempt, status_of
from web.addresses import local_path
from web.forms import BaseForm
from web.office import landing, render_office
from web.unit_of_work import current_work

blueprint = Blueprint("desk", __name__)
Answer = str | Response | tuple[str, int]
READERS = (Role.HANDLER, Role.LEAD, Role.INTAKE, Role.SUPERVISOR, Role.PUBLISHER, Role.LEADER)


@blueprint.get("/desk")
@staff(Role.HANDLER, Role.LEAD)
def letters() -> Answer:
    searches.note()
    work = current_work()
    page = pages.list_page(work, request.args)
    ids = [row.id for row in page.rows]
    return render_office("desk/letters.html", today=work.today, page=page,
                         reminders=rungs.unseen(work.session, work.actor),
                         rungs=rungs.tags(work.session, ids),
                         stated=stated_days.of_cases(work.session, ids, work.today))


@blueprint.get("/desk/letters/<number>")
@staff(*READERS)
def letter(number: str) -> Answer:
    work = current_work()
    opened = pages.open_letter(work, number)
    return render_office("desk/letter.html", page=pages.letter_page(work, opened),
                         rung=rungs.tags(work.session, [opened.id]).get(opened.id, ""),
                         corrections=pages.corrections(work, opened))


@blueprint.post("/desk/letters/<number>/decline")
@staff(*READERS)
def decline(number: str) -> Answer:
    """Show what the writer will read before it is final."""
    form = DeclineForm(prefix="decline-")
    known = form.ground.data in [ground.value for ground in DeclineGround]
    if form.confirmed.data == "yes" or not known:
        return act(number, "decline")
    letter = pages.open_letter(current_work(), number)
    ground = DeclineGround(form.ground.data)
    return render_office("desk/decline.html", letter=letter, form=form, label=DECLINE_LABELS[ground],
                         advice=DECLINE_ADVICE[ground], seen=request.args.get("seen", ""))


@blueprint.post("/desk/letters/<number>/<act>")
@staff(*READERS)
def act(number: str, act: str) -> Answer:
    work = current_work()
    letter = pages.open_letter(work, number)
    chosen = acts.ACTS.get(act) or abort(404)
    form = chosen.form(prefix="draft-" if act == "save" else f"{act}-")
    refusal = attempt(lambda: _run(work, letter.id, chosen, form))
    if refusal is not None:
        form.refuse(refusal)
        page = pages.letter_page(work, pages.open_letter(work, number), act, form, refusal)
        return render_office("desk/letter.html", page=page), status_of(refusal)
    flash(chosen.done)
    return redirect(local_path(request.form.get("next")) or _after(number), 303)


def _run(work: Work, case_id: int, chosen: acts.DeskAct, form: BaseForm) -> None:
    standing.require(work, case_id, request.args.get("seen", ""))
    chosen.run(work, case_id, form)


def _after(number: str) -> str:
    """Return where to go after an act: back to the letter, or to the list when it has left the actor's reach."""
    work = current_work()
    letter = pages.letter_file.read(work.session, number, work.today, work.calendar)
    if letter is not None and permissions.may_read(work.actor, CaseFacts(letter.department_id)):
        return url_for("desk.letter", number=number, tab=request.args.get("tab"))
    return landing(work.actor.role or Role.HANDLER)
