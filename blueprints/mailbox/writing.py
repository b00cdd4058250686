from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from blueprints.mailbox.area import blueprint
from blueprints.mailbox.forms import DEPARTMENT, LetterForm
from blueprints.mailbox.home import terms_by_length
from queries import departments, status
from rules import consents, letter_draft, numbering, progress, text_checks
from rules.errors import Conflict, InputRefused, NotFound, TooMany
from rules.localtime import local_date
from rules.vocabulary import CATEGORY_LABELS, DEPARTMENT_KIND_LABELS, DepartmentKind, State
from services import attachments, intake
from services import puzzles as puzzle_records
from web import limits, puzzles, sending
from web.access import public
from web.case_keys import keep_receipt, receipt_token
from web.qr_code import picture
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]
NO_RECEIPT = "收据只在寄信的那台设备上能再打开。请用编号和查询码查进度。"
QR_LABEL = "查询页二维码，只含编号，不含查询码"


@blueprint.get("/write")
@public
def write() -> str:
    form = LetterForm(formdata=None)
    form.form_token.data = sending.new_token()
    slug, category = request.args.get("mailbox", ""), request.args.get("category", "")
    if slug or request.args.get("to") == DEPARTMENT:
        form.addressee.data, form.mailbox.data = DEPARTMENT, slug
    if category in CATEGORY_LABELS:
        form.category.data = category
    return page(form)


@blueprint.post("/write")
@public
def send() -> Answer:
    form = LetterForm()
    form.form_token.data = form.form_token.data or sending.new_token()
    if not form.validate():
        return page(form), 422
    numbers = text_checks.emergency_numbers(form.title.data or "", form.text.data or "")
    if numbers and not form.acknowledged.data:
        return page(form, numbers)
    try:
        sent = submit(form)
    except InputRefused as refusal:
        form.refuse(refusal)
        return page(form), 422
    except TooMany as refusal:
        return page(form, later=refusal.message), 429, limits.retry_after(refusal)
    except Conflict as refusal:
        form.form_token.data = sending.new_token()
        form.form_errors.append(refusal.message)
        return page(form), 409
    keep_receipt(session, sent.number, form.form_token.data)
    for kind in letter_draft.left_out(form.draft(())):
        flash(consents.NOT_STORED[kind], "warn")
    return redirect(url_for("mailbox.receipt", number=sent.number), 303)


@blueprint.get("/receipt/<number>")
@public
def receipt(number: str) -> Answer:
    work = current_work()
    token = receipt_token(session, number)
    letter = status.receipt(work.session, number) if token else None
    if token is None or letter is None:
        raise NotFound(NO_RECEIPT)
    received_on = local_date(letter.received_at)
    routed_by = work.calendar.add_working_days(received_on, 1)
    steps = progress.letter_steps(State.RECEIVED, progress.Milestones(
        received_on, routed_by, due_on=letter.due.due_on if letter.due else None))
    find = url_for("mailbox.find", number=number)
    return render_template(
        "mailbox/receipt.html", letter=letter, code=numbering.query_code(work.secrets.code, token), steps=steps,
        routed_by=routed_by, qr=picture(f"{work.public_url}{find}", QR_LABEL))


def submit(form: LetterForm) -> intake.Submission:
    """Store the files, which takes no lock, then the letter; files of a repeat or of a refusal are thrown away."""
    work = current_work()
    solved = sending.admit(form)
    files = attachments.store(work, form.chosen_files())
    try:
        sent = intake.submit_letter(work, form.draft(files))
        if solved is not None and not sent.repeated:
            puzzle_records.spend(work, solved)
    except Exception:
        attachments.discard(files)
        raise
    if sent.repeated:
        attachments.discard(files)
    return sent


def page(form: LetterForm, emergency: tuple[str, ...] = (), later: str = "") -> str:
    """Render the form; what was typed is in it, files have to be chosen again."""
    boxes = [box for box in departments.open_mailboxes(current_work().session) if box.kind is not None]
    boxes.sort(key=lambda box: list(DepartmentKind).index(DepartmentKind(box.kind)))
    form.mailbox.choices = [SelectChoice("", "请选择")] + [
        SelectChoice(box.slug, box.name, optgroup=DEPARTMENT_KIND_LABELS[DepartmentKind(box.kind)]) for box in boxes]
    return render_template("mailbox/write.html", form=form, emergency=emergency, later=later,
                           puzzle=puzzles.offer(form), terms=terms_by_length(current_work()),
                           lost_files=len(form.chosen_files()), limit=letter_draft.TEXT_CHARACTERS)
