"""Disclosure requests for programs: sending one, following it with its query code, and what was asked by others."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NoReturn

from flask import Response, request, url_for

from blueprints.api import deadlines, members, request_body
from blueprints.api.published import MEND
from blueprints.api.routes import GONE, NOT_FOUND, OTHER_BODY, answer, blueprint, is_opened, token_of_request
from queries import asked_requests, deadline_receipts, departments, paging, request_replies, request_status
from queries.asked_requests import GROUP_LABELS, AskedRow
from queries.request_status import RequestView
from rules import numbering
from rules.errors import Conflict, InputRefused
from rules.localtime import local_time
from rules.text_checks import storable
from services import disclosure_intake, intake
from web import cursors, limits, problems
from web.access import public
from web.json_body import read_object
from web.time_limits import searching
from web.unit_of_work import current_work

PUBLIC_ID = re.compile(r"[a-z2-7]{13}")
YEAR = re.compile(r"20\d\d")


@blueprint.post("/disclosure-requests")
@public
def send_request() -> Response:
    token = token_of_request()
    draft = request_body.draft_of(read_object(), token)
    work = current_work()
    if not intake.was_sent(work, token):
        limits.count_api_letter(draft.contact.email, draft.contact.phone)
    try:
        sent = disclosure_intake.submit_request(work, draft)
    except Conflict:
        problems.stop(422, OTHER_BODY)
    except InputRefused as refusal:
        members.stop_for(refusal, request_body.CONTACT_MEMBERS)
    made = answer({"number": sent.number, "query_code": sent.query_code, "due_on": sent.due_on,
                   "status_url": work.public_url + url_for("disclosure.status", number=sent.number)}, 201)
    made.headers["Location"] = url_for("api.disclosure_request", reference=sent.number)
    return made


@blueprint.get("/disclosure-requests/<reference>")
@public
def disclosure_request(reference: str) -> Response:
    """One request: the applicant's own by its number and query code, or what became public by its public id."""
    number = numbering.normal_number(reference)
    return answer(_public(reference) if number is None else _own(number))


@blueprint.get("/disclosure-requests/<number>/deadline")
@public
def request_deadline(number: str) -> Response:
    """The deadline receipts of the applicant's own request, by its number and query code."""
    view, work = _opened(numbering.normal_number(number)), current_work()
    return answer(deadlines.of_letter(
        view.number, deadline_receipts.of_case(work.session, work.settings, view.case_id)))


@blueprint.get("/disclosure-requests")
@public
def disclosure_requests() -> Response:
    """What was asked for and how it ended, the newest first."""
    session, arguments = current_work().session, request.args
    filters = {"department_id": _department_id(arguments.get("department", "")),
               "group": _chosen("outcome", arguments.get("outcome", ""), [group.value for group in GROUP_LABELS]),
               "year": int(year) if (year := _year(arguments.get("year", ""))) else None}
    cursor = cursors.shown(arguments).get("cursor", "")
    place = paging.read_cursor({"after": cursor}, date) if cursor else None
    if cursor and place is None:
        _refuse("cursor", "cursor要原样用上一页给出的next。")
    words = arguments.get("q", "").strip()
    if words:
        limits.count_search()
    with searching():
        page = asked_requests.page(session, **filters, cursor=place, words=words)
    return answer({"items": [_item(row) for row in page.rows], "next": cursors.hidden(page.after) or None})


def _own(number: str) -> dict[str, Any]:
    view = _opened(number)
    reply = view.reply
    sent = request_replies.issued(current_work().session, view.case_id) if reply is not None else []
    return {
        "number": view.number, "state": view.state.value, "department": view.asked.agency,
        "due_on": view.due.due_on if view.due is not None and view.is_counted else None,
        "timeline": [{"at": local_time(entry.at).isoformat(timespec="seconds"), "title": entry.title,
                      "by": entry.who, "words": entry.words} for entry in view.timeline],
        "outcome": None if view.outcome is None else view.outcome.outcome.value,
        "reply": None if reply is None else {
            "text": reply.text, "department": reply.department, "issued_on": reply.issued_on, "sha256": reply.digest,
            "basis": sent[-1].basis if sent else "", "remedy": sent[-1].remedy if sent else ""},
    }


def _opened(number: str | None) -> RequestView:
    view = None
    if number is not None and is_opened(number):
        view = request_status.read(current_work().session, number)
    if view is None:
        problems.stop(404, NOT_FOUND)
    return view


def _public(reference: str) -> dict[str, Any]:
    """Return what was made public of a request, by its public id; everything else is the same 404."""
    found = asked_requests.published(current_work().session, reference) if PUBLIC_ID.fullmatch(reference) else None
    if found is None:
        problems.stop(404, NOT_FOUND)
    row, publication = found
    if publication.withdrawn_at is not None:
        problems.stop(410, GONE, reason=publication.withdrawn_reason)
    return _item(row) | {"text": publication.text, "reply": publication.reply}


def _item(row: AskedRow) -> dict[str, Any]:
    key = current_work().secrets.code
    return {"id": row.public_id or numbering.public_id(key, row.case_id), "state": row.group.value,
            "outcome": row.outcome.value, "label": row.label, "department": row.agency, "subject": row.subject,
            "received_in": row.received, "ended_on": row.ended_on, "title": row.title or None}


def _department_id(text: str) -> int | None:
    if not text:
        return None
    try:
        found = departments.id_of(current_work().session, storable(text, "department", "department"))
    except InputRefused:
        found = None
    if found is None:
        _refuse("department", "没有这个机关，请写机关的代码或者全称。")
    return found


def _chosen(name: str, text: str, known: list[str]) -> str:
    if text and text not in known:
        _refuse(name, f"可以写的有：{'、'.join(known)}。")
    return text


def _year(text: str) -> str:
    if text and not YEAR.fullmatch(text):
        _refuse("year", "年份要写成四位数字，例如2026。")
    return text


def _refuse(parameter: str, detail: str) -> NoReturn:
    problems.stop(422, MEND, errors=[{"parameter": parameter, "detail": detail}])
