"""The papers of a request for whoever holds its number and query code: as a page, as PDF, as DOCX."""

from __future__ import annotations

from io import BytesIO

from flask import render_template, send_file, url_for
from werkzeug.wrappers import Response

from blueprints.disclosure.area import blueprint
from queries import papers as reading
from rules.errors import NotFound
from services import paper_files, papers
from services.paper_files import MEDIA_TYPES
from web.access import public
from web.opening import opened_case, to_find
from web.unit_of_work import current_work


@blueprint.get("/disclosure/status/<number>/papers/<int:paper_id>")
@public
def paper(number: str, paper_id: int) -> str | Response:
    """A paper as a page."""
    case = opened_case(number)
    if case is None:
        return to_find(number)
    work = current_work()
    letter = paper_files.read(work, papers.by_id(work, _own(case.case_id, paper_id)))
    return render_template("documents/official_page.html", paper=letter,
                           back=url_for("disclosure.status", number=number))


@blueprint.get("/disclosure/status/<number>/papers/<int:paper_id>/<any(pdf, docx):file_format>")
@public
def paper_file(number: str, paper_id: int, file_format: str) -> Response:
    case = opened_case(number)
    if case is None:
        return to_find(number)
    work = current_work()
    content = paper_files.hand_out(work, papers.by_id(work, _own(case.case_id, paper_id)), file_format)
    response = send_file(BytesIO(content), mimetype=MEDIA_TYPES[file_format], as_attachment=True,
                         download_name=f"{number}-{paper_id}.{file_format}", max_age=None, etag=False,
                         conditional=False)
    response.headers["Cache-Control"] = "no-store"
    return response


def _own(case_id: int, paper_id: int) -> int:
    """Return the id of a paper that went to the applicant. Raises NotFound for every other one."""
    if paper_id not in {one.id for one in reading.for_applicant(current_work().session, case_id)}:
        raise NotFound(papers.NO_PAPER)
    return paper_id
