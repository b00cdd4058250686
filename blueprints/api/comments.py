"""Commenting on a draft by program, and following the own comment with its query code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, url_for

from blueprints.api import members
from blueprints.api.comment_periods import WHOLE
from blueprints.api.members import Members
from blueprints.api.routes import NOT_FOUND, answer, blueprint, is_opened, token_of_request
from queries import comment_status
from queries.comment_status import CommentView
from rules import contacts, numbering
from rules.comment_draft import CommentDraft
from rules.comment_words import STANCE_LABELS, Stance
from rules.errors import Conflict, InputRefused
from rules.letter_draft import Contact
from rules.localtime import local_time
from rules.vocabulary import Channel
from services import comment_intake, intake
from web import limits, problems
from web.access import public
from web.json_body import read_object
from web.sign_in import source
from web.unit_of_work import current_work

CONTACT_MEMBERS = ("name", "phone", "email")
OTHER_BODY = "这个Idempotency-Key已经用在另一条意见上。提新的意见请换一个新的Idempotency-Key。"
# What rules call otherwise than the members of the body.
_PLACES = {"anchor": "passage"}


@blueprint.post("/comment-periods/<number>/comments")
@public
def send_comment(number: str) -> Response:
    """Take a comment in: 201 when it counts for its contact, 202 while nobody has confirmed that contact."""
    token = token_of_request()
    draft = draft_of(read_object(), number, token)
    work = current_work()
    if not intake.was_sent(work, token):
        limits.count_api_comment(draft.contact.email, draft.contact.phone)
    try:
        sent = comment_intake.submit_comment(work, draft)
    except Conflict:
        problems.stop(422, OTHER_BODY)
    except InputRefused as refusal:
        refusal.field = _PLACES.get(refusal.field or "", refusal.field)
        members.stop_for(refusal, CONTACT_MEMBERS)
    made = answer({"number": sent.number, "query_code": sent.query_code, "confirmed": sent.is_confirmed,
                   "status_url": work.public_url + url_for("comment_periods.status", number=sent.number)},
                  201 if sent.is_confirmed else 202)
    made.headers["Location"] = url_for("api.own_comment", number=sent.number)
    return made


@blueprint.get("/comments/<number>")
@public
def own_comment(number: str) -> Response:
    """The writer's own comment by its number and query code."""
    known = numbering.normal_number(number)
    view = comment_status.read(current_work().session, known) if known and is_opened(known) else None
    if view is None:
        problems.stop(404, NOT_FOUND)
    return answer(_own(view))


def draft_of(body: Mapping[str, Any], period: str, token: str) -> CommentDraft:
    """Return the draft that a JSON object describes; ends the request with 422 and every fault in it otherwise."""
    inner = Members.of(body)
    contact = inner.inner("contact")
    anchor = inner.text("passage")
    draft = CommentDraft(
        token=token, period=period, channel=Channel.API, text=inner.text("text"),
        anchor="" if anchor == WHOLE else anchor,
        stance=inner.choice("stance", STANCE_LABELS, Stance.SUGGEST, "态度"),
        contact=Contact(contact.text("name"), contact.text("phone", contacts.phone_refusal),
                        contact.text("email", contacts.mail_refusal)),
        contact_token=inner.text("contact_token"), source=source())
    contact.refuse_unknown()
    inner.refuse_unknown()
    inner.stop_if_refused()
    return draft


def _own(view: CommentView) -> dict[str, Any]:
    said, answered = view.said, view.answered
    return {
        "number": said.number, "state": said.state.value, "period": said.period, "passage": said.anchor or WHOLE,
        "stance": said.stance.value, "text": said.text, "confirmed": said.confirmed_at is not None,
        "public_text": view.shown_text, "name": said.shown_name, "reason": view.decided_words or None,
        "ground": view.aside_ground.value if view.aside_ground else None,
        "mend_until": None if view.mend_until is None else local_time(view.mend_until).isoformat(timespec="seconds"),
        "replaced_by": view.replaced_by or None,
        "timeline": [{"at": local_time(entry.at).isoformat(timespec="seconds"), "title": entry.title,
                      "by": entry.who, "words": entry.words} for entry in view.timeline],
        "adoption": [] if answered is None else [
            {"serial": row.serial, "passage": row.passage, "summary": row.summary, "decision": row.decision.value,
             "reason": row.reason, "comments": row.comments} for row in answered.rows]}
