from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, session, url_for

from blueprints.disclosure.area import blueprint
from queries import request_status
from queries.request_status import RequestAsked
from queries.status import DueView
from rules import numbering, progress
from rules.clock_kinds import ClockKind, row_for
from rules.errors import NotFound
from rules.localtime import local_date
from rules.vocabulary import State
from web.access import public
from web.case_keys import receipt_token
from web.qr_code import picture
from web.unit_of_work import current_work

NO_RECEIPT = "回执只在提交申请的那台设备上能再打开。请用编号和查询码查进度。"
QR_LABEL = "查询页二维码，只含编号，不含查询码"


@dataclass(frozen=True)
class Receipt:
    """A request that was just sent from this browser, with its query code and the days that follow."""

    asked: RequestAsked
    due: DueView | None
    code: str


@blueprint.get("/disclosure/receipt/<number>")
@public
def receipt(number: str) -> str:
    """The receipt of an application; of several requests made of it, each with its own number and code."""
    work = current_work()
    sent = _receipt(number)
    others = [_receipt(one.number) for one in request_status.linked(work.session, sent.asked.case_id, None)
              if receipt_token(session, one.number)]
    received_on = local_date(sent.asked.received_at)
    notice = row_for(ClockKind.DISCLOSURE_CORRECTION_NOTICE, received_on)
    steps = progress.request_steps(State.RECEIVED, progress.Milestones(
        received_on, due_on=sent.due.due_on if sent.due else None))
    find = url_for("mailbox.find", number=number)
    return render_template(
        "disclosure/receipt.html", sent=sent, others=others, steps=steps,
        notice_by=work.calendar.add_working_days(received_on, notice.length),
        qr=picture(f"{work.public_url}{find}", QR_LABEL))


@blueprint.get("/disclosure/receipt/<number>/paper")
@public
def receipt_paper(number: str) -> str:
    """The 登记回执 on paper, without the query code: it may be shown to others."""
    return render_template("documents/disclosure_receipt.html", sent=_receipt(number), made_at=current_work().now,
                           back=url_for("disclosure.receipt", number=number))


def _receipt(number: str) -> Receipt:
    work = current_work()
    token = receipt_token(session, number)
    found = request_status.receipt(work.session, number) if token else None
    if token is None or found is None:
        raise NotFound(NO_RECEIPT)
    return Receipt(*found, numbering.query_code(work.secrets.code, token))
