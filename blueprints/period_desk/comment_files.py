"""Attachments of a comment at the desk: the copy without metadata, after a warning where one is due."""

from __future__ import annotations

from flask import url_for

from blueprints.period_desk import comment_page
from blueprints.period_desk.area import READERS, Answer, blueprint
from queries.comment_file import CommentFile
from rules.errors import NotFound
from services import file_access
from services.work import Work
from web.access import staff
from web.handed_files import sent
from web.office import render_office
from web.unit_of_work import apart, current_work


@blueprint.get("/desk/comments/<number>/files/<int:place>")
@staff(*READERS)
def comment_attachment(number: str, place: int) -> Answer:
    """Hand out the copy at once when the scanner found it clean, else show what has to be known first."""
    work = current_work()
    file = comment_page.open_comment(work, number)
    name = _name(file, place)
    warnings = file_access.warnings(work, file.id, place)
    if warnings:
        return render_office(
            "period_desk/file_warning.html", number=number, name=name, original=False, warnings=warnings,
            action=url_for("period_desk.confirmed_comment_attachment", number=number, place=place),
            back=url_for("period_desk.comment", number=number))
    with apart() as noted:
        return _handed(noted, file, place)


@blueprint.post("/desk/comments/<number>/files/<int:place>")
@staff(*READERS)
def confirmed_comment_attachment(number: str, place: int) -> Answer:
    work = current_work()
    return _handed(work, comment_page.open_comment(work, number), place, confirmed=True)


def _handed(work: Work, file: CommentFile, place: int, *, confirmed: bool = False) -> Answer:
    name = _name(file, place)
    return sent(file_access.hand_out(work, file.number, file.id, place, confirmed=confirmed), name)


def _name(file: CommentFile, place: int) -> str:
    if not 1 <= place <= len(file.files):
        raise NotFound(file_access.NONE)
    return file.files[place - 1].display_name
