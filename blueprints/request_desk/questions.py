"""Questions that other agencies put to one's own: the list, and one with the answer. Nothing of the request is here."""

from __future__ import annotations

from flask import flash, redirect, request, url_for

from blueprints.request_desk.area import Answer, blueprint
from blueprints.request_desk.conferring_forms import AgreeForm, AnswerForm
from blueprints.request_desk.remedy_forms import edits_of
from queries import conferrings
from queries.conferrings import AskedRow
from rules.actors import Role
from rules.errors import Hidden, InputRefused, NotFound
from services import conferring as services
from services.work import Work
from web.access import staff
from web.acts import attempt, status_of
from web.office import render_office
from web.unit_of_work import current_work

ASKED = (Role.HANDLER, Role.LEAD)


@blueprint.get("/desk/requests/questions")
@staff(*ASKED)
def questions() -> Answer:
    work = current_work()
    is_open = request.args.get("tab") != "ended"
    rows = conferrings.asked_of(work.session, work.actor.department_id or 0, work.today, is_open=is_open)
    tabs = [("待答复", None, url_for("request_desk.questions"), is_open),
            ("已经办结", None, url_for("request_desk.questions", tab="ended"), not is_open)]
    return render_office("request_desk/questions.html", rows=rows, tabs=tabs, is_open=is_open, today=work.today)


@blueprint.get("/desk/requests/questions/<int:answer>")
@staff(*ASKED)
def question(answer: int) -> Answer:
    work = current_work()
    return _page(_own(work, answer))


@blueprint.post("/desk/requests/questions/<int:answer>")
@staff(*ASKED)
def answer_question(answer: int) -> Answer:
    work, form = current_work(), AnswerForm()
    row = _own(work, answer)
    refusal = attempt(lambda: services.answer(work, row.id, form.position.data or "", form.words.data or ""))
    if refusal is not None:
        form.refuse(refusal)
        return _page(_own(work, answer), form=form), status_of(refusal)
    flash("已经答复，提请的单位会看到。")
    return redirect(url_for("request_desk.questions"), 303)


@blueprint.post("/desk/requests/questions/<int:answer>/agree")
@staff(*ASKED)
def agree_to_text(answer: int) -> Answer:
    work, form = current_work(), AgreeForm(prefix="agree-")
    row = _own(work, answer)
    refusal = attempt(lambda: _agree(work, row, form))
    if refusal is not None:
        form.refuse(refusal)
        return _page(_own(work, answer), agree=form), status_of(refusal)
    flash("已经回复。")
    return redirect(url_for("request_desk.questions"), 303)


def _agree(work: Work, row: AskedRow, form: AgreeForm) -> None:
    if form.agrees.data not in ("yes", "no"):
        raise InputRefused("请选同意，或者不同意。", "agrees")
    services.agree(work, row.id, edits_of(form), agrees=form.agrees.data == "yes", objection=form.objection.data or "")


def _own(work: Work, answer_id: int) -> AskedRow:
    """Return the question put to the reader's own agency; that there are others is not its business."""
    found = conferrings.one_asked(work.session, answer_id, work.today)
    if found is None:
        raise NotFound(services.NO_QUESTION)
    if found[0] != work.actor.department_id:
        raise Hidden(services.NO_QUESTION)
    return found[1]


def _page(row: AskedRow, form: AnswerForm | None = None, agree: AgreeForm | None = None) -> str:
    answer = form or AnswerForm(formdata=None)
    if form is None:
        answer.position.data, answer.words.data = row.own.position, row.own.words
    agreeing = agree or AgreeForm(formdata=None, prefix="agree-")
    if agree is None:
        agreeing.edits.data = row.edits
    return render_office("request_desk/question.html", row=row, form=answer, agree=agreeing)
