"""The record for everybody: the sealed days, a letter's receipt, its answers as they were sent, checking a receipt."""

from __future__ import annotations

from datetime import date

from flask import Response, jsonify, render_template, request, url_for

from blueprints.mailbox.area import blueprint
from blueprints.mailbox.record_form import ReceiptForm
from blueprints.mailbox.status import Answer
from queries import issued_replies, record_receipts, sealed_days
from queries.issued_replies import IssuedReply
from rules import machines, record_receipt
from rules.errors import InputRefused, NotFound
from rules.record_receipt import VERDICT_LABELS, Verdict
from rules.statistics import month_after, month_before, month_of
from rules.transitions import ACT_LABELS, Act
from rules.vocabulary import CaseKind
from web.access import public
from web.filters import own_page
from web.opening import opened_case, to_find
from web.unit_of_work import current_work

NO_SUCH_MONTH = "没有这个月的封存值。月份应写成2026-10的样子。"
NO_SUCH_REPLY = "没有这一份答复。请回到办理情况页面，从那里打开。"
FIRST_YEAR, LAST_YEAR = 2000, 2999


@blueprint.get("/record", defaults={"month": ""})
@blueprint.get("/record/<month>")
@public
def record_days(month: str) -> str:
    """A month of sealed days, at first the newest."""
    work = current_work()
    ends = sealed_days.span(work.session)
    shown = month_of(month) if month else (ends[1] if ends else work.today).replace(day=1)
    if shown is None:
        raise NotFound(NO_SUCH_MONTH)
    return render_template(
        "mailbox/record.html", month=shown, days=sealed_days.of_month(work.session, shown, month_after(shown)),
        earlier=month_before(shown) if ends and ends[0] < shown else None,
        later=month_after(shown) if ends and ends[1] >= month_after(shown) else None)


@blueprint.get("/record/<int:year>.json")
@public
def record_year(year: int) -> Response:
    """The sealed days of a year for programs, the first one first."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound(NO_SUCH_MONTH)
    days = sealed_days.of_month(current_work().session, date(year, 1, 1), date(year + 1, 1, 1))
    return jsonify([{"day": one.day.isoformat(), "events": one.count, "root": one.root, "previous": one.previous,
                     "link": one.link} for one in reversed(days)])


@blueprint.get("/record/check.py")
@public
def record_program() -> Response:
    """The program with which anybody checks a receipt on a machine of their own."""
    return _download(render_template("mailbox/check_record.txt"), "check_record.py", "text/plain")


@blueprint.get("/record/check")
@public
def record_check() -> str:
    return render_template("mailbox/record_check.html", form=ReceiptForm(formdata=None), found=[], number="")


@blueprint.post("/record/check")
@public
def check_receipt() -> Answer:
    form = ReceiptForm()
    try:
        receipt = record_receipt.read(_typed(form))
    except InputRefused as refusal:
        form.refuse(refusal)
        return render_template("mailbox/record_check.html", form=form, found=[], number=""), 422
    published = {day.day: day.root for day, _ in sealed_days.with_seals(current_work().session)}
    found = list(record_receipt.check(receipt, published))
    return render_template(
        "mailbox/record_check.html", form=ReceiptForm(formdata=None), found=found, number=receipt.number,
        words=VERDICT_LABELS, acts=ACT_LABELS, whole=all(verdict is Verdict.IN_RECORD for _, verdict in found))


@blueprint.get("/status/<number>/record")
@public
def receipt_paper(number: str) -> Answer:
    """The receipt on paper."""
    case = opened_case(number)
    if case is None:
        return to_find(number)
    work = current_work()
    receipt = record_receipts.of_case(work.session, case.case_id, case.number, case.kind)
    return render_template("documents/record.html", receipt=receipt,
                           acts=_labels(case.kind), item=case.item, made_at=work.now, back=own_page(number))


@blueprint.get("/status/<number>/record.json")
@public
def receipt_file(number: str) -> Answer:
    """The receipt for a program."""
    case = opened_case(number)
    if case is None:
        return to_find(number)
    receipt = record_receipts.of_case(current_work().session, case.case_id, case.number, case.kind)
    text = record_receipt.written(receipt, _labels(case.kind), url_for("mailbox.record_days", _external=True))
    return _download(text, f"record-{case.number}.json", "application/json")


@blueprint.get("/status/<number>/replies/<int:place>")
@public
def reply_paper(number: str, place: int) -> Answer:
    """One answer as it was sent, also when a later one has replaced it."""
    case = opened_case(number)
    if case is None:
        return to_find(number)
    return render_template("documents/reply.html", case=case, reply=_reply(case.case_id, place),
                           back=own_page(number))


@blueprint.get("/status/<number>/replies/<int:place>.txt")
@public
def reply_file(number: str, place: int) -> Answer:
    """The text of an answer, byte for byte what its SHA-256 was taken of."""
    case = opened_case(number)
    if case is None:
        return to_find(number)
    return _download(_reply(case.case_id, place).text, f"reply-{case.number}-{place}.txt", "text/plain")


def _reply(case_id: int, place: int) -> IssuedReply:
    replies = issued_replies.of_case(current_work().session, case_id)
    if not 1 <= place <= len(replies):
        raise NotFound(NO_SUCH_REPLY)
    return replies[place - 1]


def _labels(kind: CaseKind) -> dict[str, str]:
    """Return how acts read on a case of this kind."""
    return {act.value: machines.act_label(kind, act) for act in Act}


def _typed(form: ReceiptForm) -> str:
    """Return the receipt that was chosen as a file, else the one that was pasted."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return form.receipt.data or ""
    upload.stream.seek(0)
    try:
        return upload.stream.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""


def _download(text: str, name: str, mimetype: str) -> Response:
    answer = Response(text.encode(), mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
