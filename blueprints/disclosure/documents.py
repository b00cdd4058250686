"""The documents that came with the reply to a request, as files, for whoever holds its number and query code."""

from __future__ import annotations

from io import BytesIO

from flask import send_file
from werkzeug.wrappers import Response

from blueprints.disclosure.area import blueprint
from services import request_document_files
from services.paper_files import MEDIA_TYPES
from web.access import public
from web.opening import opened_case, to_find
from web.unit_of_work import current_work


@blueprint.get("/disclosure/status/<number>/documents/<int:place>.docx")
@public
def document(number: str, place: int) -> Response:
    case = opened_case(number)
    if case is None:
        return to_find(number)
    content = request_document_files.for_applicant(current_work(), case.case_id, place)
    response = send_file(BytesIO(content), mimetype=MEDIA_TYPES["docx"], as_attachment=True,
                         download_name=f"{number}-document-{place}.docx", max_age=None, etag=False, conditional=False)
    response.headers["Cache-Control"] = "no-store"
    return response
