from __future__ import annotations

import json

from flask import Response as FlaskResponse
from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import Optional

from blueprints.mailbox.area import blueprint
from blueprints.mailbox.status import Answer
from queries import person as reading
from queries.opened_cases import OpenedCase
from queries.person import PersonFile
from rules import contacts
from rules.consents import ConsentKind
from rules.errors import Refusal
from rules.letter_draft import Contact
from rules.rights import BY_OFFICE, RIGHT_LABELS, WORDS_CHARACTERS, WORKING_DAYS, Right
from rules.vocabulary import CaseKind
from services import rights
from services.notices import NOTICE_LABELS
from web.access import public
from web.acts import attempt, status_of
from web.forms import BaseForm, narrowed, readable, stripped
from web.opening import opened_case, to_find
from web.unit_of_work import current_work


class ContactForm(BaseForm):
    """What a person can correct; a field that is left empty is kept no longer."""

    name = StringField("姓名", [Optional()], filters=[stripped])
    phone = StringField("手机或座机号码", [Optional(), readable(contacts.phone_refusal)], filters=[narrowed])
    email = StringField("电子邮箱", [Optional(), readable(contacts.mail_refusal)], filters=[narrowed],
                        description="换了邮箱的，要从新邮箱收到的邮件里再确认一次，以后的进展才会寄到那里。")
    address = StringField("联系地址", [Optional()], filters=[stripped])

    def contact(self) -> Contact:
        """Return what was typed."""
        return Contact(self.name.data or "", self.phone.data or "", self.email.data or "", self.address.data or "")


class AskForm(BaseForm):
    kind = RadioField("申请什么", choices={right.value: RIGHT_LABELS[right] for right in Right if right in BY_OFFICE},
                      validate_choice=False)
    words = TextAreaField("说明", description=f"写清楚哪一处、为什么，不超过{WORDS_CHARACTERS}字。")


@blueprint.get("/status/<number>/person")
@public
def person(number: str) -> Answer:
    case = opened_case(number)
    return _page(case) if case is not None else to_find(number)


@blueprint.post("/status/<number>/person/copy")
@public
def copy_person(number: str) -> Answer:
    """Give the copy to take away; a POST, since taking it is noted in the record."""
    case = opened_case(number)
    if case is None:
        return to_find(number)
    work = current_work()
    rights.note_copy(work, case.case_id)
    kept = reading.as_copy(reading.read(work.session, work.cipher, case.case_id), dict(NOTICE_LABELS))
    response = FlaskResponse(json.dumps(kept, ensure_ascii=False, indent=2), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{case.number}.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/status/<number>/person/correction")
@public
def correct_person(number: str) -> Answer:
    case = opened_case(number)
    if case is None:
        return to_find(number)
    form = ContactForm()
    if not form.validate():
        return _page(case, contact=form), 422
    refusal = attempt(lambda: rights.correct_contact(current_work(), case.case_id, form.contact()))
    if refusal is not None:
        return _page(case, contact=form, refusal=refusal), status_of(refusal)
    flash("已经更正，办理记录里只写改了哪几项，不写内容。")
    return _back(number)


@blueprint.get("/status/<number>/person/deletion")
@public
def confirm_deletion(number: str) -> Answer:
    """Say what erasing means before it is final."""
    case = opened_case(number)
    if case is None:
        return to_find(number)
    return render_template("mailbox/person_delete.html", case=case)


@blueprint.post("/status/<number>/person/deletion")
@public
def delete_person(number: str) -> Answer:
    case = opened_case(number)
    if case is None:
        return to_find(number)
    refusal = attempt(lambda: rights.delete_identity(current_work(), case.case_id))
    flash(refusal.message if refusal else "姓名和联系方式已经删去。", "warn" if refusal else "calm")
    return _back(number)


@blueprint.post("/status/<number>/person/publication")
@public
def withdraw_publication(number: str) -> Answer:
    case = opened_case(number)
    if case is None:
        return to_find(number)
    refusal = attempt(lambda: rights.withdraw_publication(current_work(), case.case_id))
    done = "已经撤回。这封信不会再公开，公开过的已经撤下。"
    flash(refusal.message if refusal else done, "warn" if refusal else "calm")
    return _back(number)


@blueprint.post("/status/<number>/person/consents/<kind>")
@public
def withdraw_consent(number: str, kind: str) -> Answer:
    case = opened_case(number)
    if case is None:
        return to_find(number)
    known = next((one for one in ConsentKind if one.value == kind), None) or abort(404)
    refusal = attempt(lambda: rights.withdraw_consent(current_work(), case.case_id, known))
    done = "已经撤回。只凭这项同意存着的，已经删去。"
    flash(refusal.message if refusal else done, "warn" if refusal else "calm")
    return _back(number)


@blueprint.post("/status/<number>/person/requests")
@public
def ask_office(number: str) -> Answer:
    case = opened_case(number)
    if case is None:
        return to_find(number)
    form = AskForm()
    known = next((right for right in BY_OFFICE if right.value == form.kind.data), Right.COPY)
    refusal = attempt(lambda: rights.ask(current_work(), case.case_id, known, form.words.data or ""))
    if refusal is not None:
        return _page(case, ask=form, refusal=refusal), status_of(refusal)
    office = "县信访局" if case.kind is CaseKind.LETTER else "县政府办公室"
    flash(f"申请已经交给{office}，{WORKING_DAYS}个工作日内答复，结果写在这一页上。")
    return _back(number)


def _back(number: str) -> Response:
    return redirect(url_for("mailbox.person", number=number), 303)


def _page(case: OpenedCase, contact: ContactForm | None = None, ask: AskForm | None = None,
          refusal: Refusal | None = None) -> str:
    work = current_work()
    kept = reading.read(work.session, work.cipher, case.case_id)
    refused = contact or ask
    if refused is not None and refusal is not None:
        refused.refuse(refusal)
    return render_template(
        "mailbox/person.html", case=case, person=kept, fields=reading.fields_of(kept), refused=refused,
        contact=contact or _contact_form(kept), ask=_named(ask or AskForm(formdata=None), case), notices=NOTICE_LABELS,
        channels=reading.CHANNELS, notice_states=reading.NOTICE_STATES, days=WORKING_DAYS)


def _named(form: AskForm, case: OpenedCase) -> AskForm:
    """Call a request by its name in what can be asked for."""
    if case.kind is not CaseKind.LETTER:
        form.kind.choices = {value: label.replace("来信", case.item) for value, label in form.kind.choices.items()}
    return form


def _contact_form(kept: PersonFile) -> ContactForm:
    form = ContactForm(formdata=None)
    for slug, text in kept.contact.items():
        if slug in form:
            form[slug].data = text
    return form
