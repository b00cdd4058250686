"""Attachments on the desk: downloads, the warning before some of them, and small pictures to look at."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from blueprints.desk import pages
from blueprints.desk.routes import READERS, Answer, blueprint
from queries.letter_file import LetterFile
from rules.errors import NotFound, NotPermitted
from rules.file_access import ORIGINAL_READERS
from services import file_access
from services.file_access import NONE
from services.work import Work
from web.access import staff
from web.handed_files import sent
from web.office import render_office
from web.unit_of_work import apart, current_work


@blueprint.get("/desk/letters/<number>/files/<int:place>")
@staff(*READERS)
def attachment(number: str, place: int) -> Answer:
    """Hand out the copy at once when the scanner found it clean, else show what has to be known first."""
    return _asked(number, place, original=False)


@blueprint.post("/desk/letters/<number>/files/<int:place>")
@staff(*READERS)
def confirmed_attachment(number: str, place: int) -> Answer:
    return _download(current_work(), number, place, original=False, confirmed=True)


@blueprint.get("/desk/letters/<number>/files/<int:place>/original")
@staff(*ORIGINAL_READERS)
def original(number: str, place: int) -> Answer:
    return _asked(number, place, original=True)


@blueprint.post("/desk/letters/<number>/files/<int:place>/original")
@staff(*ORIGINAL_READERS)
def confirmed_original(number: str, place: int) -> Answer:
    return _download(current_work(), number, place, original=True, confirmed=True)


@blueprint.get("/desk/letters/<number>/files/<int:place>/preview")
@staff(*READERS)
def preview(number: str, place: int) -> Answer:
    work = current_work()
    handed = file_access.preview(work, pages.open_letter(work, number).id, place)
    # The one file that is shown inline: a small picture that was made here, pixel by pixel.
    return sent(handed, f"{place}.jpg", inline=True)


def _asked(number: str, place: int, *, original: bool) -> Answer:
    work = current_work()
    letter = pages.open_letter(work, number)
    name = _name(letter, place)
    try:
        warnings = file_access.warnings(work, letter.id, place, original=original)
    except NotPermitted:
        with apart() as noted:
            file_access.note_refused(noted, number, place)
        raise
    if warnings:
        action = "desk.confirmed_original" if original else "desk.confirmed_attachment"
        return render_office(
            "desk/file_warning.html", number=number, name=name, original=original, warnings=warnings,
            action=url_for(action, number=number, place=place), back=url_for("desk.letter", number=number))
    with apart() as noted:
        return _download(noted, number, place, original=original)


def _download(work: Work, number: str, place: int, *, original: bool, confirmed: bool = False) -> Response:
    letter = pages.open_letter(work, number)
    handed = file_access.hand_out(work, number, letter.id, place, original=original, confirmed=confirmed)
    return sent(handed, _name(letter, place))


def _name(letter: LetterFile, place: int) -> str:
    """Return what a file is called for who reads; of a confidential letter that says nothing of its writer."""
    if not 1 <= place <= len(letter.files):
        raise NotFound(NONE)
    return letter.files[place - 1].display_name
