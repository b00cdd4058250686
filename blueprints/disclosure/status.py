from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from blueprints.disclosure.area import blueprint
from blueprints.disclosure.forms import CorrectionForm
from queries import (
    deadline_receipts,
    issued_replies,
    papers,
    request_awaited,
    request_replies,
    request_status,
    reveals,
)
from queries.request_status import RequestView
from rules import clocks
from services import corrections, request_documents, request_ends
from web import deadline_paper
from web.access import public
from web.acts import attempt, status_of
from web.case_keys import has_keys
from web.opening import may_see, to_find
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int]


@blueprint.get("/disclosure/status/<number>")
@public
def status(number: str) -> str | Response:
    view = opened(number)
    return page(view) if view is not None else to_find(number)


@blueprint.post("/disclosure/status/<number>/correction")
@public
def correct(number: str) -> Answer:
    """Take the applicant's 补正 in: from today the reply's days are counted anew (条例 30)."""
    view = opened(number)
    if view is None:
        return to_find(number)
    form, work = CorrectionForm(), current_work()
    if not form.validate():
        return page(view, form), 422
    refusal = attempt(lambda: corrections.take(work, view.case_id, form.answer.data or "", work.today))
    if refusal is not None:
        form.refuse(refusal)
        return page(view, form), status_of(refusal)
    flash("补正已经收到，答复期限从今天起重新计算。")
    return redirect(url_for("disclosure.status", number=number), 303)


@blueprint.get("/disclosure/status/<number>/deadline")
@public
def deadline(number: str) -> str | Response:
    """The 期限说明单 on paper."""
    view = opened(number)
    if view is None:
        return to_find(number)
    work = current_work()
    receipts = deadline_receipts.of_case(work.session, work.settings, view.case_id)
    return deadline_paper.page(receipts, [("编号", number), ("受理机关", view.asked.agency)], work.now,
                               url_for("disclosure.status", number=number), of_request=True)


@blueprint.get("/disclosure/status/<number>/withdrawal")
@public
def confirm_withdrawal(number: str) -> str | Response:
    """Say what withdrawing means before it is final."""
    view = opened(number)
    if view is None:
        return to_find(number)
    if not view.may_withdraw:
        return redirect(url_for("disclosure.status", number=number), 303)
    return render_template("disclosure/withdraw.html", view=view)


@blueprint.post("/disclosure/status/<number>/withdrawal")
@public
def withdraw(number: str) -> Response:
    view = opened(number)
    if view is None:
        return to_find(number)
    request_ends.withdraw(current_work(), view.case_id)
    flash("申请已经撤回，不再办理。用它的编号和查询码，现在什么也查不到。")
    return redirect(url_for("mailbox.find"), 303)


def opened(number: str) -> RequestView | None:
    """Return the request when this browser may open it: an unknown number and a foreign one are the same."""
    if not has_keys(session):
        return None  # before anything is read: whether there is such a request must not be told by the time it takes
    view = request_status.read(current_work().session, number)
    return view if view is not None and may_see(view.case_id, number) else None


def page(view: RequestView, form: CorrectionForm | None = None) -> str:
    """Render the page of a request: with its due day worked out day by day, and its answer once it is delivered."""
    work = current_work()
    standing = None
    if view.due is not None and view.is_counted:
        standing = clocks.standing(view.due.due_on, work.today, view.answered_on, work.calendar)
    sent = request_replies.issued(work.session, view.case_id) if view.reply is not None else []
    answer = sent[-1] if sent else None
    documents = request_documents.given_with(work, view.case_id, answer.version) if answer is not None else []
    return render_template(
        "disclosure/status.html", view=view, asked=view.asked, standing=standing, today=work.today, answer=answer,
        documents=documents, papers=papers.for_applicant(work.session, view.case_id),
        form=form or CorrectionForm(formdata=None),
        awaited=request_awaited.of_case(work.session, view.case_id) if view.is_open else [],
        receipts=deadline_receipts.of_case(work.session, work.settings, view.case_id),
        replies=issued_replies.of_case(work.session, view.case_id),
        looks=reveals.told_to_writer(work.session, view.case_id))
