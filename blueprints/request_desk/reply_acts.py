"""The acts on the reply to a request, as rows of acts.ACTS: from the first draft to the file."""

from __future__ import annotations

from blueprints.request_desk.forms import PlainForm
from blueprints.request_desk.reply_forms import ApproveForm, DeliverForm, ReplyForm, SendBackForm
from rules.errors import Conflict, InputRefused
from rules.outcomes import Outcome
from rules.reply_delivery import Delivery
from rules.request_replies import ReplyWords, Secrecy
from rules.request_words import DeliverBy
from services import request_delivery, request_replies
from services.request_replies import SecrecyReview
from services.work import Work
from web.forms import typed_day


def save(work: Work, case_id: int, form: ReplyForm) -> object:
    return request_replies.save(work, case_id, _words(form))


def draft(work: Work, case_id: int, form: ReplyForm) -> object:
    return request_replies.draft(work, case_id, _words(form))


def approve(work: Work, case_id: int, form: ApproveForm) -> object:
    found = next((one for one in Secrecy if one.value == form.secrecy.data), None)
    review = SecrecyReview(found, form.secrecy_words.data or "")
    return request_replies.approve(work, case_id, version_of(form), review, knowingly=form.knowingly.data)


def send_back(work: Work, case_id: int, form: SendBackForm) -> object:
    return request_replies.send_back(work, case_id, version_of(form), form.reason.data or "")


def issue(work: Work, case_id: int, form: PlainForm) -> object:
    return request_replies.issue(work, case_id, version_of(form))


def deliver(work: Work, case_id: int, form: DeliverForm) -> object:
    by = next((one for one in DeliverBy if one.value == form.by.data), None)
    if by is None:
        raise InputRefused("请选送达方式。", "by")
    proof = form.signed_by.data if by is DeliverBy.COLLECT else form.proof.data
    return request_delivery.deliver(work, case_id, Delivery(by, typed_day(form.on.data, "on"), proof or ""))


def archive(work: Work, case_id: int, _form: PlainForm) -> object:
    return request_delivery.archive(work, case_id)


def version_of(form: PlainForm | SendBackForm) -> int:
    """Return the version that was on the screen. Raises Conflict for what is none."""
    text = form.version.data or ""
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Conflict()
    return int(text)


def _words(form: ReplyForm) -> ReplyWords:
    outcome = next((one for one in Outcome if one.value == form.outcome.data), None)
    return ReplyWords(outcome, form.text.data or "", form.reasons.data or "", form.further_law.data or "",
                      form.way.data or "")
