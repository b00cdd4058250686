"""The quarterly bulletin on its way: the list, one with its text, and what office, supervisor and leader do to it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from flask import Blueprint, abort, flash, redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from blueprints.supervision import bulletin_form, bulletin_page
from blueprints.supervision.bulletin_form import Typed
from queries import bulletins as reading
from queries import demands, departments
from queries import digests as all_digests
from rules.actors import Role
from rules.bulletins import STATE_TONES, STATE_WORDS
from rules.errors import Conflict, Refusal
from services import bulletins as services
from services import digest_files, digests
from services.work import Work
from web import county
from web.access import staff
from web.acts import attempt, status_of
from web.office import render_office
from web.unit_of_work import current_work

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Answer = str | Response | tuple[str, int]
Run = Callable[[Work, int, int], object]
OFFICE = (Role.INTAKE, Role.SUPERVISOR)
READERS = (*OFFICE, Role.LEADER)


def register(blueprint: Blueprint) -> None:
    """Bind the pages of bulletins to their addresses."""
    blueprint.get("/office/bulletins")(bulletins)
    blueprint.get("/office/bulletins/<int:bulletin>")(bulletin)
    blueprint.get("/office/bulletins/<int:bulletin>/internal.docx")(internal_bulletin)
    blueprint.post("/office/bulletins/<int:bulletin>/text")(edit_bulletin)
    blueprint.post("/office/bulletins/<int:bulletin>/review")(review_bulletin)
    blueprint.post("/office/bulletins/<int:bulletin>/issue")(issue_bulletin)
    blueprint.post("/office/bulletins/<int:bulletin>/send_back")(send_bulletin_back)
    blueprint.post("/office/bulletins/<int:bulletin>/correct")(correct_bulletin)


@staff(*READERS)
def bulletins() -> Answer:
    work = current_work()
    return render_office("supervision/bulletins.html", rows=reading.listed(work.session), words=STATE_WORDS,
                         tones=STATE_TONES, counts=demands.counts(work.session, work.today))


@staff(*READERS)
def bulletin(bulletin: int) -> Answer:
    return _shown(current_work(), bulletin)


@staff(*READERS)
def internal_bulletin(bulletin: int) -> Answer:
    """Give the paper that names the late letters one by one, to those who may read every letter."""
    work = current_work()
    digest = all_digests.by_id(work.session, bulletin)
    response = send_file(BytesIO(digest_files.internal(work, digest)), mimetype=DOCX, as_attachment=True, etag=False,
                         conditional=False, download_name=f"{digest.period}通报（内部印件）.docx")
    response.headers["Cache-Control"] = "no-store"
    return response


@staff(*OFFICE)
def edit_bulletin(bulletin: int) -> Answer:
    """Save the text, and hand it in when that button was pressed; what is refused keeps every typed word."""
    work, typed = current_work(), bulletin_form.typed(request.form)
    revision = []
    refusal = attempt(lambda: revision.append(_save(work, bulletin, typed)))
    if refusal is not None:
        return _shown(work, bulletin, typed, refusal)
    here = redirect(url_for("supervision.bulletin", bulletin=bulletin), 303)
    if request.form.get("do") != "submit":
        flash("已经存好。")
        return here
    refusal = attempt(lambda: services.submit(work, bulletin, revision[0]))
    if refusal is not None:
        # What was written stays; the page says what still stands in the way.
        flash(f"已经存好，还没有交。{refusal.message}", "warn")
        return here
    flash("已经交审核，由另一个人审核。")
    return here


@staff(Role.SUPERVISOR)
def review_bulletin(bulletin: int) -> Answer:
    return _signed(bulletin, services.review, "已经审核，等县领导审发。")


@staff(Role.LEADER, fresh=True)
def issue_bulletin(bulletin: int) -> Answer:
    return _signed(bulletin, lambda work, digest_id, revision: services.issue(
        work, digest_id, revision, county.document_code()), "已经印发，公众现在就能看到。")


@staff(Role.SUPERVISOR, Role.LEADER)
def send_bulletin_back(bulletin: int) -> Answer:
    return _signed(bulletin, lambda work, digest_id, revision: services.send_back(
        work, digest_id, revision, request.form.get("reason", "")), "已经退回起草。")


@staff(*OFFICE)
def correct_bulletin(bulletin: int) -> Answer:
    """Make the next version of an issued bulletin's figures, with what was wrong; it goes the same way."""
    work, made = current_work(), []
    refusal = attempt(lambda: made.append(digests.correct(work, bulletin, request.form.get("words", ""))))
    if refusal is not None:
        return _shown(work, bulletin, None, refusal)
    flash("更正稿已经起草，数字是现在的。请看过再交审核。")
    return redirect(url_for("supervision.bulletin", bulletin=made[0].id), 303)


def _save(work: Work, digest_id: int, typed: Typed) -> int:
    text = bulletin_form.as_text(typed)
    planned = bulletin_form.as_demands(typed, departments.names(work.session, work.today))
    return services.edit(work, digest_id, bulletin_form.revision_of(typed.revision), text, planned).revision


def _signed(digest_id: int, act: Run, done: str) -> Answer:
    work = current_work()
    refusal = attempt(lambda: act(work, digest_id, bulletin_form.revision_of(request.form.get("revision", ""))))
    if refusal is not None:
        return _shown(work, digest_id, None, refusal)
    flash(done)
    return redirect(url_for("supervision.bulletin", bulletin=digest_id), 303)


def _shown(work: Work, digest_id: int, typed: Typed | None = None, refusal: Refusal | None = None) -> Answer:
    if typed is not None and isinstance(refusal, Conflict):
        # The page shows what the other one saved: pressing again is then a decision.
        found = reading.one(work.session, digest_id) or abort(404)
        typed = bulletin_form.on_top_of(typed, found.revision)
    page = render_office("supervision/bulletin.html", words=STATE_WORDS, tones=STATE_TONES, reason=request.form.get(
        "reason", ""), correction=request.form.get("words", ""),
        page=bulletin_page.build(work, digest_id, typed, refusal))
    return page if refusal is None else (page, status_of(refusal))
