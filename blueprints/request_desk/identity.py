"""Pictures of identity documents: the agency that was asked opens them one by one, each time with a reason."""

from __future__ import annotations

from flask import make_response
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField

from blueprints.request_desk import pages
from blueprints.request_desk.area import blueprint
from queries import reveals as reading
from queries.request_file import RequestFile
from rules.actors import DEPARTMENT_ROLES
from rules.errors import Refusal
from rules.reveals import REASON_LABELS
from services import identity_documents
from services.identity_documents import Picture
from web.access import staff
from web.acts import attempt, status_of
from web.forms import BaseForm
from web.office import render_office
from web.unit_of_work import current_work

LARGEST_PLACE = 99


class PictureForm(BaseForm):
    """Why somebody has to see the document."""

    reason = RadioField("为什么要看", validate_choice=False, choices={
        slug.value: label.replace("来信人", "申请人").replace("来信", "申请") for slug, label in REASON_LABELS.items()})
    words = TextAreaField("补充说明", description="选“其他”的，这里写明理由，至少4个字。申请人看不到这里写的话。")


@blueprint.get("/desk/requests/<number>/identity")
@staff(*DEPARTMENT_ROLES, fresh=True)
def identity(number: str) -> Response:
    return _page(pages.open_request(current_work(), number), PictureForm(formdata=None))


@blueprint.post("/desk/requests/<number>/identity/<int:place>")
@staff(*DEPARTMENT_ROLES, fresh=True)
def open_picture(number: str, place: int) -> Response:
    """Show one picture on this answer; there is no address under which it could be opened again."""
    work, form = current_work(), PictureForm()
    file = pages.open_request(work, number)
    found: list[Picture] = []
    refusal = attempt(lambda: found.append(identity_documents.open_one(
        work, file.id, min(place, LARGEST_PLACE), form.reason.data or "", form.words.data or "")))
    if refusal is not None:
        form.refuse(refusal)
        return _page(file, form, refusal)
    response = Response(found[0].content, mimetype=found[0].media_type)
    # Shown inline like the small pictures of attachments: it was made here, pixel by pixel.
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(file: RequestFile, form: PictureForm, refusal: Refusal | None = None) -> Response:
    work = current_work()
    page = make_response(render_office(
        "request_desk/identity.html", file=file, form=form, refused=form if refusal else None,
        pictures=identity_documents.count(work, file.id), looks=reading.of_case(work.session, file.id)),
        status_of(refusal) if refusal else 200)
    page.headers["Cache-Control"] = "no-store"
    return page
