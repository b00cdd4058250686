"""Taking applications in at the counter, and from mail, fax and e-mail; then the slip for the applicant."""

from __future__ import annotations

from flask import redirect, session, url_for
from wtforms import SelectChoice

from blueprints.request_desk import pages
from blueprints.request_desk.area import WORKERS, Answer, blueprint
from blueprints.request_desk.register_form import RegisterForm
from queries import deadline_receipts, departments
from rules import numbering, permissions
from rules.errors import NotFound
from rules.permissions import CaseFacts
from rules.transitions import Act
from rules.vocabulary import DEPARTMENT_KIND_LABELS, CaseKind, DepartmentKind
from services import identity_documents, request_counter
from services.intake import Submission
from services.work import Work
from web import sending
from web.access import staff
from web.acts import attempt, status_of
from web.case_keys import keep_receipt, receipt_token
from web.office import render_office
from web.qr_code import picture
from web.unit_of_work import current_work

COUNTY = "县人民政府（县政府办公室办理）"
QR_LABEL = "查询页二维码，只含编号，不含查询码"
NO_SLIP = "回执只在登记的那台电脑上、登记以后能打开。查询码不能再取，申请人可以带身份证件到窗口查询。"


@blueprint.get("/desk/requests/new")
@staff(*WORKERS)
def new_request() -> Answer:
    work, form = current_work(), RegisterForm(formdata=None)
    form.form_token.data = sending.new_token()
    form.came_on.data = work.today.isoformat()
    return _page(work, form)


@blueprint.post("/desk/requests/new")
@staff(*WORKERS)
def take_request() -> Answer:
    work, form = current_work(), RegisterForm()
    if not form.validate():
        return _page(work, form), 422
    made: list[Submission] = []
    refusal = attempt(lambda: made.append(_register(work, form)))
    if refusal is not None:
        form.refuse(refusal)
        return _page(work, form), status_of(refusal)
    keep_receipt(session, made[0].number, form.form_token.data or "")
    return redirect(url_for("request_desk.slip", number=made[0].number), 303)


@blueprint.get("/desk/requests/<number>/slip")
@staff(*WORKERS)
def slip(number: str) -> Answer:
    """Show number and query code once more, to be handed to the applicant."""
    work = current_work()
    file = pages.open_request(work, number)
    token = receipt_token(session, number)
    if token is None:
        raise NotFound(NO_SLIP)
    due = deadline_receipts.of_case(work.session, work.settings, file.id)
    address = f"{work.public_url}{url_for('mailbox.find', number=number)}"
    return render_office("request_desk/slip.html", file=file, due=due[-1].current if due else None,
                         code=numbering.query_code(work.secrets.code, token), qr=picture(address, QR_LABEL))


def _register(work: Work, form: RegisterForm) -> Submission:
    permissions.require(work.actor, Act.SUBMIT, CaseFacts(work.actor.department_id, kind=CaseKind.DISCLOSURE_REQUEST))
    pictures = identity_documents.prepare(form.chosen_files())
    own = request_counter.own_agency(work)
    made = request_counter.register(work, form.draft(own.code if own else form.agency.data or ""), form.arrival())
    if not made.repeated:
        identity_documents.store(work, made.id, pictures)
    return made


def _page(work: Work, form: RegisterForm) -> str:
    own = request_counter.own_agency(work)
    form.agency.choices = [SelectChoice("", COUNTY)] + [
        SelectChoice(unit.code, unit.name, optgroup=DEPARTMENT_KIND_LABELS[DepartmentKind(unit.kind)])
        for unit in departments.agencies(work.session, work.today)]
    return render_office("request_desk/new.html", form=form, own=own, lost_files=len(form.chosen_files()))
