"""The texts of a draft for the public: every one with its reason, two compared, the final one, and the files."""

from __future__ import annotations

from flask import Response, render_template, request

from blueprints.comment_periods import text_reading
from blueprints.comment_periods.area import blueprint
from blueprints.comment_periods.reading import released
from queries import drafts
from rules.errors import NotFound
from services import draft_files
from services.draft_files import Format
from web.access import public
from web.page_cache import shared
from web.unit_of_work import current_work

NO_FINAL = "这次征集还没有公布正式文本。公布以后，可以从征集页打开。"
MEDIA = {Format.PDF: "application/pdf",
         Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


@blueprint.get("/comment-periods/<number>/versions")
@public
@shared
def versions(number: str) -> str:
    """Every text that was before the public, and what two of them have unlike, the last two unless others are asked.
    """
    page = released(number)
    wanted = (request.args.get("from", 0, type=int), request.args.get("to", 0, type=int))
    return render_template("comment_periods/versions.html", row=page.row,
                           texts=text_reading.texts(current_work(), page.row.id, wanted))


@blueprint.get("/comment-periods/<number>/final")
@public
@shared
def final(number: str) -> str:
    """The text as it was adopted in the end, and which passages changed because of how many comments."""
    page = released(number)
    found = text_reading.final(current_work(), page.row.id)
    if found is None:
        raise NotFound(NO_FINAL)
    return render_template("comment_periods/final.html", row=page.row, final=found)


@blueprint.get("/comment-periods/<number>/texts/<int:place>.<any(docx, pdf):kind>")
@public
def text_file(number: str, place: int, kind: str) -> Response:
    """A text as a file, exactly the bytes that were kept when it came before the public."""
    work, page = current_work(), released(number)
    version = next((one for one in drafts.versions(work.session, page.row.id) if one.place == place), None)
    if version is None:
        raise NotFound(draft_files.NO_TEXT)
    file_format = Format(kind)
    row, content = draft_files.kept(work, version.id, file_format)
    answer = Response(content, mimetype=MEDIA[file_format])
    shown = "inline" if file_format is Format.PDF else "attachment"
    answer.headers["Content-Disposition"] = f'{shown}; filename="{number}-{place}.{kind}"'
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(row.digest)
    answer.make_conditional(request)
    return answer
