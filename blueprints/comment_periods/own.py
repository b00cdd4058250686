"""The page of a comment for its writer: where it stands and why, mending it, taking it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from blueprints.comment_periods.area import blueprint
from blueprints.comment_periods.forms import MendForm
from blueprints.comment_periods.writing import Answer, feedback_due
from queries import comment_status, reveals
from queries.comment_status import CommentView
from rules import comment_draft, comment_moderation
from services import comment_mending, comment_withdrawal
from web.access import public
from web.acts import attempt, status_of
from web.case_keys import has_keys
from web.opening import may_see, to_find
from web.unit_of_work import current_work

MENDED = "改好的意见已经收到，看过以后公开。"
WITHDRAWN = "意见已经撤回，不再公开，也不再列入统计。用它的编号和查询码，现在什么也查不到。"


@blueprint.get("/comment-periods/status/<number>")
@public
def status(number: str) -> Answer:
    view = opened(number)
    return page(view) if view is not None else to_find(number)


@blueprint.post("/comment-periods/status/<number>/mending")
@public
def mend(number: str) -> Answer:
    """Take the mended words; what was said before is kept."""
    view = opened(number)
    if view is None:
        return to_find(number)
    form, most = MendForm(), comment_draft.longest(view.said.anchor, view.said.channel)
    if form.refuse_text(most):
        return page(view, form), 422
    refusal = attempt(lambda: comment_mending.mend(
        current_work(), view.said.case_id, form.chosen_stance(), form.text.data or ""))
    if refusal is not None:
        form.refuse(refusal)
        return page(view, form), status_of(refusal)
    flash(MENDED)
    return redirect(url_for("comment_periods.status", number=number), 303)


@blueprint.get("/comment-periods/status/<number>/withdrawal")
@public
def confirm_withdrawal(number: str) -> Answer:
    """Say what taking a comment back means before it is final."""
    view = opened(number)
    if view is None:
        return to_find(number)
    if not view.may_withdraw:
        return redirect(url_for("comment_periods.status", number=number), 303)
    return render_template("comment_periods/withdraw.html", said=view.said)


@blueprint.post("/comment-periods/status/<number>/withdrawal")
@public
def withdraw(number: str) -> Response:
    view = opened(number)
    if view is None:
        return to_find(number)
    comment_withdrawal.withdraw(current_work(), view.said.case_id)
    flash(WITHDRAWN)
    return redirect(url_for("mailbox.find"), 303)


def opened(number: str) -> CommentView | None:
    """Return the comment when this browser may open it: an unknown number and a foreign one are the same."""
    if not has_keys(session):
        return None  # before anything is read: whether there is such a comment must not be told by the time it takes
    view = comment_status.read(current_work().session, number)
    return view if view is not None and may_see(view.said.case_id, number) else None


def page(view: CommentView, form: MendForm | None = None) -> str:
    """Render the page of a comment; one that was sent back brings the form with its own words."""
    work, said = current_work(), view.said
    may_mend = view.may_mend and view.mend_until is not None and work.now <= view.mend_until
    if form is None:
        form = MendForm(formdata=None)
        form.text.data, form.stance.data = said.text, said.stance.value
    limit = comment_draft.longest(said.anchor, said.channel)
    form.limit(limit)
    return render_template(
        "comment_periods/status.html", view=view, said=said, form=form if may_mend else None, limit=limit,
        mend_by=comment_moderation.mend_words(view.mend_until) if view.mend_until else "",
        feedback=feedback_due(said.times), today=work.today, looks=reveals.told_to_writer(work.session, said.case_id))
