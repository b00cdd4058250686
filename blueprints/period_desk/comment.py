"""The page of one comment: what is hidden in it, showing it, sending it back, setting it aside, restoring it."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for

from blueprints.period_desk import comment_page
from blueprints.period_desk.area import READERS, WORKERS, Answer, blueprint
from blueprints.period_desk.comment_forms import AsideForm, MaskForm, MendForm, RestoreForm
from queries.comment_file import CommentFile
from services import comment_masking, comment_moderation
from services.redaction_edits import Addition
from services.work import Work
from web import redaction_form
from web.access import staff
from web.acts import attempt, status_of
from web.office import render_office
from web.page_act import PageAct
from web.posted import NOTHING_REFUSED, Posted, prefix_of
from web.unit_of_work import current_work


def _mend(work: Work, comment_id: int, form: MendForm) -> None:
    comment_moderation.ask_to_mend(work, comment_id, form.words.data or "", _seen())


def _set_aside(work: Work, comment_id: int, form: AsideForm) -> None:
    comment_moderation.set_aside(work, comment_id, form.ground.data or "", form.words.data or "", _seen())


def _restore(work: Work, comment_id: int, form: RestoreForm) -> None:
    comment_moderation.restore(work, comment_id, form.words.data or "", _seen())


ACTS: dict[str, PageAct] = {
    "mend": PageAct(MendForm, _mend, "已退回评论人修改，评论人会收到告知。"),
    "aside": PageAct(AsideForm, _set_aside,
                        "这条意见不列入统计，原文、理由和您的姓名都记录在案，评论人会收到告知。"),
    "restore": PageAct(RestoreForm, _restore, "这条意见恢复列入统计，请看过以后公开。"),
}


@blueprint.get("/desk/comments/<number>")
@staff(*READERS)
def comment(number: str) -> Answer:
    work = current_work()
    return _page(work, comment_page.open_comment(work, number))


@blueprint.post("/desk/comments/<number>/marks")
@staff(*WORKERS)
def mark_comment(number: str) -> Answer:
    """Save the decisions, leave further words out when there are any, and show it when that button was pressed."""
    work, form = current_work(), MaskForm()
    file = comment_page.open_comment(work, number)
    refusal = attempt(lambda: _save(work, file.id, form))
    if refusal is not None:
        form.refuse(refusal)
        typed = request.form if status_of(refusal) == 422 else {}
        return _page(work, file, Posted("marks", form, refusal), typed), status_of(refusal)
    here = redirect(url_for("period_desk.comment", number=number), 303)
    if form.do.data != "show":
        return here
    refusal = attempt(lambda: comment_moderation.show(work, file.id, redaction_form.edits_of(form.seen.data)))
    if refusal is not None:
        # What was decided stays; the page says what is still missing.
        flash(refusal.message, "warn")
        return here
    flash("这条意见已经公开。")
    return redirect(url_for("period_desk.comments", number=file.period), 303)


@blueprint.post("/desk/comments/<number>/<act>")
@staff(*WORKERS)
def comment_act(number: str, act: str) -> Answer:
    work = current_work()
    file = comment_page.open_comment(work, number)
    chosen = ACTS.get(act) or abort(404)
    form = chosen.form(prefix=prefix_of(act))
    refusal = attempt(lambda: chosen.run(work, file.id, form))
    if refusal is not None:
        form.refuse(refusal)
        return _page(work, file, Posted(act, form, refusal)), status_of(refusal)
    flash(chosen.done)
    return redirect(url_for("period_desk.comment", number=number), 303)


def _save(work: Work, comment_id: int, form: MaskForm) -> None:
    seen, edits = redaction_form.edits_of(form.seen.data), redaction_form.edits_of(form.edits.data)
    keys, words = redaction_form.mark_ids(), form.words.data or ""
    if not keys and not words.strip():
        return
    made = comment_masking.judge(work, comment_id, seen, edits, [redaction_form.change_of(key) for key in keys])
    if words.strip():
        comment_masking.hide(work, comment_id, seen, made.edits, Addition(
            words, form.kind.data or "", form.replacement.data or "",
            redaction_form.place_of(form.place.data) if form.only.data else None))


def _seen() -> int:
    return redaction_form.edits_of(request.args.get("seen"))


def _page(work: Work, file: CommentFile, posted: Posted = NOTHING_REFUSED, typed: dict[str, str] | None = None) -> str:
    page = comment_page.build(work, file, posted, typed or {})
    desk = posted.submitted if isinstance(posted.submitted, MaskForm) else MaskForm(formdata=None)
    return render_office("period_desk/comment.html", page=page, desk=desk)
