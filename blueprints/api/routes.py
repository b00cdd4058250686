from __future__ import annotations

import json
import re
import secrets
from typing import Any

from flask import Blueprint, Response, request, url_for

from blueprints.api import deadlines, figures, letter_body, members, published, views
from blueprints.api.description import DOCUMENT
from queries import status
from queries.deadline_receipts import receipts_of
from queries.status import StatusView
from rules import letter_draft, numbering
from rules.errors import Conflict, InputRefused, TooMany
from services import intake, lookup
from web import limits, problems
from web.access import public, without_session
from web.json_body import read_object
from web.page_cache import shared
from web.sign_in import source
from web.unit_of_work import apart, current_work

blueprint = without_session(Blueprint("api", __name__, url_prefix="/api/v1"))

KEY_HEADER = "Idempotency-Key"
CODE_HEADER = "X-Query-Code"
# Printable characters; the prefix keeps keys of programs apart from the tokens of our own forms.
_KEY = re.compile(r"[\x21-\x7e]{1,128}")
_KEY_PREFIX = "idempotency:"
OTHER_BODY = f"这个{KEY_HEADER}已经用在另一封信上。寄新的信请换一个新的{KEY_HEADER}。"
NOT_FOUND = "没有这一件，或者查询码不对。请核对编号和查询码。"
GONE = "这一件的公开件已经撤下。"


@blueprint.post("/letters")
@public
def send_letter() -> Response:
    token = token_of_request()
    draft = letter_body.draft_of(read_object(), token)
    work = current_work()
    if not intake.was_sent(work, token):
        limits.count_api_letter(draft.contact.email, draft.contact.phone)
    try:
        sent = intake.submit_letter(work, draft)
    except Conflict:
        problems.stop(422, OTHER_BODY)
    except InputRefused as refusal:
        members.stop_for(refusal, letter_body.CONTACT_MEMBERS)
    receipt = {"number": sent.number, "query_code": sent.query_code, "due_on": sent.due_on,
               "status_url": work.public_url + url_for("mailbox.status", number=sent.number)}
    if letter_draft.left_out(draft):
        receipt["not_stored"] = [kind.value for kind in letter_draft.left_out(draft)]
    made = answer(receipt, 201)
    made.headers["Location"] = url_for("api.letter", reference=sent.number)
    return made


@blueprint.get("/letters/<reference>")
@public
def letter(reference: str) -> Response:
    """One letter: the writer's own by its number and query code, or a published one by its public id."""
    number = numbering.normal_number(reference)
    return answer(_published(reference) if number is None else _own(number))


@blueprint.get("/letters/<number>/deadline")
@public
def deadline(number: str) -> Response:
    """The deadline receipts of the writer's own letter, by its number and query code."""
    known = numbering.normal_number(number)
    if known is None:
        problems.stop(404, NOT_FOUND)
    view, work = _opened(known), current_work()
    return answer(deadlines.of_letter(view.number, receipts_of(work.session, work.settings, view)))


@blueprint.get("/letters")
@public
@shared
def published_letters() -> Response:
    return answer(published.page(current_work().session, request.args))


@blueprint.get("/statistics")
@public
@shared
def statistics() -> Response:
    """The figures of a month, a quarter or a year, by default the last whole month: the same as on the page."""
    work = current_work()
    return answer(figures.statistics(work.session, request.args, work.today))


@blueprint.get("/digests")
@public
@shared
def digests() -> Response:
    return answer(figures.listed(current_work().session, request.args))


@blueprint.get("/digests/<kind>/<period>")
@public
@shared
def digest(kind: str, period: str) -> Response:
    """One monthly summary or bulletin in public form."""
    return answer(figures.one(current_work().session, kind, period))


@blueprint.get("/openapi.json")
@public
def description() -> Response:
    return answer(DOCUMENT)


def token_of_request() -> str:
    """Return the Idempotency-Key as a form token, a new one without it; ends the request for one that is no key."""
    key = request.headers.get(KEY_HEADER)
    if key is None:
        return secrets.token_urlsafe(24)
    if not _KEY.fullmatch(key):
        problems.stop(400, f"{KEY_HEADER}要写1到128个英文字母、数字或者符号，中间没有空格。")
    return _KEY_PREFIX + key


def _own(number: str) -> dict[str, Any]:
    return views.own_letter(_opened(number))


def _opened(number: str) -> StatusView:
    view = status.read(current_work().session, number) if is_opened(number) else None
    if view is None:
        problems.stop(404, NOT_FOUND)
    return view


def is_opened(number: str) -> bool:
    """Tell whether number and query code open a case; every wrong pair is the same, and counted."""
    limits.count_lookup()
    try:
        with apart() as work:
            found = lookup.find(work, number, request.headers.get(CODE_HEADER, ""), source())
    except TooMany as refusal:
        problems.stop(429, refusal.message, limits.retry_after(refusal))
    return found is not None


def _published(reference: str) -> dict[str, Any]:
    publication = published.one(current_work().session, reference)
    if publication is None:
        problems.stop(404, NOT_FOUND)
    if publication.withdrawn_at is not None:
        problems.stop(410, GONE, reason=publication.withdrawn_reason)
    return views.published_letter(publication)


def answer(value: dict[str, Any], code: int = 200) -> Response:
    return Response(json.dumps(value, ensure_ascii=False, default=str), code, mimetype="application/json")
