"""Commenting on a draft: the form, taking it in, and the receipt."""

from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from blueprints.comment_periods.area import blueprint
from blueprints.comment_periods.forms import CommentForm
from queries import comment_forms, comment_status
from queries.comment_forms import Commented
from rules import clocks, comment_periods, numbering
from rules.clock_kinds import ClockKind, row_for
from rules.clocks import ClockFacts, Due
from rules.errors import Conflict, InputRefused, NotFound, TooMany, TransitionRefused
from services import attachments, comment_intake
from services import puzzles as puzzle_records
from services.comment_intake import NO_PASSAGE, NO_PERIOD, Received
from web import case_keys, comment_tokens, limits, puzzles, sending
from web.access import public
from web.qr_code import picture
from web.sign_in import source
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]
LONGEST_ANCHOR = 16
NO_RECEIPT = "回执只在提意见的那台设备上能再打开。请用编号和查询码查进度。"
QR_LABEL = "查询页二维码，只含编号，不含查询码"


@blueprint.get("/comment-periods/<number>/write")
@public
def write(number: str) -> str:
    """The form for a passage (`anchor`) or the whole draft; refused outside of the time of the period."""
    period = opened(number)
    comment_periods.require_running(period.state)
    comment_periods.admit(period.times, current_work().now, None)
    form = CommentForm(formdata=None)
    form.form_token.data = comment_tokens.new_token(number)
    form.anchor.data = request.args.get("anchor", "")[:LONGEST_ANCHOR]
    return page(period, form)


@blueprint.post("/comment-periods/<number>/write")
@public
def send(number: str) -> Answer:
    form = CommentForm()
    form.form_token.data = form.form_token.data or comment_tokens.new_token(number)
    if not form.validate():
        return page(opened(number), form), 422
    try:
        sent = submit(number, form)
    except InputRefused as refusal:
        form.refuse(refusal)
        return page(opened(number), form), 422
    except TransitionRefused as refusal:
        form.form_errors.append(refusal.message)
        return page(opened(number), form), 409
    except TooMany as refusal:
        return page(opened(number), form, later=refusal.message), 429, limits.retry_after(refusal)
    except Conflict as refusal:
        kept = comment_tokens.opened_at(number, form.form_token.data)
        form.form_token.data = comment_tokens.new_token(number, kept)
        form.form_errors.append(refusal.message)
        return page(opened(number), form), 409
    case_keys.keep_receipt(session, sent.number, form.form_token.data)
    return redirect(url_for("comment_periods.receipt", number=sent.number), 303)


@blueprint.get("/comment-periods/receipt/<number>")
@public
def receipt(number: str) -> str:
    work = current_work()
    token = case_keys.receipt_token(session, number)
    said = comment_status.receipt(work.session, number) if token else None
    if token is None or said is None:
        raise NotFound(NO_RECEIPT)
    find = url_for("mailbox.find", number=number)
    return render_template(
        "comment_periods/receipt.html", said=said, code=numbering.query_code(work.secrets.code, token),
        feedback=feedback_due(said.times), qr=picture(f"{work.public_url}{find}", QR_LABEL))


def opened(number: str) -> Commented:
    """Return a released period by its number."""
    found = comment_forms.period(current_work().session, number)
    if found is None:
        raise NotFound(NO_PERIOD)
    return found


def submit(number: str, form: CommentForm) -> Received:
    """Store the files, which takes no lock, then the comment; files of a repeat or of a refusal are thrown away."""
    work, token = current_work(), form.form_token.data or ""
    solved = sending.admit(form, limits.count_comment)
    files = attachments.store(work, form.chosen_files())
    draft = form.draft(number, files, comment_tokens.opened_at(number, token), source(),
                       case_keys.proof(session, number))
    try:
        sent = comment_intake.submit_comment(work, draft)
        if solved is not None and not sent.repeated:
            puzzle_records.spend(work, solved)
    except Exception:
        attachments.discard(files)
        raise
    if sent.repeated:
        attachments.discard(files)
    return sent


def page(period: Commented, form: CommentForm, later: str = "") -> str:
    """Render the form; what was typed is in it, files have to be chosen again.

    A passage that is not there any more gives way to a choice among those that are.
    """
    passages = comment_forms.commentable(current_work().session, period.id)
    passage = passages.get(form.anchor.data or "")
    if passage is None:
        form.anchor.choices = [SelectChoice(one.anchor, one.name) for one in passages.values()]
        form.anchor.errors = form.anchor.errors or [NO_PASSAGE.rstrip("。")]
    form.limit(form.most)
    return render_template("comment_periods/write.html", period=period, passage=passage, form=form, later=later,
                           puzzle=puzzles.offer(form), lost_files=len(form.chosen_files()), limit=form.most,
                           feedback=feedback_due(period.times), closing=comment_periods.closing_words(period.times))


def feedback_due(times: comment_periods.Window) -> Due:
    """Return the last day on which it is published what became of the comments."""
    last = comment_periods.last_day(times)
    terms = clocks.terms_of(row_for(ClockKind.COMMENT_FEEDBACK, last))
    return clocks.due(ClockFacts(terms, last), current_work().calendar)
