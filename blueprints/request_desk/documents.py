"""The redaction desk of a document that a request is answered with: put in, judged with grounds, finished."""

from __future__ import annotations

from io import BytesIO

from flask import flash, redirect, request, send_file, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, SelectField, StringField

from blueprints.request_desk import document_page, pages
from blueprints.request_desk.area import Answer, blueprint
from blueprints.request_desk.reply_forms import DocumentForm
from queries.request_file import RequestFile
from rules import redaction
from rules.actors import Role
from rules.errors import Refusal
from rules.redaction_marks import OMITTED, OTHER
from services import request_document_files, request_documents
from services.paper_files import MEDIA_TYPES
from services.redaction_edits import Addition
from services.work import Work
from web import redaction_form
from web.access import staff
from web.acts import attempt, status_of
from web.forms import BaseForm, stripped
from web.office import render_office
from web.posted import Posted
from web.unit_of_work import current_work


class MarksForm(BaseForm):
    """What the redactor adds to the marks, whose own fields are named after them. `do` is the button: save, finish.

    `place` is what was selected with a script, `only` that no other place is meant.
    """

    edits = HiddenField()
    words = StringField("再隐去这些字", description="照原文写，或者在原文里选中。名称和全文里所有这些字都会隐去。")
    place = HiddenField()
    only = BooleanField("只隐去选中的这一处")
    kind = SelectField("类别", choices={**redaction.KINDS, **redaction.HINT_KINDS, OTHER: "其他内容"}, default=OTHER,
                       validate_choice=False)
    ground = SelectField("不公开的依据", choices={"": "请选依据"}, validate_choice=False)
    replacement = StringField("公开的写法", default=OMITTED, filters=[stripped])
    do = StringField()


@blueprint.post("/desk/requests/<number>/documents")
@staff(Role.HANDLER, Role.LEAD)
def add_document(number: str) -> Answer:
    work = current_work()
    file, form = pages.open_request(work, number), DocumentForm(prefix="add-document-")
    refusal = attempt(lambda: request_documents.add(work, file.id, form.title.data or "", form.text.data or ""))
    if refusal is None:
        flash("文件已经放进来，请逐处判断。")
        added = request_documents.of_case(work, file.id)[-1].id
        return redirect(url_for("request_desk.document", number=number, document_id=added), 303)
    form.refuse(refusal)
    page = pages.request_page(work, file, "", Posted("add-document", form, refusal))
    return render_office("request_desk/request.html", page=page), status_of(refusal)


@blueprint.get("/desk/requests/<number>/documents/<int:document_id>")
@staff(Role.HANDLER, Role.LEAD)
def document(number: str, document_id: int) -> Answer:
    work = current_work()
    return _shown(work, pages.open_request(work, number), document_id, MarksForm(formdata=None))


@blueprint.post("/desk/requests/<number>/documents/<int:document_id>/marks")
@staff(Role.HANDLER, Role.LEAD)
def mark_document(number: str, document_id: int) -> Answer:
    """Save the decisions, leave further words out when there are any, and finish when that button was pressed."""
    work, form = current_work(), MarksForm()
    file = pages.open_request(work, number)
    refusal = attempt(lambda: _save(work, file.id, document_id, form))
    if refusal is not None:
        return _again(work, file, document_id, form, refusal)
    here = redirect(url_for("request_desk.document", number=number, document_id=document_id), 303)
    if form.do.data != "finish":
        return here
    refusal = attempt(lambda: _finish(work, file.id, document_id))
    if refusal is not None:
        # What was decided stays; the page says what is still missing.
        flash(refusal.message, "warn")
        return here
    flash("这份文件已经做好，随答复送审。")
    return redirect(url_for("request_desk.open_one", number=number), 303)


@blueprint.post("/desk/requests/<number>/documents/<int:document_id>/<any(remove, reopen):step>")
@staff(Role.HANDLER, Role.LEAD)
def move_document(number: str, document_id: int, step: str) -> Answer:
    work = current_work()
    file = pages.open_request(work, number)
    act = request_documents.remove if step == "remove" else request_documents.reopen
    refusal = attempt(lambda: act(work, file.id, document_id))
    if refusal is not None:
        return _again(work, file, document_id, MarksForm(formdata=None), refusal)
    if step == "remove":
        flash("文件已经移去，不随答复提供。")
        return redirect(url_for("request_desk.open_one", number=number), 303)
    return redirect(url_for("request_desk.document", number=number, document_id=document_id), 303)


@blueprint.get("/desk/requests/<number>/documents/<int:document_id>.docx")
@staff(Role.HANDLER, Role.LEAD)
def document_file(number: str, document_id: int) -> Response:
    """The public form as a file, to be printed or sent with the reply."""
    work = current_work()
    content = request_document_files.for_staff(work, pages.open_request(work, number).id, document_id)
    response = send_file(BytesIO(content), mimetype=MEDIA_TYPES["docx"], as_attachment=True,
                         download_name=f"{number}-document-{document_id}.docx", max_age=None, etag=False,
                         conditional=False)
    response.headers["Cache-Control"] = "no-store"
    return response


def _save(work: Work, case_id: int, document_id: int, form: MarksForm) -> None:
    one = request_documents.judge(
        work, case_id, document_id, redaction_form.edits_of(form.edits.data),
        [redaction_form.change_of(key, with_ground=True) for key in redaction_form.mark_ids()])
    if (form.words.data or "").strip():
        request_documents.hide(work, case_id, document_id, one.derivative.edits, Addition(
            form.words.data or "", form.kind.data or "", form.replacement.data or "",
            redaction_form.place_of(form.place.data) if form.only.data else None, form.ground.data or None))


def _finish(work: Work, case_id: int, document_id: int) -> None:
    one = request_documents.read(work, case_id, document_id)
    request_documents.finish(work, case_id, document_id, one.derivative.edits)


def _again(work: Work, file: RequestFile, document_id: int, form: MarksForm, refusal: Refusal) -> Answer:
    """Show the page with what was refused; what was typed stays, unless somebody else has changed it since."""
    form.refuse(refusal)
    status = status_of(refusal)
    return _shown(work, file, document_id, form, request.form if status == 422 else {}), status


def _shown(work: Work, file: RequestFile, document_id: int, form: MarksForm,
           typed: dict[str, str] | None = None) -> str:
    page = document_page.build(work, file, document_id, typed or {})
    form.ground.choices = {"": "请选依据"} | dict(page.grounds)
    return render_office("request_desk/document.html", page=page, form=form)
